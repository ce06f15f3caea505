/** Cases of OrchestratorWorkerCrashLoop. */
import { changes, minimum } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { forgetting, isKnown, MEMORY, registration, restarting, seriesOf, type Worker } from './known-workers';
import {
  again,
  between,
  largest,
  LONG_AGO,
  ofTarget,
  one,
  setLabels,
  STARTED,
  times,
  UP,
  type Stretch,
} from './workers-of-case';

/** Cases of OrchestratorWorkerCrashLoop. */
export function workerCrashLoop(s: Situation): readonly RuleCase[] {
  const many = Math.max(1, Math.floor(s.threshold) + 1);
  if (many > 50) {
    return [];
  }
  const make = (name: string, fires: boolean, workers: readonly Worker[], until: number): RuleCase => ({
    name,
    fires,
    series: seriesOf(workers),
    until,
    outcomes: one(setLabels(s), (moment) => largest(workers.map((worker) => restartsWhileUnwell(worker, moment)))),
  });
  const first = between(300);
  const worker = (index: number, restarts: readonly number[], ...up: readonly Stretch[]): Worker => ({
    registered: registration(s, index),
    up: [ofTarget(s, UP, index, ...up)],
    started: [restarting(s, index, restarts)],
  });
  const twice = (one_: Worker, started: InputSeries): Worker => ({
    ...one_,
    started: [...(one_.started ?? []), again(s, started)],
  });
  // Down, but not restarting.
  const down = worker(1, [], [0, 0]);
  // Fast enough to be more than allowed within half an hour, slow enough that no restart is the only one within four minutes for long.
  const spacing = many <= 8 ? 210 : many <= 14 ? 120 : 30;
  const fast = times(many + Math.ceil(s.patience / spacing), (index) => first + index * spacing);
  const spread = Math.max(30, Math.floor(1_740 / Math.max(1, many - 1) / 30) * 30);
  const slow = times(many, (index) => first + index * spread);
  const lastSlow = slow.at(-1) ?? first;
  const lastFast = fast.at(-1) ?? first;
  const rare =
    many > 1 ? times((many - 1) * 2, (index) => first + Math.ceil((index * 1_800) / (many - 1) / 30) * 30) : [];
  const recovered = lastFast + 300 - 20;
  return [
    make(
      'a worker restarts too often, its target always answers',
      true,
      [worker(0, fast, [0, 1]), worker(1, [], [0, 1])],
      lastFast + 300 + s.aftermath,
    ),
    make(
      'a worker restarted too often and is down since',
      true,
      [worker(0, fast.slice(0, many), [0, 1], [(fast[many - 1] ?? first) + 260, 0], [recovered + s.patience, 1])],
      recovered + s.patience + 300 + s.aftermath,
    ),
    make(
      'just enough restarts within half an hour, of a worker that is scraped twice',
      true,
      [twice(worker(0, slow, [0, 0]), ofTarget(s, STARTED, 0, [0, LONG_AGO])), down],
      Math.max(first + 1_800, lastSlow + s.patience) + s.aftermath + 120,
    ),
    make(
      'as many restarts within any half an hour as are allowed',
      false,
      [twice(worker(0, rare, [0, 0]), restarting(s, 0, rare)), worker(1, rare, [0, 0])],
      first + 1_800 + 300 + s.patience,
    ),
    ...forgetting(s, (registeredUntil) =>
      make(
        'a worker that was seen no more for six hours is forgotten',
        true,
        [
          {
            registered: registration(s, 0, [0, 1], [registeredUntil, undefined]),
            up: [ofTarget(s, UP, 0, [0, 0])],
            started: [ofTarget(s, STARTED, 0, [0, 0, 10])],
          },
        ],
        registeredUntil + MEMORY + s.aftermath + 600,
      ),
    ),
  ];
}

function restartsWhileUnwell(worker: Worker, moment: Moment): number | undefined {
  const { started = [], up = [] } = worker;
  const unwell =
    started.some((each) => (changes(each, 240, moment) ?? 0) > 0) ||
    up.some((each) => minimum(each, 240, moment) === 0);
  return unwell && isKnown(worker, moment) ? largest(started.map((each) => changes(each, 1_800, moment))) : undefined;
}
