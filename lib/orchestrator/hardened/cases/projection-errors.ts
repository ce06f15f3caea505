/** Cases of OrchestratorProjectionErrors. */
import { METRICS } from '../../metrics';
import { earlier, rate, series, valueAt } from '../../../model/rule-tests/case-samples';
import { MAXIMUM_CASE_WORKERS } from '../../../model/rule-tests/case-labels';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { grown } from './reconfigurations';
import { slopeAbove } from './slopes';
import {
  between,
  ofProjection,
  ofTarget,
  one,
  projectionLabels,
  times,
  total,
  UP,
  type Stretch,
} from './workers-of-case';
import { RECORDS } from '../records';

const ERRORS = METRICS.projectionErrors.name;
const PROJECTION = 'orders';
const WINDOW = 300;
const LASTING = 180;

/** Errors a second of one worker, counting the first. */
export function errorRate(counter: InputSeries, ups: readonly InputSeries[], moment: Moment): number | undefined {
  const before = earlier(moment, WINDOW);
  const value = valueAt(counter, moment);
  const wasUp = ups.some((up) => up.labels['instance'] === counter.labels['instance'] && valueAt(up, before) === 1);
  const isBorn = value !== undefined && valueAt(counter, before) === undefined && wasUp;
  return isBorn ? value / WINDOW : rate(counter, WINDOW, moment);
}

