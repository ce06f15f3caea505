/** Cases of recorded quantiles: of what workers observed, and of what is recorded by bucket. */
import { METRICS } from '../../metrics';
import {
  SAMPLE_SPACING,
  type Labels,
  type RecordingCases,
  type RecordingSituation,
} from '../../../model/rule-tests/cases';
import { looks, ofWorker, one, recordedElsewhere, setLabels } from './recorded-series';
import { between } from './workers-of-case';
import { RECORDS } from '../records';

const WINDOW = 300;

/** One worker, or ruler: 100 within 0.1 s; another: 60 up to 0.25 s, 40 up to 0.5 s. */
const COUNTS: readonly (readonly [le: string, one: number, other: number])[] = [
  ['0.1', 100, 0],
  ['0.25', 100, 60],
  ['0.5', 100, 100],
  ['+Inf', 100, 100],
];

/** A quantile of all 200. */
function quantileOf(quantile: number): number {
  const rank = quantile * 200;
  return rank <= 100
    ? rank / 1_000
    : rank <= 160
      ? 0.1 + (0.15 * (rank - 100)) / 60
      : 0.25 + (0.25 * (rank - 160)) / 40;
}

/** A quantile over five minutes of what all workers observed. */
function ofObservations(metric: string, quantile: number, more: Labels): RecordingCases {
  return (s) => {
    const before = between(30);
    const start = before + WINDOW + 30;
    // What was observed more than five minutes before is another matter.
    const earlier = 10_000;
    const all = [0, 1].flatMap((index) =>
      COUNTS.map(([le, ...observed]) =>
        ofWorker(
          s,
          `${metric}_bucket`,
          index,
          { ...more, le },
          [0, 0],
          [before, earlier],
          [start, earlier + (observed[index] ?? 0)],
        ),
      ),
    );
    return [
      {
        name: 'the observations of all workers count alike',
        series: all,
        checks: looks([start + 10, start + WINDOW - 50], () =>
          one({ ...setLabels(s), ...more }, quantileOf(quantile)),
        ).filter(
          // An evaluation so late would not see it any more; one between samples sees other last bits.
          ({ at }) => {
            const evaluated = Math.ceil(at / s.evaluation) * s.evaluation;
            return evaluated < start + WINDOW - 10 && evaluated % SAMPLE_SPACING === 0;
          },
        ),
      },
    ];
  };
}

/** A quantile of the coordinations that are recorded by bucket. */
export function coordinationQuantile(quantile: number): RecordingCases {
  return (s: RecordingSituation) => [
    {
      name: 'coordinations that two rulers recorded are added up',
      series: ['one', 'other'].flatMap((ruler, index) =>
        COUNTS.map(([le, ...counted]) =>
          recordedElsewhere(s, RECORDS.coordinationBuckets, ruler, { le }, [0, counted[index] ?? 0]),
        ),
      ),
      checks: looks([40], () => one(setLabels(s), quantileOf(quantile))),
    },
    {
      name: 'where nobody coordinated there is none',
      series: COUNTS.map(([le]) => recordedElsewhere(s, RECORDS.coordinationBuckets, 'one', { le }, [0, 0])),
      checks: looks([40], () => []),
    },
  ];
}

/** How long the slowest hundredth of the heartbeats took. */
export const heartbeatP99: RecordingCases = ofObservations(METRICS.heartbeatLatency.name, 0.99, {});

/** How long the slowest twentieth of a projection’s events took. */
export const processingP95: RecordingCases = ofObservations(METRICS.eventProcessingDuration.name, 0.95, {
  projection: 'orders',
});
