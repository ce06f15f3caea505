/**
 * Objectives over the ten days that a real Prometheus has recorded of their thirty: an incident of an hour, a read model that was too old for
 * longer, and what both cost of the budgets.
 */
import { createMixin, renderPrometheusRules, toYaml } from '../../../lib';
import type { Recording } from '../../scenarios/scenario';
import { startRecorded, type RecordedPrometheus, type Stretch } from '../recorded-prometheus';
import { findTool, requireTool } from '../tools';

jest.setTimeout(600_000);

const MIXIN = createMixin({
  database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
  objectives: [
    { name: 'handled', successRatio: true, target: 0.999 },
    { name: 'fresh', freshness: '30s', target: 0.99 },
  ],
});

const DAY = 1_440;
/** Minutes: an hour in which a tenth of all attempts fails. */
const INCIDENT = 3 * DAY;
/** Minutes: 14 or 15 evaluations at which the read model is too old, half of what 10 days allow. */
const OUTDATED = 6 * DAY;
const LONG_OUTDATED = 70;
const END = 10 * DAY;

/**
 * When the condition of each holds first, in minutes: once the share of errors over its hours has passed its pace. A tenth of errors passes 14.4 times a
 * thousandth over an hour after 8.64 minutes, 6 times over 6 hours after 21.6, 3 times over a day after 43.2; over 3 days an hour of them
 * makes no more than 1.39 times, and 1 is passed after 43.2. The read model is looked at every five minutes: of 12 looks within an hour, two
 * are more than 14.4 hundredths; of 72 within six, five more than 6; of 288 in a day, nine more than 3; of 864 in three days, nine more than 1.
 */
const TOLD: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  OrchestratorBudgetBurnsVeryFast: { handled: INCIDENT + 8.64, fresh: OUTDATED + 5 },
  OrchestratorBudgetBurnsFast: { handled: INCIDENT + 21.6, fresh: OUTDATED + 20 },
  OrchestratorBudgetBurns: { handled: INCIDENT + 43.2, fresh: OUTDATED + 40 },
  OrchestratorBudgetBurnsSlowly: { handled: INCIDENT + 43.2, fresh: OUTDATED + 40 },
};

/** Minutes by which an alert may be later: rates, and what adds them up, are evaluated every five, each at a moment of their own, and so it is asked. */
const LATER = 15;

/** What is left of the budgets before and after: six minutes of the 14.4 that a thousandth of 10 days allows are gone, and half of the other. */
const LEFT = [
  { minute: INCIDENT, objective: 'handled', share: 1 },
  { minute: END, objective: 'handled', share: 0.583 },
  { minute: OUTDATED - 5, objective: 'fresh', share: 1 },
  { minute: END, objective: 'fresh', share: 0.5 },
];

/** What the workers and the database say, minute by minute. */
const MINUTES: readonly (readonly [
  metric: string,
  labels: Readonly<Record<string, string>>,
  at: (m: number) => number,
])[] = [
  [
    'pupsourcing_orchestrator_events_processed_total',
    { job: 'projection-workers', instance: 'a', replica_set: 'main', projection: 'orders' },
    (m) => 100 * m - 10 * failed(m),
  ],
  [
    'pupsourcing_orchestrator_projection_errors_total',
    { job: 'projection-workers', instance: 'a', replica_set: 'main', projection: 'orders' },
    (m) => 10 * failed(m),
  ],
  [
    'pupsourcing_projection_lag_seconds',
    { job: 'database', replica_set: 'main', projection: 'orders', partition: '0' },
    (m) => (m >= OUTDATED && m <= OUTDATED + LONG_OUTDATED ? 100 : 1),
  ],
];

/** Minutes of the incident that are over. */
const failed = (minute: number): number => Math.min(60, Math.max(0, minute - INCIDENT));

/** What is asked here, and the rates of projections that it reads, every five minutes: ten days of everything take long. */
const GROUPS = MIXIN.ruleGroups.map((group) => ({
  ...group,
  interval: '5m' as const,
  rules: group.rules.filter(
    (rule) =>
      rule.group === 'orchestrator_objectives' ||
      (rule.kind === 'record' && /_(events|errors)_rate:5m$/.test(rule.record)),
  ),
}));
const RULES = toYaml(renderPrometheusRules(GROUPS.filter(({ rules }) => rules.length > 0)));

const TEN_DAYS: Recording = {
  name: 'ten-days',
  description: 'an hour of errors after three days, somewhat more of an outdated read model after six',
  mode: 'converging',
  replicaSets: [],
  faults: [],
  events: [],
  t0: 0,
  scrapeInterval: 60,
  duration: END * 60,
  series: MINUTES.map(([metric, labels, at]) => ({
    labels: { __name__: metric, ...labels },
    values: Array.from({ length: END + 1 }, (_, minute) => [minute * 60, at(minute)] as const),
  })),
};

requireTool('prometheus')('objectives over ten days of thirty', () => {
  let prometheus: RecordedPrometheus;
  beforeAll(async () => {
    const tools = { prometheus: findTool('prometheus')!, promtool: findTool('promtool')! };
    prometheus = await startRecorded(tools, [TEN_DAYS], () => RULES, { evaluation: '5m', lookback: '5m' });
  });
  afterAll(() => prometheus.stop());

  test.each(MIXIN.alerts.filter(({ name }) => name in TOLD))('$name', async ({ name, expression }) => {
    const [{ from, to }] = prometheus.stretches as [Stretch];
    const told = await prometheus.range(expression, { from, to }, 300);
    const first = Object.fromEntries(
      told.map(({ metric, values = [] }) => [metric['objective'], ((values[0]?.[0] ?? 0) - from) / 60]),
    );

    expect(Object.keys(first).sort()).toEqual(['fresh', 'handled']);
    for (const [objective, minute] of Object.entries(TOLD[name]!)) {
      expect(first[objective]).toBeGreaterThan(minute);
      expect(first[objective]).toBeLessThanOrEqual(minute + LATER);
    }
  });

  test.each(LEFT)('$share of the budget of $objective at minute $minute', async ({ minute, objective, share }) => {
    const [{ from }] = prometheus.stretches as [Stretch];
    const [left] = await prometheus.instant(
      `sum(job:orchestrator_objective_budget_left:ratio{objective="${objective}"})`,
      from + minute * 60,
    );

    // One of the 2,880 evaluations more or less is 3.5 % of the budget of `fresh`.
    expect(Math.abs(Number(left?.value?.[1]) - share)).toBeLessThan(0.04);
  });

  test('what burned fastest is over within a quarter of an hour of the errors', async () => {
    const [{ from }] = prometheus.stretches as [Stretch];
    const { expression } = MIXIN.alerts.find(({ name }) => name === 'OrchestratorBudgetBurnsVeryFast')!;

    expect(await prometheus.instant(expression, from + (INCIDENT + 76) * 60)).toEqual([]);
    expect(await prometheus.instant(expression, from + (OUTDATED + 300) * 60)).toEqual([]);
  });
});