/** Cases of OrchestratorProjectionErrors. */
export function projectionErrors(s: Situation): readonly RuleCase[] {
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
    outcomes: one(projectionLabels(s, PROJECTION), (moment) =>
      counters.some((each) => (grown(each, ups, LASTING, moment) ?? 0) > 0)
        ? total(counters.map((each) => errorRate(each, ups, moment)))
        : undefined,
    ),
  });
  const start = between(WINDOW + 20);
  const counter = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
    ofProjection(s, ERRORS, index, PROJECTION, ...stretches);
  const up = (index: number, ...stretches: readonly Stretch[]): InputSeries => ofTarget(s, UP, index, ...stretches);
  const above = slopeAbove(s.threshold / 2);
  const long = Math.ceil((s.patience + WINDOW) / 30) * 30;
  const top = 5 + (long * above.perSample) / 10;
  // Whole errors within the window: the most that is allowed, and one more.
  const allowed = Math.max(0, Math.floor(s.threshold * WINDOW));
  const births = 4 + Math.ceil(s.patience / 150);
  const bornAt = (index: number): number => start + index * 150;
  const each = (count: number, value: number) => times(count, (index) => counter(index, [bornAt(index), value]));
  // Up for just longer than the window.
  const alwaysUp = times(births, (index) => up(index, [bornAt(index) - WINDOW - 20, 1]));
  const wave = (share: number) =>
    // One, then the rest, then one: in any five minutes as many as are allowed, or the share of it.
    times(births, (index) => counter(index, [bornAt(index), index % 2 === 0 ? share : allowed - share]));
  const sparse = times(3 + Math.ceil(s.patience / 240), (index) => start + index * 240);
  const much = 2 * allowed + 9;
  const climbing = counter(
    MAXIMUM_CASE_WORKERS - 1,
    [0, 5],
    ...sparse.map((at, index): Stretch => [at, 5 + (index + 1) * much]),
  );
  const end = (sparse.at(-1) ?? start) + 300;
  // From three minutes after an error to the next.
  const gaps = sparse.slice(0, -1).map((at) => at + LASTING - 10);
  const visitors = 3 + Math.ceil(s.patience / 30);
  const brought = times(visitors, (index) =>
    counter(index, [start + index * 30, much], [start + index * 30 + 20, undefined]),
  );
  const many = Math.max(births, 2 * gaps.length) < MAXIMUM_CASE_WORKERS;
  return [
    make(
      'two workers’ counters climb just too fast, and stop',
      true,
      [
        counter(0, [0, 5], [start, 5, above.perSample], [start + long, top]),
        counter(1, [0, 5], [start, 5, above.perSample], [start + long, top]),
        ofProjection(s, ERRORS, 0, 'payments', [0, 7]),
      ],
      [],
      start + long + WINDOW + s.aftermath + 60,
    ),
    make(
      'an error comes every two and a half minutes',
      true,
      [
        counter(
          0,
          [0, 5],
          ...times(3 + Math.ceil(s.patience / 150), (index): Stretch => [bornAt(index), 5 + (index + 1) * much]),
        ),
      ],
      [],
      bornAt(3 + Math.ceil(s.patience / 150)) + WINDOW + s.aftermath,
    ),
    ...(s.recorded ? [recordedTwice(s, counter)] : []),
    make('a burst of errors is over', false, [counter(0, [0, 0], [start, much])], [], start + 600),
    ...(visitors < MAXIMUM_CASE_WORKERS
      ? [
          make(
            'errors that workers bring along do not count',
            false,
            brought,
            times(visitors, (index) =>
              // They came within five minutes, or were down then; they leave before it could be told that they had been there.
              up(index, ...(index % 2 === 0 ? [] : [[0, 0] as const]), [start + index * 30 - 270, 1]),
            ),
            start + visitors * 30,
          ),
        ]
      : []),
    ...(many
      ? [
          make(
            'first errors on one worker after another, of which two together are too many',
            true,
            each(births, Math.floor(allowed / 2) + 1),
            alwaysUp,
            bornAt(births - 1) + WINDOW + s.aftermath + 60,
          ),
          make('first errors, as many as are allowed', false, wave(Math.floor(allowed / 2)), alwaysUp, bornAt(births)),
          make(
            'errors every four minutes do not last, whatever errors young workers bring along',
            false,
            [
              climbing,
              ...gaps.flatMap((from, index) =>
                [0, 1].map((more) => {
                  const born = from + 30 * more;
                  return counter(2 * index + more, [born, 1], [born + 40, undefined]);
                }),
              ),
            ],
            [
              up(MAXIMUM_CASE_WORKERS - 1, [0, 1]),
              ...gaps.flatMap((from, index) => [0, 1].map((more) => up(2 * index + more, [from + 30 * more - 130, 1]))),
            ],
            end,
          ),
          make(
            'first errors every four minutes do not last',
            false,
            sparse.map((at, index) => counter(index, [at, much])),
            times(sparse.length, (index) => up(index, [0, 1])),
            end,
          ),
          make(
            'errors every four minutes last, if others come first in between',
            true,
            [climbing, ...gaps.map((from, index) => counter(index, [from, 1]))],
            [up(MAXIMUM_CASE_WORKERS - 1, [0, 1]), ...gaps.map((from, index) => up(index, [from - 200, 1]))],
            end,
          ),
          make(
            'errors every four minutes do not last, whatever errors bring workers that were down',
            false,
            [climbing, ...gaps.map((from, index) => counter(index, [from, 1]))],
            [
              up(MAXIMUM_CASE_WORKERS - 1, [0, 1]),
              ...gaps.map((from, index) => up(index, [0, 1], [from - 260, 0], [from, 1])),
            ],
            end,
          ),
        ]
      : []),
  ];
}

/** The rate is recorded twice, for instance by two rulers: it is added up. */
function recordedTwice(
  s: Situation,
  counter: (index: number, ...stretches: readonly Stretch[]) => InputSeries,
): RuleCase {
  const errors = counter(0, [0, 5, slopeAbove(s.threshold / 2).perSample]);
  const labels = { ...s.target(0), replica_set: s.replicaSet, projection: PROJECTION, [s.idleLabel]: 'again' };
  const recorded = series(RECORDS.errorsRate, labels, [0, 0.75 * Math.max(0, s.threshold)]);
  return {
    name: 'the rate is recorded twice, of which neither is too high',
    fires: true,
    series: [errors, recorded],
    until: s.patience + WINDOW,
    outcomes: one(projectionLabels(s, PROJECTION), (moment) =>
      (grown(errors, [], LASTING, moment) ?? 0) > 0
        ? total([valueAt(recorded, moment), errorRate(errors, [], moment)])
        : undefined,
    ),
  };
}
