import * as fc from 'fast-check';
import * as v from 'valibot';

import { configurationJsonSchema } from '../../tools/configuration-schema';
import { monitoringSchema } from '../../lib/orchestrator/fleet/schema';
import shipped from '../../schema/orchestrator-monitoring.schema.json';
import { validProps } from '../orchestrator/arbitrary-props';
import { runs } from '../properties';

/** What our schemas use of JSON Schema; anything else fails the test. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly not?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const KNOWN = [
  ...['$schema', 'title', 'description', 'type', 'properties', 'required', 'additionalProperties', 'propertyNames'],
  ...['items', 'anyOf', 'enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'not'],
];

/** Keywords of a schema and of all schemas in it. */
function keywordsOf(schema: unknown): string[] {
  if (!isObject(schema)) {
    return [];
  }
  const { properties, anyOf, items, not, additionalProperties, propertyNames } = schema as Schema;
  const below = [...Object.values(properties ?? {}), ...(anyOf ?? []), items, not, additionalProperties, propertyNames];
  return [...Object.keys(schema), ...below.flatMap(keywordsOf)];
}

test('an object is described by the keys that a file can give it', () => {
  const { extend } = configurationJsonSchema(monitoringSchema)['properties'] as Record<string, Schema>;

  expect(extend).toMatchObject({ description: `an object with ${Object.keys(extend?.properties ?? {}).join(', ')}` });
});

/** Paths at which a value breaks a schema. */
function breaches(schema: Schema | boolean, value: unknown, path = ''): string[] {
  if (typeof schema === 'boolean') {
    return schema ? [] : [path];
  }
  return [...(fits(schema, value) ? [] : [path]), ...breachesBelow(schema, value, path)];
}

function fits(schema: Schema, value: unknown): boolean {
  const isOfType: Readonly<Record<string, boolean>> = {
    object: isObject(value),
    array: Array.isArray(value),
    string: typeof value === 'string',
    boolean: typeof value === 'boolean',
    number: typeof value === 'number',
    integer: Number.isInteger(value),
  };
  return [
    schema.type === undefined || isOfType[schema.type] === true,
    schema.enum?.includes(value) ?? true,
    !('const' in schema) || schema.const === value,
    schema.anyOf?.some((one) => breaches(one, value).length === 0) ?? true,
    schema.not === undefined || breaches(schema.not, value).length > 0,
    typeof value !== 'string' || fitsText(schema, value),
    typeof value !== 'number' || (value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)),
  ].every(Boolean);
}

/** JSON Schema counts code points. */
function fitsText({ pattern = '', minLength = 0, maxLength = Infinity }: Schema, value: string): boolean {
  const { length } = Array.from(value);
  return new RegExp(pattern, 'u').test(value) && length >= minLength && length <= maxLength;
}

function breachesBelow(schema: Schema, value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((child: unknown, index) => breaches(schema.items ?? true, child, `${path}[${index}]`));
  }
  if (!isObject(value)) {
    return [];
  }
  return [
    ...(schema.required ?? []).filter((key) => !Object.hasOwn(value, key)).map((key) => `${path}.${key}`),
    ...Object.entries(value).flatMap(([key, child]) => [
      ...breaches(schema.propertyNames ?? true, key, `${path}.${key}`),
      ...breaches(schema.properties?.[key] ?? schema.additionalProperties ?? true, child, `${path}.${key}`),
    ]),
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const schema = configurationJsonSchema(monitoringSchema);

test('the shipped schema is the one that the validation gives; npm run schema writes it', () => {
  expect(shipped).toEqual(JSON.parse(JSON.stringify(schema)));
});

test('the schema uses nothing that this test does not understand', () => {
  expect([...new Set(keywordsOf(schema))].filter((keyword) => !KNOWN.includes(keyword))).toEqual([]);
});

test('the schema lets pass whatever the validation lets pass', () => {
  fc.assert(
    fc.property(validProps, (props) => {
      expect(breaches(schema, JSON.parse(JSON.stringify(props)))).toEqual([]);
    }),
    runs(100),
  );
});

test('settings of an alert of the file itself are possible, and what is made of functions is not offered', () => {
  const alerts = [{ name: 'ShopQuiet', expression: 'sum by ($by) (shop{$workers})', summary: 'Quiet.' }];
  const overrides = { ShopQuiet: { for: '1m' } };
  const props = { replicaSets: [{ name: 'a', alerts: overrides }], alerts: { overrides }, extend: { alerts } };

  expect(breaches(schema, props)).toEqual([]);
  expect(
    breaches(schema, { extend: { signals: [], recordingRules: [], alerts: [{ name: 'A', signal: {} }] } }),
  ).toEqual(['.extend.signals', '.extend.recordingRules', '.extend.alerts[0].signal']);
});

test.each([
  [{ profil: 'hardened' }, '.profil'],
  [{ profile: 'other' }, '.profile'],
  [{ selector: { job: 7 } }, '.selector.job'],
  [{ selector: { severity: 'x' } }, '.selector.severity'],
  [{ selector: { job: { regexp: 'x' } } }, '.selector.job'],
  [{ replicaSets: [{ workers: 3 }] }, '.replicaSets[0].name'],
  [{ replicaSets: [{ name: ' ' }] }, '.replicaSets[0].name'],
  [{ replicaSets: [{ name: 'a', workers: -1 }] }, '.replicaSets[0].workers'],
  [{ replicaSets: [{ name: 'a', workers: { min: 1 } }] }, '.replicaSets[0].workers'],
  [{ scrapeInterval: '5x' }, '.scrapeInterval'],
  [{ alerts: { overrides: { 'no-name': {} } } }, '.alerts.overrides.no-name'],
  [{ alerts: { overrides: { OrchestratorNoWorkers: { for: 5 } } } }, '.alerts.overrides.OrchestratorNoWorkers.for'],
  [{ dashboard: { uid: 'a b' } }, '.dashboard.uid'],
  [{ dashboard: { refresh: 10 } }, '.dashboard.refresh'],
  [{ grafanaUrl: 'grafana' }, '.grafanaUrl'],
])('the schema refuses %j', (props, path) => {
  expect(breaches(schema, props)).toEqual([path]);
  expect(v.safeParse(monitoringSchema, props).success).toBe(false);
});
