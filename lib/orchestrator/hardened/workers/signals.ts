/** Questions about the workers of a replica set: are they there, do they work, do their processes live. */
import { METRICS } from '../../metrics';
import { block, is, labelled, on, oneOf, select, union } from '../../../promql/write';
import type { QueryContext, Signal } from '../../../model/signal';
import type { ReplicaSetProps, WorkloadReference } from '../../fleet/props';
import {
  countBy,
  groupBy,
  justStarted,
  knownSeries,
  knownWorkers,
  maxBy,
  minBy,
  ofTargets,
  ofWorkers,
  recordable,
  setLabels,
  sumBy,
  targetLabels,
  toReplicaSets,
} from '../groupings';

const SET = ['replica_set'] as const;

const working = (context: QueryContext): string =>
  `${countBy(setLabels(context))} (${ofWorkers(context, METRICS.currentGenerationPartitions.name)})`;

const registered = (context: QueryContext): string =>
  `${countBy(setLabels(context))} (${ofWorkers(context, METRICS.workersRegistered.name)})`;

/** Registered workers that answered most scrapes of the last four minutes: one that comes and goes is not there. */
const steady = (context: QueryContext): string => `${countBy(setLabels(context))} (
    ${ofWorkers(context, METRICS.workersRegistered.name)}
    and ${on(targetLabels(context))} avg_over_time(${ofTargets(context, 'up', '4m')}) >= 0.6
  )`;

/** What applications that count their workers report; every worker repeats the same total. */
export const activeWorkers = recordable({
  name: 'activeWorkers',
  title: 'Active workers',
  description: 'Workers of the replica set. Every worker reports the same total, so the largest report counts.',
  unit: 'workers',
  labels: SET,
  expression: (context) => `${maxBy(setLabels(context))} (${ofWorkers(context, METRICS.activeWorkers.name)})`,
});

/** Workers that have finished a coordination since their process started, with 0 for replica sets that had one within the last hour. */
export const workingWorkers = recordable({
  name: 'workingWorkers',
  title: 'Working workers',
  description: 'Workers that have finished a coordination since their process started. 0: nobody handles events.',
  unit: 'workers',
  labels: SET,
  range: { minimum: { value: 0, why: 'a replica set cannot have fewer workers than none' } },
  expression: (context) => `${working(context)}
or
${countBy(setLabels(context))} (last_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, '1h')})) * 0`,
});

/** Working workers of every listed replica set: 0 for one without any, whether or not it was ever seen. */
export function listedWithoutWorkers(listed: readonly string[]): Signal {
  return {
    name: 'listedWithoutWorkers',
    title: 'Listed replica sets without workers',
    description: 'Working workers of each replica set of the configuration, also where there is none.',
    unit: 'workers',
    // It knows the name alone: nothing tells in which cluster or namespace a replica set that nobody saw should be.
    labels: SET,
    range: { minimum: { value: 0, why: 'a replica set cannot have fewer workers than none' } },
    expression: ({
      targets,
    }) => `${countBy(SET)} (${select(METRICS.currentGenerationPartitions.name, [...targets, oneOf('replica_set', listed)])})
or
${block(union(listed.map((name) => labelled('vector(0)', 'replica_set', name))))}`,
  };
}

/**
 * Workers that are there: the lower of what is scraped and, where the application counts them, what the database says. No value while a
 * worker has just started, nor when none is left.
 */
export const presentWorkers = recordable({
  name: 'presentWorkers',
  title: 'Present workers',
  description: 'Registered workers that answer most scrapes, or fewer where the application counts fewer.',
  unit: 'workers',
  labels: SET,
  range: { minimum: { value: 1, why: 'without any worker there is no series; OrchestratorNoWorkers tells that' } },
  expression: (context) => `${minBy(setLabels(context))} (
  ${labelled(activeWorkers.expression(context), 'counted_by', 'application')}
  or ${steady(context)}
)
unless ${justStarted(context)}`,
});

/** Workers that are scraped, also those whose registration is only minutes old. */
export const registeredWorkers = recordable({
  name: 'registeredWorkers',
  title: 'Registered workers',
  description: 'Worker processes of the replica set that are scraped and have registered.',
  unit: 'workers',
  labels: SET,
  expression: registered,
});

