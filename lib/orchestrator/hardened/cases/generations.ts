/** Cases of OrchestratorNeverConverges and OrchestratorCoordinationFailing. */
import { stepsOver, valueAt, valuesOver } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import {
  between,
  fewestAbove,
  largest,
  ofWorker,
  one,
  PARTITIONS,
  present,
  REGISTERED,
  REGISTRATIONS,
  setLabels,
  times,
  type Stretch,
} from './workers-of-case';

/** How far back the largest generation is looked for. */
const GENERATION_WINDOW = 120;

/** Cases of OrchestratorNeverConverges. */
export function neverConverges(s: Situation): readonly RuleCase[] {
  const excess = fewestAbove(s.threshold);
  if (excess === undefined) {
    return [];
  }
  const make = (name: string, fires: boolean, partitions: readonly InputSeries[], until: number): RuleCase => ({
    name,
    fires,
    series: partitions,
    until,
    outcomes: one(setLabels(s), (moment) => {
      const workers = present(partitions, moment);
      const generation = largest(partitions.flatMap((each) => valuesOver(each, GENERATION_WINDOW, moment)));
      return workers === 0 || generation === undefined ? undefined : workers - generation;
    }),
  });
  const workers = excess + 2;
  const split = between(300);
  const joined = between(split + GENERATION_WINDOW + s.patience + 60);
  const end = joined + s.aftermath + 60;
  const quiet = s.patience + 300;
  const all = (...stretches: readonly Stretch[]): readonly InputSeries[] =>
    times(workers, (index) => ofWorker(s, PARTITIONS, index, ...stretches));
  const [first] = all([0, workers], [split, 2], [joined, workers]);
  const leaving = workers + 3;
  return [
    make(
      'workers work in generations of two, for a while',
      true,
      all([0, workers], [split, 2], [joined, workers]),
      end,
    ),
    make(
      'workers are alone, but for two',
      true,
      [...(first === undefined ? [] : [first]), ...all([0, workers], [split, 1], [joined, workers]).slice(1)],
      end,
    ),
    make('no more are outside of the generation than is allowed', false, all([0, workers - excess + 1]), quiet),
    make('all workers share one generation', false, all([0, workers]), quiet),
    make(
      'all but one leave the generation, and none is left outside',
      false,
      times(leaving, (index) =>
        ofWorker(
          s,
          PARTITIONS,
          index,
          [0, leaving],
          ...(index === 0 ? [[split, 1] as const] : [[split, undefined] as const]),
        ),
      ),
      split + quiet,
    ),
  ];
}

/** Seconds between the looks of OrchestratorCoordinationFailing, and how far it looks back. */
const LOOK = 30;
const LOOK_BACK = 300;

/** Cases of OrchestratorCoordinationFailing. */
export function coordinationFailing(s: Situation): readonly RuleCase[] {
  const allowed = Math.max(0, Math.floor(s.threshold / LOOK));
  const make = (
    name: string,
    fires: boolean,
    registered: readonly InputSeries[],
    done: readonly InputSeries[],
    until: number,
  ): RuleCase => ({
    name,
    fires,
    series: [...registered, ...done],
    until,
    outcomes: one(setLabels(s), (moment) => {
      const looks = stepsOver(LOOK_BACK, LOOK, moment).filter((look) =>
        registered.some((worker) => valueAt(worker, look) !== undefined && !finished(worker, done, look)),
      );
      return looks.length === 0 ? undefined : LOOK * looks.length;
    }),
  });
  const start = between(400);
  // Waiting from one look to another: the looks between are those that count.
  const waiting = (looks: number): readonly [readonly InputSeries[], readonly InputSeries[]] => [
    [
      ...times(2, (index) => ofWorker(s, REGISTERED, index, [start, REGISTRATIONS])),
      ofWorker(s, REGISTERED, 2, [0, REGISTRATIONS]),
    ],
    [
      ...times(2, (index) => ofWorker(s, PARTITIONS, index, [start + looks * LOOK, 3])),
      ofWorker(s, PARTITIONS, 2, [0, 3]),
    ],
  ];
  const long = Math.max(allowed + 1, Math.ceil(s.patience / LOOK) + allowed);
  const quiet = start + LOOK_BACK + s.patience;
  const [alone] = waiting(1);
  return [
    make(
      'workers wait too long, then finish their coordination',
      true,
      ...waiting(long),
      start + long * LOOK + LOOK_BACK + s.aftermath + 60,
    ),
    make(
      'workers wait just too long',
      true,
      ...waiting(Math.max(allowed + 1, Math.ceil((s.patience + 30) / LOOK / 2))),
      quiet + s.aftermath,
    ),
    make('workers wait as long as is allowed', false, ...waiting(allowed), quiet),
    make(
      'all workers have finished their coordination',
      false,
      alone,
      times(3, (index) => ofWorker(s, PARTITIONS, index, [0, 3])),
      s.patience + 700,
    ),
  ];
}

function finished(worker: InputSeries, done: readonly InputSeries[], look: Moment): boolean {
  return done.some(
    (each) => each.labels['instance'] === worker.labels['instance'] && valueAt(each, look) !== undefined,
  );
}
