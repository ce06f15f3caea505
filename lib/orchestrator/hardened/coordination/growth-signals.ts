/** Questions that count from a counter's first sample on, which no rate sees: coordinations by bucket, generations, reconfigurations. */
import { seconds, type Duration } from '../../../promql/duration';
import { METRICS, topBucket } from '../../metrics';
import { formatNumber, hang, on, over } from '../../../promql/write';
import type { QueryContext, Signal } from '../../../model/signal';
import { maxBy, merged, named, ofRecorded, ofTargets, ofWorkers, setLabels, sumBy, targetLabels } from '../groupings';
import { RECORDS } from '../records';

const SET = ['replica_set'] as const;
const BUCKET = ['replica_set', 'le'] as const;

/** The moment at which a window begins. What Grafana puts in for the window is no number: then it is looked for. */
const beginning = (window: Duration): string =>
  window.startsWith('$')
    ? `scalar(min_over_time(${over('vector(time())', `${window}:5s`)}))`
    : `(time() - ${formatNumber(seconds(window))})`;

/**
 * Growth of a counter within a window, also where it was born within it: a counter starts at 1 with the first event, which no rate sees.
 * It counts from 0 only if its process was scraped before, or started within the window; else a gap in the scrapes would count as growth.
 */
function grown(context: QueryContext, metric: string, window: Duration): string {
  const counter = ofWorkers(context, metric);
  return `(
    (${counter} unless ${counter} offset ${window})
    and ${on(targetLabels(context))} (
      ${ofTargets(context, 'up')} offset ${window} == 1
      or ${ofTargets(context, 'process_start_time_seconds')} > ${beginning(window)}
    )
  )
  or
  increase(${ofWorkers(context, metric, window)})`;
}

/** Coordinations of each replica set in each bucket, the first one of a process among them. */
export const coordinationGrowth = named(
  'coordinationGrowth',
  'Coordinations by bucket',
  'Coordinations of a replica set in each bucket, the first one of a process among them.',
  'seconds',
  BUCKET,
  (context) =>
    context.recorded
      ? merged(context, 'sum', BUCKET, ofRecorded(context, RECORDS.coordinationBuckets, BUCKET))
      : `${sumBy([...context.by, ...BUCKET])} (
  ${grown(context, `${METRICS.coordinationDuration.name}_bucket`, context.window)}
)`,
);

/** Coordinations in each bucket, over all replica sets that are chosen. */
export const coordinationBuckets = named(
  'coordinationBuckets',
  'Coordination duration',
  'Coordinations in each bucket, the first one of a process among them.',
  'seconds',
  ['le'],
  (context) => `${sumBy(['le'])} (${hang(coordinationGrowth.expression(context))})`,
);

/** A quantile of the coordinations, interpolated within its bucket; nothing where there was none. */
export function coordinationQuantile(quantile: number): Signal {
  return {
    ...named(
      `coordinationP${quantile * 100}`,
      `P${quantile * 100} coordination duration`,
      'As the buckets show it: interpolated, so that 1 s reads 2.4 s, and never above 10 s. For alerts, the mean is right.',
      'seconds',
      SET,
      (context) => `histogram_quantile(${quantile}, ${hang(coordinationGrowth.expression(context))}) >= 0`,
    ),
    range: {
      maximum: { value: topBucket(METRICS.coordinationDuration), why: 'a quantile cannot exceed the top bucket' },
    },
  };
}

/** New generations a second over five minutes, counting the first one of each process. The count is spread over them, so it is summed. */
export const generationRate = named(
  'generationRate',
  'Generation creation rate',
  'New generations a second over five minutes, each process’s first one among them.',
  'generations/s',
  SET,
  (context) => `${sumBy(setLabels(context))} (
  ${grown(context, METRICS.generations.name, '5m')}
) / 300`,
);

/** Replica sets that were reconfigured within two minutes. */
export const reconfigured = named(
  'reconfigured',
  'Reconfigured',
  'Replica sets that were reconfigured within two minutes.',
  'count',
  SET,
  (context) => `${maxBy(setLabels(context))} (
  ${grown(context, METRICS.reconfigurations.name, '2m')}
) > 0`,
);
