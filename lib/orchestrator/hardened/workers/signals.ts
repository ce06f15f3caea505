/** Questions about the workers of a replica set: are they there, do they work, are there as many as there should be. */
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { block, labelled, on, select, type LabelMatcher } from '../../../promql/write';
import {
  by,
  countWorkers,
  inPlaces,
  labelsOf,
  ofReplicaSets,
  ofTargets,
  ofWorkers,
  SET,
  TARGET,
  WORKER,
} from '../asking';
import { METRICS } from '../../metrics';
import { justStarted } from '../processes/signals';
import { expectedMaximum, expectedMinimum, expectedUnknown, idleOfLate, mayBeIdle } from './expected';

/** Workers that are scraped, also those whose registration is only minutes old. */
export const registeredWorkers = ofReplicaSets({
  name: 'registeredWorkers',
  title: 'Registered workers',
  unit: 'workers',
  recordedAs: { record: 'job:orchestrator_workers_registered:max' },
  expression: (context) =>
    `${by('max', SET, context)} (${countWorkers(inPlaces(context), ofWorkers(context, METRICS.workersRegistered.name))})`,
});

/** What applications that count their workers report; every worker repeats the same total. */
export const activeWorkers = ofReplicaSets({
  name: 'activeWorkers',
  title: 'Active workers',
  unit: 'workers',
  recordedAs: { record: 'job:orchestrator_workers_active:max' },
  expression: (context) => `${by('max', SET, context)} (${ofWorkers(context, METRICS.activeWorkers.name)})`,
});

/**
 * Workers that registered at least twice more within five minutes, and have not coordinated since. They have the partitions of their last
 * generation for as long as the process lives, where an application calls `Run` again in it, and work on none. A process of less than ten
 * minutes is not meant: it counts from 0, may end where the one before it did, and for so long `offset 5m` may still find that one.
 */
function registeredInVain(context: QueryContext): string {
  const coordinated = ofWorkers(context, `${METRICS.coordinationDuration.name}_count`);
  return `(
  increase(${ofWorkers(context, METRICS.workersRegistered.name, '5m')}) > 1.5
  and ${on(labelsOf(WORKER, context))} ${coordinated} == ${coordinated} offset 5m
  and ${on(labelsOf(TARGET, context))} ${ofTargets(context, 'process_start_time_seconds')} < time() - 600
)`;
}

/** Workers that have finished a coordination since their process started, with 0 for replica sets that had one within the last hour. */
export const workingWorkers = ofReplicaSets({
  name: 'workingWorkers',
  title: 'Working workers',
  unit: 'workers',
  range: { minimum: { value: 0, why: 'a replica set cannot have fewer workers than none' } },
  recordedAs: { record: 'job:orchestrator_workers_working:count' },
  expression: (context) => {
    const { name } = METRICS.currentGenerationPartitions;
    const working = `${ofWorkers(context, name)} unless ${on(labelsOf(WORKER, context))} ${registeredInVain(context)}`;
    return `${countWorkers(context, working)}
or
${by('group', SET, context)} (last_over_time(${ofWorkers(context, name, '1h')})) * 0`;
  },
});

/** The answer without replica sets that need no worker, or needed none not long ago. */
const whereWanted = (answer: string, context: QueryContext): string =>
  mayBeIdle(context)
    ? `${block(answer)}
unless ${on(labelsOf(SET, context))}
${block(idleOfLate(context))}`
    : answer;

/** The same for replica sets that should have a worker. */
export const workingWhereWanted = ofReplicaSets({
  name: 'workingWhereWanted',
  title: workingWorkers.title,
  unit: 'workers',
  range: { minimum: { value: 0, why: 'a replica set cannot have fewer workers than none' } },
  // One without a number has at least one worker, and nobody knows how many it should have.
  rangeOf: ({ minimum, maximum }) =>
    typeof minimum === 'number' && minimum > 0 && maximum !== undefined
      ? { maximum: { value: minimum, why: 'it needs no more workers' } }
      : {},
  expression: (context) => whereWanted(ask(workingWorkers, context), context),
});

/** How long a replica set has had no worker when it counts as absent: OrchestratorNoWorkers tells the hour before, and this one goes on. */
const ABSENT_AFTER = '50m';

/** Expected workers of the listed replica sets that had none within the last 50 minutes, if they ever had; 1 where their number cannot be read. */
export const replicaSetsAbsent = ofReplicaSets({
  name: 'replicaSetsAbsent',
  title: 'Workers of absent replica sets',
  unit: 'workers',
  range: { minimum: { value: 0, why: 'it is a count' } },
  rangeOf: ({ minimum }) =>
    typeof minimum === 'number' ? { maximum: { value: minimum, why: 'that many are expected' } } : {},
  applies: ({ listed }) => listed.some(({ minimum }) => minimum !== undefined && minimum !== 0),
  expression: (context) => {
    // Whichever instances a dashboard shows: the others keep their replica set from being absent.
    const workers = context.workers.filter(({ label, variables }) => label !== 'instance' || variables !== true);
    const seen = ofWorkers({ ...context, workers }, METRICS.currentGenerationPartitions.name, ABSENT_AFTER);
    const unknown = expectedUnknown.applies?.(context) === true ? `\nor ${ask(expectedUnknown, context)}` : '';
    const absent = `${block(`${grouped(ask(expectedMinimum, context))} > 0${unknown}`)}
unless ${on(labelsOf(SET, context))}
last_over_time(${seen})`;
    return whereWanted(absent, context);
  },
});

