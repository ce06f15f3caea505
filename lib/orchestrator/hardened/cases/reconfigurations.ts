/** Cases of the alerts about reconfigurations, and of OrchestratorStaleWorkersCleaned. */
import { METRICS } from '../../metrics';
import { earlier, increase, rate, scrapedEvery, stepsOver, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { slopeAbove, slopeAt } from './slopes';
import {
  between,
  largest,
  ofTarget,
  ofWorker,
  one,
  setLabels,
  times,
  total,
  UP,
  type Stretch,
} from './workers-of-case';

const RECONFIGURED = METRICS.reconfigurations.name;
const CLEANED = METRICS.staleWorkersCleaned.name;
const RATE_WINDOW = 300;
const SLOT = 300;
const SLOTS = 12;
const HOUR = 3_600;

/** Cases of OrchestratorHighReconfigurationRate. */
export function highReconfigurationRate(s: Situation): readonly RuleCase[] {
  const make = (name: string, fires: boolean, counters: readonly InputSeries[], until: number): RuleCase => ({
    name,
    fires,
    series: counters,
    until,
    outcomes: one(setLabels(s), (moment) => largest(counters.map((each) => rate(each, RATE_WINDOW, moment)))),
  });
  const above = slopeAbove(s.threshold);
  const at = slopeAt(s.threshold, RATE_WINDOW);
  const start = between(RATE_WINDOW + 30);
  const long = Math.ceil((s.patience + RATE_WINDOW) / 30) * 30;
  const stop = start + long;
  const steep = 2 * above.perSample;
  const last = (long / 10) * steep;
  const until = RATE_WINDOW + s.patience + 300;
  return [
    make(
      'a worker’s counter climbs just too fast, its sibling’s does not climb',
      true,
      [ofWorker(s, RECONFIGURED, 0, [0, 0, above.perSample]), ofWorker(s, RECONFIGURED, 1, [0, 7])],
      until,
    ),
    make(
      'counters begin to climb, and stop',
      true,
      [ofWorker(s, RECONFIGURED, 0, [0, 0], [start, 0, steep], [stop, last])],
      stop + RATE_WINDOW + s.aftermath + 60,
    ),
    make(
      'all workers repeat what is allowed',
      false,
      times(3, (index) => scrapedEvery(at.spacing, ofWorker(s, RECONFIGURED, index, [0, 0, at.perSample]))),
      until,
    ),
    make(
      'counters start anew after restarts',
      false,
      [
        ofWorker(
          s,
          RECONFIGURED,
          0,
          ...times(Math.ceil(until / 600) + 1, (index): Stretch => [index * 600, 0, at.perSample / at.spacing]),
        ),
      ],
      until,
    ),
  ];
}

/** Cases of OrchestratorFrequentReconfigurations. */
export function frequentReconfigurations(s: Situation): readonly RuleCase[] {
  const busy = Math.max(1, Math.floor(s.threshold) + 1);
  if (busy > SLOTS) {
    return [];
  }
  const make = (name: string, fires: boolean, counters: readonly InputSeries[], until: number): RuleCase => ({
    name,
    fires,
    series: counters,
    until,
    outcomes: one(setLabels(s), (moment) => {
      const slots = stepsOver(HOUR, SLOT, moment).filter((slot) =>
        counters.some((each) => (increase(each, SLOT, slot) ?? 0) > 0),
      );
      return slots.length === 0 ? undefined : slots.length;
    }),
  });
  const first = 2 * SLOT + 20;
  /** Each time one more, at the very beginning of a slot. */
  const counter = (index: number, start: number, slots: readonly number[], step: number): InputSeries =>
    ofWorker(
      s,
      RECONFIGURED,
      index,
      [0, start],
      ...slots.map((at, number): Stretch => [at, start + (number + 1) * step]),
    );
  const throughout = times(busy + Math.ceil(s.patience / SLOT), (index) => first + index * SLOT);
  // At the very end of a slot: still in this one only.
  const burst = times(busy - 1, (index) => first + index * SLOT + SLOT - 60);
  return [
    make(
      'a worker is reconfigured in one slot after the other, another in none',
      true,
      [counter(0, 3, throughout, 1), counter(1, 3, [], 1)],
      (throughout.at(-1) ?? first) + HOUR + s.aftermath + 60,
    ),
    make(
      'as many slots as are allowed, whatever happens in them',
      false,
      [counter(0, 3, burst, 9), counter(1, 3, burst, 9)],
      first + busy * SLOT + s.patience,
    ),
  ];
}

/** How far back stale workers are looked for. */
const CLEANED_WINDOW = 900;

/** Growth of a counter that may have been born within the window, while its target was up. */
export function grown(
  counter: InputSeries,
  ups: readonly InputSeries[],
  window: number,
  moment: Moment,
): number | undefined {
  const before = earlier(moment, window);
  const value = valueAt(counter, moment);
  const wasUp = ups.some((up) => up.labels['instance'] === counter.labels['instance'] && valueAt(up, before) === 1);
  return value !== undefined && valueAt(counter, before) === undefined && wasUp
    ? value
    : increase(counter, window, moment);
}

/** Cases of OrchestratorStaleWorkersCleaned. */
export function staleWorkersCleaned(s: Situation): readonly RuleCase[] {
  const found = Math.max(1, Math.floor(s.threshold) + 1);
  if (s.patience > CLEANED_WINDOW) {
    return [];
  }
  const make = (
    name: string,
    fires: boolean,
    counters: readonly InputSeries[],
    ups: readonly InputSeries[],
    until: number,
  ): RuleCase => ({
    name,
    fires,
    series: [...counters, ...ups],
    until,
    outcomes: one(setLabels(s), (moment) => total(counters.map((each) => grown(each, ups, CLEANED_WINDOW, moment)))),
  });
  const born = between(CLEANED_WINDOW + 10);
  const early = between(30);
  const ended = born + CLEANED_WINDOW + s.aftermath + 60;
  const up = (index: number, ...stretches: readonly Stretch[]): InputSeries => ofTarget(s, UP, index, ...stretches);
  return [
    make(
      'a counter is born on a target that has just been there long enough',
      true,
      [ofWorker(s, CLEANED, 0, [born, found])],
      [up(0, [born - CLEANED_WINDOW + 30, 1])],
      ended,
    ),
    make(
      'counters of two workers grow',
      true,
      [ofWorker(s, CLEANED, 0, [0, 0], [early, found]), ofWorker(s, CLEANED, 1, [0, 0], [early, found])],
      [],
      early + CLEANED_WINDOW + s.aftermath + 60,
    ),
    make(
      'a counter is born as high as is allowed',
      false,
      [ofWorker(s, CLEANED, 0, [born, found - 1])],
      [up(0, [0, 1])],
      born + s.patience + 60,
    ),
    make(
      'a counter comes with a worker that has just come',
      false,
      [
        ofWorker(s, CLEANED, 0, [born, found + 3]),
        ofWorker(s, CLEANED, 1, [born, found + 3]),
        // After a while it would: the target was there by then, and the counter was not.
      ],
      [up(0, [between(born - 0.7 * CLEANED_WINDOW), 1]), up(1, [0, 0], [born, 1])],
      born + 240,
    ),
  ];
}
