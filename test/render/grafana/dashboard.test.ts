import { createMixin, renderGrafanaDashboard, type MonitoringProps } from '../../../lib';
import { dashboardsOf, jsonOf, rowsOf, wholeJsonOf, type GridPosition, type PanelJson } from './dashboard-json';

const PROFILES: readonly MonitoringProps[] = [
  { profile: 'upstream' },
  { profile: 'hardened' },
  { profile: 'hardened', aggregateBy: ['cluster'], recordingRules: false, dashboard: { datasource: 'Mimir' } },
];

/** Everything in a value that JSON cannot hold. */
function foreignIn(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    return ['string', 'boolean'].includes(typeof value) || value === null || Number.isFinite(value) ? [] : [at];
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return [
    ...(prototype === Object.prototype || Array.isArray(value) ? [] : [at]),
    ...Object.entries(value).flatMap(([key, field]) => foreignIn(field, `${at}.${key}`)),
  ];
}

const overlap = (a: GridPosition, b: GridPosition): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(PROFILES)('%j', (props) => {
  const dashboards = dashboardsOf(props);
  const panels = dashboards.flatMap((dashboard) => dashboard.panels);
  const asking = panels.filter(({ type }) => type !== 'text');

  test('is nothing but data', () => {
    for (const dashboard of createMixin(props).dashboards) {
      expect(foreignIn(renderGrafanaDashboard(dashboard))).toEqual([]);
    }
  });

  test('panels lie within the 24 columns, and on no other', () => {
    // Panels of a folded row stand where they would if it alone were unfolded.
    const pages = createMixin(props).dashboards.flatMap((dashboard) => [
      wholeJsonOf(dashboard).panels,
      ...rowsOf(dashboard).map((row) => [row, ...row.panels]),
    ]);
    for (const all of pages) {
      for (const [index, { gridPos, title }] of all.entries()) {
        expect([title, gridPos.x >= 0 && gridPos.w > 0 && gridPos.x + gridPos.w <= 24 && gridPos.h > 0]).toEqual([
          title,
          true,
        ]);
        expect(all.slice(index + 1).filter((other) => overlap(gridPos, other.gridPos))).toEqual([]);
      }
    }
  });

  test('ids are positive and differ, also from one dashboard to another', () => {
    const ids = panels.map(({ id }) => id);

    expect(ids.filter((id) => !Number.isInteger(id) || id <= 0)).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('queries of a panel have a name of their own, or A, B, ...', () => {
    for (const { targets } of asking) {
      const refIds = targets.map(({ refId }) => refId);

      expect(refIds.length).toBeGreaterThan(0);
      expect(new Set(refIds).size).toBe(refIds.length);
      expect(refIds.filter((refId) => !/^(?:[A-Z]|[a-z]+\d*)$/.test(refId))).toEqual([]);
    }
  });

  test('a query is asked for now, or over the time range', () => {
    for (const { targets } of asking) {
      expect(targets.filter(({ instant, range }) => instant === range)).toEqual([]);
    }
  });

  test('titles, and whatever names a panel, are there', () => {
    expect(panels.filter(({ title, type }) => title === '' || type === '')).toEqual([]);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  test('is rendered alike every time, and shares nothing with an earlier one', () => {
    const [dashboard] = createMixin(props).dashboards;
    const first = renderGrafanaDashboard(dashboard!);
    const before = JSON.stringify(first);
    (first['panels'] as unknown[]).length = 0;

    expect(JSON.stringify(renderGrafanaDashboard(dashboard!))).toBe(before);
  });
});

test('settings of the configuration', () => {
  const [dashboard] = dashboardsOf({
    dashboard: {
      uid: 'mine',
      title: 'A "title" \\ {{x}}',
      tags: ['a', 'b'],
      refresh: '',
      timeRange: { from: 'now-6h', to: 'now-1m' },
    },
  });

  expect(dashboard).toMatchObject({
    uid: 'mine',
    title: 'A "title" \\ {{x}}',
    tags: ['a', 'b'],
    refresh: '',
    time: { from: 'now-6h', to: 'now-1m' },
    timezone: 'browser',
    schemaVersion: 39,
  });
});

describe('data source', () => {
  const [hardened] = dashboardsOf({ profile: 'hardened' });
  const reference = { type: 'prometheus', uid: '${datasource}' };

  test('hardened asks the one that a variable chooses, with every panel and every variable', () => {
    const [variable, ...others] = hardened!.templating.list;

    expect(variable).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    expect(variable).not.toHaveProperty('current');
    expect(others.map(({ datasource }) => datasource)).toEqual(others.map(() => reference));
    expect(hardened!.panels.map(({ datasource }) => datasource)).toEqual(hardened!.panels.map(() => reference));
  });

  test('the configured one is chosen on opening', () => {
    const [upstream] = dashboardsOf({ profile: 'upstream', dashboard: { datasource: 'Mimir' } });
    const chosen = { type: 'prometheus', uid: 'Mimir' };
    expect(upstream!.panels.map(({ datasource }) => datasource)).toEqual(upstream!.panels.map(() => chosen));

    const [dashboard] = dashboardsOf({ dashboard: { datasource: 'Mimir' } });

    expect(dashboard!.templating.list[0]?.current).toEqual({ selected: true, text: 'Mimir', value: 'Mimir' });
  });

  test('no data source is fixed by its uid', () => {
    const uids = JSON.stringify(hardened).match(/"uid":"[^"]*"/g);

    expect([...new Set(uids)].sort()).toEqual(['"uid":"${datasource}"', '"uid":"pupsourcing-orchestrator"']);
  });
});

describe('variable for the replica sets', () => {
  test('hardened: several, or all, by a pattern that panels use as such', () => {
    const [dashboard] = dashboardsOf({ profile: 'hardened' });
    const variable = dashboard!.templating.list.find(({ name }) => name === 'replica_set');

    expect(variable).toMatchObject({
      type: 'query',
      multi: true,
      includeAll: true,
      allValue: '.+',
      current: { text: 'All', value: '$__all' },
      refresh: 2,
    });
    expect(
      dashboard!.panels.flatMap(({ targets }) =>
        targets.filter(({ expr }) => expr.includes('replica_set="$replica_set"')),
      ),
    ).toEqual([]);
  });
});

describe('layout', () => {
  const [dashboard] = createMixin({ profile: 'upstream' }).dashboards;
  const positions = (sizes: readonly (readonly [width: number, height: number])[]): readonly GridPosition[] =>
    jsonOf({
      ...dashboard!,
      panels: sizes.map(([width, height], index) => ({ ...dashboard!.panels[0]!, id: index + 1, width, height })),
    }).panels.map(({ gridPos }: PanelJson) => gridPos);

  test('from left to right, a new line where the next one does not fit', () => {
    expect(
      positions([
        [12, 8],
        [12, 8],
        [1, 8],
      ]),
    ).toEqual([
      { x: 0, y: 0, w: 12, h: 8 },
      { x: 12, y: 0, w: 12, h: 8 },
      { x: 0, y: 8, w: 1, h: 8 },
    ]);
  });

  test('a line is as high as its highest panel', () => {
    expect(
      positions([
        [8, 4],
        [8, 10],
        [8, 2],
        [24, 1],
        [24, 1],
      ]).map(({ y }) => y),
    ).toEqual([0, 0, 0, 10, 11]);
  });
});

describe('rows', () => {
  const [dashboard] = createMixin({ profile: 'hardened' }).dashboards;
  const rows = rowsOf(dashboard!);

  test('what is for a second look is folded, and holds its panels itself', () => {
    expect(rows.map(({ title, collapsed, panels }) => [title, collapsed, panels.length > 0])).toEqual([
      ['At a glance', false, false],
      ['Workers', false, false],
      ['Coordination and generations', false, false],
      ['Projections', false, false],
      ['Signs of trouble, usually empty', true, true],
      ['Process and scrape health', true, true],
    ]);
  });

  test('each stands below the panels before it, in the whole width', () => {
    const tops = rows.map(({ gridPos }) => gridPos.y);

    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(rows.map(({ gridPos: { x, w, h } }) => [x, w, h])).toEqual(rows.map(() => [0, 24, 1]));
    for (const { panels, gridPos } of rows) {
      expect(panels.filter((panel) => panel.gridPos.y <= gridPos.y)).toEqual([]);
    }
  });
});

describe('links and annotations', () => {
  const [main, fleet] = dashboardsOf({ dashboard: { uid: 'mine' } });

  test('the two dashboards lead to each other, with variables and time range', () => {
    const link = { type: 'link', includeVars: true, keepTime: true };

    expect(fleet!.uid).toBe('mine-fleet');
    const runbook = { ...link, title: 'Runbook', url: '/d/mine-runbook' };
    expect(main!.links).toMatchObject([{ ...link, title: 'All replica sets', url: '/d/mine-fleet' }, runbook]);
    expect(fleet!.links).toMatchObject([{ ...link, title: 'One replica set', url: '/d/mine' }, runbook]);
  });

  test.each([
    ['pupsourcing-orchestrator', 'pupsourcing-orchestrator-fleet'],
    ['a'.repeat(40), `${'a'.repeat(34)}-fleet`],
    [`${'a'.repeat(34)}-fleet`, `${'a'.repeat(34)}_fleet`],
  ])('beside the uid %s, which Grafana takes, stands %s', (uid, expected) => {
    expect(dashboardsOf({ dashboard: { uid } }).map((dashboard) => dashboard.uid)).toEqual([
      uid,
      expected,
      `${uid.slice(0, 32)}-runbook`,
    ]);
  });

  test('firing alerts and reconfigurations can be switched', () => {
    expect(main!.annotations).toMatchObject({
      list: [
        { name: 'Firing alerts', enable: true, hide: false, datasource: { uid: '${datasource}' } },
        { name: 'Reconfigurations', enable: false, hide: false },
      ],
    });
  });

  test('where Grafana evaluates the alerts, it lists those of this dashboard, and nothing asks for series of them', () => {
    const all = dashboardsOf({ dashboard: { uid: 'mine' }, alerts: { evaluatedBy: 'grafana' } });
    const state = 'State of Replica Sets';
    const panelOf = (dashboard: (typeof all)[number], title: string) =>
      dashboard.panels.find((panel) => panel.title === title);

    expect(JSON.stringify(main)).toContain('ALERTS');
    expect(JSON.stringify(all)).not.toContain('ALERTS');
    expect(all[1]!.annotations).toMatchObject({ list: [{ name: 'Reconfigurations' }] });
    expect(panelOf(all[0]!, state)).toEqual(panelOf(main!, state));
    expect(panelOf(all[0]!, 'Firing Alerts')).toEqual({
      id: 496_682,
      type: 'alertlist',
      title: 'Firing Alerts',
      description: expect.stringMatching(/^Alerts of all replica sets that fire in Grafana/) as string,
      gridPos: panelOf(main!, 'Firing Alerts')!.gridPos,
      options: {
        datasource: '-- Grafana --',
        dashboardAlerts: true,
        sortOrder: 3,
        stateFilter: { firing: true, pending: false, noData: false, normal: false, error: true },
      },
    });
  });

  test('a series of one replica set leads to the view of it, in the chosen data source and fleet', () => {
    const linkOf = (panel: string) =>
      dashboardsOf({ aggregateBy: ['cluster'] })[0]!.panels.find(({ title }) => title === panel)?.fieldConfig.defaults;
    const link = (name: string) => ({
      title: 'This replica set alone',
      url: `/d/pupsourcing-orchestrator?\${datasource:queryparam}&\${cluster:queryparam}&\${job:queryparam}&var-replica_set=\${${name}:percentencode}&\${__url_time_range}`,
    });

    expect(linkOf('Reconfiguration Rate')).toMatchObject({ links: [link('__field.labels.replica_set')] });
    expect(linkOf('Active Workers by Replica Set')).toMatchObject({ links: [link('__data.fields.replica_set')] });
  });
});
