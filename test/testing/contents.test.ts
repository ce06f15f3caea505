import { gzipSync } from 'node:zlib';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart, Lazy, Testing } from 'cdk8s';
import {
  createMixin,
  grafanaOperator,
  kubePrometheusStack,
  renderDelivery,
  renderFiles,
  renderGrafanaDashboard,
  toYaml,
  type Mixin,
} from '../../lib';
import { OrchestratorMonitoring } from '../../lib/cdk8s';
import {
  deliveredBy,
  expectDelivered,
  monitoringSerializer,
  summaryOf,
  type DeliveredDashboard,
  type MonitoringSubject,
} from '../../lib/testing';
import { embeddedIn } from '../../lib/testing/embedded';
import { FLEET, grafanaObjects, objectsOf } from './fleet';

const mixin = createMixin(FLEET);

const namesOf = (subject: MonitoringSubject): readonly string[] => deliveredBy(subject).alerts.map(({ name }) => name);

type Titles = Readonly<Record<string, readonly string[]>>;

const titlesByUid = (dashboards: readonly DeliveredDashboard[]): Titles =>
  Object.fromEntries(dashboards.map(({ uid = '', panels }) => [uid, panels.map(({ title }) => title)]));

/** Titles of everything that Grafana shows, rows among them. */
function shownByUid({ dashboards }: Mixin): Titles {
  const titlesOf = (panels: unknown): readonly string[] =>
    (panels as { title?: string; panels?: unknown }[]).flatMap(({ title = '', panels: inner = [] }) => [
      title,
      ...titlesOf(inner),
    ]);
  return Object.fromEntries(
    dashboards.map((dashboard) => [dashboard.uid, titlesOf(renderGrafanaDashboard(dashboard)['panels'])]),
  );
}

describe('the same monitoring is read from', () => {
  const chart = new Chart(Testing.app(), 'monitoring');
  new OrchestratorMonitoring(chart, 'orchestrator', {
    ...FLEET,
    delivery: kubePrometheusStack({ release: 'monitoring' }),
  });

  test.each<[string, MonitoringSubject]>([
    ['a mixin', mixin],
    ['a chart', chart],
    ['what a chart synthesizes', Testing.synth(chart) as object[]],
    ['objects of kube-prometheus-stack', objectsOf()],
    ['what renderDelivery gives', renderDelivery(kubePrometheusStack({ release: 'monitoring' }), mixin).objects],
    ['Grafana alerting in ConfigMaps', grafanaObjects()],
    [
      'Grafana alerting of the operator, compressed dashboards',
      objectsOf(
        { ...FLEET, alerts: { evaluatedBy: 'grafana' } },
        grafanaOperator({ instanceSelector: { grafana: 'main' }, json: 'gzip' }),
      ),
    ],
    ['rendered files', renderFiles(mixin).filter(({ path }) => !path.startsWith('mimir/'))],
  ])('%s', (_name, subject) => {
    const { alerts, dashboards } = deliveredBy(subject);

    expect(namesOf(subject)).toEqual(mixin.alerts.map(({ name }) => name));
    expect(alerts.map(({ severity }) => severity)).toEqual(mixin.alerts.map(({ severity }) => severity));
    expect(alerts.map(({ threshold }) => threshold)).toEqual(namesOf(mixin).map(() => expect.any(Number)));
    // cdk8s sorts the keys of a ConfigMap.
    expect(titlesByUid(dashboards)).toEqual(shownByUid(mixin));
  });
});

test('documents of YAML that are empty are left out, as templates of Helm give them', () => {
  const objects = objectsOf();
  const withEmpty = [null, ...objects, undefined];

  expect(summaryOf(withEmpty)).toBe(summaryOf(objects));
  expect(() => {
    expectDelivered(withEmpty, 'alerts', 'dashboards');
  }).not.toThrow();
  expect(monitoringSerializer.test(withEmpty)).toBe(true);
  expect(monitoringSerializer.serialize(withEmpty)).toBe(monitoringSerializer.serialize(objects));
  expect(monitoringSerializer.test([null])).toBe(false);
  expect(monitoringSerializer.test(null)).toBe(false);
});

