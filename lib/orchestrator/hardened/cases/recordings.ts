/** Cases of the recorded series. */
import { METRICS } from '../../metrics';
import { lastOver, rate } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, Outcome, RecordingCase, RecordingSituation } from '../../../model/rule-tests/cases';
import { errorRate } from './projection-errors';
import { looks, ofTarget, ofWorker, one, setLabels } from './recorded-series';
import { between, REGISTERED, total, UP, type Stretch } from './workers-of-case';

const PROJECTION = 'orders';
const WINDOW = 300;
const HOUR = 3_600;

/** The rate of events, over all workers. */
export function eventsRate(s: RecordingSituation): readonly RecordingCase[] {
  const labels = { projection: PROJECTION };
  const start = between(WINDOW + 30);
  // Whole numbers that are multiples of the window: their rates are whole, too, or as many fifths.
  const all = [3, 6].map((rise, index) =>
    ofWorker(s, METRICS.eventsProcessed.name, index, labels, [0, 0], [start, rise * WINDOW]),
  );
  const value = (moment: Moment) =>
    one({ ...setLabels(s), ...labels }, total(all.map((each) => rate(each, WINDOW, moment))));
  return [
    {
      name: 'what all workers handle is added up',
      series: all,
      checks: looks([start - 60, start + 10, start + 240, start + WINDOW + 30], value),
    },
  ];
}

/** The rate of errors, over all workers, from the first one on. */
export function errorsRate(s: RecordingSituation): readonly RecordingCase[] {
  const labels = { projection: PROJECTION };
  const start = between(WINDOW + 10);
  const error = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
    ofWorker(s, METRICS.projectionErrors.name, index, labels, ...stretches);
  const up = (index: number, ...stretches: readonly Stretch[]): InputSeries => ofTarget(s, UP, index, ...stretches);
  const make = (
    name: string,
    errors: readonly InputSeries[],
    ups: readonly InputSeries[],
    at: readonly number[],
  ): RecordingCase => ({
    name,
    series: [...errors, ...ups],
    checks: looks(at, (moment) =>
      one({ ...setLabels(s), ...labels }, total(errors.map((each) => errorRate(each, ups, moment)))),
    ),
  });
  const at = [start + 10, start + 40, start + 160, start + 250, start + WINDOW + 40];
  return [
    make(
      'first errors of two workers',
      [error(0, [start, 30]), error(1, [start, 60])],
      [up(0, [0, 1]), up(1, [0, 1])],
      at,
    ),
    make(
      'a counter grows; others come with workers that have just come, or were down',
      [error(0, [start, 30]), error(1, [start, 60]), error(2, [0, 0], [start, 90])],
      [up(0, [start - 200, 1]), up(1, [0, 0], [start, 1])],
      at,
    ),
  ];
}

/** Which target ran workers of which replica set. */
export function knownWorkers(s: RecordingSituation): readonly RecordingCase[] {
  const gone = between(120);
  const worker = ofWorker(s, REGISTERED, 0, {}, [0, 70], [gone, undefined]);
  const twice = [worker, { ...worker, labels: { ...worker.labels, [s.idleLabel]: 'again' } }];
  const labels = { ...setLabels(s), instance: worker.labels['instance'] ?? '' };
  const value = (moment: Moment): readonly Outcome[] =>
    one(labels, twice.some((each) => lastOver(each, 6 * HOUR, moment) !== undefined) ? 1 : undefined);
  return [
    {
      name: 'a worker is remembered for six hours, once, however often it is scraped and has registered',
      series: twice,
      checks: looks([30, gone + 60, gone + 6 * HOUR - 60, gone + 6 * HOUR + 30], value),
    },
  ];
}
