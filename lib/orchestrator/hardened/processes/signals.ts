/** Questions about the processes that workers run in: do they live, restart, answer their scrapes. */
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { seconds, type Duration } from '../../../promql/duration';
import { call, formatNumber, hang, on, over } from '../../../promql/write';
import {
  atMostWorkers,
  by,
  FRESH,
  labelsOf,
  ofReplicaSets,
  ofTargets,
  ofWorkers,
  restarts,
  SET,
  TARGET,
  toReplicaSets,
  WORKER,
} from '../asking';
import { METRICS } from '../../metrics';

/** How long a worker is remembered that is gone. */
const MEMORY = '6h';

/** Longest gap in the evaluations over which workers are remembered. */
const GAP = '1h';

const scrapedAt = (context: QueryContext): string =>
  call('timestamp', ofWorkers(context, METRICS.workersRegistered.name));

/** A question about targets with one answer for each, whatever other labels its series have. */
const ofEachTarget = (context: QueryContext, question: string): string => `${by('max', TARGET, context)} (${question})`;

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
  ${by('max', WORKER, context)} (${scrapedAt(context)})
  or ${by('max', WORKER, context)} (${call('last_over_time', before(GAP))})
) > time() - ${formatNumber(seconds(MEMORY))}`,
  },
  // By the steps at which it was there: `timestamp` at each of them costs a Prometheus several times as much.
  expression: (context) => {
    const there = `(${ofWorkers(context, METRICS.workersRegistered.name)} * 0 + time())`;
    return `${by('max', WORKER, context)} (max_over_time(${over(there, `${MEMORY}:1m`)}))`;
  },
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
    return `${by('group', WORKER, context)} (
  ${seen}
  == ${on(labelsOf(TARGET, context))} group_left () ${ofEachTarget(context, seen)}
)`;
  },
};

/** Replica sets that had a worker in the last six hours. */
export const knownReplicaSets = ofReplicaSets({
  name: 'knownReplicaSets',
  title: 'Known replica sets',
  unit: 'count',
  recordedAs: {
    record: 'job:orchestrator_replica_sets_known:6h',
    continued: (context) => `${by('group', SET, context)} (${ask(workerLastSeen, context)})`,
  },
  expression: (context) =>
    `${by('group', SET, context)} (${call('last_over_time', ofWorkers(context, METRICS.workersRegistered.name, MEMORY))})`,
});

/**
 * Targets of a replica set that answered less than 60 % of the scrapes of the last three minutes, and are still scraped. Scrapes that failed
 * before a worker was there count for nothing: a pod pulls its image, and is well when it registers.
 */
export const targetsDown = ofReplicaSets({
  name: 'targetsDown',
  title: 'Targets that are down',
  unit: 'workers',
  range: { minimum: { value: 0, why: 'it is a count' } },
  rangeOf: atMostWorkers,
  recordedAs: { record: 'job:orchestrator_targets_down:sum' },
  expression: (context) => {
    const registered = (window?: Duration): string => ofWorkers(context, METRICS.workersRegistered.name, window);
    return `${by('sum', SET, context)} (
  ${ask(knownWorkers, context)}
  * ${toReplicaSets(context)}
  (
    ${ofEachTarget(context, `avg_over_time(${ofTargets(context, 'up', '3m')})`)} < bool 0.6
    and ${on(labelsOf(TARGET, context))} (${ofTargets(context, 'up')} and last_over_time(${ofTargets(context, 'up', FRESH)}))
    unless ${on(labelsOf(TARGET, context))} (${registered()} unless last_over_time(${registered('3m')} offset 3m))
  )
)`;
  },
});

/**
 * Restarts of each target within half an hour, as long as it is down, or has not lived for twice as long as between them, on average: short
 * lives are soon over, and long ones are waited for. They are counted back from the last one, and not from now: the process that was there
 * half an hour ago came by a restart, too, if it started in the half hour before the last one and its target was there before it. Else what
 * restarts every twelve minutes would come and go.
 */
export const ongoingRestarts: Signal = {
  name: 'ongoingRestarts',
  title: 'Restarts that go on',
  unit: 'count',
  labels: ['instance'],
  recordedAs: { record: 'instance:orchestrator_restarts:30m' },
  expression: (context) => {
    // Of `up` and of what the process says of itself each by itself: the labels of the two may differ.
    const ofEach = (question: string): string => ofEachTarget(context, question);
    const up = ofTargets(context, 'up');
    const starts = ofTargets(context, 'process_start_time_seconds', '30m');
    return `(
  ${ofEach(restarts(context, '30m'))}
  + (${ofEach(`max_over_time(${starts}) - min_over_time(${starts})`)} > 2 < bool ${ofEach(`${up} offset 45m * 0 + 1800 or ${up} * 0`)})
) < (
  ${ofEach(`${up} == 0`)} + Inf
  or 2 * 1800 * ${ofEach(`avg_over_time(${ofTargets(context, 'up', '30m')})`)} / ${ofEach(`clamp_min(time() - ${ofTargets(context, 'process_start_time_seconds')}, 1)`)} - 2
)`;
  },
};

/** Restarts within half an hour of the worker that restarted most, of those that go on. */
export const workerRestarts = ofReplicaSets({
  name: 'workerRestarts',
  title: 'Restarts of one worker',
  unit: 'count',
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_worker_restarts:max30m' },
  expression: (context) => `${by('max', SET, context)} (
  ${ask(knownWorkers, context)} * 0
  + ${toReplicaSets(context)}
  (
    ${hang(ask(ongoingRestarts, context), '    ')}
  )
)`,
});

/**
 * Workers that restarted at least three times in half an hour, still do, and missed a fifth of the scrapes of the last eight minutes. Where
 * none of the replica set lives on beside them, one has to have been down within two minutes: with what the alert keeps firing, it then ends
 * five minutes after the last restart, as OrchestratorNoWorkers does, which silences it. Of those that are well again nothing more is told.
 */
export const workersExiting = ofReplicaSets({
  name: 'workersExiting',
  title: 'Workers that exit over and over',
  unit: 'workers',
  range: { minimum: { value: 0, why: 'it is a count' } },
  rangeOf: atMostWorkers,
  recordedAs: { record: 'job:orchestrator_workers_exiting:sum' },
  expression: (context) => `${by('sum', SET, context)} (
  ${ask(knownWorkers, context)}
  * ${toReplicaSets(context)}
  (
    (${ask(ongoingRestarts, context)} > bool 2)
    * (${ofEachTarget(context, `avg_over_time(${ofTargets(context, 'up', '8m')})`)} < bool 0.8)
  )
)
and ${on(labelsOf(SET, context))} (
  last_over_time(${ofWorkers(context, METRICS.workersRegistered.name, '10m')})
  and ${on(labelsOf(TARGET, context))} (
    min_over_time(${ofTargets(context, 'up', '2m')}) == 0
    or min_over_time(${ofTargets(context, 'up', '30m')}) == 1
  )
)`,
});

/** Share of the scrapes that a target answered. */
export const scrapeSuccess: Signal = {
  name: 'scrapeSuccess',
  title: 'Successful scrapes',
  unit: 'ratio',
  labels: ['instance'],
  recordedAs: { record: 'instance:orchestrator_scrapes:avg5m' },
  expression: (context) => `${by('min', TARGET, context)} (avg_over_time(${ofTargets(context, 'up', context.window)}))`,
};

/** How long the process of a target has been running. */
export const processAge: Signal = {
  name: 'processAge',
  title: 'Process age',
  unit: 'seconds',
  labels: ['instance'],
  expression: (context) => `time() - ${ofEachTarget(context, ofTargets(context, 'process_start_time_seconds'))}`,
};

/** Replica sets in which a worker process started within the last minute: their membership is still settling. */
export function justStarted(context: QueryContext): string {
  return `(
  abs(
    time() - ${by('max', SET, context)} (
      ${ofWorkers(context, METRICS.workersRegistered.name)} * 0
      + ${toReplicaSets(context)}
      ${ofEachTarget(context, ofTargets(context, 'process_start_time_seconds'))}
    )
  ) < 60
)`;
}

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  workerLastSeen,
  knownWorkers,
  knownReplicaSets,
  ongoingRestarts,
  workersExiting,
  workerRestarts,
  targetsDown,
  scrapeSuccess,
];
