/** Does kube-state-metrics say how many workers there should be, where the configuration reads that from a workload. */
import { groupBy } from '../../model/group-by';
import { passes } from '../../promql/re2';
import type { Labels } from '../http/prometheus-shape';
import { few, found, type DoctorFinding } from './finding';
import { replicaSetOf, type Facts, type WorkloadAnswer } from './facts';

/** Label that Prometheus makes of the `namespace` of kube-state-metrics where it scrapes without honor_labels. */
const EXPORTED_NAMESPACE = 'exported_namespace';

export function diagnoseWorkloads({ workloads, workers = [], otherSeries }: Facts): readonly DoctorFinding[] {
  return workloads.flatMap((workload) => {
    const own = workers.filter((worker) => replicaSetOf(worker) === workload.replicaSet);
    return otherSeries === undefined ? [] : [...diagnose(workload, own, otherSeries.has(workload.metric))];
  });
}

/** One series is to say it for all workers of the replica set, or for those of each cluster, where the series have such labels of the fleet. */
function* diagnose(answer: WorkloadAnswer, workers: readonly Labels[], isScraped: boolean): Generator<DoctorFinding> {
  const { replicaSet, workload, namespace, metric, series, matchers } = answer;
  const own = series.filter(
    (sample) =>
      sample.metric['namespace'] === namespace &&
      matchers.every((matcher) => passes(matcher, sample.metric[matcher.label] ?? '') !== false),
  );
  const labels = answer.labels.filter((label) => own.some((sample) => sample.metric[label] !== undefined));
  const placeOf = (one: Labels): string =>
    labelled(Object.fromEntries(labels.map((label) => [label, one[label] ?? ''])));
  const reported = groupBy(own, (sample) => placeOf(sample.metric));
  const places = own.length === 0 ? [''] : [...new Set(workers.map(placeOf))];
  const twice = [...reported.values()].filter((samples) => samples.length > 1).flat();
  const silent = places.filter((place) => !reported.has(place));
  yield* found({
    severity: 'warning',
    code: 'workload-twice',
    what: `kube-state-metrics reports the replicas of ${workload} several times`,
    evidence: twice.map((sample) => `${String(sample.value)}: ${labelled(sample.metric)}`),
    fix: 'two kube-state-metrics, or those of two clusters, are in one store: scrape one of them, or tell clusters apart with aggregateBy',
  });
  yield* found({
    severity: 'error',
    code: 'workload-unknown',
    what: `Nothing says how many workers replica set ${replicaSet} should have: alerts about missing workers cannot fire`,
    evidence:
      silent.length === 0
        ? []
        : [
            ...silent.map((place) => `no series of ${metric} for ${workload}${place === '' ? '' : ` with ${place}`}`),
            ...evidence(answer, isScraped),
          ],
    fix: fix(answer, isScraped),
  });
}

function evidence({ metric, series }: WorkloadAnswer, isScraped: boolean): readonly string[] {
  return series.length > 0
    ? few(series.map((sample) => `found: ${labelled(sample.metric)}`))
    : [isScraped ? `${metric} has series of other workloads` : `${metric} has no series at all`];
}

function fix({ namespace, series, metric }: WorkloadAnswer, isScraped: boolean): string {
  if (series.some((sample) => sample.metric[EXPORTED_NAMESPACE] === namespace)) {
    return `scrape kube-state-metrics with honor_labels: true (honorLabels in a ServiceMonitor); without it, Prometheus renames its namespace to ${EXPORTED_NAMESPACE}`;
  }
  if (series.some((sample) => sample.metric['namespace'] === namespace)) {
    return 'scrape kube-state-metrics of that place, too, and give its series the labels of the fleet that the workers have (external_labels, relabel_configs)';
  }
  if (series.length > 0) {
    return 'fix the namespace of workers in the configuration';
  }
  return isScraped
    ? 'fix the name of workers in the configuration; if it is right, check that kube-state-metrics watches its namespace'
    : `scrape kube-state-metrics, with ${metric} among its metrics, in this Prometheus; or set workers to a number`;
}

function labelled(labels: Labels): string {
  const shown = Object.entries(labels).filter(([name]) => name !== '__name__');
  return shown.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
}
