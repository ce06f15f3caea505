/** Cases of OrchestratorTargetDown and OrchestratorWorkersExiting. */
import { average, changes, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { forgetting, isKnown, MEMORY, registration, restarting, seriesOf, type Worker } from './known-workers';
import {
  again,
  between,
  fewestAbove,
  largest,
  LONG_AGO,
  ofTarget,
  ofWorker,
  one,
  REGISTERED,
  setLabels,
  STARTED,
  times,
  total,
  UP,
  type Stretch,
} from './workers-of-case';

/** Cases of OrchestratorTargetDown. */
export function targetDown(s: Situation): readonly RuleCase[] {
  const down = fewestAbove(s.threshold);
  if (down === undefined) {
    return [];
  }
  const gone = between(300);
  const back = between(gone + s.patience + 240);
  const make = (name: string, fires: boolean, workers: readonly Worker[], until: number): RuleCase => ({
    name,
    fires,
    series: seriesOf(workers),
    until,
    outcomes: one(setLabels(s), (moment) =>
      total(
        workers.map((worker) => {
          const share = largest((worker.up ?? []).map((up) => average(up, 240, moment)));
          const target = (worker.up ?? []).some((up) => valueAt(up, moment) !== undefined);
          return !isKnown(worker, moment) || !target || share === undefined ? undefined : Number(share < 0.6);
        }),
      ),
    ),
  });
  const silent = (index: number): Worker => ({
    registered: registration(s, index, [0, 1], [gone, undefined], [back, 1]),
    up: [ofTarget(s, UP, index, [0, 1], [gone, 0], [back, 1])],
  });
  const answering = (index: number, share: number): Worker => ({
    registered: registration(s, index),
    up: [ofTarget(s, UP, index, [0, share])],
  });
  const twice = (index: number, share: number, other: number): Worker => {
    const worker = answering(index, share);
    return {
      registered: [...worker.registered, again(s, ofWorker(s, REGISTERED, index, [0, 3]))],
      up: [...(worker.up ?? []), again(s, ofTarget(s, UP, index, [0, other]))],
    };
  };
  const vanishing: Worker = {
    registered: registration(s, down, [0, 1], [gone, undefined]),
    up: [ofTarget(s, UP, down, [0, 1], [gone, 0], [gone + 60, undefined])],
  };
  const allowed = times(down - 1, (index) => answering(index, 0));
  const quiet = s.patience + 600;
  return [
    make(
      'targets answer no scrape, and then again',
      true,
      [...times(down + 1, silent), answering(down + 1, 1)],
      back + s.aftermath + 300,
    ),
    make(
      'targets answer a little less than 60 % of the scrapes, also if scraped twice',
      true,
      [twice(0, 0.59, 0.59), ...times(down - 1, (index) => answering(index + 1, 0.59))],
      quiet,
    ),
    make('as many as are allowed are down, another answers 60 %', false, [...allowed, answering(down, 0.6)], quiet),
    make('one of two scrapes of a worker is enough', false, [...allowed, twice(down, 0.9, 0.1)], quiet),
    make('a target fails a few times and is then taken away', false, [...allowed, vanishing], gone + s.patience + 360),
    ...forgetting(s, (registeredUntil) =>
      make(
        'a worker that was seen no more for six hours is forgotten',
        true,
        [
          ...times(down, (index) => ({
            registered: registration(s, index, [0, 1], [registeredUntil, undefined]),
            up: [ofTarget(s, UP, index, [0, 0])],
          })),
        ],
        registeredUntil + MEMORY + s.aftermath + 600,
      ),
    ),
  ];
}

/** Cases of OrchestratorWorkersExiting. */
export function workersExiting(s: Situation): readonly RuleCase[] {
  const exiting = fewestAbove(s.threshold);
  if (exiting === undefined) {
    return [];
  }
  const make = (name: string, fires: boolean, workers: readonly Worker[], until: number): RuleCase => ({
    name,
    fires,
    series: seriesOf(workers),
    until,
    outcomes: one(setLabels(s), (moment) =>
      total(
        workers.map((worker) => {
          const restarts = largest((worker.started ?? []).map((each) => changes(each, 600, moment)));
          const share = largest((worker.up ?? []).map((each) => average(each, 300, moment)));
          return !isKnown(worker, moment) || restarts === undefined || share === undefined
            ? undefined
            : Number(restarts > 1) * Number(share < 0.8);
        }),
      ),
    ),
  });
  const first = between(300);
  const every = (spacing: number, lasting: number): readonly number[] =>
    times(2 + Math.ceil(lasting / spacing), (index) => first + index * spacing);
  // Two are enough where it fires before the first one is ten minutes ago.
  const twoInTen = s.patience < 300 ? every(300, 0) : every(300, s.patience);
  const oneInTen = every(600, 0);
  const end = (twoInTen.at(-1) ?? first) + 600 + s.aftermath;
  const worker = (index: number, restarts: readonly number[], ...up: readonly Stretch[]): Worker => ({
    registered: registration(s, index),
    up: [ofTarget(s, UP, index, ...up)],
    started: [restarting(s, index, restarts)],
  });
  const unresting = (index: number, ...up: readonly Stretch[]): Worker => ({
    ...worker(index, [], ...up),
    started: [ofTarget(s, STARTED, index, [0, 0, 10])],
  });
  const both = (one_: Worker, up: number, started: InputSeries): Worker => ({
    registered: [...one_.registered, ...one_.registered.map((each) => again(s, each))],
    up: [
      ...(one_.up ?? []),
      ...(one_.up ?? []).map((each) => ({ ...again(s, each), segments: [{ from: 0, value: up }] })),
    ],
    started: [...(one_.started ?? []), again(s, started)],
  });
  const down = between(600) - 20;
  const again_ = down + s.patience + 300 - ((s.patience + 300) % 10);
  const quiet = (oneInTen.at(-1) ?? first) + 300;
  const allowed = times(exiting - 1, (index) => unresting(index, [0, 0.5]));
  const long = s.patience + 600;
  return [
    make(
      'workers restart twice in ten minutes and are down for a good fifth of the time',
      true,
      [
        both(worker(0, twoInTen, [0, 0.79]), 0.79, ofTarget(s, STARTED, 0, [0, LONG_AGO])),
        ...times(exiting - 1, (index) => worker(index + 1, twoInTen, [0, 0.79])),
        worker(exiting, [], [0, 1]),
      ],
      end,
    ),
    make(
      'workers that restart all the time are down for a while',
      true,
      [...times(exiting, (index) => unresting(index, [0, 1], [down, 0], [again_, 1]))],
      again_ + s.aftermath + 400,
    ),
    make(
      'as many as are allowed exit; another is up for 80 % of the time',
      false,
      [...allowed, unresting(exiting, [0, 0.8])],
      long,
    ),
    make(
      'as many as are allowed exit; another, scraped twice, is well for one scrape of two',
      false,
      [...allowed, both(unresting(exiting, [0, 0.9]), 0.1, ofTarget(s, STARTED, exiting, [0, 0, 10]))],
      long,
    ),
    make(
      'as many as are allowed exit; another, scraped twice, restarts once',
      false,
      [...allowed, both(worker(exiting, oneInTen, [0, 0.5]), 0.5, restarting(s, exiting, oneInTen))],
      quiet,
    ),
    ...forgetting(s, (registeredUntil) =>
      make(
        'workers that were seen no more for six hours are forgotten',
        true,
        [
          ...times(exiting, (index) => ({
            ...unresting(index, [0, 0.5]),
            registered: registration(s, index, [0, 1], [registeredUntil, undefined]),
          })),
        ],
        registeredUntil + MEMORY + s.aftermath + 600,
      ),
    ),
  ];
}