/** Registered workers of each place that answered most scrapes of the last three minutes, as OrchestratorTargetDown asks: one that comes and goes is not there. */
const steady = (context: QueryContext): string =>
  countWorkers(
    inPlaces(context),
    `
    ${ofWorkers(context, METRICS.workersRegistered.name)}
    and ${on(labelsOf(TARGET, context))} avg_over_time(${ofTargets(context, 'up', '3m')}) >= 0.6
  `,
  );

/**
 * Workers that are there, of the place that has fewest: the lower of what is scraped and, where the application counts them, what the database says. All workers read the
 * same rows, and the lowest report counts: a worker that is cut off from the database repeats what it read last. While a worker has just
 * started, those reports are late, and what is scraped counts alone. No value when none is left.
 */
export const presentWorkers = ofReplicaSets({
  name: 'presentWorkers',
  title: 'Present workers',
  unit: 'workers',
  range: { minimum: { value: 1, why: 'without any worker there is no series; OrchestratorNoWorkers tells that' } },
  recordedAs: { record: 'job:orchestrator_workers_present:min' },
  expression: (context) => `${by('min', SET, context)} (
  ${labelled(`${by('min', SET, context)} (${ofWorkers(context, METRICS.activeWorkers.name)}) unless ${justStarted(context)}`, 'counted_by', 'application')}
  or ${steady(context)}
)`,
});

/** Workers that a replica set should have and has not; below 0 where it has more than it needs. */
export const missingWorkers = ofReplicaSets({
  name: 'missingWorkers',
  title: 'Missing workers',
  unit: 'workers',
  rangeOf: ({ minimum }) =>
    typeof minimum === 'number'
      ? { maximum: { value: minimum - 1, why: 'without any worker, OrchestratorNoWorkers tells that' } }
      : {},
  applies: ({ listed }) => listed.some(({ minimum }) => typeof minimum === 'object' || (minimum ?? 0) > 1),
  expression: (context) => `${block(ask(expectedMinimum, context))}
- ${on(labelsOf(SET, context))}
${block(ask(presentWorkers, context))}`,
});

/** Workers that a replica set has and should not; below 0 where it may have more. */
export const excessWorkers = ofReplicaSets({
  name: 'excessWorkers',
  title: 'Workers too many',
  unit: 'workers',
  applies: (context) => expectedMaximum.applies?.(context) ?? true,
  expression: (context) => `${block(ask(registeredWorkers, context))}
- ${on(labelsOf(SET, context))}
${block(ask(expectedMaximum, context))}`,
});

const STATE_LABELS = ['replica_set', 'worker_id', 'instance', 'state'] as const;

/**
 * Workers with the state that they are in. Every registration makes a new worker id, and the old ones stay `stopped` until the process ends:
 * they are left out. A worker whose application reports no state gets one from what the library exposes.
 */
export const workerStates: Signal = {
  name: 'workerStates',
  title: 'Workers and their states',
  unit: 'state',
  labels: STATE_LABELS,
  recordedAs: { record: 'instance:orchestrator_worker_state:max' },
  expression: (context) => {
    const inferred = (of: string, state: string): string =>
      labelled(`${by('group', WORKER, context)} (${of})`, 'state', state);
    const subject = on(labelsOf(WORKER, context));
    const live: readonly LabelMatcher[] = [...context.workers, { label: 'state', op: '!=', value: 'stopped' }];
    return `${by('max', STATE_LABELS, context)} (${select(METRICS.workerState.name, live)}) == 1
or ${subject} ${inferred(ofWorkers(context, METRICS.workerState.name), 'stopped')}
or ${subject} ${inferred(ofWorkers(context, METRICS.currentGenerationPartitions.name), 'in a generation')}
or ${subject} ${inferred(ofWorkers(context, METRICS.workersRegistered.name), 'coordinating')}`;
  },
};

/** Since when a worker is in its state, looking back for an hour. */
export const workerStateSince: Signal = {
  name: 'workerStateSince',
  title: 'In this state since',
  unit: 'moment',
  labels: STATE_LABELS,
  expression: (context) => {
    const now = block(ask(workerStates, context));
    return `1000 * min_over_time(timestamp${now}[1h:1m])
and ${now}`;
  },
};

/** An expression of several lines in parentheses of its own. */
function grouped(expression: string): string {
  return expression.includes('\n') ? block(expression) : expression;
}

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  expectedMinimum,
  expectedMaximum,
  expectedUnknown,
  registeredWorkers,
  activeWorkers,
  workingWorkers,
  presentWorkers,
  workerStates,
];
