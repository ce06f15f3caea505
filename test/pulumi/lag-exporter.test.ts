import * as pulumi from '@pulumi/pulumi';
import {
  LagExporter,
  OrchestratorKubernetesObjects,
  OrchestratorMonitoring,
  type LagExporterArgs,
} from 'pupsourcing-orchestrator-monitoring/pulumi';
import { combineDeliveries, kubePrometheusStack, sidecar } from '../../lib';
import { runStack, type StackOptions } from './stack';

jest.setTimeout(60_000);

const ARGS: LagExporterArgs = {
  database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
  connection: { name: 'lag-exporter' },
  namespace: 'monitoring',
};

class First extends pulumi.CustomResource {}

const run = (args: object = {}, opts?: pulumi.ComponentResourceOptions, options?: StackOptions) =>
  runStack(() => {
    new LagExporter('orders', { ...ARGS, ...args }, opts);
  }, options);

test('ConfigMap, Deployment and PodMonitor are its children', async () => {
  const { resources } = await run();

  expect(resources.filter(({ parent }) => parent === 'orders').map(({ type, name }) => `${type} ${name}`)).toEqual([
    'kubernetes:core/v1:ConfigMap orders-ConfigMap',
    'kubernetes:apps/v1:Deployment orders-Deployment',
    'kubernetes:monitoring.coreos.com/v1:PodMonitor orders-PodMonitor',
  ]);
});

test('what it depends on, its children do', async () => {
  const { resources } = await runStack(() => {
    const first = new First('test:index:First', 'first');
    new LagExporter('orders', ARGS, { dependsOn: first });
  });

  expect(
    resources.filter(({ parent }) => parent === 'orders').map(({ name, dependencies }) => ({ name, dependencies })),
  ).toEqual(
    ['orders-ConfigMap', 'orders-Deployment', 'orders-PodMonitor'].map((name) => ({ name, dependencies: ['first'] })),
  );
});

describe('what is logged', () => {
  const MUTABLE = { config: { 'kubernetes:enableConfigMapMutable': 'true' } };

  test('settings that do nothing', async () => {
    const { warnings } = await run(
      { alerts: { overrides: { OrchestratorNoEventsHandled: { for: '1h' } } } },
      {},
      MUTABLE,
    );

    expect(warnings).toEqual([
      expect.stringMatching(
        /^alerts\.overrides\.OrchestratorNoEventsHandled: found settings of OrchestratorNoEventsHandled; with `inputNeverPausesFor` as it is, .+; set /,
      ),
    ]);
  });

  test('a provider that deletes the ConfigMap before it makes another', async () => {
    const { warnings } = await run();

    expect(warnings).toEqual([expect.stringMatching(/^the provider deletes each ConfigMap and makes it anew/)]);
  });

  test('else nothing', async () => {
    expect((await run({}, {}, MUTABLE)).warnings).toEqual([]);
  });
});

describe('queries that are not those of the rules', () => {
  const { database } = ARGS;
  const FLEET = {
    replicaSets: [
      { name: 'orders', workers: 3, projections: ['orders'] },
      { name: 'billing', workers: 2, projections: ['invoices'] },
    ],
    database: database!,
  } as const;
  const exporter = (args: object) => new LagExporter('exporter', { ...ARGS, ...args });
  const objects = (args: object) =>
    new OrchestratorKubernetesObjects('fleet', {
      alerts: { evaluatedBy: 'prometheus' },
      delivery: kubePrometheusStack({ release: 'monitoring' }),
      scrape: { namespaces: ['shop'] },
      ...args,
    });
  const grafana = (args: object) => new OrchestratorMonitoring('fleet', { datasourceUid: 'metrics', ...args });
  const warned = async (program: () => unknown) =>
    (await runStack(program, { config: { 'kubernetes:enableConfigMapMutable': 'true' } })).warnings;
  const other = (component: string) =>
    `database: found other queries than those of ${component}; the rules expect what the exporter does not tell: projections would be missing, or counted for another replica set; give both the same description: one mixin, or the same replicaSets, watchUnlisted, scrapeInterval and database`;

  test.each<[string, () => unknown, string]>([
    ['in the cluster', () => [objects(FLEET), exporter({ database })], 'OrchestratorKubernetesObjects "fleet"'],
    ['made later', () => [exporter({ database }), objects(FLEET)], 'LagExporter "exporter"'],
    ['in Grafana', () => [grafana(FLEET), exporter({ database })], 'OrchestratorMonitoring "fleet"'],
  ])('of rules %s', async (_what, program, component) => {
    expect(await warned(program)).toEqual([other(component)]);
  });

  test.each<[string, (other: object) => unknown, string]>([
    [
      'after the rules',
      (other) => [objects(FLEET), exporter(other)],
      '{job="other"}, and {job="pupsourcing-database"} of OrchestratorKubernetesObjects "fleet"',
    ],
    [
      'before the rules',
      (other) => [exporter(other), objects(FLEET)],
      '{job="pupsourcing-database"}, and {job="other"} of LagExporter "exporter"',
    ],
  ])('of an exporter that the rules do not find: made %s', async (_when, program, found) => {
    expect(await warned(() => program({ ...FLEET, database: { ...database, selector: { job: 'other' } } }))).toEqual([
      `database.selector: found ${found}; the rules find the exporter by database.selector, and would see no lag; give both the same description: one mixin, or the same database.selector`,
    ]);
  });

  test.each<[string, () => unknown]>([
    [
      'the same description',
      () => [objects(FLEET), grafana({ ...FLEET, alerts: { evaluatedBy: 'prometheus' } }), exporter(FLEET)],
    ],
    [
      'components that bring no rules',
      () => [
        grafana({ ...FLEET, alerts: { evaluatedBy: 'prometheus' } }),
        objects({ ...FLEET, delivery: combineDeliveries({ dashboards: sidecar(), rules: false, database: false }) }),
        exporter({ database }),
      ],
    ],
    ['a fleet without a database', () => [objects({ replicaSets: FLEET.replicaSets }), exporter({ database })]],
  ])('but not %s', async (_what, program) => {
    expect(await warned(program)).toEqual([]);
  });
});

