/** Which fleet a Prometheus knows: replica sets, workers, projections, labels. */
import { DISCOVERY_QUERIES } from '../../orchestrator/diagnosis';
import { OF_THE_JOB } from '../../orchestrator/metrics';
import { UnreachableError } from '../exit-codes';
import type { PrometheusApi } from '../http/prometheus-api';
import { valuesOf } from '../http/prometheus-shape';

export interface FoundReplicaSet {
  readonly name: string;
  readonly workers: number;
  readonly projections: readonly string[];
}

export interface FoundFleet {
  readonly jobs: readonly string[];
  readonly replicaSets: readonly FoundReplicaSet[];
  /** Labels that all workers of one fleet share, and their values, for instance `namespace`. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** As Prometheus writes durations; undefined where it does not tell. */
  readonly scrapeInterval: string | undefined;
}

/** Labels that tell workers apart, not fleets, and what the orchestrator sets. The job is the selector's. */
const NOT_OF_FLEETS = new Set(['__name__', ...OF_THE_JOB, 'replica_set']);

/** Asks for the fleet. Throws an UnreachableError where Prometheus does not answer, or knows no workers. */
export async function discover(api: PrometheusApi, url: string): Promise<FoundFleet> {
  const workers = (await api.query(DISCOVERY_QUERIES.workers)).map(({ metric }) => metric);
  const projections = (await api.query(DISCOVERY_QUERIES.projections)).map(({ metric }) => metric);
  if (workers.length === 0) {
    throw new UnreachableError(
      `Prometheus at ${url} knows no workers of the orchestrator; npx pupsourcing-orchestrator-monitoring doctor --prometheus ${url} says why`,
    );
  }
  const jobs = valuesOf(workers, 'job');
  const names = [...new Set(workers.flatMap((labels) => Object.keys(labels)))].filter(
    (name) => !NOT_OF_FLEETS.has(name),
  );
  const targets = (await api.targets()) ?? [];
  const intervals = targets.flatMap(({ labels, scrapeInterval }) =>
    jobs.includes(labels['job'] ?? '') && scrapeInterval !== undefined ? [scrapeInterval] : [],
  );
  return {
    jobs,
    replicaSets: valuesOf(workers, 'replica_set').map((name) => ({
      name,
      workers: new Set(
        workers
          .filter((labels) => labels['replica_set'] === name)
          .map(({ job = '', instance = '' }) => `${job} ${instance}`),
      ).size,
      projections: valuesOf(
        projections.filter((labels) => labels['replica_set'] === name),
        'projection',
      ),
    })),
    labels: new Map(names.sort().map((name) => [name, valuesOf(workers, name)])),
    scrapeInterval: intervals[0],
  };
}
