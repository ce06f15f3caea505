/** How many workers a replica set should have: a number, a range, or a workload to read it from. */
import type { ReplicaSetProps, WorkerRange, WorkloadReference } from './props';

/** Expected workers of a replica set; undefined where nobody said. */
export type ExpectedWorkers = ReplicaSetProps['workers'];

/** Whether it is a range with both bounds. */
export function isRange(workers: ExpectedWorkers): workers is WorkerRange {
  return typeof workers === 'object' && 'min' in workers;
}

/** Whether it is a Deployment or StatefulSet whose replicas count. */
export function isWorkload(workers: ExpectedWorkers): workers is WorkloadReference {
  return typeof workers === 'object' && !('min' in workers);
}

/** The fewest workers that are right; undefined where nobody said, or where a workload says it. */
export function minimumWorkers(workers: ExpectedWorkers): number | undefined {
  return typeof workers === 'number' ? workers : isRange(workers) ? workers.min : undefined;
}

/** The most workers that are right; undefined where nobody said, or where a workload says it. */
export function maximumWorkers(workers: ExpectedWorkers): number | undefined {
  return typeof workers === 'number' ? workers : isRange(workers) ? workers.max : undefined;
}

/** Whether it is all right that a replica set has no workers at all. */
export function mayBeIdle(workers: ExpectedWorkers): boolean {
  return minimumWorkers(workers) === 0;
}

/** A workload as text: equal for equal workloads, in whatever order their fields were written. */
export function workloadIdentity(workload: WorkloadReference): string {
  return 'deployment' in workload
    ? `deployment ${workload.namespace}/${workload.deployment}`
    : `statefulSet ${workload.namespace}/${workload.statefulSet}`;
}
