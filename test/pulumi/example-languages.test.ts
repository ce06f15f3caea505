/** The examples in other languages: what they say is in the schema, and makes what their README lists. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { OrchestratorMonitoring, type OrchestratorMonitoringArgs } from '../../plugin/orchestrator-monitoring';
import schema from '../../schema/pulumi-schema.json';
import { runStack } from './stack';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const folder = join(__dirname, '..', '..', 'examples', 'pulumi-languages');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

interface Said {
  readonly properties: OrchestratorMonitoringArgs;
  readonly outputs: readonly string[];
}

const resource = Object.values(schema.resources)[0]!;
const types = schema.types as unknown as Record<string, { properties: Record<string, unknown> }>;

/** Keys of an object that its type does not have. */
function unknownKeys(properties: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(properties).flatMap(([key, value]) => {
    const property = (resource.inputProperties as Record<string, { readonly $ref?: string }>)[key];
    const type = types[property?.$ref?.replace('#/types/', '') ?? ''];
    return property === undefined
      ? [key]
      : type === undefined
        ? []
        : Object.keys(value as object).filter((inner) => !(inner in type.properties));
  });
}

/** What the YAML program says; a secret stands for itself. */
function yaml(): Said {
  const program = parse(textOf('yaml/Pulumi.yaml').replace('${webhook}', 'https://hooks.example/T0')) as {
    resources: { orders: { type: string; properties: OrchestratorMonitoringArgs } };
    outputs: Record<string, string>;
  };
  return {
    properties: program.resources.orders.properties,
    outputs: Object.values(program.outputs).map((output) => output.replace(/^\$\{orders\.|\}$/g, '')),
  };
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** In place of the SDK: classes that keep what they are given, with the names of the schema in Python's form. */
const PULUMI = `
class Config:
    def require_secret(self, name):
        return "https://hooks.example/T0"

def export(name, value):
    print(json.dumps({"output": value}))

import json
`;
const SDK = `
import json

class Args(dict):
    def __init__(self, **given):
        super().__init__(given)

FolderArgs = NotificationArgs = Args

class OrchestratorMonitoring:
    def __init__(self, name, **given):
        plain = {k: {"args": v} if isinstance(v, Args) else {"data": v} for k, v in given.items()}
        print(json.dumps({"given": plain}))

    def __getattr__(self, name):
        return name
`;

function python(): Said {
  const stubs = mkdtempSync(join(tmpdir(), 'pulumi-python-'));
  try {
    writeFileSync(join(stubs, 'pulumi.py'), PULUMI);
    writeFileSync(join(stubs, 'pulumi_pupsourcing_orchestrator_monitoring.py'), SDK);
    const { stdout, stderr, status } = spawnSync('python3', ['-B', join(folder, 'python', '__main__.py')], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: stubs },
    });
    expect([status, stderr]).toEqual([0, '']);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const given = first!['given'] as Record<string, { args?: Record<string, unknown>; data?: unknown }>;
    const properties = Object.entries(given).map(([key, { args, data }]) => [
      camel(key),
      args === undefined ? data : Object.fromEntries(Object.entries(args).map(([name, value]) => [camel(name), value])),
    ]);
    return {
      properties: Object.fromEntries(properties),
      outputs: [camel(String(second!['output']))],
    };
  } finally {
    rmSync(stubs, { recursive: true });
  }
}

test.each<[string, () => Said]>([
  ['YAML', yaml],
  ['Python', python],
])('%s', async (_language, said) => {
  const { properties, outputs } = said();

  expect(unknownKeys(properties as unknown as Record<string, unknown>)).toEqual([]);
  expect(outputs.filter((output) => !(output in resource.properties))).toEqual([]);
  const { resources } = await runStack(() => {
    new OrchestratorMonitoring('orders', properties);
  });
  const rows = [...textOf('README.md').matchAll(/^\| +`([^`]+)` +\| `([^`]+)`/gm)].map(([, type, name]) => [
    type,
    name,
  ]);
  expect(resources.map(({ type, name }) => [type, name]).toSorted((a, b) => (a.join() < b.join() ? -1 : 1))).toEqual(
    rows,
  );
});

test('all of them say the same', () => {
  expect(python()).toEqual(yaml());
});

test('Go: fields are those of the schema', () => {
  const text = textOf('go/main.go');
  const fields = [...text.matchAll(/(?:^\t+|\{)([A-Z]\w+): /gm)].map(
    ([, field = '']) => field[0]!.toLowerCase() + field.slice(1),
  );
  const known = new Set([
    ...Object.keys(resource.inputProperties),
    ...Object.values(types).flatMap(({ properties }) => Object.keys(properties)),
  ]);

  expect(fields.length).toBeGreaterThan(6);
  expect(fields.filter((field) => !known.has(field))).toEqual([]);
  expect('dashboardUrl' in resource.properties && text.includes('orders.DashboardUrl')).toBe(true);
});
