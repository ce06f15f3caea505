import { App, Chart, Testing } from 'cdk8s';

import { kubePrometheusStack } from '../../../lib';
import { LagExporter, OrchestratorMonitoring, warningsOf, type LagExporterProps } from '../../../lib/cdk8s';
import { problemsOf } from '../problems-of';

const PROPS = {
  database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
  connection: { name: 'lag-exporter' },
} as const satisfies LagExporterProps;

test('the queries, the Deployment and its PodMonitor, under one name', () => {
  const chart = Testing.chart();
  const { name } = new LagExporter(chart, 'lag', { ...PROPS, name: 'lag' });

  const objects = Testing.synth(chart) as readonly { kind: string; metadata: { name: string } }[];
  expect(name).toBe('lag');
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap lag-queries',
    'Deployment lag',
    'PodMonitor lag',
  ]);
});

const labelsGiven = (selector: LagExporterProps['database'] & object, fleet: Partial<LagExporterProps> = {}) => {
  const chart = new Chart(new App(), 'chart', { namespace: 'monitoring' });
  new LagExporter(chart, 'lag', { ...PROPS, ...fleet, database: selector });
  const monitor = (Testing.synth(chart) as readonly PodMonitor[]).find(({ kind }) => kind === 'PodMonitor');
  const relabelings = monitor?.spec.podMetricsEndpoints[0].relabelings ?? [];
  return {
    given: Object.fromEntries(relabelings.map(({ targetLabel, replacement }) => [targetLabel, replacement])),
    warnings: warningsOf(chart).filter(({ path }) => path.includes('database.selector')),
  };
};

interface PodMonitor {
  readonly kind: string;
  readonly spec: {
    readonly podMetricsEndpoints: readonly [{ readonly relabelings?: readonly Readonly<Record<string, string>>[] }];
  };
}

test('the monitor gives the exporter what database.selector asks for', () => {
  const selector = { job: 'pg', namespace: 'db', app: 'pg$1', cluster: 'eu' };
  const given = labelsGiven({ exporter: 'postgres_exporter', selector }, { aggregateBy: ['cluster'] });

  expect(given).toEqual({ given: { job: 'pg', namespace: 'db', app: 'pg$$1' }, warnings: [] });
});

test.each([
  [
    { job: { regex: 'pg-.+' } },
    'found {job=~"pg-.+"}, while the PodMonitor of the exporter gives it job "monitoring/orchestrator-lag-exporter"',
  ],
  [
    { job: 'pg', namespace: { not: 'monitoring' } },
    'found {namespace!="monitoring"}, while the PodMonitor of the exporter gives it namespace "monitoring"',
  ],
])('a selector that the exporter of its own cannot meet: %j', (selector, what) => {
  const { warnings } = labelsGiven({ exporter: 'postgres_exporter', selector });

  expect(warnings).toEqual([expect.objectContaining({ what })]);
});

test('labels that its series may have by themselves are not asked about', () => {
  const selector = { job: 'pg', server: { regex: 'db-.*:5432' } };

  expect(labelsGiven({ exporter: 'postgres_exporter', selector })).toEqual({ given: { job: 'pg' }, warnings: [] });
});

test.each([{ job: { not: 'workers' } }, { instance: { regex: '.+' } }, { namespace: { regex: 'mon.+' } }])(
  'a selector that its target meets: %j',
  (selector) => {
    expect(labelsGiven({ exporter: 'postgres_exporter', selector })).toEqual({ given: {}, warnings: [] });
  },
);

test('without a connection, it says what is missing', () => {
  const { connection: _connection, ...without } = PROPS;

  expect(problemsOf(() => new LagExporter(Testing.chart(), 'lag', without as unknown as LagExporterProps))).toEqual([
    expect.stringMatching(/^\[test\/lag\] connection: missing; allowed: an object with name, key$/) as string,
  ]);
});

test('is called after its fleet, so that those of two stay apart', () => {
  expect(new LagExporter(Testing.chart(), 'lag', { ...PROPS, dashboard: { uid: 'billing' } }).name).toBe(
    'orchestrator-billing-lag-exporter',
  );
});

test('two of one name are found at synth', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'monitoring' });
  new LagExporter(chart, 'one', PROPS);
  new LagExporter(chart, 'two', PROPS);

  expect(chart.node.findAll().flatMap((construct) => construct.node.validate())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/Deployment monitoring\/orchestrator-lag-exporter: found another of this kind and name/),
    ]),
  );
});

