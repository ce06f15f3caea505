/** Cases of the profile `upstream`. Its rules aggregate nothing, so one worker is all that a case needs. */
import type { AlertName } from '../alert-names';
import { METRICS } from '../metrics';
import { rate, scrapedEvery, series, valueAt } from '../../model/rule-tests/case-samples';
import type {
  InputSeries,
  Labels,
  Moment,
  Outcome,
  RecordingCases,
  RuleCase,
  RuleCases,
  Situation,
} from '../../model/rule-tests/cases';
import { slopeAt } from '../hardened/cases/slopes';

const WINDOW = 300;
const PROJECTION = 'orders';

function labelsOf(s: Situation, more: Labels = {}): Labels {
  return { ...s.target(0), replica_set: s.replicaSet, ...more };
}

function make(
  name: string,
  fires: boolean,
  input: InputSeries,
  until: number,
  value: (moment: Moment) => number | undefined,
): RuleCase {
  const outcomes = (moment: Moment): readonly Outcome[] => {
    const found = value(moment);
    return found === undefined ? [] : [{ labels: input.labels, value: found }];
  };
  return { name, fires, series: [input], until, outcomes };
}

const climbing =
  (metric: string, more: Labels): RuleCases =>
  (s) => {
    const at = slopeAt(s.threshold, WINDOW);
    const counter = (perSample: number): InputSeries =>
      scrapedEvery(at.spacing, series(metric, labelsOf(s, more), [0, 0, perSample]));
    const cases = (name: string, fires: boolean, input: InputSeries): RuleCase =>
      make(name, fires, input, s.patience + WINDOW + 60, (moment) => rate(input, WINDOW, moment));
    return [
      cases('the counter climbs twice as fast as is allowed', true, counter(2 * at.perSample)),
      cases('the counter climbs as fast as is allowed', false, counter(at.perSample)),
    ];
  };

const mismatch: RuleCases = (s) => {
  const input = (from: number, to: number): InputSeries =>
    series(
      METRICS.activeWorkers.name,
      labelsOf(s),
      [0, from],
      [320, to],
      [320 + Math.ceil((s.patience + 60) / 10) * 10, from],
    );
  const until = 320 + s.patience + 300;
  const cases = (name: string, fires: boolean, each: InputSeries): RuleCase =>
    make(name, fires, each, until, (moment) => valueAt(each, moment));
  return [
    ...(s.comparison === '<'
      ? []
      : [cases('there is one more than that for a while', true, input(s.threshold, s.threshold + 1))]),
    ...(s.comparison === '>' || s.threshold === 0
      ? []
      : [cases('there is one less than that for a while', true, input(s.threshold, s.threshold - 1))]),
    cases('there are exactly so many', false, input(s.threshold, s.threshold)),
  ];
};

/** Cases of upstream's alerts. */
export const UPSTREAM_ALERT_CASES: Readonly<Partial<Record<AlertName, RuleCases>>> = {
  OrchestratorHighReconfigurationRate: climbing(METRICS.reconfigurations.name, {}),
  OrchestratorWorkerMismatch: mismatch,
  OrchestratorProjectionErrors: climbing(METRICS.projectionErrors.name, { projection: PROJECTION }),
};

const recordedRate =
  (metric: string): RecordingCases =>
  (s) => {
    const labels = { ...s.target(0), replica_set: 'main', projection: PROJECTION };
    const counter = series(metric, labels, [0, 0, 10]);
    return [
      {
        name: 'a counter climbs',
        series: [counter],
        checks: [600, 900].map((at) => ({
          at,
          outcomes: (moment: Moment) => [{ labels, value: rate(counter, WINDOW, moment) ?? 0 }],
        })),
      },
    ];
  };

/** Cases of upstream's recorded series; none for its quantile, which comes out of a bucket's bounds and not out of what was observed. */
export const UPSTREAM_RECORDING_CASES: Readonly<Record<string, RecordingCases>> = {
  'job:orchestrator_events_rate:5m': recordedRate(METRICS.eventsProcessed.name),
  'job:orchestrator_errors_rate:5m': recordedRate(METRICS.projectionErrors.name),
};
