import { createMixin, type MonitoringProps, type PanelDefinition, type Signal } from '../../../lib';
import {
  panelId,
  resolveConfig,
  resolveDashboard,
  type Alert,
  type DashboardDefinition,
} from '../../../lib/orchestrator';
import { runbookLink } from '../../../lib/orchestrator/fleet/links';

/** Links and alerts of users hold these numbers: a panel that changes its id breaks them. */
const PANEL_IDS: Readonly<Record<string, number>> = {
  'active-workers': 967_350,
  'generation-creation-rate': 288_388,
  'coordination-duration': 923_007,
  'reconfiguration-rate': 144_255,
  'workers-running': 708_452,
  'event-processing-rate': 235_782,
  'projection-error-rate': 948_139,
};

/** Those of the panels that this package added. */
const MORE_PANEL_IDS: Readonly<Record<string, number>> = {
  'replica-set-state': 300_539,
  'workers-apart': 618_560,
  'projection-errors': 44_432,
  'slowest-coordination': 531_712,
  'firing-alerts': 496_682,
  'workers-expected': 443_018,
  'workers-exiting': 892_456,
  'worker-restarts': 981_288,
  'replica-sets-absent': 433_456,
  'stale-workers': 926_485,
  'coordination-quantiles': 979_743,
  'coordination-waiting': 946_201,
  'frequent-reconfigurations': 559_365,
  partitions: 736_485,
  'projection-error-ratio': 322_640,
  'processing-latency': 521_254,
  'projection-busy-share': 336_112,
  'projections-stalled': 557_915,
  'targets-down': 612_410,
  'scrape-success': 81_742,
  'process-age': 642_747,
  'heartbeat-latency': 610_692,
  'heartbeat-progress': 48_599,
  'row at-a-glance': 812_658,
  'row workers': 926_257,
  'row coordination': 331_676,
  'row projections': 41_983,
  'row signs-of-trouble': 300_488,
  'row process-and-scrape-health': 132_352,
  'workers-by-source': 481_734,
  'runbook-orchestratorworkerleftbehind': 792_241,
  'fleet-size': 557_583,
  'fleet-in-trouble': 350_569,
  fleet: 544_146,
  'runbook-orchestratornoworkers': 11_796,
  'runbook-orchestratorreplicasetabsent': 872_979,
  'runbook-orchestratorworkermismatch': 200_567,
  'runbook-orchestratortoomanyworkers': 365_251,
  'runbook-orchestratorworkersexiting': 842_679,
  'runbook-orchestratorworkercrashloop': 333_778,
  'runbook-orchestratortargetdown': 934_249,
  'runbook-orchestratorneverconverges': 972_364,
  'runbook-orchestratorcoordinationfailing': 22_911,
  'runbook-orchestratorslowcoordination': 202_170,
  'runbook-orchestratorhighreconfigurationrate': 887_642,
  'runbook-orchestratorfrequentreconfigurations': 762_808,
  'runbook-orchestratorstaleworkerscleaned': 765_561,
  'runbook-orchestratorprojectionerrors': 427_890,
  'runbook-orchestratorslowprojection': 229_799,
  'runbook-orchestratorprojectionsaturated': 481_047,
  'runbook-orchestratorprojectionstalled': 742_546,
  'runbook-orchestratorheartbeatstalled': 40_906,
  'runbook-orchestratorslowheartbeat': 938_932,
};

const signal: Signal = {
  name: 'eventRate',
  title: 'Event rate',
  unit: 'events/s',
  labels: ['replica_set'],
  expression: ({ window }) => `rate(x[${window}])`,
};

const panel = (name: string, queries: PanelDefinition['queries'] = [{ signal }]): PanelDefinition => ({
  name,
  title: name,
  description: '',
  kind: 'timeseries',
  unit: 'events/s',
  width: 12,
  height: 8,
  queries,
});

const definition: DashboardDefinition = {
  panels: [panel('a')],
  variables: [],
  datasourceVariable: true,
  editable: false,
  context: {
    workers: [],
    targets: [],
    by: [],
    pinned: {},
    listed: [],
    window: '$__rate_interval',
    recorded: new Set(),
  },
  drawThresholds: true,
};

