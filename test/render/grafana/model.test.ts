/** The rendered dashboards against the parts of Grafana's documented model that they use. */
import { createMixin, renderGrafanaDashboard, type MonitoringProps } from '../../../lib';
import { wholeJsonOf } from './dashboard-json';
import { findingsIn } from './model';

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
  expect(findingsIn(wholeJsonOf(dashboard))).toEqual([]);
});

describe('the check finds what is wrong', () => {
  const good = JSON.stringify(renderGrafanaDashboard(createMixin().dashboards[0]!));

  test.each([
    ['"schemaVersion":39', '"schemaVersion":2', '/schemaVersion must be equal to one of the allowed values: 39'],
    ['"collapsed":false', '"collapsed":"no"', '/panels/0/collapsed must be boolean'],
    ['"refresh":2', '"refresh":1', '/templating/list/1/refresh must be equal to one of the allowed values: 2'],
    ['"noValue":', '"novalue":', '/panels/1/fieldConfig/defaults must NOT have additional properties: novalue'],
    ['"iconColor":"red",', '', "/annotations/list/0 must have required property 'iconColor'"],
    ['"refId":"alerts"', '"refId":"no name"', '/panels/6/targets/0/refId must match pattern "^\\w+$"'],
  ])('%s as %s', (from, to, finding) => {
    const findings = findingsIn(JSON.parse(good.replace(from, to)));

    expect(findings).toEqual([finding]);
  });
});
