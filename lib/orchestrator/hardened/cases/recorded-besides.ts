/**
 * Further cases of recorded series that ask what an alert asks: of values that the alert's own cases never come to, since it only compares
 * them.
 */
import { METRICS } from '../../metrics';
import { changes, countOver, rate, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RecordingCases } from '../../../model/rule-tests/cases';
import { looks, ofTarget, ofWorker, one, setLabels } from './recorded-series';
import { between, LONG_AGO, smallest, STARTED, times, total, UP, type Stretch } from './workers-of-case';

const HEARTBEATS = `${METRICS.heartbeatLatency.name}_count`;
const LOOK_BACK = 120;
const RESTART_WINDOW = 240;
const WINDOW = 300;

/** The cases of several makers, one after the other. */
export function together(...makers: readonly RecordingCases[]): RecordingCases {
  return (s) => makers.flatMap((make) => make(s));
}

/** Heartbeats of workers that complete one a minute: as many within any two minutes. */
export const minutelyHeartbeats: RecordingCases = (s) => {
  const heartbeats = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
    ofWorker(s, HEARTBEATS, index, {}, ...stretches);
  const minutely = heartbeats(1, ...times(20, (minute): Stretch => [minute * 60 + (minute === 0 ? 0 : 20), minute]));
  const restart = between(400);
  const started = ofTarget(s, STARTED, 0, [0, LONG_AGO], [restart, restart]);
  const value = (all: readonly InputSeries[], starts: readonly InputSeries[]) => (moment: Moment) =>
    one(
      setLabels(s),
      smallest(
        all.map((each) => {
          const restarted = starts.some(
            (start) =>
              start.labels['instance'] === each.labels['instance'] && (changes(start, RESTART_WINDOW, moment) ?? 0) > 0,
          );
          return countOver(each, LOOK_BACK, moment) > 1 && !restarted ? changes(each, LOOK_BACK, moment) : undefined;
        }),
      ),
    );
  // Never two scrapes within two minutes, for most of the time two within three.
  const seldom = heartbeats(
    0,
    ...times(6, (index): readonly Stretch[] => [
      [index * 130 + 20, 9],
      [index * 130 + 30, undefined],
    ]).flat(),
  );
  const still = heartbeats(0, [0, 0]);
  return [
    {
      name: 'a worker that is scraped too rarely to tell says nothing against its sibling',
      series: [seldom, minutely],
      checks: looks(
        times(10, (index) => 240 + index * 30),
        value([seldom, minutely], []),
      ),
    },
    {
      name: 'a worker without heartbeats that has just restarted says nothing against its sibling, for four minutes',
      series: [still, minutely, started],
      checks: looks(
        times(12, (index) => restart - 60 + index * 30),
        value([still, minutely], [started]),
      ),
    },
  ];
};

/** Errors of a worker that was there for just longer than what counts as lasting. */
export const errorsOfYoungWorkers: RecordingCases = (s) => {
  const projection = { projection: 'orders' };
  const start = between(WINDOW + 20);
  const born = start + 210;
  const errors = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
    ofWorker(s, METRICS.projectionErrors.name, index, projection, ...stretches);
  // From 0 on, so that its rate is the same whether the window counts its first instant or not.
  const counters = [errors(0, [0, 0], [start, 30]), errors(1, [born, 1])];
  return [
    {
      name: 'an error some minutes ago lasts when a worker that was there has its first',
      series: [...counters, ofTarget(s, UP, 0, [0, 1]), ofTarget(s, UP, 1, [born - 200, 1])],
      checks: looks([born - 20, born + 10], (moment) =>
        one(
          { ...setLabels(s), ...projection },
          moment.at < born || valueAt(counters[1] ?? errors(1), moment) === undefined
            ? undefined
            : total(counters.map((each) => rate(each, WINDOW, moment))),
        ),
      ),
    },
  ];
};
