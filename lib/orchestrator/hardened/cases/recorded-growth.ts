/** Cases of recorded series that count from a counter's first sample on. */
import { METRICS } from '../../metrics';
import { earlier, increase, valueAt } from '../../../model/rule-tests/case-samples';
import type {
  InputSeries,
  Labels,
  Moment,
  Outcome,
  RecordingCase,
  RecordingCases,
  RecordingSituation,
} from '../../../model/rule-tests/cases';
import { looks, ofTarget, ofWorker, one, setLabels } from './recorded-series';
import { between, LONG_AGO, STARTED, total, UP, type Stretch } from './workers-of-case';

const WINDOW = 300;

/** What a case plays: counters, and what the scrape knows of their processes. */
interface Played {
  readonly counters: readonly InputSeries[];
  readonly ups?: readonly InputSeries[];
  readonly starts?: readonly InputSeries[];
}

/** Growth of one counter, from 0 where its process was there before, or started within the window. */
function growth(counter: InputSeries, { ups = [], starts = [] }: Played, moment: Moment): number | undefined {
  const before = earlier(moment, WINDOW);
  const value = valueAt(counter, moment);
  const sameTarget = (other: InputSeries): boolean => other.labels['instance'] === counter.labels['instance'];
  const isFromZero =
    ups.some((up) => sameTarget(up) && valueAt(up, before) === 1) ||
    starts.some((start) => sameTarget(start) && (valueAt(start, moment) ?? -Infinity) > moment.at - WINDOW);
  return value !== undefined && valueAt(counter, before) === undefined && isFromZero
    ? value
    : increase(counter, WINDOW, moment);
}

/** Cases of a counter of the workers; the sum of its growth is divided by `divisor`. */
function grownSum(metric: string, more: Labels, divisor: number): RecordingCases {
  return (s) => {
    const start = between(WINDOW + 10);
    const counter = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
      ofWorker(s, metric, index, more, ...stretches);
    const up = (index: number, ...stretches: readonly Stretch[]): InputSeries => ofTarget(s, UP, index, ...stretches);
    const started = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
      ofTarget(s, STARTED, index, ...stretches);
    const value =
      (played: Played) =>
      (moment: Moment): readonly Outcome[] => {
        const sum = total(played.counters.map((each) => growth(each, played, moment)));
        return one({ ...setLabels(s), ...more }, sum === undefined ? undefined : sum / divisor);
      };
    const make = (name: string, played: Played, at: readonly number[]): RecordingCase => ({
      name,
      series: [...played.counters, ...(played.ups ?? []), ...(played.starts ?? [])],
      checks: looks(at, value(played)),
    });
    const at = [start + 10, start + 40, start + 160, start + 250, start + WINDOW + 40];
    const evaluated = Math.ceil(start / s.evaluation) * s.evaluation;
    return [
      make('counters grow', { counters: [counter(0, [0, 0], [start, 30]), counter(1, [0, 0], [start, 60])] }, at),
      make(
        'counters are born on workers that were there',
        { counters: [counter(0, [start, 30]), counter(1, [start, 60])], ups: [up(0, [start - 290, 1]), up(1, [0, 1])] },
        at,
      ),
      make(
        'counters are born on workers that have just started, or started anew',
        {
          counters: [counter(0, [start, 30]), counter(1, [start, 60])],
          ups: [up(0, [start - 10, 1]), up(1, [0, 1])],
          starts: [started(0, [start - 10, start - 15]), started(1, [0, LONG_AGO], [start - 10, start - 15])],
        },
        at,
      ),
      make(
        'counters come with workers that were down, or were not scraped',
        {
          counters: [counter(0, [start, 30]), counter(1, [start, 60]), counter(2, [0, 0], [start, 90])],
          ups: [up(0, [start - 200, 1]), up(1, [0, 0], [start, 1])],
          starts: [started(0, [start - 200, LONG_AGO]), started(1, [0, LONG_AGO])],
        },
        at,
      ),
      make(
        'processes started just before the window, as it began, and just within it',
        {
          counters: [counter(0, [start, 30]), counter(1, [start, 60]), counter(2, [start, 90])],
          starts: [0.5, 0, -0.5].map((earlierBy, index) =>
            started(index, [start - 100, evaluated - WINDOW - earlierBy]),
          ),
        },
        [evaluated],
      ),
    ];
  };
}

/** New generations a second. */
export const generationRate: RecordingCases = grownSum(METRICS.generations.name, {}, WINDOW);

/** Coordinations in each bucket. */
export const coordinationGrowth: RecordingCases = (s: RecordingSituation) =>
  grownSum(`${METRICS.coordinationDuration.name}_bucket`, { le: '2.5' }, 1)(s);