describe('queries that are not those of the rules', () => {
  const { database, connection } = PROPS;
  const FLEET = {
    replicaSets: [
      { name: 'orders', workers: 3, projections: ['orders'] },
      { name: 'billing', workers: 2, projections: ['invoices'] },
    ],
    database,
    scrape: { namespaces: ['projections'] },
  };
  const OTHER = { ...FLEET, database: { ...database, selector: { job: 'other' } } };
  const DELIVERY = kubePrometheusStack({ release: 'stack' });
  const warningsIn = (app: App): readonly string[] =>
    warningsOf(app)
      .filter(({ path }) => path === 'database')
      .map(({ constructPath, what, why, fix }) => `[${constructPath}] ${what}; ${why}; ${fix}`);

  test('an exporter that was not told what each replica set runs', () => {
    const app = new App();
    new OrchestratorMonitoring(new Chart(app, 'rules'), 'orchestrator', { ...FLEET, delivery: DELIVERY });
    new LagExporter(new Chart(app, 'exporter'), 'lag', PROPS);

    expect(warningsIn(app)).toEqual([
      '[exporter/lag] found other queries than those of rules/orchestrator; the rules expect what the exporter does not tell: projections would be missing, or counted for another replica set; give both the same description: one mixin, or the same replicaSets, watchUnlisted, scrapeInterval and database',
    ]);
  });

  test.each<[string, Partial<LagExporterProps>, object]>([
    ['the same description', FLEET, FLEET],
    [
      'the same description in another order',
      {
        ...FLEET,
        replicaSets: FLEET.replicaSets.toReversed(),
        database: { ...database, projections: ['a', 'b'], selector: { job: 'x', namespace: 'y' } },
      },
      { ...FLEET, database: { ...database, projections: ['b', 'a'], selector: { namespace: 'y', job: 'x' } } },
    ],
    ['a fleet without a database', PROPS, { replicaSets: FLEET.replicaSets }],
  ])('but not %s', (_what, exporter, fleet) => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    new OrchestratorMonitoring(chart, 'orchestrator', { ...fleet, delivery: DELIVERY });
    new LagExporter(chart, 'lag', { ...exporter, connection });

    expect(warningsOf(app).filter(({ path }) => path.startsWith('database'))).toEqual([]);
  });

  test('an exporter that is found by other labels than the rules ask for', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, delivery: DELIVERY });
    new LagExporter(chart, 'lag', { ...OTHER, connection });
    const selectors = warningsOf(app).filter(({ path }) => path === 'database.selector');

    expect(selectors).toEqual([
      {
        constructPath: 'chart/lag',
        severity: 'warning',
        path: 'database.selector',
        what: 'found {job="other"}, and {job="pupsourcing-database"} of chart/orchestrator',
        why: 'the rules find the exporter by database.selector, and would see no lag',
        fix: 'give both the same description: one mixin, or the same database.selector',
      },
    ]);
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ['the rules have an exporter of theirs', (chart) => new LagExporter(chart, 'own', { ...FLEET, connection })],
    [
      'it has rules of its own',
      (chart) =>
        new OrchestratorMonitoring(new Chart(App.of(chart), 'elsewhere'), 'other', {
          ...OTHER,
          delivery: DELIVERY,
        }),
    ],
  ])('and not of another database where %s', (_why, make) => {
    const chart = new Chart(new App(), 'chart');
    new OrchestratorMonitoring(chart, 'orchestrator', { ...FLEET, delivery: DELIVERY });
    new LagExporter(chart, 'lag', { ...OTHER, name: 'other', connection });
    make(chart);

    expect(warningsOf(App.of(chart)).filter(({ path }) => path.startsWith('database'))).toEqual([]);
  });

  test('two fleets that are described alike but for their projections: each exporter is held against that of its chart', () => {
    const app = new App();
    const inChart = (name: string, fleet: object, exporter: Partial<LagExporterProps>): void => {
      const chart = new Chart(app, name);
      new OrchestratorMonitoring(chart, 'orchestrator', { ...fleet, delivery: DELIVERY });
      new LagExporter(chart, 'lag', { ...exporter, connection });
    };
    inChart('eu', FLEET, { database });
    inChart('us', { ...FLEET, replicaSets: [] }, { database });

    expect(warningsIn(app)).toEqual([
      expect.stringMatching(/^\[eu\/lag\] found other queries than those of eu\/orchestrator;/),
    ]);
  });
});
