/** The configuration file that `init` writes. */
import { resolveConfig, type MonitoringProps } from '../../orchestrator';
import { escapeRegex } from '../../promql/write';
import { toYaml } from '../../render/yaml';
import { attempt } from '../../validation';
import type { FoundFleet } from './discover';

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
