/** What the doctor makes of panels that are empty. */
import { createMixin, METRICS } from '../../../lib';
import { seriesNames } from '../../../lib/orchestrator';
import type { Facts } from '../../../lib/cli/doctor/facts';
import { seriesRead } from '../../../lib/cli/doctor/facts';
import { diagnosePanelsAndAlerts } from '../../../lib/cli/doctor/panels';

const mixin = createMixin();
const records = mixin.recordingRules.map(({ record }) => record);
const worker = { job: 'projection-workers', instance: 'a:1', replica_set: 'main', projection: 'orders' };

/** A worker that reports everything; recording rules that are loaded or not; one panel that is empty. */
function factsOf(emptyPanel: string, loaded: boolean, without: readonly string[] = []): Facts {
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
    buckets: [],
    beyondPartitions: [],
    workerClocksAhead: [],
    clockAhead: 0,
    groups: [
      { name: 'all', rules: loaded ? records.map((name) => ({ name, type: 'recording', query: '', labels: {} })) : [] },
    ],
    withheld: new Map(),
    otherSeries: new Set(['up', 'process_start_time_seconds']),
    panels: dashboard.panels
      .filter(({ name }) => name === emptyPanel)
      .map((panel) => ({
        dashboard,
        panel,
        series: 0,
        refusals: [],
        reads: panel.queries.flatMap(({ expression }) => seriesRead(expression)),
      })),
  };
}

const found = (facts: Facts) =>
  diagnosePanelsAndAlerts(facts, mixin)
    .filter(({ code }) => code.startsWith('panels-'))
    .map(({ code, evidence }) => `${code}: ${evidence.join('; ')}`);

test('a recorded series that has nothing to say just now is no fault', () => {
  expect(found(factsOf('projection-error-ratio', true))).toEqual([
    'panels-quiet: Projection Error Ratio: nothing at the moment',
  ]);
});

test('a recorded series whose rule is not loaded is named', () => {
  expect(found(factsOf('projection-error-ratio', false))).toEqual([
    'panels-empty: Projection Error Ratio: no job:orchestrator_errors_rate:5m and job:orchestrator_events_rate:5m',
  ]);
});

test('what a recorded series is made of in the end is named, where it is missing', () => {
  const without = [METRICS.eventProcessingDuration.name];

  expect(found(factsOf('processing-latency', true, without))).toEqual([
    expect.stringMatching(/^panels-\w+: Event Processing Latency: .*event_processing_duration_seconds/),
  ]);
});
