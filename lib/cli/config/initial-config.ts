/** The configuration file that `init` writes, and the fleet that a Prometheus knows, for it. */
import { groupBy } from '../../model/group-by';
import { formatDuration, parseDuration, resolveConfig, type MonitoringProps } from '../../orchestrator';
import { DISCOVERY_QUERIES, EXPORTED_REPLICA_SET, reportedReplicaSet } from '../../orchestrator/diagnosis';
import { OF_THE_JOB, PLACES } from '../../orchestrator/metrics';
import { escapeRegex } from '../../promql/write';
import { toYaml } from '../../render/yaml';
import { attempt } from '../../validation';
import { targetOf, valuesOf, type Labels, type PrometheusApi } from '../http/prometheus-api';

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

/** How many workers there are in each of the places. */
function countOf(workers: readonly Labels[], places: readonly string[]) {
  const fleets = groupBy(workers, (labels) => JSON.stringify(places.map((place) => labels[place] ?? '')));
  const counts = [...fleets.values()].map((fleet) => new Set(fleet.map(targetOf)).size);
  const [min, max] = [Math.min(...counts), Math.max(...counts)];
  return min === max ? max : { min, max };
}

export const SCHEMA_FILE = 'schema/orchestrator-monitoring.schema.json';

/** The orchestrator's own example. */
const EXAMPLE: FoundFleet = {
  jobs: [],
  replicaSets: [{ name: 'main', workers: 3, projections: [] }],
  labels: new Map(),
  aggregateBy: [],
  scrapeInterval: undefined,
  isRenamed: false,
};

/** The file's text. Nothing is wrong with it, whatever was found. */
export function initialConfig(schema: string, found = EXAMPLE): string {
  const fleet = usable(found);
  return `# yaml-language-server: $schema=${schema}

# What to monitor. Every setting is optional.
#   npx pupsourcing-orchestrator-monitoring check    reports what is wrong here
#   npx pupsourcing-orchestrator-monitoring render   writes the files
${fleet.leftOut.map((words) => `# Left out: ${oneLine(words)}\n`).join('')}
# hardened: expressions tested against recorded faults of the orchestrator.
# upstream: the orchestrator's own README to the letter, with its gaps.
profile: hardened

# Labels of the workers' targets, as the scrape job sets them.
selector:
${selector(fleet)}
${aggregateBy(fleet)}
# The replica sets that should exist. workers: a number, a range (autoscaling), or
# the workload whose replicas count (needs kube-state-metrics):
#   workers: { min: 2, max: 10 }
#   workers: { deployment: orders-workers, namespace: production }
replicaSets:
${replicaSets(fleet)}
# Whether to monitor replica sets that are not listed, too.
watchUnlisted: true

# How often Prometheus scrapes the workers, and evaluates the rules.
scrapeInterval: ${fleet.scrapeInterval ?? '15s'}
evaluationInterval: 30s

# Settings of alerts for the whole fleet; "alerts" of a replica set overrides them.
# RUNBOOK.md, which render writes, lists their names and thresholds, and what to do;
# docs/alerts.md of the package has the reasons.
# alerts:
#   labels: { team: platform }
#   overrides:
#     OrchestratorSlowCoordination: { threshold: 20, severity: info }
#     OrchestratorStaleWorkersCleaned: { enabled: false }

# Address of Grafana, for links from alerts to panels.
# grafanaUrl: https://grafana.example
`;
}

type UsableFleet = ReturnType<typeof usable>;

/** What a configuration can hold of a fleet; what it cannot is left out, in the words of `check`. */
function usable(fleet: FoundFleet) {
  const leftOut: string[] = [];
  const fits = (props: MonitoringProps): boolean => {
    const { problems } = attempt(() => resolveConfig(props));
    leftOut.push(...problems.map(({ path, message }) => `${path.replaceAll('[0]', '')}: ${message}`));
    return problems.length === 0;
  };
  const { jobs, replicaSets: sets, scrapeInterval } = fleet;
  return {
    ...fleet,
    jobs: jobs.filter((job) => fits({ selector: { job } })),
    replicaSets: sets.filter(({ name, workers }) => fits({ replicaSets: [{ name, workers }] })),
    scrapeInterval: fits({ scrapeInterval } as MonitoringProps) ? scrapeInterval : undefined,
    leftOut,
  };
}

function selector({ jobs }: UsableFleet): string {
  const [first = 'projection-workers', ...others] = jobs;
  return others.length === 0
    ? `  job: ${scalar(first)}`
    : `  job: { regex: ${JSON.stringify([first, ...others].map(escapeRegex).join('|'))} }`;
}

/** The labels that were found are shown, too: of those with a single value, one may tell fleets apart once there are more. */
function aggregateBy({ labels, aggregateBy: several }: UsableFleet): string {
  const comment = [...labels]
    .slice(0, 10)
    .map(
      ([label, values]) =>
        `#   ${oneLine(label)}: ${values.slice(0, 5).map(oneLine).join(', ')}${values.length > 5 ? ', ...' : ''}\n`,
    );
  return `
# Labels besides replica_set that tell fleets apart; every rule keeps them.
${comment.length === 0 ? '' : `# Found on the workers:\n${comment.join('')}`}${several.length === 0 ? '# aggregateBy: [cluster, namespace]' : `aggregateBy: [${several.join(', ')}]`}
`;
}

function replicaSets({ replicaSets: sets }: UsableFleet): string {
  const lines = sets.map(({ name, workers, projections }) => {
    const range =
      typeof workers === 'number' ? workers : `{ min: ${String(workers.min)}, max: ${String(workers.max)} }`;
    const comment = projections.length === 0 ? '' : `    # projections: ${projections.map(oneLine).join(', ')}\n`;
    return `  - name: ${scalar(name)}\n    workers: ${String(range)}\n${comment}`;
  });
  return lines.length === 0 ? ' []\n' : `\n${lines.join('')}`;
}

/** A text without control characters as YAML, quoted where it has to be. */
function scalar(value: string): string {
  return toYaml(value).trimEnd();
}

/** A text for a comment, which ends with its line. */
function oneLine(value: string): string {
  return value.replace(/\p{Cc}|\u2028|\u2029/gu, ' ');
}
