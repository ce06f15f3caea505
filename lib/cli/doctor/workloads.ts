/** Does kube-state-metrics say how many workers there should be, where the configuration reads that from a workload. */
import { few, found, type DoctorFinding } from './finding';
import type { Facts, WorkloadAnswer } from './facts';

/** Label that Prometheus makes of the `namespace` of kube-state-metrics where it scrapes without honor_labels. */
const EXPORTED_NAMESPACE = 'exported_namespace';

export function diagnoseWorkloads({ workloads, otherSeries }: Facts): readonly DoctorFinding[] {
  return workloads.flatMap((workload) => diagnose(workload, otherSeries.has(workload.metric)));
}

function diagnose(answer: WorkloadAnswer, isScraped: boolean): readonly DoctorFinding[] {
  const { replicaSet, workload, namespace, metric, series } = answer;
  const own = series.filter((sample) => sample.metric['namespace'] === namespace);
  if (own.length > 1) {
    return found({
      severity: 'warning',
      code: 'workload-twice',
      what: `kube-state-metrics reports the replicas of ${workload} ${String(own.length)} times`,
      evidence: own.map((sample) => `${String(sample.value)}: ${labelled(sample.metric)}`),
      fix: 'two kube-state-metrics, or those of two clusters, are in one store: scrape one of them, or tell clusters apart with aggregateBy',
    });
  }
  return found({
    severity: 'error',
    code: 'workload-unknown',
    what: `Nothing says how many workers replica set ${replicaSet} should have: alerts about missing workers cannot fire`,
    evidence: own.length === 1 ? [] : [`no series of ${metric} for ${workload}`, ...evidence(answer, isScraped)],
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
  if (series.length > 0) {
    return 'fix the namespace of workers in the configuration';
  }
  return isScraped
    ? 'fix the name of workers in the configuration; if it is right, check that kube-state-metrics watches its namespace'
    : `scrape kube-state-metrics, with ${metric} among its metrics, in this Prometheus; or set workers to a number`;
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const shown = Object.entries(labels).filter(([name]) => name !== '__name__');
  return shown.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
}
