/** Cases of OrchestratorSlowCoordination. */
import { METRICS } from '../../metrics';
import { earlier, increase, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { short } from './slopes';
import { between, largest, ofWorker, one, setLabels, times, type Stretch } from './workers-of-case';

const SUM = `${METRICS.coordinationDuration.name}_sum`;
const COUNT = `${METRICS.coordinationDuration.name}_count`;
const WINDOW = 600;

interface Worker {
  readonly sum: InputSeries;
  readonly count: InputSeries;
}

/** Mean duration of a worker's coordinations: all of a young worker's, else those of the window. */
function meanSeconds({ sum, count }: Worker, moment: Moment): number | undefined {
  const [total, number] = [valueAt(sum, moment), valueAt(count, moment)];
  if (total !== undefined && number !== undefined && valueAt(count, earlier(moment, WINDOW)) === undefined) {
    return total / number;
  }
  const [growth, coordinations] = [increase(sum, WINDOW, moment), increase(count, WINDOW, moment)];
  return growth === undefined || coordinations === undefined || coordinations <= 0 ? undefined : growth / coordinations;
}

/** Cases of OrchestratorSlowCoordination. */
export function slowCoordination(s: Situation): readonly RuleCase[] {
  const make = (name: string, fires: boolean, workers: readonly Worker[], until: number): RuleCase => ({
    name,
    fires,
    series: workers.flatMap(({ sum, count }) => [sum, count]),
    until,
    outcomes: one(setLabels(s), (moment) => largest(workers.map((worker) => meanSeconds(worker, moment)))),
  });
  /** A worker that has done so many coordinations from some time on, in so many seconds altogether. */
  const worker = (
    index: number,
    ...done: readonly (readonly [from: number, count: number, seconds: number])[]
  ): Worker => ({
    sum: ofWorker(s, SUM, index, ...done.map(([from, , seconds]): Stretch => [from, seconds])),
    count: ofWorker(s, COUNT, index, ...done.map(([from, count]): Stretch => [from, count])),
  });
  const above = s.threshold < 0 ? 1 : short(s.threshold * (1 + 2 ** -12)) || 2 ** -12;
  const at = Math.max(0, s.threshold);
  const early = between(30);
  const start = between(WINDOW + 320);
  // Fifteen minutes before: outside the window, and inside one of twice the length.
  const before = between(30);
  // Just outside of the window when the alert fires, and so the value that it shows then is not touched.
  const firesAt = Math.ceil(start / s.evaluation) * s.evaluation + s.hold;
  const justBefore = between(firesAt - WINDOW - 50);
  const rounds = 1 + Math.ceil(s.patience / (WINDOW - 30));
  const repeated = times(rounds, (index) => [start + index * 570, index + 1] as const);
  const end = (repeated.at(-1)?.[0] ?? start) + WINDOW + s.aftermath + 60;
  const quiet = start + WINDOW + s.patience;
  const base = 100;
  return [
    ...(s.patience < WINDOW
      ? [
          make(
            'a new worker’s coordinations take just too long, its sibling’s do not',
            true,
            [worker(0, [early, 2, 2 * above]), worker(1, [early, 2, at])],
            early + WINDOW + s.aftermath + 60,
          ),
        ]
      : []),
    make(
      'coordinations of new workers take exactly as long as is allowed',
      false,
      [worker(0, [early, 2, 2 * at]), worker(1, [early, 4, 4 * at])],
      early + WINDOW + s.patience,
    ),
    ...(justBefore < start - 30
      ? []
      : [
          make(
            'after short ones a quarter of an hour ago, coordinations take too long',
            true,
            [
              worker(
                0,
                [0, base, base],
                [before, base + 4, base],
                ...repeated.map(([from, number]) => [from, base + 4 + 2 * number, base + 4 * above * number] as const),
              ),
              worker(1, [0, base, base], ...repeated.map(([from, number]) => [from, base + number, base] as const)),
            ],
            end,
          ),
        ]),
    ...(justBefore < start - 30
      ? [
          make(
            'short ones that have just left the window no longer count',
            true,
            [
              worker(
                0,
                [0, base, base],
                [justBefore, base + 4, base + above / 4],
                [start, base + 5, base + 16 * above],
              ),
            ],
            start + WINDOW + s.aftermath + 60,
          ),
        ]
      : []),
    make(
      'after long ones a quarter of an hour ago, a coordination takes as long as is allowed',
      false,
      [
        worker(0, [0, base, 0], [before, base + 1, 64 * above], [start, base + 2, 64 * above + at]),
        worker(1, [0, base, 0], [start, base + 1, at]),
      ],
      quiet,
    ),
    make(
      'a restart leaves the number of coordinations as it was',
      false,
      [worker(0, [0, 1, at], [start, 1, at / 2])],
      quiet,
    ),
  ];
}
