/** The subjects of hardened expressions, as label lists, and selectors of what workers expose and what the scrape adds. */
import type { ListedSubject, QueryContext, Signal, SignalRange } from '../../model/signal';
import { formatDuration, seconds, type Duration } from '../../promql/duration';
import { call, formatNumber, on, over, select } from '../../promql/write';
import { METRICS, OF_THE_JOB, seriesNames, type Metric } from '../metrics';

const BY_PROJECTION: ReadonlySet<string> = new Set(
  Object.values<Metric>(METRICS)
    .filter(({ labels }) => labels.includes('projection'))
    .flatMap(seriesNames),
);

/** One series a replica set. */
export const SET = ['replica_set'] as const;

/** One series a replica set and projection. */
export const PROJECTION = ['replica_set', 'projection'] as const;

/** One series a worker process and replica set: a process may run several replica sets. */
export const WORKER = ['replica_set', 'instance'] as const;

/** One series a projection on such a worker. */
export const PROJECTION_ON_WORKER = [...WORKER, 'projection'] as const;

/** One series a target of the scrape, which knows no replica set. */
export const TARGET = ['instance'] as const;

/** Such labels, behind those that tell fleets apart. */
export const labelsOf = (labels: readonly string[], context: QueryContext): readonly string[] => [
  ...new Set([...context.by, ...labels]),
];

/**
 * Labels of the fleet that series of another job tell, too: kube-state-metrics, an exporter of the database. Its job, and what stands for one
 * of its targets, is another one. What the selector pins may be the workers' alone, and is given to the result.
 */
export const sharedLabels = ({ by, pinned }: QueryContext): readonly string[] =>
  by.filter((label) => !OF_THE_JOB.has(label) && !Object.hasOwn(pinned, label));

/** `max by (labels)`, ready to be followed by an expression in parentheses. */
export const by = (
  operator: 'count' | 'group' | 'max' | 'min' | 'sum',
  labels: readonly string[],
  context: QueryContext,
): string => `${operator} by (${labelsOf(labels, context).join(', ')})`;

/** A signal of one series a replica set, unless it names other labels. */
export const ofReplicaSets = (signal: Omit<Signal, 'labels'> & Partial<Pick<Signal, 'labels'>>): Signal => ({
  labels: SET,
  ...signal,
});

/** Bounds of what is counted once for each worker of a replica set, of which there are so many at the most. */
export function atMostWorkers({ maximum }: ListedSubject): SignalRange {
  return typeof maximum === 'number' ? { maximum: { value: maximum, why: 'it has no more workers' } } : {};
}

/** How many workers have such a series, by replica set: each once, however many Prometheus servers, or jobs, scrape it into one store. */
export const countWorkers = (context: QueryContext, series: string): string =>
  `${by('count', SET, context)} (${by('group', WORKER, context)} (${series}))`;

/** Labels that tell places apart, where a store has several and the scrape, or what sends to the store, adds them. */
export const PLACE_LABELS = ['cluster', 'namespace'] as const;

/**
 * The same question for each place by itself. Replica sets of one name may live in several clusters or namespaces of one store without a
 * word in the configuration, and their workers have nothing to do with each other. Where series have no such label, nothing changes.
 */
export const inPlaces = (context: QueryContext): QueryContext => ({
  ...context,
  by: labelsOf(PLACE_LABELS, context),
});

/** It outlasts a scrape of the slowest supported interval that comes late. */
export const FRESH: Duration = '90s';

/**
 * A gauge as it was scraped of late. Prometheus answers for five minutes with the last value of a series that merely was not scraped any
 * more: after a gap in the scrapes, or where the end of a series was not noticed, what is long gone stands beside what replaced it.
 */
export const fresh = (context: QueryContext, metric: string): string =>
  `${ofWorkers(context, metric)} and ${call('last_over_time', ofWorkers(context, metric, FRESH))}`;

/** Seconds between the first sample of two minutes and the last, at the usual interval of 15 s. */
const APART = 105;

