/** What others read of the manifests: tools of Python read YAML 1.1 by the letter, and a checkout may end its lines with CRLF. */
import { spawnSync } from 'node:child_process';

import { App, Yaml, type ApiObject } from 'cdk8s';
import { parseAllDocuments } from 'yaml';

import { MonitoringChart } from '../../examples/cdk8s/chart';
import { StandaloneChart } from '../../examples/cdk8s/standalone-chart';
import { deliveryApps } from '../../examples/deliveries/apps';
import { toYaml } from '../../lib';
import { requirePython } from './tools';

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

const first = new App();
new MonitoringChart(first, 'monitoring');
new StandaloneChart(first, 'monitoring-standalone');

const apps = [...deliveryApps(), { name: 'cdk8s', app: first }].map(({ name, app }) => ({
  name,
  objects: app.charts.flatMap((chart): Manifest[] => chart.toJson()),
}));

const WRITERS: readonly (readonly [string, (objects: readonly Manifest[]) => string])[] = [
  ['cdk8s', (objects) => Yaml.stringify(...objects)],
  ['toYaml', (objects) => objects.map((object) => toYaml(object)).join('---\n')],
];

// The scanner in C is quick, and what a text means is decided by the same lines of Python.
const PYTHON = `
import json, sys, yaml
loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
json.dump(list(yaml.load_all(sys.stdin, loader)), sys.stdout)`;

function readByPython(text: string): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout);
}

requirePython('yaml')('PyYAML', () => {
  // One of each kind and name: most charts deliver the same dashboards and rules.
  const all = [
    ...new Map(
      apps.flatMap(({ objects }) => objects).map((object) => [`${object.kind} ${object.metadata.name}`, object]),
    ).values(),
  ];

  test.each(WRITERS)('reads what %s writes as it was meant', (_writer, write) => {
    expect(readByPython(write(all))).toEqual(all);
  });

  test('would stumble over a lone equals sign', () => {
    expect(() => readByPython('matchType: =\n')).toThrow(
      "could not determine a constructor for the tag 'tag:yaml.org,2002:value'",
    );
  });

  test('is not misled by line ends', () => {
    expect(readByPython(Yaml.stringify(...all).replace(/\n/g, '\r\n'))).toEqual(all);
  });
});

test.each(WRITERS)('lines that end with CRLF change nothing in what %s writes', (_writer, write) => {
  const { objects } = apps.at(-1)!;
  const text = write(objects).replace(/\n/g, '\r\n');

  expect(parseAllDocuments(text).map((document): unknown => document.toJS())).toEqual(objects);
});
