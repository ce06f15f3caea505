/** Cases of OrchestratorSlowProjection and OrchestratorProjectionSaturated. */
import { METRICS } from '../../metrics';
import { rate, scrapedEvery } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { slopeAbove, slopeAt, type Slope } from './slopes';
import { between, largest, ofProjection, one, projectionLabels, times, type Stretch } from './workers-of-case';

const SUM = `${METRICS.eventProcessingDuration.name}_sum`;
const COUNT = `${METRICS.eventProcessingDuration.name}_count`;
const PROJECTION = 'orders';
const SIBLING = 'payments';
const SLOW_WINDOW = 240;
const BUSY_WINDOW = 300;

/** A projection on one worker, and a sibling there: time spent, and events handled. */
interface Worker {
  readonly sum: InputSeries;
  readonly count: InputSeries;
  readonly sibling: InputSeries;
}

/** Cases of OrchestratorSlowProjection. */
export function slowProjection(s: Situation): readonly RuleCase[] {
  const make = (name: string, fires: boolean, workers: readonly Worker[], until: number, spacing = 10): RuleCase => {
    const all = workers.map(({ sum, count, sibling }) => ({
      sum: scrapedEvery(spacing, sum),
      count: scrapedEvery(spacing, count),
      sibling: scrapedEvery(spacing, sibling),
    }));
    return {
      name,
      fires,
      series: all.flatMap(({ sum, count, sibling }) => [sum, count, sibling]),
      until,
      outcomes: one(projectionLabels(s, PROJECTION), (moment) =>
        largest(all.map((worker) => busyWhileSlow(worker, moment))),
      ),
    };
  };
  const above = slopeAbove(s.threshold).perSample;
  const at = slopeAt(s.threshold, SLOW_WINDOW);
  const worker = (index: number, sum: Stretch, count: readonly Stretch[], sibling: readonly Stretch[]): Worker => ({
    sum: ofProjection(s, SUM, index, PROJECTION, sum),
    count: ofProjection(s, COUNT, index, PROJECTION, ...count),
    sibling: ofProjection(s, COUNT, index, SIBLING, ...sibling),
  });
  const steady = (index: number, sum: number, count: number): Worker =>
    worker(index, [0, 0, sum], [[0, 0, count]], [[0, 0, 1_000]]);
  const change = between(600) - 20;
  const back = Math.ceil((change + s.patience + 300) / 30) * 30;
  const long = s.patience + 500;
  const growth = (slope: number, seconds: number): number => (slope * seconds) / 10;
  // The rate of events is exactly the tenth less that counts as slower.
  const nine = 900;
  return [
    make(
      'a projection is a little slower than its sibling, and just too busy',
      true,
      [steady(0, above, 880), steady(1, above / 8, 880)],
      long,
    ),
    make(
      'a projection slows down for a while',
      true,
      [
        worker(
          0,
          [0, 0, above],
          [
            [0, 0, 1_000],
            [change, growth(1_000, change), 500],
            [back, growth(1_000, change) + growth(500, back - change), 1_000],
          ],
          [[0, 0, 1_000]],
        ),
      ],
      back + 300 + s.aftermath,
    ),
    make(
      'its sibling speeds up for a while',
      true,
      [
        worker(
          0,
          [0, 0, above],
          [[0, 0, 1_000]],
          [
            [0, 0, 1_000],
            [change, growth(1_000, change), 2_000],
            [back, growth(1_000, change) + growth(2_000, back - change), 1_000],
          ],
        ),
      ],
      back + 300 + s.aftermath,
    ),
    make(
      'a projection is slower, and as busy as is allowed on each of two workers',
      false,
      [steady(0, at.perSample, 500), steady(1, at.perSample, 500)],
      long,
      at.spacing,
    ),
    make(
      'a projection handles nine of ten events that its sibling handles',
      false,
      [steady(0, 9.5, nine), steady(1, 9.5, nine)],
      long,
    ),
    make('a projection is busy, and hardly slower than its sibling', false, [steady(0, 9.5, 930)], long),
  ];
}

function busyWhileSlow({ sum, count, sibling }: Worker, moment: Moment): number | undefined {
  const own = rate(count, SLOW_WINDOW, moment);
  const fastest = largest([own, rate(sibling, SLOW_WINDOW, moment)]);
  return own !== undefined && fastest !== undefined && own < 0.9 * fastest ? rate(sum, SLOW_WINDOW, moment) : undefined;
}

/** Cases of OrchestratorProjectionSaturated. */
export function projectionSaturated(s: Situation): readonly RuleCase[] {
  const make = (name: string, fires: boolean, sums: readonly InputSeries[], until: number): RuleCase => ({
    name,
    fires,
    series: sums,
    until,
    outcomes: one(projectionLabels(s, PROJECTION), (moment) =>
      largest(sums.map((sum) => rate(sum, BUSY_WINDOW, moment))),
    ),
  });
  const above = slopeAbove(s.threshold);
  const at = slopeAt(s.threshold, BUSY_WINDOW);
  const busy = (index: number, { perSample, spacing }: Slope): InputSeries =>
    scrapedEvery(spacing, ofProjection(s, SUM, index, PROJECTION, [0, 0, perSample]));
  const start = between(BUSY_WINDOW + 30);
  const stop = start + Math.ceil((s.patience + BUSY_WINDOW) / 30) * 30;
  const steep = 2 * above.perSample;
  return [
    make(
      'one worker is just too busy, another is not',
      true,
      [busy(0, above), busy(1, { perSample: 0, spacing: 10 })],
      s.patience + 400,
    ),
    make(
      'a worker becomes busy, and idle again',
      true,
      [ofProjection(s, SUM, 0, PROJECTION, [0, 0], [start, 0, steep], [stop, (steep * (stop - start)) / 10])],
      stop + BUSY_WINDOW + s.aftermath + 60,
    ),
    make(
      'workers are as busy as is allowed',
      false,
      times(3, (index) => busy(index, at)),
      s.patience + 900,
    ),
  ];
}