test('thresholds, durations and severities are those that were asked for', () => {
  const alerts = {
    overrides: { OrchestratorSlowHeartbeat: { threshold: 7.5, for: '11m', severity: 'info', labels: { team: 'x' } } },
  } as const;

  for (const objects of [objectsOf({ ...FLEET, alerts }), grafanaObjects({ ...FLEET, alerts })]) {
    expect(deliveredBy(objects).alerts.find(({ name }) => name === 'OrchestratorSlowHeartbeat')).toMatchObject({
      comparison: '>',
      threshold: 7.5,
      for: '11m',
      severity: 'info',
      labels: { team: 'x' },
    });
  }
});

test('recorded series, inhibitions and scraping are read wherever they stand', () => {
  const delivered = deliveredBy(mixin);

  expect(delivered.recordingRules).toEqual(mixin.recordingRules.map(({ record }) => record));
  expect(delivered.inhibitions).toBe(mixin.inhibitions.length);
  expect(delivered.scraping).toEqual([
    { name: 'projection-workers', interval: '15s', namespaces: 'every namespace', place: 'scrape configuration' },
  ]);
  expect(deliveredBy(objectsOf()).scraping).toEqual([
    {
      name: 'orchestrator-workers',
      interval: '15s',
      namespaces: 'every namespace',
      place: 'PodMonitor monitoring/orchestrator-workers',
    },
  ]);
});

test('a series on the right of the comparison is no threshold', () => {
  const rule = { alert: 'TooFew', expr: 'present < on (replica_set)\n  expected', for: '5m' };

  expect(
    deliveredBy([{ path: 'rules.yaml', content: JSON.stringify({ groups: [{ rules: [rule] }] }) }]).alerts,
  ).toEqual([
    expect.objectContaining({ comparison: '<', threshold: undefined, comparedWith: 'expected', severity: undefined }),
  ]);
});

const RULES = 'groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up < 1\n';
const DOCUMENTS = `kind: Namespace\n---\n${RULES}---\n`;
const encoded = (text: string): string => Buffer.from(text).toString('base64');

describe('the same alert is read from', () => {
  const held = (kind: string, fields: object): readonly object[] => [
    { apiVersion: 'v1', kind, metadata: { name: 'a' }, ...fields },
  ];

  test.each<[string, readonly object[]]>([
    ['a file', [{ path: 'a.yaml', content: RULES }]],
    ['a file of several documents', [{ path: 'a.yaml', content: DOCUMENTS }]],
    ['a value of several documents', held('ConfigMap', { data: { a: DOCUMENTS } })],
    [
      'line ends of Windows, behind a comment',
      [{ path: 'a', content: `# A comment\n---\n${RULES}`.replaceAll('\n', '\r\n') }],
    ],
    ['what Helm writes', [{ path: 'a', content: `--- # Source: a.yaml\n${RULES}` }]],
    ['a directive', [{ path: 'a', content: `%YAML 1.2\n---\n${RULES}` }]],
    [
      'JSON behind a byte order mark',
      [{ path: 'a', content: `\ufeff${JSON.stringify({ alert: 'Down', expr: 'up' })}` }],
    ],
    ['JSON as a document of YAML', [{ path: 'a', content: '---\n{"alert": "Down", "expr": "up"}\n' }]],
    ['a list that is set off', [{ path: 'a', content: '-   alert: Down\n    expr: up\n' }]],
    ['YAML on one line', held('ConfigMap', { data: { 'a.yml': 'groups: [{rules: [{alert: Down, expr: up}]}]' } })],
    ['YAML whose first key has blanks', held('ConfigMap', { data: { 'a.yaml': `our rules: 1\n${RULES}` } })],
    ['a Secret', held('Secret', { data: { a: encoded(RULES) } })],
    ['a Secret with a text', held('Secret', { stringData: { a: RULES } })],
    ['a compressed Secret', held('Secret', { data: { 'a.yaml.gz': gzipSync(RULES).toString('base64') } })],
    ['binary data', held('ConfigMap', { binaryData: { a: encoded(RULES) } })],
    ['a Secret in a file', [{ path: 'a', content: toYaml(held('Secret', { data: { a: encoded(RULES) } })[0]) }]],
  ])('%s', (_name, subject) => {
    expect(namesOf(subject)).toEqual(['Down']);
  });
});

