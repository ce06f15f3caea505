/**
 * The table of the queries that find nothing in a recording, and why that is right. What is not written here must find something, and what
 * is written here must not.
 */

/** Queries about metrics that a worker exposes only with the help of its application; the panels say so. */
export const NEEDS_THE_APPLICATION: readonly string[] = [
  'event-processing-rate A',
  'fleet errors',
  'generation-creation-rate A',
  'heartbeat-latency A',
  'heartbeat-latency B',
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
  'workers-expected application',
];

/** A query that finds nothing in some recordings. */
export interface PanelWithoutData {
  readonly query: string;
  /** What the panel's empty answer says. */
  readonly why: string;
  readonly recordings: readonly string[];
}

/** Recordings that end with all workers dead: what is asked for this moment has nobody to answer. */
const ALL_DEAD = ['all-dead', 'fail-permanent-exit'];

/** Recordings in which no error was ever counted: the counter is born with the first one, or dies with the worker. */
const NO_ERRORS = [
  ...ALL_DEAD,
  'kill-one',
  'long-crash-loop',
  'pg-stop',
  'scale-and-rolling',
  'slow-coordination',
  'slow-handler',
  'steady',
  'stock-3workers',
  'two-sets-one-dead',
  'two-sets-one-never-converges',
];

/** Recordings that nobody has reconfigured: the counter is born with the first time, or ended with the workers. */
const NO_RECONFIGURATION = [...ALL_DEAD, 'library-only', 'pg-stop', 'slow-handler', 'steady'];

/** Recordings without a coordination in their last ten minutes. */
const NO_COORDINATION = [...ALL_DEAD, 'kill-one', 'pg-stop'];

/** All of them. */
export const EXPLAINED: readonly PanelWithoutData[] = [
  ...[
    'projection-errors A',
    'projection-error-rate errors',
    'projection-error-rate lasting',
    'projection-error-ratio A',
    'fleet errors',
  ].map((query) => ({ query, why: 'no error was counted', recordings: NO_ERRORS })),
  ...['workers-apart A', 'fleet apart', 'workers-running state', 'workers-running since'].map((query) => ({
    query,
    why: 'no worker is left',
    recordings: ALL_DEAD,
  })),
  ...['slowest-coordination A', 'fleet coordination'].map((query) => ({
    query,
    why: 'nobody coordinated within ten minutes',
    recordings: NO_COORDINATION,
  })),
  ...['reconfiguration-rate A', 'fleet reconfigurations'].map((query) => ({
    query,
    why: 'nobody was reconfigured',
    recordings: NO_RECONFIGURATION,
  })),
  {
    query: 'reconfiguration-slots A',
    why: 'nobody was reconfigured, or only once, which an increase does not see',
    recordings: [...NO_RECONFIGURATION, 'fail-once-inproc', 'kill-one'],
  },
  {
    query: 'coordination-waiting A',
    why: 'no worker waited for its first coordination',
    recordings: [
      'all-dead',
      'fail-once-inproc',
      'kill-one',
      'library-only',
      'pg-stop',
      'scale-and-rolling',
      'slow-handler',
      'steady',
      'two-sets-one-dead',
    ],
  },
  {
    query: 'worker-restarts A',
    why: 'no worker restarted',
    recordings: ['fail-once-inproc', 'library-only', 'slow-handler', 'steady', 'stock-3workers'],
  },
  {
    query: 'stale-workers A',
    why: 'no stale worker was cleaned up',
    recordings: [
      ...ALL_DEAD,
      'fail-once-inproc',
      'scale-and-rolling',
      'slow-coordination',
      'slow-handler',
      'steady',
      'stock-3workers',
      'two-sets-one-dead',
    ],
  },
  {
    query: 'projection-busy-share slow',
    why: 'no busy projection lags behind its sibling',
    recordings: [
      ...ALL_DEAD,
      'fail-once-inproc',
      'kill-one',
      'long-crash-loop',
      'pg-stop',
      'scale-and-rolling',
      'slow-coordination',
      'steady',
      'stock-3workers',
      'two-sets-one-dead',
      'two-sets-one-never-converges',
    ],
  },
  {
    query: 'projections-stalled A',
    why: 'no projection stands still while its siblings go on',
    recordings: [
      ...ALL_DEAD,
      'fail-once-inproc',
      'kill-one',
      'long-crash-loop',
      'pg-stop',
      'scale-and-rolling',
      'slow-coordination',
      'slow-handler',
      'steady',
      'stock-3workers',
      'two-sets-one-dead',
      'two-sets-one-never-converges',
    ],
  },
  {
    query: 'fleet-in-trouble A',
    why: 'no replica set is in trouble, or none is any more',
    recordings: ['fail-once-inproc', 'library-only', 'pg-stop', 'scale-and-rolling', 'slow-handler', 'steady'],
  },
];
