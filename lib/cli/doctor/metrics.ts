/** Which of the thirteen metrics exist, with which labels and buckets; and what has to emit the others. */
import { HISTOGRAM_BUCKETS, METRICS, METRIC_PREFIX, type Metric, type Mixin } from '../../orchestrator';
import { EXPORTED_REPLICA_SET, HISTOGRAMS, reportedReplicaSet, representativeOf } from '../../orchestrator/diagnosis';
import { groupBy } from '../../model/group-by';
import { targetOf, type Labels } from '../http/prometheus-api';
import { found, listed, type DoctorFinding } from './finding';
import { replicaSetsOf, type Facts } from './facts';

/**
 * Metrics that begin with something that need not happen: without it there is no series, and nothing is wrong. Coordinations, assignments
 * and new generations are counted where they happened, so that a worker or a whole fleet may have none since it started.
 */
const EVENTUAL: readonly string[] = [
  METRICS.reconfigurations,
  METRICS.projectionErrors,
  METRICS.staleWorkersCleaned,
  METRICS.generations,
  METRICS.partitionAssignments,
].map(({ name }) => withoutPrefix(name));

/** The metrics of the catalogue, without the prefix, and what there is of each; of its labels, those that have a value. */
export function presenceOf(inventory: readonly Labels[]) {
  return Object.values<Metric>(METRICS).map((metric) => {
    const series = inventory.filter(({ __name__ }) => __name__ === representativeOf(metric));
    return {
      name: withoutPrefix(metric.name),
      workers: new Set(series.map(targetOf)).size,
      labels: metric.labels.filter(
        (label) => label !== 'worker_id' && series.some((labels) => (labels[label] ?? '') !== ''),
      ),
      replicaSets: replicaSetsOf(series),
      emitter: metric.emittedByLibrary ? ('library' as const) : ('application' as const),
    };
  });
}

function withoutPrefix(name: string): string {
  return name.slice(METRIC_PREFIX.length);
}

/** Metrics that some worker exposes, without the prefix. */
export function metricsThere(inventory: readonly Labels[]): ReadonlySet<string> {
  return new Set(presenceOf(inventory).flatMap(({ name, workers }) => (workers > 0 ? [name] : [])));
}

/** Metrics that are missing although nothing needs to happen first, and the replica sets without them. */
export function missingMetrics(inventory: readonly Labels[]) {
  const presence = presenceOf(inventory);
  const collected = presence.flatMap(({ emitter, replicaSets }) => (emitter === 'application' ? replicaSets : []));
  return presence
    .map(({ name, emitter, replicaSets }) => ({
      name,
      emitter,
      from: replicaSetsOf(inventory).filter(
        (replicaSet) =>
          !replicaSets.includes(replicaSet) &&
          // Without any call of the collector, those that would need an event first are missing for the same reason.
          (!EVENTUAL.includes(name) || (emitter === 'application' && !collected.includes(replicaSet))),
      ),
    }))
    .filter(({ from }) => from.length > 0);
}

/** Findings about metrics. None where the answer was withheld, and of those that are missing, none where no worker has any. */
export function* diagnoseMetrics(facts: Facts, { config }: Mixin): Generator<DoctorFinding> {
  const { inventory } = facts;
  if (inventory === undefined) {
    return;
  }
  const up = facts.targets.filter((target) => target.up);
  const workers = new Set(inventory.map(targetOf));
  // Of a job whose series have lost their instance, nobody knows whose they are.
  const without = up
    .filter(({ labels: own }) => !workers.has(targetOf(own)) && !workers.has(targetOf({ ...own, instance: '' })))
    .map(({ labels: own }) => targetOf(own));
  yield* found({
    // One of several may be a worker before its first coordination.
    severity: without.length === up.length ? 'error' : 'warning',
    code: 'no-metrics',
    what: `${String(without.length)} of ${String(up.length)} targets that are up expose no metric of the orchestrator`,
    evidence: without.map((name) => `${name} is up`),
    fix: 'check that the scraped address is the workers’ metrics server: curl http://<address>/metrics | grep pupsourcing_orchestrator; promhttp.Handler() in the process that runs the orchestrator serves them; and that the selector finds nothing but workers',
  });
  yield* missing(inventory);
  yield* labels(inventory, config.aggregateBy);
  yield* buckets(facts);
}

