import { diffLinesUnified } from 'jest-diff';
import type { MonitoringProps } from '../../lib';
import { renderFiles, createMixin } from '../../lib';
import { monitoringSerializer, summaryOf } from '../../lib/testing';
import { FLEET, grafanaObjects, objectsOf } from './fleet';

expect.addSnapshotSerializer(monitoringSerializer);

const CHANGED_THRESHOLD: MonitoringProps = {
  ...FLEET,
  alerts: { overrides: { OrchestratorProjectionErrors: { threshold: 0.5 } } },
};
const ADDED_REPLICA_SET: MonitoringProps = { replicaSets: [...FLEET.replicaSets!, { name: 'billing', workers: 2 }] };

const serialized = (value: unknown): readonly string[] => monitoringSerializer.serialize(value).split('\n');

/** What a reviewer sees in a pull request: the changed lines of a snapshot with one line around them (git diff -U1). */
function diff(before: readonly string[], after: readonly string[]): string {
  return diffLinesUnified([...before], [...after], {
    expand: false,
    contextLines: 1,
    omitAnnotationLines: true,
    aColor: String,
    bColor: String,
    commonColor: String,
    changeColor: String,
    patchColor: String,
  });
}

const lines = (text: string): number => text.split('\n').length;

test('a summary is short enough to be read', () => {
  expect(`\n${summaryOf(objectsOf())}\n`).toMatchSnapshot();
});

test.each([
  ['a changed threshold', CHANGED_THRESHOLD, 40],
  ['an added replica set', ADDED_REPLICA_SET, 80],
])('%s is a diff that can be read', (_name, props, most) => {
  const changed = diff(serialized(objectsOf()), serialized(objectsOf(props)));

  expect(changed).toMatchSnapshot();
  expect(lines(changed)).toBeLessThanOrEqual(most);
});

test.each([
  ['a changed threshold', CHANGED_THRESHOLD, 2],
  ['an added replica set', ADDED_REPLICA_SET, 4],
])('%s in the summary', (_name, props, most) => {
  const changed = diff(summaryOf(objectsOf()).split('\n'), summaryOf(objectsOf(props)).split('\n'));

  expect(changed).toMatchSnapshot();
  expect(changed.split('\n').filter((line) => /^[+-]/.test(line)).length).toBeLessThanOrEqual(most);
});

test.each([
  ['objects', objectsOf()],
  ['one object', objectsOf()[0]],
  ['Grafana alerting', grafanaObjects()],
  ['files', renderFiles(createMixin(FLEET)).filter(({ path }) => path.endsWith('.json'))],
])('no document stays a text in %s', (_name, value) => {
  const text = monitoringSerializer.serialize(value);

  expect(monitoringSerializer.test(value)).toBe(true);
  expect(text).not.toMatch(/\\n|\{"|schemaVersion\\/);
  expect(text).toMatch(/^ +thresholds: [a-z]+/m);
  expect(text).toMatch(/^ +gridPos: \d+ x \d+$/m);
});

test.each([[[]], [{}], ['text'], [undefined], [[{ kind: 'ConfigMap' }]], [{ path: 'a' }], [[3]]])(
  '%j is left to other serializers',
  (value) => {
    expect(monitoringSerializer.test(value)).toBe(false);
  },
);

test('embedded documents are parsed, panels stand by their titles, texts stay texts', () => {
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'dashboards', namespace: 'monitoring' },
    data: {
      'one.json': JSON.stringify({
        title: 'One',
        panels: [
          { id: 1, title: 'Up', gridPos: { x: 0, y: 0, w: 12, h: 8 } },
          { id: 2, title: 'Twice' },
          { id: 3, title: 'Twice', thresholds: { mode: 'percentage', steps: [{ color: 'red', value: 80 }] } },
        ],
      }),
      'rules.yaml': 'groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up < 1\n',
      'note.txt': 'Two\nlines: of text',
    },
  };

  expect(configMap).toMatchInlineSnapshot(`
    --- # ConfigMap monitoring/dashboards
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: dashboards, namespace: monitoring}
    data:
      one.json:
        title: One
        panels:
          Up: {id: 1, gridPos: 12 x 8}
          Twice (2): {id: 2}
          Twice (3): {id: 3, thresholds: red from 80 (percentage)}
      rules.yaml:
        groups:
          - name: a
            rules:
              - {alert: Down, expr: up < 1}
      note.txt: |-
        Two
        lines: of text
  `);
});

test('no panel is lost for its title, and none moves', () => {
  const panels = ['T', 'T', '5', '__proto__'].map((title, index) => ({ title, type: `type ${String(index)}` }));

  expect(monitoringSerializer.serialize({ path: 'a.json', content: JSON.stringify({ panels }) })).toBe(
    [
      '--- # a.json',
      'panels:',
      '  - {title: T, type: type 0}',
      '  - {title: T, type: type 1}',
      '  - {title: "5", type: type 2}',
      '  - {title: __proto__, type: type 3}',
    ].join('\n'),
  );
  expect(monitoringSerializer.serialize({ path: 'a.json', content: JSON.stringify({ panels: panels.slice(1) }) })).toBe(
    ['--- # a.json', 'panels:', '  T: {type: type 1}', '  "5": {type: type 2}', '  __proto__: {type: type 3}'].join(
      '\n',
    ),
  );
});
