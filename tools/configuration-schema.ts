/** The JSON Schema of a configuration file, for editors, from the schema that checks it. What only code can tell, it lets pass. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { ALERT_NAMES, type AlertName } from '../lib/orchestrator/alert-names';
import { ALERT_NAME } from '../lib/orchestrator/extension/extension-schema';
import { DELIVERY_PARTS } from '../lib/render/kubernetes/deliveries/delivery';
import { DELIVERIES } from '../lib/render/kubernetes/deliveries/registry';
import { DELIVERY_CHECKS } from '../lib/render/kubernetes/deliveries/render-delivery';
import type { Shape } from '../lib/validation';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a configuration file, from the shape of the props. */
export function configurationJsonSchema(shape: Shape): JsonSchema {
  // The last schema of a pipe says most, and checks in code say nothing here.
  const { $schema, ...schema } = toJsonSchema(shape, { typeMode: 'output', errorMode: 'ignore', target: 'draft-07' });
  const own = sayable(schema) ?? {};
  return {
    $schema,
    title: 'What to monitor: orchestrator-monitoring.yaml',
    ...own,
    properties: { ...(own['properties'] as JsonSchema), delivery: DELIVERY_SCHEMA, $schema: { type: 'string' } },
  };
}

const DELIVERY_NAMES = Object.keys(DELIVERIES).flatMap((name) => {
  const kebabCase = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return kebabCase === name ? [name] : [kebabCase, name];
});

/** What the command line reads beside the props. Which options a delivery has, only code tells. */
const DELIVERY_SCHEMA: JsonSchema = {
  description: 'how manifests reach Prometheus and Grafana in a cluster',
  anyOf: [
    { enum: DELIVERY_NAMES },
    {
      type: 'object',
      properties: {
        name: { enum: DELIVERY_NAMES },
        objects: {
          description: 'what the objects are called, where they go and what they carry',
          type: 'object',
          properties: Object.fromEntries(
            Object.keys(DELIVERY_CHECKS).map((key) => [
              key,
              key === 'omit' ? { type: 'array', items: { enum: DELIVERY_PARTS } } : {},
            ]),
          ),
          additionalProperties: false,
        },
      },
    },
  ],
};

/** What a file can say of a schema: a function, which gives no schema, it cannot, nor what needs one. Undefined where nothing is left. */
function sayable(schema: JsonSchema): JsonSchema | undefined {
  const { properties, required, items, anyOf, additionalProperties, ...others } = schema as SchemaParts;
  const possible = Object.entries(properties ?? {}).flatMap(([key, value]) => {
    const said = sayable(value);
    return said === undefined ? [] : [[key, said] as const];
  });
  const needed = (required ?? []).filter((key) => properties?.[key] !== undefined);
  const listed = items && sayable(items);
  const [first, ...further] = (anyOf ?? []).flatMap((one) => sayable(one) ?? []);
  const isImpossible =
    Object.keys(schema).length === 0 ||
    (items !== undefined && listed === undefined) ||
    (anyOf !== undefined && first === undefined) ||
    needed.some((key) => possible.every(([other]) => other !== key));
  if (isImpossible) {
    return undefined;
  }
  const describedBy = (keys: readonly string[]): string => `an object with ${keys.join(', ')}`;
  return {
    ...others,
    ...(others.description === describedBy(Object.keys(properties ?? {})) && {
      description: describedBy(possible.map(([key]) => key)),
    }),
    ...(first === undefined ? {} : further.length === 0 ? first : { anyOf: [first, ...further] }),
    ...(listed && { items: listed }),
    ...(properties && { properties: Object.fromEntries(possible) }),
    ...(needed.length > 0 && { required: needed }),
    ...(additionalProperties && furtherKeys(additionalProperties, possible)),
  };
}

interface SchemaParts {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema;
}

/** Keys beside those that are known. Editors have words for `false`, and none for `{ not: {} }`. */
function furtherKeys(others: JsonSchema, known: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  const [alert] = known.filter(([name]) => ALERT_NAMES.includes(name as AlertName)).map(([, settings]) => settings);
  if (alert !== undefined) {
    // Alerts of the user's own, which only code finds in the file.
    return { propertyNames: { pattern: ALERT_NAME.source }, additionalProperties: alert };
  }
  return { additionalProperties: 'not' in others ? false : (sayable(others) ?? {}) };
}
