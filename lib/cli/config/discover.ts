/** The fleet that a Prometheus knows, for a configuration to start from. */
import { groupBy } from '../../model/group-by';
import { formatDuration, parseDuration } from '../../orchestrator';
import { DISCOVERY_QUERIES, EXPORTED_REPLICA_SET, reportedReplicaSet } from '../../orchestrator/diagnosis';
import { OF_THE_JOB, PLACES } from '../../orchestrator/metrics';
import { valuesOf, type Labels, type PrometheusApi } from '../http/prometheus-api';

export interface FoundFleet {
  readonly jobs: readonly string[];
  readonly replicaSets: readonly {
    readonly name: string;
    /** A range where it has more of them in one place than in another. */
    readonly workers: number | { readonly min: number; readonly max: number };
    readonly projections: readonly string[];
  }[];
  /** Labels that the workers have beside those of each by itself, and their values, for instance `namespace`. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Of these, the places of which there are several: they tell fleets apart. */
  readonly aggregateBy: readonly string[];
  /** The longest one, as Prometheus writes durations; undefined where it does not tell. */
  readonly scrapeInterval: string | undefined;
  /** Whether Prometheus stores the replica sets that the workers report under another name, where no rule looks. */
  readonly isRenamed: boolean;
}

/** Labels that tell workers apart, not fleets, and what the orchestrator sets. The job is the selector's. */
const NOT_OF_FLEETS = new Set(['__name__', ...OF_THE_JOB, 'replica_set', EXPORTED_REPLICA_SET]);

/** Asks for the fleet; undefined where Prometheus knows no workers. Throws an UnreachableError where it does not answer. */
export async function discover(api: PrometheusApi): Promise<FoundFleet | undefined> {
  const ask = async (query: string): Promise<readonly Labels[]> =>
    (await api.query(query)).map(({ metric }) => ({ ...metric, replica_set: reportedReplicaSet(metric) ?? '' }));
  const workers = await ask(DISCOVERY_QUERIES.workers);
  const projections = await ask(DISCOVERY_QUERIES.projections);
  if (workers.length === 0) {
    return undefined;
  }
  const jobs = valuesOf(workers, 'job');
  const names = [...new Set(workers.flatMap((labels) => Object.keys(labels)))].filter(
    (name) => !NOT_OF_FLEETS.has(name),
  );
  const targets = (await api.targets()) ?? [];
  const ours = targets.filter(({ labels }) => jobs.includes(labels['job'] ?? ''));
  const longest = Math.max(0, ...ours.map(({ scrapeInterval = '' }) => parseDuration(scrapeInterval) ?? 0));
  const aggregateBy = PLACES.filter((place) => valuesOf(workers, place).length > 1);
  return {
    jobs,
    replicaSets: valuesOf(workers, 'replica_set').map((name) => ({
      name,
      workers: countOf(
        workers.filter((labels) => labels['replica_set'] === name),
        aggregateBy,
      ),
      projections: valuesOf(
        projections.filter((labels) => labels['replica_set'] === name),
        'projection',
      ),
    })),
    labels: new Map(names.sort().map((name) => [name, valuesOf(workers, name)])),
    aggregateBy,
    scrapeInterval: longest === 0 ? undefined : formatDuration(longest),
    isRenamed: valuesOf(workers, EXPORTED_REPLICA_SET).length > 0,
  };
}

/** How many workers there are in each of the places. As in the rules, an instance counts once, however many jobs scrape it. */
function countOf(workers: readonly Labels[], places: readonly string[]) {
  const fleets = groupBy(workers, (labels) => JSON.stringify(places.map((place) => labels[place] ?? '')));
  const counts = [...fleets.values()].map((fleet) => valuesOf(fleet, 'instance').length);
  const [min, max] = [Math.min(...counts), Math.max(...counts)];
  return min === max ? max : { min, max };
}
