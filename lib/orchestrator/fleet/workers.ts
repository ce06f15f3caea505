/** How many workers a replica set should have: a number, a range, or a workload to read it from. */
import type { ListedSubject, Wanted } from '../../model/signal';
import { is } from '../../promql/write';
import type { ReplicaSetProps, WorkloadReference } from './props';

/** Whether it is a Deployment or StatefulSet whose replicas count. */
export function isWorkload(workers: ReplicaSetProps['workers']): workers is WorkloadReference {
  return typeof workers === 'object' && !('min' in workers);
}

/** The listed replica sets with the bounds of their workers. One without a number should have at least one worker. */
export function listedSubjects(replicaSets: readonly ReplicaSetProps[]): readonly ListedSubject[] {
  return replicaSets.map(({ name, workers, inputNeverPausesFor }) => ({
    name,
    ...boundsOf(workers),
    ...(inputNeverPausesFor === undefined ? {} : { neverRestsFor: inputNeverPausesFor }),
  }));
}

function boundsOf(workers: ReplicaSetProps['workers']): Pick<ListedSubject, 'minimum' | 'maximum'> {
  if (workers === undefined) {
    return { minimum: 1 };
  }
  if (isWorkload(workers)) {
    return { minimum: replicasOf(workers) };
  }
  const { min, max } = typeof workers === 'number' ? { min: workers, max: workers } : workers;
  return { minimum: min, maximum: max };
}

/** The series of kube-state-metrics that says how many replicas a workload asks for. */
export function replicasOf(workload: WorkloadReference): Exclude<Wanted, number> {
  const [metric, name] =
    'deployment' in workload
      ? ['kube_deployment_spec_replicas', is('deployment', workload.deployment)]
      : ['kube_statefulset_replicas', is('statefulset', workload.statefulSet)];
  return { metric, matchers: [is('namespace', workload.namespace), name] };
}
