/** One alert, two forms: what Prometheus evaluates and what Grafana evaluates must mean the same. */
import { createMixin, renderGrafanaDashboard, renderPrometheusRules, type MonitoringProps } from '../../lib';
import { ALERT_NAMES, seconds } from '../../lib/orchestrator';
import {
  renderGrafanaRules,
  type GrafanaAlertRule,
  type GrafanaRuleQuery,
  type PrometheusRuleFields,
} from '../../lib/render';
import { hasValueWithoutSeries, meaningOfGrafanaRule, meaningOfPrometheusRule, type Sample } from './alert-meaning';

const SAMPLES: readonly Sample[] = [
  { labels: { replica_set: 'orders & "more" {{x}}', projection: 'p/1', namespace: 'shop' }, value: 0.04567 },
  { labels: { replica_set: 'a', projection: '', namespace: 'b' }, value: 12_345 },
];

const FLEETS: readonly (readonly [string, MonitoringProps])[] = [
  ['the defaults', {}],
  ['upstream', { profile: 'upstream' }],
  ['upstream with replica sets', { profile: 'upstream', replicaSets: [{ name: 'a', workers: { min: 2, max: 4 } }] }],
  [
    'replica sets of every kind',
    {
      grafanaUrl: 'https://grafana.example/',
      aggregateBy: ['namespace'],
      replicaSets: [
        { name: 'orders', workers: 3, inputNeverPausesFor: '30m' },
        { name: 'billing', workers: { min: 2, max: 10 } },
        { name: 'deployed', workers: { deployment: 'workers', namespace: 'shop' } },
        { name: 'set', workers: { statefulSet: 'workers', namespace: 'shop' } },
        { name: 'none', workers: 0 },
        { name: 'odd .*|"\\$1 {{x}} $labels', alerts: { OrchestratorSlowProjection: { threshold: 1, for: '90m' } } },
      ],
    },
  ],
  [
    'a database',
    {
      database: { exporter: 'postgres_exporter', selector: { job: 'database' }, projections: ['orders'] },
      replicaSets: [{ name: 'orders', workers: 3, projections: ['orders'] }],
    },
  ],
  [
    'settings of the user',
    {
      watchUnlisted: false,
      recordingRules: false,
      evaluationInterval: '1m',
      runbookBaseUrl: 'https://example.org/{{x}}',
      replicaSets: [{ name: 'a' }, { name: 'b', alerts: { OrchestratorNoWorkers: { severity: 'info', for: '0s' } } }],
      alerts: {
        labels: { team: 'of {{ $labels.replica_set }}', price: '$5' },
        annotations: { note: 'at {{ $value | humanizeDuration }}, {{ "{{" }} and $labels' },
        overrides: {
          OrchestratorSlowCoordination: { threshold: 12.5, for: '3600s', keepFiringFor: '1w', severity: 'critical' },
          OrchestratorProjectionErrors: { annotations: { summary: '{{ $value }} of {{ $labels.projection }}' } },
        },
      },
    },
  ],
];

/** Both forms of every alert of a fleet, in their order, and the seconds between two evaluations. */
function bothForms(
  props: MonitoringProps,
): readonly (readonly [PrometheusRuleFields, GrafanaAlertRule, interval: number])[] {
  // Grafana's form reads nothing that is recorded.
  const prometheus = renderPrometheusRules(createMixin({ ...props, recordingRules: false }).ruleGroups).groups.flatMap(
    ({ rules }) => rules,
  );
  const alerts = prometheus.filter((rule) => 'alert' in rule);
  const mixin = createMixin({ ...props, alerts: { ...props.alerts, evaluatedBy: 'grafana' } });
  // What alerts leave out in place of inhibitions, Prometheus's form leaves to Alertmanager: `inhibited-in-grafana.test.ts` looks at that.
  const grafana = renderGrafanaRules({ ...mixin, inhibitions: [] }).flatMap(({ rules, interval }) =>
    (rules as readonly GrafanaAlertRule[]).map((rule) => [rule, seconds(interval)] as const),
  );
  expect(grafana.length).toBe(alerts.length);
  expect(grafana.length).toBeGreaterThan(0);
  return alerts.map((rule, index) => [rule, ...grafana[index]!]);
}

