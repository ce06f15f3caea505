/** Cases of the profile `upstream`. Its rules aggregate nothing, so one worker is all that a case needs. */
import type { AlertName } from '../alert-names';
import { METRICS } from '../metrics';
import { rate, scrapedEvery, series, valueAt } from '../rule-case-samples';
import type { InputSeries, Labels, Moment, Outcome, RecordingCases, RuleCase, RuleCases, Situation } from '../rule-cases';
import { slopeAt } from '../hardened/cases/slopes';

const WINDOW = 300;
const PROJECTION = 'orders';

/** Numbers of which the alert of a case must, and must not, think that they are what it compares with. */
const OTHERS = [1, 2, 0.5];

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
    series(METRICS.activeWorkers.name, labelsOf(s), [0, from], [320, to], [320 + Math.ceil((s.patience + 60) / 10) * 10, from]);
  const until = 320 + s.patience + 300;
  const cases = (name: string, fires: boolean, each: InputSeries): RuleCase =>
    make(name, fires, each, until, (moment) => valueAt(each, moment));
  return [
    ...OTHERS.slice(0, 2).flatMap((difference) => [
      cases(`there are ${String(difference)} more than that for a while`, true, input(s.threshold, s.threshold + difference)),
      cases(`there are ${String(difference)} fewer than that for a while`, true, input(s.threshold, s.threshold - difference)),
    ]),
    cases('there are exactly so many', false, input(s.threshold, s.threshold)),
  ];
};

/** Cases of upstream's alerts. */
export const UPSTREAM_ALERT_CASES: Readonly<Partial<Record<AlertName, RuleCases>>> = {
  OrchestratorHighReconfigurationRate: climbing(METRICS.reconfigurations.name, {}),
  OrchestratorWorkerMismatch: mismatch,
  OrchestratorProjectionErrors: climbing(METRICS.projectionErrors.name, { projection: PROJECTION }),
};

/** Upstream's recording rules are tested by what reads them. */
export const UPSTREAM_RECORDING_CASES: Readonly<Record<string, RecordingCases>> = {};