function* missing(inventory: readonly Labels[]): Generator<DoctorFinding> {
  const all = replicaSetsOf(inventory).length;
  const native = HISTOGRAMS.filter((name) => inventory.some(({ __name__ }) => __name__ === name)).map(withoutPrefix);
  const lacking = groupBy(missingMetrics(inventory), ({ name, emitter }) =>
    native.includes(name) ? 'prometheus' : emitter,
  );
  const missingFrom = (emitter: 'library' | 'application' | 'prometheus'): readonly string[] =>
    [
      ...groupBy(lacking.get(emitter) ?? [], ({ from }) =>
        from.length === all ? '' : ` of replica set ${listed(from)}`,
      ),
    ].map(([where, metrics]) => `no series${where}: ${listed(metrics.map(({ name }) => name))}`);
  yield* found({
    severity: 'error',
    code: 'histograms-converted',
    what: 'Prometheus stores histograms as native ones alone, which no rule and no panel reads',
    evidence: missingFrom('prometheus'),
    fix: 'convert_classic_histograms_to_nhcb drops their _bucket, _sum and _count: set always_scrape_classic_histograms: true on the scrape job, or scrapeClassicHistograms: true on the monitor',
  });
  yield* found({
    severity: 'error',
    code: 'library-metrics-missing',
    what: 'Workers do not expose the metrics that the orchestrator itself emits',
    evidence: missingFrom('library'),
    fix: 'they appear with the first successful coordination: search the workers’ logs for "coordination timeout" and for what keeps a worker from becoming ready; metric_relabel_configs that drop metrics look the same',
  });
  yield* found({
    severity: 'warning',
    code: 'collector-not-called',
    what: 'The application does not emit metrics that the orchestrator leaves to it',
    evidence: missingFrom('application'),
    fix: 'orchestrator v1.1.0 registers these metrics but never sets them: wrap the generation store and the projections with a metrics.NewCollector(replicaSet), as docs/instrumenting.md shows; until then the panels and alerts below have no data',
  });
}

function* labels(inventory: readonly Labels[], aggregateBy: readonly string[]): Generator<DoctorFinding> {
  const isRenamed = inventory.some((series) => (series[EXPORTED_REPLICA_SET] ?? '') !== '');
  yield* found({
    severity: 'error',
    code: 'label-renamed',
    what: 'The workers’ label replica_set is stored as exported_replica_set',
    evidence: isRenamed ? ['the targets have a label replica_set of their own, which Prometheus prefers'] : [],
    fix: 'set honor_labels: true in the scrape job, or stop relabelling to replica_set',
  });
  yield* [...new Set([...ALWAYS.keys(), ...aggregateBy])].flatMap((label) => {
    const valueOf = (series: Labels): string | undefined =>
      label === 'replica_set' ? reportedReplicaSet(series) : series[label];
    const without = inventory.filter((series) => (valueOf(series) ?? '') === '').length;
    return found({
      severity: 'error',
      code: 'label-missing',
      what: `The label ${label}, which tells ${ALWAYS.get(label) ?? 'fleets apart (aggregateBy)'}, is missing`,
      evidence: without === 0 ? [] : [`${String(without)} of ${String(inventory.length)} series have no ${label}`],
      fix: ALWAYS.has(label)
        ? 'look for labeldrop and labelkeep in metric_relabel_configs of the scrape job, and in write_relabel_configs on the way to this store: they must keep it'
        : `set ${label} in the scrape job (relabel_configs), or remove it from aggregateBy`,
    });
  });
}

/** Labels that every series has when it is scraped, and what they tell in every rule. */
const ALWAYS: ReadonlyMap<string, string> = new Map([
  ['replica_set', 'replica sets apart'],
  ['instance', 'workers apart'],
]);

/** Thresholds were checked against the buckets of v1.1.0: with others, a quantile ends elsewhere; without any, there is none. */
function buckets(facts: Facts): readonly DoctorFinding[] {
  const wanted = HISTOGRAM_BUCKETS.join(', ');
  const bounds = [...groupBy(facts.buckets ?? [], ({ __name__ = '' }) => __name__)].map(([name, own]) => {
    const finite = own.map(({ le }) => Number(le)).filter(Number.isFinite);
    return { name, list: finite.sort((a, b) => a - b).join(', ') };
  });
  const none = bucketsMissing(facts).map((name) => ({ name, list: 'none' }));
  const different = [...none, ...bounds].filter(({ list }) => list !== wanted);
  return found({
    severity: 'warning',
    code: 'other-buckets',
    what: 'Histograms have different buckets from orchestrator v1.1.0',
    evidence: different.map(({ name, list }) => `${name}: ${list}; expected: ${wanted}`),
    fix: 'an alert on a quantile cannot fire above the largest bucket: compare the thresholds of such alerts with it; and check that metric_relabel_configs drop no bucket',
  });
}

/** Series of buckets that do not exist, although their histogram does: it is there by its `_count`. */
export function bucketsMissing({ inventory = [], buckets: series }: Pick<Facts, 'inventory' | 'buckets'>) {
  const there = metricsThere(inventory);
  return HISTOGRAMS.filter((name) => there.has(withoutPrefix(name)))
    .map((name) => `${name}_bucket`)
    .filter((name) => series?.every(({ __name__ }) => __name__ !== name) === true);
}
