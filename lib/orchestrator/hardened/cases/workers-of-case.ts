/** Series of the workers that the cases are about, and when things happen to them. */
import { METRICS } from '../../metrics';
import { MAXIMUM_CASE_WORKERS } from '../../../model/rule-tests/case-labels';
import { series, valueAt } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Labels, Moment, Outcome, RuleCase, Situation } from '../../../model/rule-tests/cases';

/** A segment as `[from, value, perSample]`. */
export type Stretch = readonly [from: number, value: number | undefined, perSample?: number];

/** Names of the series that the cases play. */
export const PARTITIONS = METRICS.currentGenerationPartitions.name;
export const REGISTERED = METRICS.workersRegistered.name;
export const ACTIVE = METRICS.activeWorkers.name;
export const UP = 'up';
export const STARTED = 'process_start_time_seconds';

/** Long before a test begins, as the start of a process. */
export const LONG_AGO = -36_000;

/** A number of registrations that nobody could take for a number of workers. */
export const REGISTRATIONS = 70;

/**
 * The first instant from some seconds on that lies between two evaluations at any usual interval, and whose sample before does so too:
 * what happens then is within a range or not, whether the range counts its first instant or not.
 */
export function between(seconds: number): number {
  return Math.ceil((seconds - 20) / 30) * 30 + 20;
}

/** A series of the n-th worker itself. */
export function ofWorker(s: Situation, metric: string, index: number, ...stretches: readonly Stretch[]): InputSeries {
  return series(metric, { ...s.target(index), replica_set: s.replicaSet }, ...stretches);
}

/** A series of the n-th worker's target. */
export function ofTarget(s: Situation, metric: string, index: number, ...stretches: readonly Stretch[]): InputSeries {
  return series(metric, s.target(index), ...stretches);
}

/** A series of one projection on the n-th worker. */
export function ofProjection(
  s: Situation,
  metric: string,
  index: number,
  projection: string,
  ...stretches: readonly Stretch[]
): InputSeries {
  return series(metric, { ...s.target(index), replica_set: s.replicaSet, projection }, ...stretches);
}

/** The same series, scraped as another target of the same worker. */
export function again(s: Situation, { metric, labels, segments }: InputSeries): InputSeries {
  return { metric, labels: { ...labels, [s.idleLabel]: 'again' }, segments };
}

/** Labels of the alert of a replica set. */
export function setLabels(s: Situation): Labels {
  return { ...s.by, replica_set: s.replicaSet };
}

/** Labels of the alert of a projection. */
export function projectionLabels(s: Situation, projection: string): Labels {
  return { ...setLabels(s), projection };
}

/** An expression with one series at most. */
export function one(labels: Labels, value: (moment: Moment) => number | undefined): RuleCase['outcomes'] {
  return (moment): readonly Outcome[] => {
    const found = value(moment);
    return found === undefined ? [] : [{ labels, value: found }];
  };
}

/** How many of the series there are at a time. */
export function present(all: readonly InputSeries[], moment: Moment): number {
  return all.filter((each) => valueAt(each, moment) !== undefined).length;
}

/** Indexes from 0 on. */
export function times<TItem>(count: number, make: (index: number) => TItem): readonly TItem[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => make(index));
}

/** The fewest above a threshold, as a whole number from 1 on; undefined where a test cannot have so many. */
export function fewestAbove(threshold: number): number | undefined {
  const count = Math.max(1, Math.floor(threshold) + 1);
  return count <= MAXIMUM_CASE_WORKERS ? count : undefined;
}

/** The largest of the numbers that there are. */
export function largest(values: readonly (number | undefined)[]): number | undefined {
  const found = values.filter((value) => value !== undefined);
  return found.length === 0 ? undefined : Math.max(...found);
}

/** The smallest of the numbers that there are. */
export function smallest(values: readonly (number | undefined)[]): number | undefined {
  const found = values.filter((value) => value !== undefined);
  return found.length === 0 ? undefined : Math.min(...found);
}

/** The sum of the numbers that there are. */
export function total(values: readonly (number | undefined)[]): number | undefined {
  const found = values.filter((value) => value !== undefined);
  return found.length === 0 ? undefined : found.reduce((sum, value) => sum + value, 0);
}