/** Present workers less the replicas that their Kubernetes workload asks for. Below 0: workers are missing. */
export function workersBeyondWorkload(replicaSet: ReplicaSetProps['name'], workload: WorkloadReference): Signal {
  const [metric, label, name] =
    'deployment' in workload
      ? ['kube_deployment_spec_replicas', 'deployment', workload.deployment]
      : ['kube_statefulset_replicas', 'statefulset', workload.statefulSet];
  return {
    name: 'workersBeyondWorkload',
    title: 'Workers beyond the workload',
    description: `Present workers less the replicas that ${label} ${name} asks for.`,
    unit: 'workers',
    labels: SET,
    expression: (context) => {
      const wanted = select(metric, [is('namespace', workload.namespace), is(label, name)]);
      const by = context.by.length > 0 ? `${maxBy(context.by)} (${wanted})` : `max(${wanted})`;
      return `${block(presentWorkers.expression(context))}
- ${on(setLabels(context))}
${labelled(by, 'replica_set', replicaSet)}`;
    },
  };
}

/** Targets of a replica set that answered less than 60 % of the scrapes of the last four minutes, and are still targets. */
export const downTargets = recordable({
  name: 'downTargets',
  title: 'Targets that are down',
  description: 'Known workers whose target did not answer most scrapes of the last four minutes.',
  unit: 'workers',
  labels: SET,
  range: { minimum: { value: 0, why: 'it is a count' } },
  expression: (context) => `${sumBy(setLabels(context))} (
  ${knownWorkers(context)}
  * ${toReplicaSets(context)}
  (
    ${maxBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', '4m')})) < bool 0.6
    and ${on(targetLabels(context))} ${ofTargets(context, 'up')}
  )
)`,
});

/** Restarts within half an hour of the worker that restarted most, if it restarted or was down within the last four minutes. */
export const restartsOfOneWorker = recordable({
  name: 'restartsOfOneWorker',
  title: 'Restarts of one worker',
  description: 'Restarts in half an hour of the worker that restarted most.',
  unit: 'count',
  labels: SET,
  expression: (context) => `${maxBy(setLabels(context))} (
  ${knownSeries(context)} * 0
  + ${toReplicaSets(context)}
  (
    ${maxBy(targetLabels(context))} (changes(${ofTargets(context, 'process_start_time_seconds', '30m')}))
    and ${on(targetLabels(context))} (
      changes(${ofTargets(context, 'process_start_time_seconds', '4m')}) > 0
      or min_over_time(${ofTargets(context, 'up', '4m')}) == 0
    )
  )
)`,
});

/** Workers that restarted at least twice in ten minutes and missed a fifth of the scrapes of the last five. */
export const exitingWorkers = recordable({
  name: 'exitingWorkers',
  title: 'Workers that exit over and over',
  description: 'Workers that restarted at least twice in ten minutes and were down in between.',
  unit: 'workers',
  labels: SET,
  expression: (context) => `${sumBy(setLabels(context))} (
  ${knownWorkers(context)}
  * ${toReplicaSets(context)}
  (
    (${maxBy(targetLabels(context))} (changes(${ofTargets(context, 'process_start_time_seconds', '10m')})) > bool 1)
    * (${maxBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', '5m')})) < bool 0.8)
  )
)`,
});

/** Replica sets that had a worker in the last six hours. */
export const knownReplicaSets = recordable({
  name: 'knownReplicaSets',
  title: 'Known replica sets',
  description: 'Replica sets with a worker in the last six hours, each 1.',
  unit: 'count',
  labels: SET,
  expression: (context) => `${groupBy(setLabels(context))} (${knownSeries(context)})`,
});

/** Which target runs workers of which replica set, remembered for six hours. */
export const knownWorkerTargets: Signal = {
  name: 'knownWorkerTargets',
  title: 'Known workers',
  description: 'Workers that were there in the last six hours, by target.',
  unit: 'count',
  labels: ['replica_set', 'instance'],
  expression: (context) => knownWorkers({ ...context, recorded: false }),
};
