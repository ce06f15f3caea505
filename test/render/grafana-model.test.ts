/** The rendered dashboards against the parts of Grafana's documented model that they use. */
import { createMixin, renderGrafanaDashboard, type MonitoringProps } from '../../lib';
import { wholeJsonOf } from './dashboard-json';
import { DASHBOARD } from './grafana-model';

const CONFIGURATIONS: readonly MonitoringProps[] = [
  {},
  { recordingRules: false, aggregateBy: ['cluster', 'datasource'], dashboard: { datasource: 'Mimir', refresh: '' } },
  {
    replicaSets: [
      { name: 'fixed', workers: 3 },
      { name: 'workload', workers: { statefulSet: 'projections', namespace: 'production' } },
    ],
  },
  { alerts: { enabled: false } },
];

const dashboards = CONFIGURATIONS.flatMap((props) =>
  createMixin(props).dashboards.map((dashboard) => [JSON.stringify(props), dashboard.uid, dashboard] as const),
);

test.each(dashboards)('%s: %s is what Grafana documents', (_props, _uid, dashboard) => {
  expect(DASHBOARD(wholeJsonOf(dashboard), 'dashboard')).toEqual([]);
});

describe('the check finds what is wrong', () => {
  const good = JSON.stringify(renderGrafanaDashboard(createMixin().dashboards[0]!));

  test.each([
    ['"schemaVersion":39', '"schemaVersion":2', 'dashboard.schemaVersion: 2 is not one of 39'],
    ['"collapsed":false', '"collapsed":"no"', 'dashboard.panels[0].collapsed: "no" is not true or false'],
    ['"refresh":2', '"refresh":1', 'dashboard.templating.list[1].refresh: 1 is not one of 2'],
    ['"noValue":', '"novalue":', 'dashboard.panels[1].fieldConfig.defaults.novalue: is unknown'],
    ['"iconColor":"red",', '', 'dashboard.annotations.list[0].iconColor: is missing'],
    [
      '"refId":"working"',
      '"refId":"no name"',
      'dashboard.panels[2].targets[0].refId: "no name" is not letters and digits',
    ],
  ])('%s as %s', (from, to, finding) => {
    const findings = DASHBOARD(JSON.parse(good.replace(from, to)), 'dashboard');

    expect(findings).toEqual([finding]);
  });
});
