import {
  createMixin,
  panelId,
  resolveConfig,
  resolveDashboard,
  type Alert,
  type DashboardDefinition,
  type MonitoringProps,
  type PanelDefinition,
  type Signal,
} from '../../lib';

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

const signal: Signal = {
  name: 'eventRate',
  title: 'Event rate',
  description: 'Events a second.',
  unit: 'events/s',
  labels: ['replica_set'],
  expression: ({ window }) => `rate(x[${window}])`,
};

const panel = (name: string, queries = [{ signal }]): PanelDefinition => ({
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
  context: { workers: [], targets: [], by: [], window: '$__rate_interval', recorded: false },
  drawThresholds: true,
};

function dashboard(changes: Partial<DashboardDefinition>, alerts: readonly Alert[] = [], props: MonitoringProps = {}) {
  return resolveDashboard(resolveConfig(props), { ...definition, ...changes }, alerts);
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

    expect(dashboard({ panels: [panel('a', queries)] }).panels[0]?.queries).toEqual([
      { refId: 'A', expression: 'rate(x[$__rate_interval])', legend: '{{replica_set}}', instant: false },
      { refId: 'B', expression: 'rate(x[$__rate_interval])', legend: undefined, instant: true },
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
    expect(dashboard({ drawThresholds: false }, [alert({})]).panels[0]?.thresholds).toEqual([]);
  });
});