describe('beside another component', () => {
  /** What is refused of the last component. */
  const errorsOf = async (first: () => unknown, last: () => unknown): Promise<unknown> => {
    let refused: unknown;
    await runStack(() => {
      first();
      try {
        last();
      } catch (error) {
        refused = pulumi.InputPropertiesError.isInstance(error) ? error.errors : error;
      }
    });
    return refused;
  };
  const objects = () =>
    new OrchestratorKubernetesObjects('fleet', {
      database: ARGS.database!,
      alerts: { evaluatedBy: 'prometheus' },
      delivery: kubePrometheusStack({ release: 'monitoring' }),
      namespace: 'monitoring',
    });

  test('of its kind, whose objects are called the same', async () => {
    const kinds = ['ConfigMap orchestrator-lag-exporter-queries', 'Deployment orchestrator-lag-exporter'];

    expect(
      await errorsOf(
        () => new LagExporter('orders', ARGS),
        () => new LagExporter('billing', ARGS),
      ),
    ).toEqual(
      [...kinds, 'PodMonitor orchestrator-lag-exporter'].map((name) => ({
        propertyPath: 'objectName',
        reason: `found "${name}", which LagExporter "orders" has; set another one for LagExporter "billing"`,
      })),
    );
    expect(
      await errorsOf(
        () => new LagExporter('orders', ARGS),
        () => new LagExporter('billing', { ...ARGS, dashboard: { uid: 'billing' } }),
      ),
    ).toBeUndefined();
  });

  test('of objects, one of which is called as its queries', async () => {
    expect(
      await errorsOf(
        () => objects(),
        () => new LagExporter('orders', { ...ARGS, objectName: 'orchestrator-database' }),
      ),
    ).toEqual([
      {
        propertyPath: 'objectName',
        reason:
          'found "ConfigMap orchestrator-database-queries", which OrchestratorKubernetesObjects "fleet" has; set another one for LagExporter "orders"',
      },
    ]);
  });

  test.each([{ objectName: 'billing' }, { namespace: 'billing' }])('%p: nothing is refused', async (other) => {
    const orders = () => [objects(), new LagExporter('orders', ARGS)];

    expect(await errorsOf(orders, () => new LagExporter('billing', { ...ARGS, ...other }))).toBeUndefined();
  });
});

test('every mistake is named, of the description and of its own', async () => {
  const attempt = run({
    replicaSets: [{ name: 'a', workers: -1 }],
    connection: undefined,
    objectName: 'A',
    namespace: 'B',
  });

  await expect(attempt).rejects.toBeInstanceOf(pulumi.InputPropertiesError);
  await expect(attempt).rejects.toMatchObject({
    errors: ['replicaSets[0].workers', 'connection', 'objectName', 'namespace'].map((propertyPath) => ({
      propertyPath,
    })),
  });
});

test('of an unknown argument, it says which of its own was meant', async () => {
  await expect(run({ monitorLabel: {} })).rejects.toThrow(
    /monitorLabel: unknown key `monitorLabel`; allowed: connection, .*, replicaSets, .*; did you mean `monitorLabels`\?$/,
  );
});

test.each([
  ['of its Secret', 'host=db user=monitor password=T0', 'connection', /: an object with name, key$/],
  ["of its Secret's name", { name: 'host=db password=T0' }, 'connection.name', /: the name of a Kubernetes object/],
])('a connection string in the place %s is not shown', async (_, connection, propertyPath, allowed) => {
  const attempt = run({ connection });

  await expect(attempt).rejects.toMatchObject({
    errors: [
      {
        propertyPath,
        reason: expect.stringMatching(
          /^found a text, which may be a secret and is not shown; allowed: [^=]+$/,
        ) as string,
      },
    ],
  });
  await expect(attempt).rejects.toMatchObject({ errors: [{ reason: expect.stringMatching(allowed) as string }] });
});
