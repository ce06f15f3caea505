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

describe('what others made is nothing that is certain', () => {
  const manifest = (kind: string, name: string, spec: object, metadata: object = {}, namespace = 'a'): object => ({
    apiVersion: kind.startsWith('Prometheus') ? 'monitoring.coreos.com/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace, ...metadata },
    spec,
  });
  const configMap = (name: string, data: object, metadata: object = {}, namespace = 'a'): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...metadata },
    data,
  });
  const pod = (name: string, containers: readonly object[], volumes: readonly object[] = [], namespace = 'a'): object =>
    manifest('Deployment', name, { template: { spec: { containers, volumes } } }, {}, namespace);
  const volumeOf = (name: string): object => ({ name, configMap: { name } });
  const found = async (...objects: readonly object[]): Promise<readonly string[]> =>
    (await reportOf({ 'a.yaml': objects })).violations.map(({ ruleName }) => ruleName);

  const selecting = (name: string, role: string, namespace = 'a'): object =>
    manifest('Prometheus', name, { ruleSelector: { matchLabels: { role } } }, {}, namespace);
  const JOBS = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'jobs', namespace: 'a' },
    stringData: { 'jobs.yaml': '- job_name: theirs\n' },
  };

  test.each<[string, readonly object[]]>([
    ['nobody', []],
    ['another operator', [manifest('VMAgent', 'vm', { additionalScrapeConfigs: { name: 'jobs', key: 'jobs.yaml' } })]],
    ['a plain Prometheus', [pod('plain', [{ name: 'p' }], [{ name: 'jobs', secret: { secretName: 'jobs' } }])]],
  ])('a Secret of scrape jobs that %s reads', async (_who, readers) => {
    expect(await found(selecting('main', 'main'), JOBS, ...readers)).toEqual([]);
  });

  const watchdog = (role: string): object =>
    manifest(
      'PrometheusRule',
      role,
      { groups: [{ name: 'g', rules: [{ alert: 'Watchdog', expr: 'vector(1)' }] }] },
      { labels: { role } },
    );

  test('rules that no Prometheus has both of', async () => {
    const rules = [watchdog('one'), watchdog('other')];

    expect(await found(selecting('p1', 'one'), selecting('p2', 'other'), ...rules)).toEqual([]);
    expect(await found(...rules)).toEqual(['rules-twice (warning)']);
    expect(await found(manifest('Prometheus', 'p', { ruleSelector: {} }), ...rules)).toEqual(['rules-twice (warning)']);
  });

  test('but the third of three, which meets the second', async () => {
    const again = { ...watchdog('other'), metadata: { name: 'again', namespace: 'a', labels: { role: 'other' } } };
    const objects = [selecting('p1', 'one'), selecting('p2', 'other'), watchdog('one'), watchdog('other'), again];

    expect(await found(...objects)).toEqual(['rules-twice (warning)']);
  });

  test('rule files that no Prometheus mounts both of', async () => {
    const file = { 'rules.yaml': 'groups: [{ name: g, rules: [{ alert: Watchdog, expr: vector(1) }] }]' };
    const files = ['one', 'other'].map((name) => configMap(name, file));
    const pods = ['one', 'other'].map((name) => pod(name, [{ name: 'p' }], [volumeOf(name)]));

    expect(await found(...files, ...pods)).toEqual([]);
    expect(await found(...files, pod('p', [{ name: 'p' }], ['one', 'other'].map(volumeOf)))).toEqual([
      'rules-twice (warning)',
    ]);
  });

  const sidecarIn = (NAMESPACE: string, more: Record<string, string> = {}): object => ({
    name: `sidecar-${NAMESPACE}`,
    image: 'quay.io/kiwigrid/k8s-sidecar:1.30.10',
    env: Object.entries({ LABEL: 'grafana_dashboard', NAMESPACE, ...more }).map(([name, value]) => ({ name, value })),
  });
  const dashboardIn = (namespace: string, metadata: object = {}): object =>
    configMap(
      'dashboard',
      { 'd.json': '{"uid":"d","title":"D","panels":[]}' },
      { labels: { grafana_dashboard: '1' }, ...metadata },
      namespace,
    );

  test('dashboards that no Grafana has both of', async () => {
    const dashboards = [dashboardIn('a'), dashboardIn('b')];
    const TWICE = ['sidecar-key-twice (warning)', 'dashboard-uid-twice (warning)'];

    expect(await found(...dashboards, pod('g1', [sidecarIn('a')]), pod('g2', [sidecarIn('b')]))).toEqual([]);
    expect(await found(...dashboards, pod('g', [sidecarIn('a'), sidecarIn('b')]))).toEqual(TWICE);
    expect(await found(...dashboards, pod('g1', [sidecarIn('a')]))).toEqual(['not-collected (warning)', ...TWICE]);
  });

  test('dashboards that two Grafanas of a namespace mount', async () => {
    const data = { 'd.json': '{"uid":"d","title":"D","panels":[]}' };
    const dashboards = ['one', 'other'].map((name) => configMap(name, data));

    expect(await found(...dashboards, ...['one', 'other'].map((name) => pod(name, [{}], [volumeOf(name)])))).toEqual(
      [],
    );
    expect(await found(...dashboards)).toEqual(['dashboard-uid-twice (error)']);
  });

  test('data sources that no Grafana has both of', async () => {
    const data = { 'd.yaml': 'datasources: [{ name: Main, uid: main, isDefault: true }]' };
    const sources = ['a', 'b'].map((namespace) =>
      configMap('source', data, { labels: { grafana_datasource: '1' } }, namespace),
    );
    const pods = ['a', 'b'].map((name) => pod(name, [sidecarIn(name, { LABEL: 'grafana_datasource' })]));

    expect(await found(...sources, ...pods)).toEqual([]);
    expect(new Set(await found(...sources))).toContain('datasource-uid-twice (warning)');
  });

  test('a folder that the sidecar of another Grafana does not read', async () => {
    const folder = dashboardIn('a', { annotations: { grafana_folder: 'F' } });
    const reading = pod('g1', [sidecarIn('a', { FOLDER_ANNOTATION: 'grafana_folder' })], [volumeOf('flat')]);
    const flat = configMap('flat', { 'p.yaml': 'providers: [{ name: p, options: { path: /tmp/dashboards } }]' });

    expect(await found(folder, reading, pod('g2', [sidecarIn('b')], [volumeOf('flat')], 'b'))).toEqual([]);
    expect(await found(folder, reading, flat)).toEqual(['folder-unread (error)']);
    expect(
      await found(
        folder,
        pod('g1', [sidecarIn('a', { FOLDER_ANNOTATION: 'grafana_folder' })]),
        flat,
        pod('g2', [{}], [volumeOf('flat')]),
      ),
    ).toEqual([]);
  });

  test('a home dashboard, which no provider file names', async () => {
    const mounts = [
      { name: 'home', mountPath: '/usr/share/grafana/public/dashboards/home.json', subPath: 'home.json' },
      { name: 'files', mountPath: '/etc/grafana/provisioning/dashboards' },
    ];
    const grafana = pod('g', [{ name: 'g', volumeMounts: mounts }], ['home', 'files'].map(volumeOf));
    const files = configMap('files', { 'p.yaml': 'providers: [{ name: p, options: { path: /dashboards } }]' });

    expect(await found(configMap('home', { 'home.json': '{"panels":[]}' }), files, grafana)).toEqual([
      'mounted-unread (warning)',
    ]);
  });

  test('a claim that takes the place of a volume', async () => {
    const template = {
      spec: { containers: [{ name: 'p' }], volumes: [{ name: 'data', emptyDir: {} }, volumeOf('c')] },
    };
    const withClaim = (name: string) =>
      manifest('StatefulSet', 's', { template, volumeClaimTemplates: [{ metadata: { name } }] });

    expect(await found(configMap('c', {}), withClaim('data'))).toEqual([]);
    expect(await found(configMap('c', {}), withClaim('c'))).toEqual(['mounted-twice (error)']);
    template.spec.volumes.unshift(volumeOf('b'));
    expect(await found(configMap('b', {}), configMap('c', {}), withClaim('c'))).toEqual(['mounted-twice (error)']);
  });
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