test('charts, their objects and what they synthesize may stand in a list', () => {
  const chart = new Chart(Testing.app(), 'chart');
  const object = new ApiObject(chart, 'rules', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: RULES } });

  for (const subject of [[chart], [object], [Testing.synth(chart)], [[[chart]]]] as MonitoringSubject[]) {
    expect(deliveredBy(subject)).toEqual(deliveredBy(chart));
    expect(namesOf(subject)).toEqual(['Down']);
  }
  expect(monitoringSerializer.serialize([object])).toBe(monitoringSerializer.serialize(Testing.synth(chart)));
});

test.each<[string, unknown]>([
  ['what cdk8s knows at synth', Lazy.any({ produce: () => ({ a: RULES }) })],
  ['what Pulumi knows later', pulumi.output({ a: RULES })],
  ['a promise', Promise.resolve({ a: RULES })],
])('%s is refused where alerts are looked for', (_name, data) => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rules' }, data };

  expect(() => deliveredBy([configMap])).toThrow(
    'ConfigMap rules: found a value that is known later; pass what it becomes, for cdk8s by Testing.synth(chart)',
  );
});

test('a rule may compare nothing, and be a number', () => {
  const content = 'groups: [{rules: [{alert: Always, expr: 1}, {record: one, expr: 1}]}]';

  expect(deliveredBy([{ path: 'a.yaml', content }])).toMatchObject({
    alerts: [{ name: 'Always', expression: '1', comparison: undefined }],
    recordingRules: ['one'],
  });
});

test('what kubectl notes of an object is not there twice', () => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rules' }, data: { a: RULES } };
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(configMap) };

  expect(namesOf([{ ...configMap, metadata: { name: 'rules', annotations } }])).toEqual(['Down']);
});

test.each<[string, unknown]>([
  ['what cdk8s knows at synth', Lazy.any({ produce: () => encoded(RULES) })],
  ['what Pulumi knows later', pulumi.output(encoded(RULES))],
  ['a promise', Promise.resolve(encoded(RULES))],
])('%s is refused among what is base64, too', (_name, value) => {
  for (const [kind, field] of [
    ['Secret', 'data'],
    ['ConfigMap', 'binaryData'],
  ] as const) {
    for (const data of [value, { a: value }]) {
      const object = { apiVersion: 'v1', kind, metadata: { name: 'rules' }, [field]: data };

      expect(() => deliveredBy([object])).toThrow(`${kind} rules: found a value that is known later`);
    }
  }
});

test('only the annotations of metadata are left out', () => {
  const metadata = { name: 'rules', annotations: { a: RULES } };

  for (const [kind, field, value] of [
    ['ConfigMap', 'data', RULES],
    ['Secret', 'data', encoded(RULES)],
    ['Other', 'spec', { a: RULES }],
  ] as const) {
    expect(namesOf([{ apiVersion: 'v1', kind, metadata, [field]: { annotations: value } }])).toEqual(['Down']);
  }
});

test('items of lists are objects as others are', () => {
  const list = { apiVersion: 'v1', kind: 'List', items: objectsOf() };
  const nested = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: [list] };

  for (const subject of [[list], [nested], { toJson: () => list }]) {
    expect(deliveredBy(subject)).toEqual(deliveredBy(objectsOf()));
  }
  expect(monitoringSerializer.test(list)).toBe(true);
  expect(monitoringSerializer.serialize(list)).toBe(monitoringSerializer.serialize(objectsOf()));
  expect(monitoringSerializer.test({ ...list, items: [] })).toBe(false);
  expect(() => deliveredBy([{ ...list, items: [{ kind: 'ConfigMap' }] }])).toThrow(TypeError);
});

test('texts of Secrets stay what they are, also in errors', () => {
  const data = { 'a.yaml': `${RULES}   password: hunter2: [\n` };
  const secret = (object: object) => [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'rules' }, ...object }];

  expect(() => deliveredBy(secret({ stringData: data }))).toThrow(
    /^Secret rules, a.yaml: found a text, which is neither/,
  );
});

