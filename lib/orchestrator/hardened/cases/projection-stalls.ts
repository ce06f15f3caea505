/** Cases of OrchestratorProjectionStalled. */
import { METRICS } from '../../metrics';
import { earlier, rate, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import {
  between,
  fewestAbove,
  ofProjection,
  one,
  projectionLabels,
  times,
  total,
  type Stretch,
} from './workers-of-case';

const EVENTS = METRICS.eventsProcessed.name;
const PROJECTION = 'orders';
const SIBLING = 'payments';

/** Events that a projection, and a sibling of it, handled on one worker. */
interface Worker {
  readonly count: InputSeries;
  readonly sibling: InputSeries;
}

/** How long nothing is handled, and how far back it is looked for what was handled before. */
const STILL = 120;
const BEFORE = 1_800;

/** Cases of OrchestratorProjectionStalled. */
export function projectionStalled(s: Situation): readonly RuleCase[] {
  const stalled = fewestAbove(s.threshold);
  if (stalled === undefined || s.patience > BEFORE - 300) {
    return [];
  }
  const make = (name: string, fires: boolean, workers: readonly Worker[], until: number): RuleCase => ({
    name,
    fires,
    series: workers.flatMap(({ count, sibling }) => [count, sibling]),
    until,
    outcomes: (moment) => [
      ...one(projectionLabels(s, PROJECTION), () => total(workers.map((worker) => stalledOrNot(worker, moment))))(
        moment,
      ),
      ...one(projectionLabels(s, SIBLING), () =>
        total(workers.map(({ count, sibling }) => stalledOrNot({ count: sibling, sibling: count }, moment))),
      )(moment),
    ],
  });
  const worker = (index: number, events: readonly Stretch[], sibling: readonly Stretch[]): Worker => ({
    count: ofProjection(s, EVENTS, index, PROJECTION, ...events),
    sibling: ofProjection(s, EVENTS, index, SIBLING, ...sibling),
  });
  const stop = between(300);
  const resumed = between(stop + STILL + s.patience + 60);
  const going: readonly Stretch[] = [[0, 0, 50]];
  const handled = 20 * (stop / 10);
  /** So many events at once, and none before or after: events / 1,800 s is their rate for half an hour. */
  const burst = (events: number): readonly Stretch[] => [
    [0, 0],
    [stop, events],
  ];
  const long = stop + STILL + BEFORE + s.aftermath + 120;
  const siblingStops = between(stop + STILL + s.patience);
  const every = (events: readonly Stretch[], sibling: readonly Stretch[]) =>
    times(stalled, (index) => worker(index, events, sibling));
  return [
    make(
      'a projection stands still while its sibling hardly goes on, and goes on itself',
      true,
      [
        ...times(stalled + 1, (index) =>
          worker(
            index,
            [
              [0, 0, 20],
              [stop, handled],
              [resumed, handled, 20],
            ],
            times(Math.ceil(resumed / STILL) + 4, (step): Stretch => [step * STILL, step]),
          ),
        ),
        worker(stalled + 1, [[0, 0, 20]], going),
      ],
      resumed + STILL + s.aftermath + 60,
    ),
    make(
      'a projection that just handled enough events for it stands still for ever',
      true,
      every(burst(361), going),
      long,
    ),
    make(
      'a projection handled too few events to tell',
      false,
      every(burst(360), going),
      stop + STILL + s.patience + 120,
    ),
    make(
      'its sibling stops later',
      true,
      every(
        [
          [0, 0, 20],
          [stop, handled],
        ],
        [
          [0, 0, 50],
          [siblingStops, 5 * siblingStops],
        ],
      ),
      siblingStops + STILL + s.aftermath + 60,
    ),
    make(
      'the whole worker stands still',
      false,
      every(
        [
          [0, 0, 20],
          [stop, handled],
        ],
        [
          [0, 0, 50],
          [stop, 5 * stop],
        ],
      ),
      stop + STILL + s.patience + 300,
    ),
    make(
      'a projection handles an event now and then',
      false,
      [
        ...times(stalled - 1, (index) =>
          worker(
            index,
            [
              [0, 0, 20],
              [stop, handled],
            ],
            going,
          ),
        ),
        worker(
          stalled,
          times(14, (index): Stretch => [index * 110, index * 100]),
          going,
        ),
      ],
      1_500,
    ),
  ];
}

/** 1 where the projection stands still, 0 where it does not, nothing where nothing can be said. */
function stalledOrNot({ count, sibling }: Worker, moment: Moment): number | undefined {
  const grownBy = (each: InputSeries): number =>
    (valueAt(each, moment) ?? NaN) - (valueAt(each, earlier(moment, STILL)) ?? NaN);
  const before = rate(count, BEFORE, earlier(moment, STILL)) ?? 0;
  const goesOn = grownBy(sibling) > 0 || grownBy(count) > 0;
  return Number.isNaN(grownBy(count)) || before <= 0.2 || !goesOn ? undefined : Number(grownBy(count) === 0);
}