/**
 * Two minutes; at slow intervals longer, for samples that are as far apart. Two scrapes a minute apart are all that two minutes hold of them,
 * and what stood still from one to the next did so for a minute.
 */
export function twoMinutesAt(interval: Duration): Duration {
  const between = seconds(interval);
  return formatDuration(Math.max(120, (Math.ceil(APART / between) + 1) * between));
}

/** How often the workers are scraped. */
export const scrapeInterval = ({ system }: QueryContext): Duration =>
  (system as { readonly scrapeInterval?: Duration } | undefined)?.scrapeInterval ?? '15s';

/** A selector of what workers expose. */
export function ofWorkers(context: QueryContext, metric: string, window?: string): string {
  const extra = BY_PROJECTION.has(metric) ? (context.extraMatchers ?? []) : [];
  const selector = select(metric, [...context.workers, ...extra]);
  return window === undefined ? selector : over(selector, window);
}

/** The same question about all projections of the workers, whichever are chosen: what one of them is compared with. */
export const ofAllProjections = (context: QueryContext): QueryContext => ({ ...context, extraMatchers: [] });

/** A selector of what the scrape adds. */
export const ofTargets = (context: QueryContext, metric: string, window?: string): string =>
  window === undefined ? select(metric, context.targets) : over(select(metric, context.targets), window);

/**
 * Where the process of a target started anew within a window. Where the clock of the host is set, what is read as the start of one and the
 * same process wavers by a second or two: that is no restart.
 */
export const restarted = (context: QueryContext, window: Duration): string =>
  // At most one where a start wavers by two, and more as soon as a second scrape shows another one.
  `stddev_over_time(${ofTargets(context, 'process_start_time_seconds', window)}) > 1`;

/** How often the process of a target started anew within a window. */
export function restarts(context: QueryContext, window: Duration): string {
  const starts = ofTargets(context, 'process_start_time_seconds', window);
  // A process never starts before the one that it replaces: a start that reads lower is the way back from one that read higher.
  return `changes(${starts}) - 2 * resets(${starts})`;
}

/** Joins a value of each target to the replica sets of the workers that it runs. */
export const toReplicaSets = (context: QueryContext): string => `${on(labelsOf(TARGET, context))} group_left ()`;

/** The moment at which a window begins. In panels the window is Grafana’s macro, so it is the oldest step of a subquery over it. */
const beginning = (window: Duration): string =>
  window.startsWith('$')
    ? `scalar(min_over_time(${over('vector(time())', `${window}:5s`)}))`
    : `(time() - ${formatNumber(seconds(window))})`;

/**
 * Counters that were born within a window: they start at 1 with the first event, which neither rate nor increase sees. They counted from 0
 * only if their process was scraped before, or, where the first event of a process counts too, started within the window; else a gap in the
 * scrapes would count as growth.
 *
 * @param value - what to make of such counters @default - their own value
 */
export function born(
  context: QueryContext,
  metric: string,
  window: Duration,
  {
    firstOfProcess = false,
    value = ofWorkers(context, metric),
  }: { readonly firstOfProcess?: boolean; readonly value?: string } = {},
): string {
  const young = `
      or ${ofTargets(context, 'process_start_time_seconds')} > ${beginning(window)}`;
  return `(${value} unless ${ofWorkers(context, metric)} offset ${window})
    and ${on(labelsOf(TARGET, context))} (
      ${ofTargets(context, 'up')} offset ${window} == 1${firstOfProcess ? young : ''}
    )`;
}

/**
 * Growth of a counter within a window, also of one that was born in it; the first event of a process counts, unless somebody says otherwise.
 *
 * @param range - over which a counter that was there before is looked at @default - the window
 */
export const grown = (
  context: QueryContext,
  metric: string,
  window: Duration,
  { firstOfProcess = true, range = window }: { readonly firstOfProcess?: boolean; readonly range?: Duration } = {},
): string => `(
    ${born(context, metric, window, { firstOfProcess })}
  )
  or
  increase(${ofWorkers(context, metric, range)})`;
