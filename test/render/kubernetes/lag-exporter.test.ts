import { Testing } from 'cdk8s';
import { LagExporter } from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { LagExporter as PulumiLagExporter } from '../../../lib/pulumi';
import {
  combineDeliveries,
  configMapOf,
  createMixin,
  fileProvisioning,
  grafanaOperator,
  kubePrometheusStack,
  mimir,
  prometheusOperator,
  renderDelivery,
  sidecar,
  thanosRuler,
  type Delivery,
} from '../../../lib';
import { renderLagExporter } from '../../../lib/render';
import { runStack } from '../../pulumi/stack';

const FLEET = { database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } } } as const;
const CONNECTION = { name: 'lag-exporter' };
const { config } = createMixin(FLEET);
const objects = renderLagExporter({ name: 'lag', namespace: 'shop' }, config, { connection: CONNECTION });

test('queries, exporter and monitor', () => {
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap lag-queries',
    'Deployment lag',
    'PodMonitor lag',
  ]);
});

test('all are found by the label that everything of a delivery has', () => {
  for (const { metadata } of objects) {
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'pupsourcing-orchestrator' });
  }
});

test('the connection string comes from the Secret, and stands nowhere', () => {
  const [configMap, deployment] = objects;
  expect(JSON.stringify(deployment)).toContain(
    '{"name":"DATA_SOURCE_NAME","valueFrom":{"secretKeyRef":{"name":"lag-exporter","key":"dsn"}}}',
  );
  expect(JSON.stringify(configMap)).not.toMatch(/DATA_SOURCE_NAME|postgresql:/);
});

test('nothing but the queries is asked, by flags that old and new exporters know', () => {
  const deployment = JSON.stringify(objects[1]);
  expect(deployment).toContain('"--disable-default-metrics","--no-collector.database","--no-collector.locks",');
  expect(deployment).toContain('{"name":"PG_EXPORTER_DISABLE_SETTINGS_METRICS","value":"true"}');
  expect(deployment).not.toContain('--disable-settings-metrics');
});

test('the pod keeps to the restricted pod security standard', () => {
  const { spec } = (objects[1] as unknown as { spec: { template: { spec: Record<string, unknown> } } }).spec.template;
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [{ mountPath: '/etc/pupsourcing', readOnly: true }],
      },
    ],
  });
});

test('other queries make other pods, and the same queries none', () => {
  const annotations = (tables?: { events: string }): string => {
    const other = createMixin({ database: { ...FLEET.database, ...(tables === undefined ? {} : { tables }) } });
    const [, deployment] = renderLagExporter({ name: 'lag' }, other.config, { connection: CONNECTION });
    return JSON.stringify(
      (deployment as unknown as { spec: { template: { metadata: object } } }).spec.template.metadata,
    );
  };
  expect(annotations()).toBe(annotations());
  expect(annotations({ events: 'shop.events' })).not.toBe(annotations());
});

test('the monitor gives the job that the rules ask for', () => {
  expect(objects[2]).toMatchObject({
    spec: {
      podMetricsEndpoints: [
        {
          port: 'metrics',
          interval: '15s',
          relabelings: [{ targetLabel: 'job', replacement: 'pupsourcing-database' }],
        },
      ],
    },
  });
});

test.each([63, 64, 253])(
  'a name of %d characters stays within what Kubernetes takes as a name and as a label',
  (length) => {
    const name = 'l'.repeat(length);
    const [configMap, deployment, monitor] = renderLagExporter({ name }, config, { connection: CONNECTION });
    const instance = expect.stringMatching(/^l{54}(l{9}|-[a-z0-9]{8})$/) as string;

    expect(configMap?.metadata.name.length).toBeLessThanOrEqual(253);
    expect(deployment).toMatchObject({
      metadata: { name },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/instance': instance } },
        template: {
          metadata: { labels: { 'app.kubernetes.io/instance': instance } },
          spec: { volumes: [{ configMap: { name: configMap?.metadata.name } }] },
        },
      },
    });
    expect(monitor).toMatchObject({ spec: { selector: { matchLabels: { 'app.kubernetes.io/instance': instance } } } });
  },
);

