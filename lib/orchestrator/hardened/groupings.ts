/** The subjects of hardened expressions, as label lists, and the joins between what workers expose and what the scrape adds. */
import { METRICS, seriesNames, type Metric } from '../metrics';
import { call, on, over, select, type LabelMatcher } from '../../promql/write';
import type { QueryContext, RecordedSignal, Signal, SignalUnit } from '../../model/signal';
import { RECORDS } from './records';

const BY_PROJECTION: ReadonlySet<string> = new Set(
  Object.values<Metric>(METRICS)
    .filter(({ labels }) => labels.includes('projection'))
    .flatMap(seriesNames),
);

/** One series a replica set. */
export const setLabels = ({ by }: QueryContext): readonly string[] => [...by, 'replica_set'];

/** One series a replica set and projection. */
export const projectionLabels = ({ by }: QueryContext): readonly string[] => [...by, 'replica_set', 'projection'];

/** One series a worker process and replica set: a process may run several replica sets. */
export const workerLabels = ({ by }: QueryContext): readonly string[] => [...by, 'replica_set', 'instance'];

/** One series a target of the scrape, which knows no replica set. */
export const targetLabels = ({ by }: QueryContext): readonly string[] => [...by, 'instance'];

/** `max by (labels)`, ready to be followed by an expression in parentheses. */
export const maxBy = (labels: readonly string[]): string => `max by (${labels.join(', ')})`;
export const minBy = (labels: readonly string[]): string => `min by (${labels.join(', ')})`;
export const sumBy = (labels: readonly string[]): string => `sum by (${labels.join(', ')})`;
export const groupBy = (labels: readonly string[]): string => `group by (${labels.join(', ')})`;
export const countBy = (labels: readonly string[]): string => `count by (${labels.join(', ')})`;

/** A selector of what workers expose. */
export function ofWorkers(context: QueryContext, metric: string, window?: string): string {
  const projections = BY_PROJECTION.has(metric) ? (context.projections ?? []) : [];
  const selector = select(metric, [...context.workers, ...projections]);
  return window === undefined ? selector : over(selector, window);
}

/** A selector of a recorded series, whose signal has the given labels. */
export function ofRecorded(context: QueryContext, record: string, signalLabels: readonly string[]): string {
  const { workers, projections = [], recordedLabels } = context;
  const has = ({ label }: LabelMatcher): boolean =>
    recordedLabels === undefined || recordedLabels.includes(label) || signalLabels.includes(label);
  const byProjection = signalLabels.includes('projection') ? projections : [];
  return select(record, [...workers.filter(has), ...byProjection]);
}

/** A signal that reads its recorded series where the context knows of one, and else asks for itself. */
export function recordable(signal: Signal): Signal {
  return {
    ...signal,
    expression: (context) => {
      const recording = context.recordings?.get(signal.name);
      return recording === undefined
        ? signal.expression(context)
        : merged(context, recording.merge, signal.labels, ofRecorded(context, recording.record, signal.labels));
    },
  };
}

/**
 * Recorded series, one for each of the labels: they are that already, unless the fleet's selector lets several values of a label pass, and
 * adding up a thousand of them at every step takes longer than reading them.
 */
export function merged(
  { by, asRecorded = false, fleet = [] }: QueryContext,
  merge: RecordedSignal['merge'],
  labels: readonly string[],
  selector: string,
): string {
  return asRecorded && fleet.every(({ op }) => op === '=')
    ? selector
    : `${merge} by (${[...by, ...labels].join(', ')}) (${selector})`;
}

/** A signal in one go; recordable. */
export function named(
  name: string,
  title: string,
  description: string,
  unit: SignalUnit,
  labels: readonly string[],
  expression: Signal['expression'],
): Signal {
  return recordable({ name, title, description, unit, labels, expression });
}

/** A selector of what the scrape adds. */
export const ofTargets = (context: QueryContext, metric: string, window?: string): string =>
  window === undefined ? select(metric, context.targets) : over(select(metric, context.targets), window);

/**
 * The workers that were there at some time in the last six hours: it tells which replica set a target belongs to, also while the target
 * is down. `up` carries target labels only. A worker that is scraped twice has several series.
 */
export function knownSeries(context: QueryContext): string {
  return context.recorded
    ? ofRecorded(context, RECORDS.knownWorkers, ['replica_set', 'instance'])
    : call('last_over_time', ofWorkers(context, METRICS.workersRegistered.name, '6h'));
}

/** The same with one series a worker, each 1. */
export function knownWorkers(context: QueryContext): string {
  // The recorded series are that already, unless the fleet's selector lets several values of a label pass.
  return context.recorded && context.targets.every(({ op }) => op === '=')
    ? knownSeries(context)
    : `${groupBy(workerLabels(context))} (${knownSeries(context)})`;
}

/** Joins a value of each target to the replica sets of the workers that it runs. */
export const toReplicaSets = (context: QueryContext): string => `${on(targetLabels(context))} group_left ()`;

/** Replica sets in which a worker process started within the last minute: their membership is still settling. */
export function justStarted(context: QueryContext): string {
  return `(
  abs(
    time() - ${maxBy(setLabels(context))} (
      ${ofWorkers(context, METRICS.workersRegistered.name)} * 0
      + ${toReplicaSets(context)}
      ${maxBy(targetLabels(context))} (${ofTargets(context, 'process_start_time_seconds')})
    )
  ) < 60
)`;
}
