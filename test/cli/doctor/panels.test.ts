/** What the doctor makes of panels that are empty. */
import { createMixin, METRICS } from '../../../lib';
import { seriesNames } from '../../../lib/orchestrator';
import type { Facts } from '../../../lib/cli/doctor/facts';
import { otherNames } from '../../../lib/cli/doctor/facts';
import { diagnosePanelsAndAlerts } from '../../../lib/cli/doctor/panels';

const mixin = createMixin();
const rules = mixin.recordingRules.map(({ record, expression }) => ({
  name: record,
  type: 'recording',
  query: expression,
}));
const BUCKETS = Object.values(METRICS).flatMap(({ name, type }) => (type === 'histogram' ? [`${name}_bucket`] : []));
const worker = { job: 'projection-workers', instance: 'a:1', replica_set: 'main', projection: 'orders' };

/** A worker that reports everything; groups of rules, if the server has them; one panel that is empty. */
function factsOf(emptyPanel: string, groups: Facts['groups'], without: readonly string[] = []): Facts {
  const dashboard = mixin.dashboards[0]!;
  return {
    version: '3.0.0',
    targets: [],
    workers: [],
    workloads: [],
    inventory: Object.values(METRICS).flatMap((metric) =>
      without.includes(metric.name) ? [] : seriesNames(metric).map((__name__) => ({ __name__, ...worker })),
    ),
    anywhere: [],
    buckets: BUCKETS.map((__name__) => ({ __name__ })),
    beyondPartitions: [],
    workerClocksAhead: [],
    clockAhead: 0,
    groups,
    configuredAt: undefined,

    withheld: new Map(),
    otherSeries: new Set(['up', 'process_start_time_seconds']),
    panels: dashboard.panels
      .filter(({ name }) => name === emptyPanel)
      .map((panel) => ({
        dashboard,
        panel,
        series: 0,
        refusals: new Map(),
        expressions: panel.queries.map(({ expression }) => expression),
      })),
  };
}

const LOADED = [{ name: 'all', rules }];

const found = (facts: Facts, of = mixin) =>
  [...diagnosePanelsAndAlerts(facts, of)]
    .filter(({ code }) => code.startsWith('panels-'))
    .map(({ code, evidence }) => `${code}: ${evidence.join('; ')}`);

test('where Grafana evaluates, what its rules read is asked for, and its records are there though Prometheus has no rule of them', () => {
  const ofGrafana = createMixin({
    alerts: { evaluatedBy: 'grafana', grafana: { targetDatasourceUid: 'prometheus' } },
  });
  const asked = otherNames(ofGrafana);

  expect(asked).toEqual(
    expect.arrayContaining(['up', 'process_start_time_seconds', 'job:orchestrator_errors_rate:5m']),
  );
  expect(
    found({ ...factsOf('projection-error-ratio', []), otherSeries: new Set(asked.slice(0, 5)) }, ofGrafana),
  ).toEqual(['panels-quiet: Projection Error Ratio: nothing at the moment']);
});

test('a recorded series that has nothing to say just now is no fault', () => {
  expect(found(factsOf('projection-error-ratio', LOADED))).toEqual([
    'panels-quiet: Projection Error Ratio: nothing at the moment',
  ]);
});

test.each([
  ['is not loaded', []],
  [
    'of another fleet is loaded',
    [{ name: 'all', rules: rules.map((rule) => ({ ...rule, query: rule.query.replaceAll('workers"', 'others"') })) }],
  ],
  ['may be loaded, where nobody says and no other is recorded', undefined],
])('a recorded series whose rule %s is named', (_what, groups) => {
  expect(found(factsOf('projection-error-ratio', groups))).toEqual([
    'panels-empty: Projection Error Ratio: no job:orchestrator_errors_rate:5m and job:orchestrator_events_rate:5m',
  ]);
});

test('but not where nobody says which rules are loaded, and another is recorded', () => {
  const facts = factsOf('projection-error-ratio', undefined);

  expect(found({ ...facts, otherSeries: new Set([...facts.otherSeries!, rules[0]!.name]) })).toEqual([
    'panels-quiet: Projection Error Ratio: nothing at the moment',
  ]);
});

test('what a recorded series is made of in the end is named, where it is missing', () => {
  const without = [METRICS.eventProcessingDuration.name];

  expect(found(factsOf('processing-latency', LOADED, without))).toEqual([
    expect.stringMatching(/^panels-\w+: Event Processing Latency: .*event_processing_duration_seconds/),
  ]);
});

test('what only takes away, or is a fallback, is not needed to fire', () => {
  const facts = { ...factsOf('', LOADED), otherSeries: new Set(['up']) };
  const silent = [...diagnosePanelsAndAlerts(facts, mixin)].find(({ code }) => code === 'alerts-silent')!;

  expect(silent.evidence).toEqual(
    ['WorkersExiting', 'WorkerCrashLoop'].map((name) => `Orchestrator${name}: no process_start_time_seconds`),
  );
});

test('a panel that is empty for what only takes away has no data yet', () => {
  const facts = { ...factsOf('heartbeat-progress', LOADED), otherSeries: new Set(['up']) };

  expect(found(facts)).toEqual(['panels-quiet: Scrapes With a New Heartbeat: nothing at the moment']);
});

test('of histograms without buckets, neither quantiles nor the alerts on them can be', () => {
  const facts = { ...factsOf('heartbeat-latency', LOADED), buckets: [] };
  const silent = [...diagnosePanelsAndAlerts(facts, mixin)].find(({ code }) => code === 'alerts-silent')!;

  expect(silent.evidence).toEqual(['OrchestratorSlowHeartbeat: no heartbeat_latency_seconds_bucket']);
  expect(found(facts)).toEqual([expect.stringMatching(/^panels-empty: .*: no heartbeat_latency_seconds_bucket$/)]);
  expect(found({ ...facts, buckets: undefined })).toEqual([expect.stringMatching(/^panels-quiet/)]);
});
