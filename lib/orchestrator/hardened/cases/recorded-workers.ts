/** Cases of recorded series that tell what workers say at the moment. */
import { METRICS } from '../../metrics';
import { average, scrapedEvery, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Labels, Outcome, RecordingCases } from '../../../model/rule-tests/cases';
import { looks, ofTarget, ofWorker, one, recordedElsewhere, setLabels } from './recorded-series';
import {
  ACTIVE,
  between,
  largest,
  PARTITIONS,
  present,
  REGISTERED,
  REGISTRATIONS,
  smallest,
  UP,
  type Stretch,
} from './workers-of-case';
import { RECORDS } from '../records';

const WINDOW = 300;

/** What two workers say, of which one leaves and comes again, comes to one number. */
function ofTwo(
  metric: string,
  values: readonly [number, number],
  together: (values: readonly (number | undefined)[], all: readonly InputSeries[], at: number) => number | undefined,
): RecordingCases {
  return (s) => {
    const gone = between(120);
    const back = between(gone + 120);
    const all = [
      ofWorker(s, metric, 0, {}, [0, values[0]]),
      ofWorker(s, metric, 1, {}, [0, values[1]], [gone, undefined], [back, values[1]]),
    ];
    return [
      {
        name: 'two workers, of which one goes and comes again',
        series: all,
        checks: looks([30, gone + 40, back + 40], (moment) =>
          one(
            setLabels(s),
            together(
              all.map((each) => valueAt(each, moment)),
              all,
              moment.at,
            ),
          ),
        ),
      },
    ];
  };
}

/** Partitions of the largest generation, and of the smallest. */
export const mostPartitions = ofTwo(PARTITIONS, [3, 5], largest);
export const fewestPartitions = ofTwo(PARTITIONS, [5, 3], smallest);

/** What the application counts. */
export const reportedWorkers = ofTwo(ACTIVE, [2, 3], largest);

/** Workers that are scraped, however often they registered. */
export const registeredWorkers = ofTwo(REGISTERED, [REGISTRATIONS, REGISTRATIONS], (_values, all, at) =>
  present(all, { at, openLeft: true }),
);

/** Replica sets that are known. */
export const knownReplicaSets: RecordingCases = (s) => [
  {
    name: 'a replica set is known once, whoever knows it and however',
    series: ['zero', 'five'].map((ruler, index) =>
      recordedElsewhere(s, RECORDS.knownWorkers, ruler, { instance: s.target(index)['instance'] ?? '' }, [
        0,
        index * 5,
      ]),
    ),
    checks: looks([40], () => one(setLabels(s), 1)),
  },
];

/** Share of the scrapes that a target answered. */
export const answeredScrapes: RecordingCases = (s) => {
  const labels = { ...s.shared, instance: s.target(0)['instance'] ?? '' };
  // Once a minute, and looked at half a minute later: no window begins with a scrape, which only older versions of Prometheus count.
  const scraped = (...stretches: readonly Stretch[]): InputSeries => scrapedEvery(60, ofTarget(s, UP, 0, ...stretches));
  const gone = 600;
  const up = scraped([0, 1], [gone, 0]);
  const again = { ...up, labels: { ...up.labels, [s.idleLabel]: 'again' } };
  const another = scraped([0, 1]);
  const answering = { ...another, labels: { ...another.labels, [s.idleLabel]: 'another' } };
  const all = [up, again, answering];
  return [
    {
      name: 'a worker that is scraped three times stops to answer two of the scrapes',
      series: all,
      checks: looks([gone - 30, gone + 30, gone + 210, gone + 330], (moment) =>
        one(labels, smallest(all.map((each) => average(each, WINDOW, moment)))),
      ),
    },
  ];
};

/** States of workers, reported or inferred. */
export const workerStates: RecordingCases = (s) => {
  const instance = (index: number): string => s.target(index)['instance'] ?? '';
  const state = (index: number, id: string, name: string, value: number, more: Labels = {}): InputSeries =>
    ofWorker(s, METRICS.workerState.name, index, { worker_id: id, state: name, ...more }, [0, value]);
  const found = (index: number, name: string, more: Labels = {}): Outcome => ({
    labels: { ...setLabels(s), instance: instance(index), state: name, ...more },
    value: 1,
  });
  return [
    {
      name: 'reported states, but for those of former registrations; else what is known of a worker',
      series: [
        state(0, 'former', 'running', 0),
        state(0, 'former', 'stopped', 1),
        state(0, 'present', 'pending', 0),
        state(0, 'present', 'running', 1),
        state(0, 'present', 'running', 0, { [s.idleLabel]: 'again' }),
        state(0, 'present', 'ready', 1),
        state(0, 'present', 'ready', 1, { [s.idleLabel]: 'again' }),
        ofWorker(s, PARTITIONS, 0, {}, [0, 3]),
        state(1, 'stopped', 'running', 0),
        state(1, 'stopped', 'pending', 0),
        ofWorker(s, PARTITIONS, 1, {}, [0, 3]),
        ofWorker(s, PARTITIONS, 2, {}, [0, 3]),
        ofWorker(s, PARTITIONS, 2, { [s.idleLabel]: 'again' }, [0, 4]),
        ofWorker(s, REGISTERED, 2, {}, [0, REGISTRATIONS]),
        ofWorker(s, REGISTERED, 3, {}, [0, REGISTRATIONS]),
        ofWorker(s, REGISTERED, 3, { [s.idleLabel]: 'again' }, [0, 3]),
      ],
      checks: looks([40], () => [
        found(0, 'running', { worker_id: 'present' }),
        found(0, 'ready', { worker_id: 'present' }),
        found(1, 'stopped'),
        found(2, 'in a generation'),
        found(3, 'coordinating'),
      ]),
    },
  ];
};

/** Errors among the attempts. */
export const errorRatio: RecordingCases = (s) => {
  const recorded = (record: string, ruler: string, projection: string, value: number): InputSeries =>
    recordedElsewhere(s, record, ruler, { projection }, [0, value]);
  const ratio = (projection: string, value: number): Outcome => ({
    labels: { ...setLabels(s), projection },
    value,
  });
  return [
    {
      name: 'one of four attempts fails, all fail, or none does',
      series: [
        recorded(RECORDS.errorsRate, 'one', 'orders', 0.25),
        recorded(RECORDS.errorsRate, 'other', 'orders', 0.5),
        recorded(RECORDS.eventsRate, 'one', 'orders', 0.75),
        recorded(RECORDS.eventsRate, 'other', 'orders', 1.5),
        recorded(RECORDS.errorsRate, 'one', 'payments', 3),
        recorded(RECORDS.errorsRate, 'other', 'payments', 1),
        recorded(RECORDS.errorsRate, 'one', 'well', 0),
        recorded(RECORDS.eventsRate, 'one', 'well', 8),
      ],
      checks: looks([40], () => [ratio('orders', 0.25), ratio('payments', 1)]),
    },
  ];
};