test.each([
  ['cloudnative-pg', /customQueriesConfigMap/],
  ['sql_exporter', /collector file/],
] as const)('%s runs elsewhere', (exporter, instead) => {
  const other = createMixin({ database: { ...FLEET.database, exporter } });
  expect(() => renderLagExporter({ name: 'lag' }, other.config, { connection: CONNECTION })).toThrow(instead);
});

test('without a database there is nothing to export', () => {
  const attempt = (): unknown => renderLagExporter({ name: 'lag' }, createMixin().config, { connection: CONNECTION });
  expect(attempt).toThrow(/^1 problem|database/);
});

test.each([
  fileProvisioning(),
  sidecar(),
  kubePrometheusStack({ release: 'monitoring' }),
  prometheusOperator(),
  grafanaOperator({ instanceSelector: { dashboards: 'grafana' } }),
  thanosRuler(),
  mimir(),
])('$name delivers the queries, unless they are omitted or there is no database', (delivery) => {
  const queries = (mixin: ReturnType<typeof createMixin>, omit: readonly 'database'[] = []): readonly string[] =>
    renderDelivery(delivery, mixin, { omit }).objects.flatMap(({ part, manifest }) =>
      part === 'database' ? [`${manifest.kind} ${manifest.metadata.name}`] : [],
    );
  expect(queries(createMixin(FLEET))).toEqual(['ConfigMap orchestrator-database-queries']);
  expect(queries(createMixin(FLEET), ['database'])).toEqual([]);
  expect(queries(createMixin())).toEqual([]);
});

test('the queries go where their exporter is, or where a delivery of one’s own has them', () => {
  const metadataOf = (database: Required<Parameters<typeof combineDeliveries>[0]>['database']) =>
    renderDelivery(combineDeliveries({ rules: mimir(), database }), createMixin(FLEET), { namespace: 'monitoring' })
      .objects.filter(({ part }) => part === 'database')
      .map(({ manifest: { metadata } }) => [metadata.namespace, metadata.name, metadata['annotations']]);
  const place = { namespace: 'postgres', annotations: { note: 'a' } };
  const own: Delivery = { name: 'own', database: ({ metadata }) => ({ objects: [configMapOf(metadata('own'), {})] }) };

  expect(metadataOf(place)).toEqual([['postgres', 'orchestrator-database-queries', { note: 'a' }]]);
  expect(metadataOf(own)).toEqual([['monitoring', 'orchestrator-own', undefined]]);
});

test('CloudNativePG reads its ConfigMap anew when it changes', () => {
  const mixin = createMixin({ database: { ...FLEET.database, exporter: 'cloudnative-pg' } });
  const { objects: delivered } = renderDelivery(mimir(), mixin);
  expect(delivered.find(({ part }) => part === 'database')?.manifest.metadata['labels']).toMatchObject({
    'cnpg.io/reload': '',
  });
});

test('the construct of cdk8s makes the same objects', () => {
  const chart = Testing.chart();
  new LagExporter(chart, 'exporter', { ...FLEET, connection: CONNECTION, name: 'lag', namespace: 'shop' });
  expect(Testing.synth(chart)).toEqual(objects);
  expect(() => new LagExporter(chart, 'other', { ...FLEET, connection: { name: 'A b' } })).toThrow(/connection\.name/);
});

test('so does the component of Pulumi', async () => {
  const { resources } = await runStack(() => {
    new PulumiLagExporter('lag', { ...FLEET, connection: CONNECTION, objectName: 'lag', namespace: 'shop' });
  });
  const made = resources.filter(({ type }) => type.startsWith('kubernetes:'));
  expect(made.map(({ inputs }) => inputs['kind'])).toEqual(objects.map(({ kind }) => kind));
  expect(made.map(({ inputs }) => inputs['spec'])).toEqual(objects.map((object) => object['spec']));
});
