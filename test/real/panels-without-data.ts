/**
 * The table of the queries that find nothing in a recording, and why that is right. What is not written here must find something, and what
 * is written here must not.
 */

import { loadRecordings } from '../scenarios/scenario';

/** Queries about metrics that a worker exposes only with the help of its application; the panels say so. */
export const NEEDS_THE_APPLICATION: readonly string[] = [
  'event-processing-rate A',
  'fleet errors',
  'generation-creation-rate A',
  'heartbeat-latency median',
  'heartbeat-latency p99',
  'heartbeat-progress A',
  'processing-latency p95',
  'projection-busy-share busy',
  'projection-busy-share slow',
  'projection-error-rate errors',
  'projection-error-rate lasting',
  'projection-error-ratio A',
  'projection-errors A',
  'projections-stalled A',
  'stale-workers A',
  'workers-by-source application',
];

/** A query that finds nothing in some recordings. */
export interface PanelWithoutData {
  readonly query: string;
  /** What the panel's empty answer says. */
  readonly why: string;
  readonly recordings: readonly string[];
}

const ALL = loadRecordings().map(({ name }) => name);

const allBut = (...names: readonly string[]): readonly string[] => ALL.filter((name) => !names.includes(name));

/** Recordings that end with all workers dead: what is asked for this moment has nobody to answer. */
const ALL_DEAD = ['all-dead', 'fail-permanent-exit'];

/** Recordings that nobody has reconfigured: the counter is born with the first time, or ended with the workers. */
const NO_RECONFIGURATION = [
  ...ALL_DEAD,
  'backlog-and-bursts',
  'checkpoint-lock',
  'connections-exhausted',
  'ha-pair-idle',
  'idle-30min',
  'library-only',
  'pg-stop',
  'slow-database',
  'slow-handler',
  'steady',
];

/** Recordings without a coordination in their last ten minutes. */
const NO_COORDINATION = [
  ...ALL_DEAD,
  'backlog-and-bursts',
  'checkpoint-lock',
  'connections-exhausted',
  'ha-pair-idle',
  'idle-30min',
  'kill-one',
  'pg-stop',
  'slow-database',
];

/** Queries that stay empty for one reason. */
const because = (why: string, queries: readonly string[], recordings: readonly string[]): readonly PanelWithoutData[] =>
  queries.map((query) => ({ query, why, recordings }));

/** All of them. */
export const EXPLAINED: readonly PanelWithoutData[] = [
  ...because('every listed replica set has workers, or had some within the last hour', ['replica-sets-absent A'], ALL),
  ...because(
    'no error was counted: the counter is born with the first one, or dies with the worker',
    [
      'projection-errors A',
      'projection-error-rate errors',
      'projection-error-rate lasting',
      'projection-error-ratio A',
      'fleet errors',
    ],
    allBut('fail-once-inproc'),
  ),
  ...because(
    'no worker is left',
    ['workers-apart A', 'fleet apart', 'workers-running state', 'workers-running since'],
    ALL_DEAD,
  ),
  ...because(
    'nobody coordinated within ten minutes',
    ['slowest-coordination A', 'fleet coordination'],
    NO_COORDINATION,
  ),
  ...because(
    'nobody was reconfigured',
    ['reconfiguration-rate A', 'fleet reconfigurations', 'frequent-reconfigurations A'],
    NO_RECONFIGURATION,
  ),
  ...because(
    'no worker waited for its first coordination',
    ['coordination-waiting A'],
    allBut(
      'fail-permanent-exit',
      'long-crash-loop',
      'partitioned-worker',
      'slow-coordination',
      'stock-3workers',
      'two-sets-one-never-converges',
    ),
  ),
  ...because(
    'no worker restarted at its address',
    ['worker-restarts A', 'workers-exiting A'],
    [
      'all-dead',
      'backlog-and-bursts',
      'checkpoint-lock',
      'evicted-and-bluegreen',
      'fail-once-inproc',
      'flap-and-rolling10',
      'ha-pair-idle',
      'idle-30min',
      'kill-one',
      'library-only',
      'scale-and-rolling',
      'slow-database',
      'slow-handler',
      'steady',
      'stock-3workers',
      'two-sets-one-dead',
      'two-sets-one-never-converges',
    ],
  ),
  ...because(
    'no stale worker was cleaned up',
    ['stale-workers A'],
    allBut(
      'connections-exhausted',
      'kill-one',
      'label-flip',
      'long-crash-loop',
      'partitioned-worker',
      'pg-stop',
      'two-sets-one-never-converges',
    ),
  ),
  ...because(
    'no busy projection lags behind its sibling',
    ['projection-busy-share slow'],
    allBut('backlog-and-bursts', 'slow-handler'),
  ),
  ...because('no projection stands still while its siblings go on', ['projections-stalled A'], allBut()),
  ...because(
    'no replica set is in trouble, or none is any more',
    ['fleet-in-trouble A'],
    allBut(
      ...ALL_DEAD,
      'kill-one',
      'label-flip',
      'long-crash-loop',
      'slow-coordination',
      'stock-3workers',
      'two-sets-one-dead',
      'two-sets-one-never-converges',
    ),
  ),
];
