/** Questions about the processes that workers run in: do they live, restart, answer their scrapes. */
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { call, hang, on, over } from '../../../promql/write';
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

/**
 * The workers that were there at some time in the last six hours, each 1: it tells which replica set a target belongs to, also while the
 * target is down. `up` carries target labels only.
 */
export const knownWorkers: Signal = {
  name: 'knownWorkers',
  title: 'Known workers',
  description: 'Workers that were there in the last six hours, by target.',
  unit: 'count',
  labels: ['replica_set', 'instance'],
  recordedAs: { record: 'instance:orchestrator_workers_known:6h' },
  expression: (context) =>
    `${groupBy(workerLabels(context))} (
  ${hang(remembered(context))}
)`,
};

/** An address is used again, by another replica set too: whoever had it last counts. */
function remembered(context: QueryContext): string {
  const registered = ofWorkers(context, METRICS.workersRegistered.name);
  const lastSeen = (labels: readonly string[]): string =>
    `${maxBy(labels)} (max_over_time(${over(call('timestamp', registered), '6h:1m')}))`;
  return `${call('last_over_time', over(registered, '6h'))}
unless ${on(workerLabels(context))} (
  ${lastSeen(workerLabels(context))}
  < ${on(targetLabels(context))} group_left () ${lastSeen(targetLabels(context))}
)`;
}

/** Replica sets that had a worker in the last six hours. */
export const knownReplicaSets: Signal = {
  name: 'knownReplicaSets',
  title: 'Known replica sets',
  description: 'Replica sets with a worker in the last six hours, each 1.',
  unit: 'count',
  labels: SET,
  recordedAs: { record: 'job:orchestrator_replica_sets_known:6h' },
  expression: (context) => `${groupBy(setLabels(context))} (${ask(knownWorkers, context)})`,
};

/** Targets of a replica set that answered less than 60 % of the scrapes of the last three minutes, and are still scraped. */
export const targetsDown: Signal = {
  name: 'targetsDown',
  title: 'Targets that are down',
  description: 'Known workers whose target did not answer most scrapes of the last three minutes.',
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
  description: 'Restarts in half an hour of the worker that restarted most.',
  unit: 'count',
  labels: SET,
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
  description: 'Workers that restarted at least twice in ten minutes and were down in between.',
  unit: 'workers',
  labels: SET,
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
  description: 'Share of the scrapes that a target answered.',
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
  description: 'Seconds since the process of a target started.',
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
