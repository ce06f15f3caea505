import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ValidationContext } from 'cdk8s-cli/plugins';
import {
  createMixin,
  kubePrometheusStack,
  prometheusOperator,
  renderDelivery,
  sidecar,
  thanosRuler,
  toYaml,
  type Delivery,
  type KubernetesManifest,
} from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoringValidation } from 'pupsourcing-orchestrator-monitoring/cdk8s';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'validation-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const mixin = createMixin({ replicaSets: [{ name: 'orders', workers: 3 }] });
const delivered = (delivery = kubePrometheusStack({ release: 'stack' })): readonly KubernetesManifest[] =>
  renderDelivery(delivery, mixin, { namespace: 'monitoring' }).objects.map(({ manifest }) => manifest);

/** The report over files with these objects, as `cdk8s synth` makes it. */
async function reportOf(files: Record<string, readonly object[]>, properties = {}) {
  const paths = Object.entries(files).map(([name, objects]) => {
    const path = join(folder, name);
    writeFileSync(path, objects.map((object) => toYaml(object)).join('---\n'));
    return path;
  });
  const context = new ValidationContext(paths, 'package', '0.1.0', {
    'orchestrator-rules': { path: 'chart/monitoring' },
  });
  await new OrchestratorMonitoringValidation(properties).validate(context);
  return context.report.toJson();
}

test('has nothing to say of what arrives', async () => {
  const { violations, summary } = await reportOf({ 'a.k8s.yaml': delivered() });

  expect(violations).toEqual([]);
  expect(summary).toMatchObject({ status: 'success', metadata: { objects: '3', errors: '0', warnings: '0' } });
});

test.each<[string, Delivery]>([
  ['kubePrometheusStack', kubePrometheusStack({ release: false })],
  ['prometheusOperator', prometheusOperator()],
  ['thanosRuler', thanosRuler()],
])('%s says that an operator is there, with or without labels to select by', async (_name, delivery) => {
  const { violations } = await reportOf({ 'a.k8s.yaml': delivered(delivery) });

  expect(violations).toEqual([]);
});

test('says what does not, also of what others made, with construct, file and fix', async () => {
  const prometheus = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'stack', namespace: 'monitoring' },
    spec: { ruleSelector: { matchLabels: { release: 'other' } }, podMonitorSelector: {} },
  };
  const theirs = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'theirs', namespace: 'monitoring' },
    spec: { groups: [] },
  };
  const { violations, summary } = await reportOf({ 'a.k8s.yaml': [prometheus, ...delivered(), theirs] });

  expect(summary.status).toBe('failure');
  expect(
    violations.map(({ ruleName, violatingConstructs }) => [ruleName, violatingConstructs[0]?.resourceName]),
  ).toEqual([
    ['not-selected (error)', 'orchestrator-rules'],
    ['not-selected (error)', 'theirs'],
  ]);
  expect(violations[0]).toEqual({
    ruleName: 'not-selected (error)',
    recommendation: expect.stringMatching(
      /^PrometheusRule monitoring\/orchestrator-rules: found no label but .+ would be ignored$/,
    ),
    fix: "use delivery: kubePrometheusStack({ release: 'other' }), or give it the label release: other",
    violatingConstructs: [
      {
        resourceName: 'orchestrator-rules',
        constructPath: 'chart/monitoring',
        locations: ['PrometheusRule monitoring/orchestrator-rules'],
        manifestPath: join(folder, 'a.k8s.yaml'),
      },
    ],
  });
});

test('a ConfigMap that a pod of another namespace mounts is another of its name', async () => {
  const pod = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace: 'b' },
    spec: {
      template: { spec: { containers: [{ name: 'app' }], volumes: [{ name: 'any', configMap: { name: 'config' } }] } },
    },
  };
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'a' }, data: {} };

  expect((await reportOf({ 'a.yaml': [config, pod] })).violations).toEqual([]);
});

test('nothing is made of labels that a user may replace', async () => {
  const labels = { 'app.kubernetes.io/name': 'monitoring', 'app.kubernetes.io/part-of': 'shop' };
  const objects = renderDelivery(prometheusOperator(), mixin, { labels }).objects.map(({ manifest }) => manifest);

  expect((await reportOf({ 'a.yaml': objects })).violations).toEqual([]);
});

test('warnings fail the synth only where that is asked for', async () => {
  const [rule] = delivered().filter(({ kind }) => kind === 'PrometheusRule') as [KubernetesManifest];
  const twice = [rule, { ...rule, metadata: { ...rule.metadata, name: 'again' } }];

  expect((await reportOf({ 'a.yaml': twice })).summary).toMatchObject({
    status: 'success',
    metadata: { warnings: '1' },
  });
  expect((await reportOf({ 'b.yaml': twice }, { failOn: 'warning' })).summary.status).toBe('failure');
});

test('looks at sizes, at namesakes within a file, and at contents across files', async () => {
  const large = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'large' },
    data: { key: 'x'.repeat(262_144) },
  };
  const twice = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'twice' }, data: {} };
  const [dashboard] = delivered(sidecar()) as [KubernetesManifest];
  const other = JSON.parse(JSON.stringify(dashboard).replaceAll('Pupsourcing', 'Other')) as KubernetesManifest;
  const { violations } = await reportOf({ 'a.yaml': [large, twice, twice, dashboard], 'b.yaml': [twice, other] });

  expect(new Set(violations.map(({ ruleName }) => ruleName))).toEqual(
    new Set([
      'too-large (warning)',
      'made-twice (error)',
      'sidecar-key-twice (warning)',
      'dashboard-uid-twice (warning)',
    ]),
  );
});

test('looks at the items of lists', async () => {
  const twice = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'twice' }, data: {} };
  const list = { apiVersion: 'v1', kind: 'List', items: [twice] };
  const { violations, summary } = await reportOf({
    'a.yaml': [twice, { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: [list] }],
  });

  expect(violations.map(({ ruleName }) => ruleName)).toEqual(['made-twice (error)']);
  expect(summary.metadata).toMatchObject({ objects: '2' });
});

test('passes over what is no object', async () => {
  const { summary } = await reportOf({
    'a.yaml': [{}, { kind: 'List' }, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }],
  });

  expect(summary).toMatchObject({ status: 'success', metadata: { objects: '0' } });
});

test('refuses properties that it does not know', () => {
  expect(() => new OrchestratorMonitoringValidation({ failOn: 'info' } as never)).toThrow(
    "failOn: found \"info\"; allowed: 'error' or 'warning'",
  );
});
