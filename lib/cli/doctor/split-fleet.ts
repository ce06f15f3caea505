/** Labels that split the fleet: several clusters, or several Prometheus servers, whose series are in one store and count together. */
import type { Mixin } from '../../orchestrator';
import { groupBy } from '../../model/group-by';
import { PLACES } from '../../orchestrator/metrics';
import { targetOf, valuesOf, type Labels } from '../http/prometheus-shape';
import { found, listed, type DoctorFinding } from './finding';
import { replicaSetOf, type Facts } from './facts';

/** Findings about labels that the configuration does not tell fleets apart by. */
export function* diagnoseSplitFleet({ workers = [], targets }: Facts, { config }: Mixin): Generator<DoctorFinding> {
  const pinned = config.selector.flatMap(({ label, op }) => (op === '=' ? [label] : []));
  const told = new Set([...config.aggregateBy, ...pinned]);
  yield* severalPlaces(
    workers,
    PLACES.filter((label) => !told.has(label)),
    config.aggregateBy,
  );
  yield* severalSeries(targets.map(({ labels }) => labels));
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
    const split = [...fleets.values()].flatMap((series) => {
      const values = valuesOf(series, label);
      return values.length > 1
        ? [`${replicaSetOf(series[0])}: ${label} is ${listed(values.slice(0, 5))}${values.length > 5 ? ', ...' : ''}`]
        : [];
    });
    return found({
      severity: 'error',
      code: 'fleets-merged',
      what: `A replica set has workers in several places (${label}), which are counted as one`,
      evidence: split,
      fix: `add ${label} to aggregateBy, or give each ${label} a configuration of its own with ${label} in its selector`,
    });
  });
}

/** The same target several times: two Prometheus servers scrape it, and nothing deduplicates. */
function severalSeries(targets: readonly Labels[]): readonly DoctorFinding[] {
  const names = [...new Set(targets.flatMap((labels) => Object.keys(labels)))];
  const sameTargets = groupBy(targets, ({ job = '', instance = '', pod = '' }) => JSON.stringify([job, instance, pod]));
  const twice = [...sameTargets.values()]
    .filter((series) => series.length > 1)
    .map((series) => ({
      target: targetOf(series[0]),
      labels: names.filter((name) => new Set(series.map((labels) => labels[name])).size > 1),
      series,
    }))
    // Two clusters may use one address, each for a worker of its own.
    .filter(({ labels }) => !labels.some((label) => PLACES.includes(label)));
  const labels = [...new Set(twice.flatMap((target) => target.labels))];
  return found({
    severity: 'error',
    code: 'series-twice',
    what: `Every worker is in the store several times, told apart by ${listed(labels)} only`,
    evidence: twice.map(
      ({ target, series, labels: own }) =>
        `${target}: ${own.map((label) => `${label} is ${listed(valuesOf(series, label))}`).join('; ')}`,
    ),
    fix: `two Prometheus servers scrape the same workers: query them through something that deduplicates (Thanos Query with --query.replica-label, Mimir’s HA tracker), or scrape with one of them; add ${labels[0] ?? ''} to the selector if the store holds both for good`,
  });
}