function dashboard(changes: Partial<DashboardDefinition>, alerts: readonly Alert[] = [], props: MonitoringProps = {}) {
  const config = resolveConfig(props);
  return resolveDashboard(config.dashboard, { ...definition, ...changes }, alerts, (name) => runbookLink(config, name));
}

describe('panel ids', () => {
  test.each(Object.entries(PANEL_IDS))('%s has %p', (name, id) => {
    expect(panelId(name)).toBe(id);
  });

  test.each(['upstream', 'hardened'] as const)('%s: every panel of the README has its id', (profile) => {
    const ids = Object.fromEntries(
      createMixin({ profile }).dashboards.flatMap(({ panels }) => panels.map(({ name, id }) => [name, id])),
    );

    expect(ids).toMatchObject(PANEL_IDS);
  });

  test.each(Object.entries(MORE_PANEL_IDS))('%s has %p', (name, id) => {
    expect(panelId(name)).toBe(id);
  });

  test('hardened: every panel and row has an id that is pinned here', () => {
    const { dashboards } = createMixin({ replicaSets: [{ name: 'main', workers: 3 }] });
    const named = dashboards.flatMap(({ panels, rows }) => [
      ...panels.map(({ name, id }): [string, number] => [name, id]),
      ...rows.map(({ name, id }): [string, number] => [`row ${name}`, id]),
    ]);

    expect(Object.fromEntries(named)).toEqual({ ...PANEL_IDS, ...MORE_PANEL_IDS });
  });

  test('hardened: a replica set that is added changes no id', () => {
    const idsOf = (names: readonly string[]) =>
      createMixin({ replicaSets: names.map((name) => ({ name, workers: 3 })) }).dashboards.flatMap(({ panels }) =>
        panels.map(({ id }) => id),
      );

    expect(idsOf(['a', 'main', 'z'])).toEqual(idsOf(['main']));
  });

  test.each(['upstream', 'hardened'] as const)('%s: no two panels share an id', (profile) => {
    for (const { panels } of createMixin({ profile }).dashboards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    }
  });

  test('a panel that is put between others changes no id', () => {
    const idsOf = (names: string[]) =>
      Object.fromEntries(
        dashboard({ panels: names.map((name) => panel(name)) }).panels.map(({ name, id }) => [name, id]),
      );

    expect(idsOf(['new', 'a', 'newer', 'b'])).toMatchObject(idsOf(['a', 'b']));
  });

  test('rows and panels in another order keep their ids', () => {
    const rows = ['first', 'second'].map((name) => ({ name, title: name, collapsed: false }));
    const panels = ['a', 'b'].map((name, index) => ({ ...panel(name), row: rows[index]!.name }));
    const idsOf = (definition: Parameters<typeof dashboard>[0]) => {
      const made = dashboard(definition);
      return Object.fromEntries([...made.rows, ...made.panels].map(({ name, id }) => [name, id]));
    };
    const before = idsOf({ rows, panels });

    expect(Object.keys(before)).toHaveLength(4);
    expect(idsOf({ rows: [...rows].reverse(), panels: [...panels].reverse() })).toEqual(before);
  });

  test('ids are what Grafana takes: positive, and of at most six digits', () => {
    for (let index = 0; index < 10_000; index += 1) {
      const id = panelId(`panel-${String(index)}`);

      expect(Number.isInteger(id) && id >= 1 && id <= 999_999).toBe(true);
    }
  });
});

