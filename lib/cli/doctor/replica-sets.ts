/** Do the workers of a replica set come together, as one fleet, in the number that they should have. */
import { groupBy } from '../../model/group-by';
import { parseDuration, type Mixin } from '../../orchestrator';
import { PLACES } from '../../orchestrator/metrics';
import { passes } from '../../promql/re2';
import { targetOf, valuesOf, type Labels } from '../http/prometheus-api';
import { CONVERGENCE_STEP, CONVERGENCE_WINDOW, replicaSetOf, type Facts, type WorkloadAnswer } from './facts';
import { few, found, listed, type DoctorFinding } from './finding';

/** Labels that split the fleet: several clusters, or several Prometheus servers, whose series are in one store and count together. */
export function* diagnoseSplitFleet({ workers = [] }: Facts, { config }: Mixin): Generator<DoctorFinding> {
  const pinned = config.selector.flatMap(({ label, op }) => (op === '=' ? [label] : []));
  const told = new Set([...config.aggregateBy, ...pinned]);
  yield* severalPlaces(
    workers,
    PLACES.filter((label) => !told.has(label)),
    config.aggregateBy,
  );
  yield* severalSeries(workers, [...PLACES, ...config.aggregateBy]);
}

function severalPlaces(
  workers: readonly Labels[],
  labels: readonly string[],
  aggregateBy: readonly string[],
): readonly DoctorFinding[] {
  const fleets = groupBy(workers, (series) =>
    JSON.stringify([replicaSetOf(series), ...aggregateBy.map((label) => series[label] ?? '')]),
  );
  return labels.flatMap((label) => {
    const split = [...fleets.values()].flatMap((series) =>
      valuesOf(series, label).length > 1 ? [`${replicaSetOf(series[0])}: ${valuesIn(series, label)}`] : [],
    );
    return found({
      severity: 'error',
      code: 'fleets-merged',
      what: `A replica set has workers in several places (${label}), which are counted as one`,
      evidence: split,
      fix: `add ${label} to aggregateBy, or give each ${label} a configuration of its own with ${label} in its selector`,
    });
  });
}

/** The first few values of a label. */
function valuesIn(series: readonly Labels[], label: string): string {
  const values = valuesOf(series, label);
  return `${label} is ${listed(values.slice(0, 5))}${values.length > 5 ? ', ...' : ''}`;
}

/** Labels that are another one on each worker, whatever `instance` is. Federation without honor_labels keeps what was `instance` in the first. */
const OF_EACH_WORKER = ['exported_instance', 'pod', 'exported_pod', 'kubernetes_pod_name'] as const;

/** Series that rules take for one worker: of one replica set and `instance`, in one place. They are several workers, or one several times. */
function* severalSeries(workers: readonly Labels[], places: readonly string[]): Generator<DoctorFinding> {
  const counted = groupBy(
    workers.filter(({ instance = '' }) => instance !== ''),
    (labels) => JSON.stringify([replicaSetOf(labels), ...['instance', ...places].map((label) => labels[label] ?? '')]),
  );
  const several = [...counted.values()].filter((series) => series.length > 1);
  const alike = several.map((series) => ({
    series,
    labels: OF_EACH_WORKER.filter((label) => valuesOf(series, label).length > 1).slice(0, 1),
  }));
  const shared = alike.filter(({ labels }) => labels.length > 0);
  yield* found({
    severity: 'error',
    code: 'instance-shared',
    what: 'Several workers have one and the same instance: rules take them for one worker, or fail',
    evidence: linesOf(shared),
    fix: shared.some(({ labels }) => labels.includes('exported_instance'))
      ? 'set honor_labels: true in the job that federates them: without it, Prometheus renames what tells workers apart to exported_instance'
      : 'leave instance as Prometheus sets it, to the address of each target: take what writes it out of relabel_configs and metric_relabel_configs of the scrape job',
  });
  const twice = alike
    .filter(({ labels }) => labels.length === 0)
    .map(({ series }) => ({ series, labels: differing(series) }));
  const labels = [...new Set(twice.flatMap((worker) => worker.labels))];
  yield* found({
    severity: 'error',
    code: 'series-twice',
    what: `Workers are in the store several times, told apart by ${listed(labels)} only`,
    evidence: linesOf(twice),
    fix: labels.includes('job')
      ? 'several jobs scrape the same workers: take one of them out of Prometheus, or out of the selector'
      : `two Prometheus servers scrape the same workers: query them through something that deduplicates (Thanos Query with --query.replica-label, Mimir’s HA tracker), or scrape with one of them; add ${labels[0] ?? ''} to the selector if the store holds both for good`,
  });
}