test.each<[string, object, string]>([
  ['PodMonitor', {}, 'its own namespace'],
  ['ServiceMonitor', { namespaceSelector: {} }, 'its own namespace'],
  ['PodMonitor', { namespaceSelector: { any: true } }, 'every namespace'],
  ['ServiceMonitor', { namespaceSelector: { matchNames: ['a', 'b'] } }, 'a, b'],
  ['ScrapeConfig', { kubernetesSDConfigs: [{ role: 'Pod' }] }, 'every namespace'],
  ['ScrapeConfig', { kubernetesSDConfigs: [{ namespaces: { ownNamespace: true } }] }, 'its own namespace'],
  [
    'ScrapeConfig',
    { kubernetesSDConfigs: [{ namespaces: { ownNamespace: true, names: ['a'] } }] },
    'its own namespace, a',
  ],
  ['ScrapeConfig', { staticConfigs: [{ targets: ['a:9090'] }] }, 'no namespace'],
])('%s %j scrapes %s', (kind, spec, namespaces) => {
  const monitor = { apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { name: 'x' }, spec };

  expect(deliveredBy([monitor]).scraping).toMatchObject([{ namespaces }]);
});

test('targets of a file are in no namespace', () => {
  const content = 'scrape_configs: [{ job_name: a, static_configs: [{ targets: [a] }] }]';

  expect(deliveredBy([{ path: 'prometheus.yml', content }]).scraping).toMatchObject([{ namespaces: 'no namespace' }]);
});

test.each<[string, object, string]>([
  ['a file', { path: 'rules.yaml', content: `${RULES}   wrong\n` }, 'rules.yaml: found "groups'],
  [
    'a value',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'rules' },
      data: { 'a.yaml': `{{ if .on }}\n${RULES}{{ end }}` },
    },
    'ConfigMap rules, a.yaml: found "{{ if .on }}',
  ],
  [
    'JSON with a comma too many',
    { path: 'a.json', content: '{"title": "alert: Down", "panels": [],}' },
    'a.json: found "{',
  ],
])('%s with rules that cannot be read is refused where alerts are looked for', (_name, document, words) => {
  expect(() => deliveredBy([document])).toThrow(words);
  expect(() => deliveredBy([document])).toThrow(
    'is neither YAML nor JSON, so that nothing in it can be tested; write it as one of them',
  );
  expect(monitoringSerializer.serialize(document)).toContain('alert: Down');
});

test.each<[string, string, string]>([
  ['a template', 'a.tmpl', '{{ define "a" }}\nalert: {{ .Labels.alertname }}\n{{ end }}'],
  ['a template of rules', 'a', `{{ if .on }}\n${RULES}{{ end }}`],
  ['a template of a dashboard', 'a.tpl', 'title: {{ .Title }} of {{ .Place }}\npanels: {{ .Panels }}\n'],
  ['a template on one line', 'summary', '{{ $value }}'],
  ['a selector', 'query', '{job="a"}'],
  ['a page', 'a.md', `# Alerts\n\nSuch as\n${RULES}`],
  ['a page that begins with a key', 'README.md', '# Alerts\n\nexpr: the expression\n\n    - of: an alert\n'],
  ['a program', 'dash.jsonnet', "{\n  title: 'A',\n  panels: [std.map(f)],\n}\n"],
  ['a program with brackets', 'dash.jsonnet', "{\n  title: 'A',\n  panels: std.map(f, [1, 2]),\n}\n"],
])('%s stays a text', (_name, key, text) => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { [key]: text } };

  for (const subject of [configMap, { path: key, content: text }]) {
    expect(deliveredBy([subject])).toMatchObject({ alerts: [], dashboards: [] });
  }
  expect(embeddedIn(key, text)).toBeUndefined();
});

test.each([undefined, 3, 'rules', {}, [3], [{ kind: 'ConfigMap' }]])('%j is no subject', (subject) => {
  expect(() => deliveredBy(subject as never)).toThrow(TypeError);
});
