/** Questions about the processes that workers run in: do they live, restart, answer their scrapes. */
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { seconds } from '../../../promql/duration';
import { call, formatNumber, on, over } from '../../../promql/write';
import {
  groupBy,
  maxBy,
  minBy,
  ofTargets,
  ofWorkers,
  setLabels,
  sumBy,
  targetLabels,
  toReplicaSets,
  workerLabels,
} from '../asking';
import { METRICS } from '../../metrics';

const SET = ['replica_set'] as const;

/** How long a worker is remembered that is gone. */
const MEMORY = '6h';

/** Longest gap in the evaluations over which workers are remembered. */
const GAP = '1h';

const scrapedAt = (context: QueryContext): string =>
  call('timestamp', ofWorkers(context, METRICS.workersRegistered.name));

/** When each worker was last scraped, within six hours: Unix time. */
export const workerLastSeen: Signal = {
  name: 'workerLastSeen',
  title: 'Last seen',
  unit: 'seconds',
  labels: ['replica_set', 'instance'],
  recordedAs: {
    record: 'instance:orchestrator_worker_seen:time',
    // Looking back over six hours at every evaluation would cost more than all other rules together.
    continued: (context, before) => `(
  ${maxBy(workerLabels(context))} (${scrapedAt(context)})
  or ${maxBy(workerLabels(context))} (${call('last_over_time', before(GAP))})
) > time() - ${formatNumber(seconds(MEMORY))}`,
  },
  expression: (context) =>
    `${maxBy(workerLabels(context))} (max_over_time(${over(scrapedAt(context), `${MEMORY}:1m`)}))`,
};

/**
 * The workers that were there at some time in the last six hours, each 1: it tells which replica set a target belongs to, also while the
 * target is down. `up` carries target labels only. An address is used again, by another replica set too: whoever had it last counts.
 */
export const knownWorkers: Signal = {
  name: 'knownWorkers',
  title: 'Known workers',
  unit: 'count',
  labels: ['replica_set', 'instance'],
  recordedAs: { record: 'instance:orchestrator_workers_known:6h' },
  expression: (context) => {
    const seen = ask(workerLastSeen, context);
    return `${groupBy(workerLabels(context))} (
  ${seen}
  == ${on(targetLabels(context))} group_left () ${maxBy(targetLabels(context))} (${seen})
)`;
  },
};

/** Replica sets that had a worker in the last six hours. */
export const knownReplicaSets: Signal = {
  name: 'knownReplicaSets',
  title: 'Known replica sets',
  unit: 'count',
  labels: SET,
  recordedAs: {
    record: 'job:orchestrator_replica_sets_known:6h',
    continued: (context) => `${groupBy(setLabels(context))} (${ask(workerLastSeen, context)})`,
  },
  expression: (context) =>
    `${groupBy(setLabels(context))} (${call('last_over_time', ofWorkers(context, METRICS.workersRegistered.name, MEMORY))})`,
};

/** Targets of a replica set that answered less than 60 % of the scrapes of the last three minutes, and are still scraped. */
export const targetsDown: Signal = {
  name: 'targetsDown',
  title: 'Targets that are down',
  unit: 'workers',
  labels: SET,
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_targets_down:sum' },
  expression: (context) => `${sumBy(setLabels(context))} (
  ${ask(knownWorkers, context)}
  * ${toReplicaSets(context)}
  (
    ${maxBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', '3m')})) < bool 0.6
    and ${on(targetLabels(context))} (${ofTargets(context, 'up')} and last_over_time(${ofTargets(context, 'up', '90s')}))
  )
)`,
};

/** Restarts within half an hour of the worker that restarted most, if it restarted or was down within the last four minutes. */
export const workerRestarts: Signal = {
  name: 'workerRestarts',
  title: 'Restarts of one worker',
  unit: 'count',
  labels: SET,
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_worker_restarts:max30m' },
  expression: (context) => `${maxBy(setLabels(context))} (
  ${ask(knownWorkers, context)} * 0
  + ${toReplicaSets(context)}
  (
    ${maxBy(targetLabels(context))} (changes(${ofTargets(context, 'process_start_time_seconds', '30m')}))
    and ${on(targetLabels(context))} (
      changes(${ofTargets(context, 'process_start_time_seconds', '4m')}) > 0
      or min_over_time(${ofTargets(context, 'up', '4m')}) == 0
    )
  )
)`,
};

/** Workers that restarted at least twice in ten minutes and missed a fifth of the scrapes of the last five. */
export const workersExiting: Signal = {
  name: 'workersExiting',
  title: 'Workers that exit over and over',
  unit: 'workers',
  labels: SET,
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_workers_exiting:sum' },
  expression: (context) => `${sumBy(setLabels(context))} (
  ${ask(knownWorkers, context)}
  * ${toReplicaSets(context)}
  (
    (${maxBy(targetLabels(context))} (changes(${ofTargets(context, 'process_start_time_seconds', '10m')})) > bool 1)
    * (${maxBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', '5m')})) < bool 0.8)
  )
)`,
};

/** Share of the scrapes that a target answered. */
export const scrapeSuccess: Signal = {
  name: 'scrapeSuccess',
  title: 'Successful scrapes',
  unit: 'ratio',
  labels: ['instance'],
  recordedAs: { record: 'instance:orchestrator_scrapes:avg5m' },
  expression: (context) =>
    `${minBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', context.window)}))`,
};

/** How long the process of a target has been running. */
export const processAge: Signal = {
  name: 'processAge',
  title: 'Process age',
  unit: 'seconds',
  labels: ['instance'],
  expression: (context) =>
    `time() - ${maxBy(targetLabels(context))} (${ofTargets(context, 'process_start_time_seconds')})`,
};

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

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  workerLastSeen,
  knownWorkers,
  knownReplicaSets,
  workersExiting,
  workerRestarts,
  targetsDown,
  scrapeSuccess,
];