describe('queries', () => {
  test('letters in the order of the queries, with the signal asked in the context of the dashboard', () => {
    const queries = [
      { signal, legend: '{{replica_set}}' },
      { signal, instant: true },
    ];
    const asked = { signal: 'eventRate', expression: 'rate(x[$__rate_interval])', dashed: false };

    expect(dashboard({ panels: [panel('a', queries)] }).panels[0]?.queries).toEqual([
      { refId: 'A', legend: '{{replica_set}}', instant: false, ...asked },
      { refId: 'B', legend: undefined, instant: true, ...asked },
    ]);
  });

  test.each<[what: string, expression: string, step: number | undefined]>([
    ['a recorded series', 'job:events:rate5m{job="a"}', 30],
    ['several of them', 'job:events:rate5m{} / job:workers:count{}', 30],
    ['a value that might be a selector', 'job:events:rate5m{job=~"a{2}"}', undefined],
    ['one, whatever is around it', 'topk(5, sum by (le) (job:events:rate5m{job="a"}))', 30],
    ['one before a blank', 'job:events:rate5m {job="a"}', 30],
    ['one beside a selector without a name', 'job:events:rate5m{} / on () {__name__="up"}', undefined],
    ['one beside what is not recorded', 'job:events:rate5m{} / up{}', undefined],
    ['what is not recorded', 'rate(x{}[$__rate_interval])', undefined],
  ])('%s is asked for no more often than rules are evaluated', (_what, expression, step) => {
    const stepped = { ...signal, expression: () => expression };
    const queries = [{ signal: stepped }, { signal: stepped, instant: true }, { signal: stepped, perMinute: true }];
    const recorded = { series: new Set(['job:events:rate5m', 'job:workers:count']), every: 30 };
    const steps = dashboard({ panels: [panel('a', queries)], recorded }).panels[0]!.queries;

    expect(steps.map(({ minimumStep }) => minimumStep)).toEqual([step, undefined, step]);
    expect(dashboard({ panels: [panel('a', queries)] }).panels[0]!.queries[0]!.minimumStep).toBeUndefined();
  });

  test('of the most of an expression that ends in a comment the parenthesis closes', () => {
    const queries = [{ signal: { ...signal, expression: () => 'up # now' } }];
    const most = { count: 3, which: 'largest' } as const;

    expect(dashboard({ panels: [{ ...panel('a', queries), most }] }).panels[0]?.queries[0]?.expression).toBe(
      'topk(3,\n  up # now\n)',
    );
  });

  test('a query that has a name is called by it, and the others keep their letters', () => {
    const queries = [{ signal, name: 'working' }, { signal }];

    expect(dashboard({ panels: [panel('a', queries)] }).panels[0]?.queries.map(({ refId }) => refId)).toEqual([
      'working',
      'B',
    ]);
  });

  test('a letter that another query is called by is left to it', () => {
    const queries = [{ signal }, { signal }, { signal, name: 'A' }, { signal, name: 'E' }];

    expect(dashboard({ panels: [panel('a', queries)] }).panels[0]?.queries.map(({ refId }) => refId)).toEqual([
      'I',
      'B',
      'A',
      'E',
    ]);
  });

  test('after Z comes AA, as Grafana counts', () => {
    const panels = [
      panel(
        'a',
        Array.from({ length: 703 }, () => ({ signal })),
      ),
    ];
    const refIds = dashboard({ panels }).panels[0]!.queries.map(({ refId }) => refId);

    expect([0, 25, 26, 51, 52, 701, 702].map((index) => refIds[index])).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ]);
    expect(new Set(refIds).size).toBe(703);
  });
});

describe('what the configuration says', () => {
  test('uid, title, tags, refresh, time range, data source', () => {
    const settings = {
      uid: 'mine',
      title: 'Mine',
      tags: ['x'],
      refresh: '',
      timeRange: { from: 'now-6h', to: 'now' },
      datasource: 'Mimir',
    };

    expect(dashboard({}, [], { dashboard: settings })).toMatchObject(settings);
    expect(dashboard({}).datasource).toBeUndefined();
  });
});