describe.each(FLEETS)('%s', (_what, props) => {
  test('every alert means the same in both forms', () => {
    for (const [prometheus, grafana, interval] of bothForms(props)) {
      expect(grafana.title.split(' ')[0]).toBe(prometheus['alert']);
      for (const sample of SAMPLES) {
        const meaning = meaningOfPrometheusRule(prometheus, sample);

        expect(meaningOfGrafanaRule(grafana, sample, interval)).toEqual(meaning);
        expect(JSON.stringify(meaning)).not.toContain('unknown ');
      }
    }
  });

  test('an alert has a value without any series exactly if it is about replica sets that nobody ever saw', () => {
    const always = bothForms(props)
      .filter(([, { data }]) => data.some(({ model }) => 'expr' in model && hasValueWithoutSeries(model.expr)))
      .map(([prometheus]) => prometheus['alert']);

    const listed = props.profile === 'upstream' ? [] : (props.replicaSets ?? []);
    // It subtracts those that there are, so that nothing but a replica set that nobody saw is left.
    expect([...new Set(always)]).toEqual([]);
    expect(
      listed.length === 0 || bothForms(props).some(([{ alert }]) => alert === 'OrchestratorReplicaSetAbsent'),
    ).toBe(true);
  });

  test('every alert leads to a panel that its dashboard has', () => {
    const dashboard = renderGrafanaDashboard(createMixin(props).dashboards[0]!);
    const panels = (dashboard['panels'] as { id: number; panels?: { id: number }[] }[]).flatMap(
      ({ id, panels: folded = [] }) => [id, ...folded.map((panel) => panel.id)],
    );

    for (const [, { annotations }] of bothForms(props)) {
      expect(annotations['__dashboardUid__']).toBe(dashboard.uid);
      expect(panels).toContain(Number(annotations['__panelId__']));
    }
  });
});

test('every alert that there is was compared', () => {
  const compared = FLEETS.flatMap(([, props]) => bothForms(props).map(([prometheus]) => prometheus['alert']));

  // Those of objectives read what recording rules make: they have no form that stands alone.
  expect(new Set(compared)).toEqual(new Set(ALERT_NAMES.filter((name) => !name.startsWith('OrchestratorBudgetBurns'))));
});

describe('an alteration of one form is seen', () => {
  const [, props] = FLEETS.at(-1)!;
  const [prometheus, grafana] = bothForms(props).find(([rule]) => rule['alert'] === 'OrchestratorSlowCoordination')!;
  const query = grafana.data[0]!;
  const threshold = grafana.data[1]!;
  const withModel = (position: 0 | 1, model: object): Partial<GrafanaAlertRule> => ({
    data: grafana.data.map((step, index) =>
      index === position ? ({ ...step, model: { ...step.model, ...model } } as GrafanaRuleQuery) : step,
    ),
  });
  const evaluator = (type: string, params: readonly number[]) =>
    withModel(1, { conditions: [{ evaluator: { type, params } }] });

  test.each<[string, Partial<GrafanaAlertRule>]>([
    ['another expression', withModel(0, { expr: `${'expr' in query.model ? query.model.expr : ''} + 1` })],
    ['another comparison', evaluator('gte', [12.5])],
    ['another threshold', evaluator('gt', [12])],
    ['another duration', { for: '59m' }],
    ['another time to go on', { keepFiringFor: '6d' }],
    ['alarm without data', { noDataState: 'Alerting' }],
    ['a series that is missed longer', { missingSeriesEvalsToResolve: grafana.missingSeriesEvalsToResolve + 1 }],
    ['another label', { labels: { ...grafana.labels, severity: 'info' } }],
    ['a label more', { labels: { ...grafana.labels, more: 'x' } }],
    ['a text that is not translated', { annotations: { ...grafana.annotations, note: '{{ $value }}' } }],
    ['another text', { annotations: { ...grafana.annotations, summary: 'x' } }],
  ])('%s', (_what, changes) => {
    const sample = SAMPLES[0]!;
    expect(threshold.refId).toBe('C');
    expect(meaningOfGrafanaRule({ ...grafana, ...changes }, sample, 30)).not.toEqual(
      meaningOfPrometheusRule(prometheus, sample),
    );
  });
});