/** Each target once, although it may have several replica sets. */
function linesOf(
  targets: readonly { readonly series: readonly [Labels, ...Labels[]]; readonly labels: readonly string[] }[],
): readonly string[] {
  const lines = targets.map(
    ({ series, labels }) => `${targetOf(series[0])}: ${labels.map((label) => valuesIn(series, label)).join('; ')}`,
  );
  return [...new Set(lines)];
}

/** Labels that not all of some series have with one value. */
function differing(series: readonly Labels[]): readonly string[] {
  const names = [...new Set(series.flatMap((labels) => Object.keys(labels)))];
  return names.filter((name) => new Set(series.map((labels) => labels[name])).size > 1);
}

/** Replica sets whose workers shared no generation at any time in the last two minutes. */
export function diagnoseConvergence({ beyondPartitions }: Facts, { config }: Mixin): readonly DoctorFinding[] {
  const interval = parseDuration(config.scrapeInterval) ?? CONVERGENCE_STEP;
  return beyondPartitions
    .map(({ metric, values }) => ({ metric, values: settled(values, interval) }))
    .filter(({ values }) => values.length > 0 && values.every((workers) => workers > 0))
    .map(({ metric, values }) => ({
      severity: 'error',
      code: 'never-converges',
      what: `The workers of replica set ${replicaSetOf(metric)} never converge: each runs in its own generation, and events of unowned partitions are lost`,
      evidence: [
        `workers beyond the partitions of the largest generation: ${String(values.at(-1) ?? 0)}`,
        `seen at each of ${String(values.length)} samples of the last ${String(CONVERGENCE_WINDOW / 60)} minutes`,
        'up, the number of workers and the coordination time all look healthy',
      ],
      fix: 'the stock coordinator of orchestrator v1.1.0 does this whenever a replica set has several workers. Scale it to one worker, which then owns all partitions (lower the minimum of an autoscaler first), set workers: 1 in the configuration, then repair the read models: see OrchestratorNeverConverges in the runbook',
    }));
}

/**
 * Without the samples of the first scrape interval, if Prometheus has known a replica set for less than the window: each target is scraped at
 * its own moment of the interval, so those samples may show only some of the workers.
 */
function settled(values: readonly number[], scrapeInterval: number): readonly number[] {
  return values.length * CONVERGENCE_STEP < CONVERGENCE_WINDOW
    ? values.slice(Math.ceil(scrapeInterval / CONVERGENCE_STEP))
    : values;
}

/** Label that Prometheus makes of the `namespace` of kube-state-metrics where it scrapes without honor_labels. */
const EXPORTED_NAMESPACE = 'exported_namespace';

/** Whether kube-state-metrics says how many workers there should be, where the configuration reads that from a workload. */
export function diagnoseWorkloads({ workloads, workers = [], otherSeries }: Facts): readonly DoctorFinding[] {
  return workloads.flatMap((workload) => {
    const own = workers.filter((worker) => replicaSetOf(worker) === workload.replicaSet);
    return otherSeries === undefined ? [] : [...wanted(workload, own, otherSeries.has(workload.metric))];
  });
}

/** One series is to say it for all workers of the replica set, or for those of each cluster, where the series have such labels of the fleet. */
function* wanted(answer: WorkloadAnswer, workers: readonly Labels[], isScraped: boolean): Generator<DoctorFinding> {
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
            ...foundOf(answer, isScraped),
          ],
    fix: fixOf(answer, isScraped),
  });
}

function foundOf({ metric, series }: WorkloadAnswer, isScraped: boolean): readonly string[] {
  return series.length > 0
    ? few(series.map((sample) => `found: ${labelled(sample.metric)}`))
    : [isScraped ? `${metric} has series of other workloads` : `${metric} has no series at all`];
}

function fixOf({ namespace, series, metric }: WorkloadAnswer, isScraped: boolean): string {
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