describe('rows', () => {
  const rows = [
    { name: 'first', title: 'First', collapsed: false },
    { name: 'second', title: 'Second', collapsed: true },
  ];
  const panels = [
    { ...panel('b'), row: 'second' },
    { ...panel('a'), row: 'first' },
    panel('top'),
    { ...panel('lost'), row: 'unknown' },
  ];
  const idsOf = (changes: Partial<DashboardDefinition>): Readonly<Record<string, number>> => {
    const resolved = dashboard(changes);
    return Object.fromEntries([...resolved.panels, ...resolved.rows].map(({ name, id }) => [name, id]));
  };

  test('panels stand above all rows, then row by row, none is lost', () => {
    expect(dashboard({ panels, rows }).panels.map(({ name }) => name)).toEqual(['top', 'lost', 'a', 'b']);
  });

  test('a panel beside another stands in its row, wherever it says it is; beside one that is not there it stands where it would', () => {
    const beside = [
      { ...panel('right'), row: 'second', beside: 'a' },
      { ...panel('alone'), row: 'first', beside: 'gone' },
    ];
    const resolved = dashboard({ panels: [...beside, ...panels], rows }).panels;

    expect(resolved.map(({ name, row }) => [name, row])).toEqual([
      ['top', undefined],
      ['lost', 'unknown'],
      ['alone', 'first'],
      ['a', 'first'],
      ['right', 'first'],
      ['b', 'second'],
    ]);
  });

  test('another order of rows, or another panel, changes no id', () => {
    const before = idsOf({ panels, rows });

    expect(idsOf({ panels: [panel('new'), ...panels], rows: [...rows].reverse() })).toMatchObject(before);
  });
});

describe('thresholds', () => {
  const alert = (changes: Partial<Alert['condition']> & { panel?: string; severity?: Alert['severity'] }): Alert => {
    const [sample] = createMixin({ profile: 'upstream' }).alerts;
    const { panel: name = 'a', severity = 'warning', ...condition } = changes;
    return {
      ...sample!,
      panel: name,
      severity,
      condition: { key: '', signal, comparison: '>', threshold: 5, ...condition },
    };
  };

  test('of the alerts that point to the panel and are about what it shows', () => {
    const alerts = [
      alert({ threshold: 5 }),
      alert({ threshold: 6, panel: 'b' }),
      alert({ threshold: 7, signal: { ...signal, name: 'another' } }),
      alert({ threshold: 2, comparison: '<', severity: 'critical' }),
    ];

    expect(dashboard({}, alerts).panels[0]?.thresholds).toEqual([
      { value: 5, comparison: '>', severity: 'warning' },
      { value: 2, comparison: '<', severity: 'critical' },
    ]);
  });

  test('each line once; the same number in another direction is another line', () => {
    const alerts = [alert({}), alert({}), alert({ comparison: '<' }), alert({ severity: 'critical' })];

    expect(dashboard({}, alerts).panels[0]?.thresholds).toEqual([
      { value: 5, comparison: '>', severity: 'warning' },
      { value: 5, comparison: '<', severity: 'warning' },
      { value: 5, comparison: '>', severity: 'critical' },
    ]);
  });

  test('none where the profile draws none', () => {
    const [resolved] = dashboard({ drawThresholds: false }, [alert({})]).panels;

    expect(resolved).toMatchObject({ thresholds: [], links: [] });
  });

  test('of all alerts about what it shows, for a panel that repeats what another one explains', () => {
    const panels = [{ ...panel('a'), thresholdsOf: 'shown' as const }];

    expect(dashboard({ panels }, [alert({ panel: 'b' })]).panels[0]).toMatchObject({
      thresholds: [{ value: 5, comparison: '>', severity: 'warning' }],
      links: [],
    });
  });

  test('of its own, beside those of alerts', () => {
    const panels = [{ ...panel('a'), ownThresholds: [{ value: 1, comparison: '<', severity: 'info' } as const] }];

    expect(dashboard({ panels }, [alert({})]).panels[0]?.thresholds).toEqual([
      { value: 5, comparison: '>', severity: 'warning' },
      { value: 1, comparison: '<', severity: 'info' },
    ]);
  });

  test('the panel leads to the runbook of each alert once', () => {
    const props = { runbookBaseUrl: 'https://example.org/book' };

    expect(dashboard({}, [alert({}), alert({ threshold: 9 })], props).panels[0]?.links).toEqual([
      {
        title: 'Runbook: OrchestratorHighReconfigurationRate',
        url: 'https://example.org/book#orchestratorhighreconfigurationrate',
      },
    ]);
  });
});
