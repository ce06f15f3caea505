/** The configuration file that `init` writes: the usual settings, each with a comment, and what a Prometheus knew. */
import { escapeRegex } from '../../promql/write';
import { toYaml } from '../../render/yaml';
import type { FoundFleet } from './discover';

/** Name of the schema within the package. */
export const SCHEMA_FILE = 'schema/orchestrator-monitoring.schema.json';

/** The file's text. Without a fleet, the orchestrator's own example. */
export function initialConfig(schema: string, fleet?: FoundFleet): string {
  return `# yaml-language-server: $schema=${schema}

# What to monitor. Every setting is optional.
#   npx pupsourcing-orchestrator-monitoring check    reports what is wrong here
#   npx pupsourcing-orchestrator-monitoring render   writes the files

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
scrapeInterval: ${fleet?.scrapeInterval ?? '15s'}
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

function selector(fleet: FoundFleet | undefined): string {
  const [first = 'projection-workers', ...others] = fleet?.jobs ?? [];
  return others.length === 0
    ? `  job: ${scalar(first)}`
    : `  job: { regex: ${JSON.stringify([first, ...others].map(escapeRegex).join('|'))} }`;
}

/** A label with several values tells fleets apart; one with a single value may do so once there are more. */
function aggregateBy(fleet: FoundFleet | undefined): string {
  const labels = [...(fleet?.labels ?? [])];
  const several = labels.filter(([, values]) => values.length > 1).map(([label]) => label);
  const comment = labels
    .slice(0, 10)
    .map(
      ([label, values]) =>
        `#   ${label}: ${values.slice(0, 5).map(oneLine).join(', ')}${values.length > 5 ? ', ...' : ''}\n`,
    );
  return `
# Labels besides replica_set that tell fleets apart; every rule keeps them.
${comment.length === 0 ? '' : `# Found on the workers:\n${comment.join('')}`}${several.length === 0 ? '# aggregateBy: [cluster, namespace]' : `aggregateBy: [${several.join(', ')}]`}
`;
}

function replicaSets(fleet: FoundFleet | undefined): string {
  const sets = fleet?.replicaSets ?? [{ name: 'main', workers: 3, projections: [] }];
  return sets
    .map(({ name, workers, projections }) => {
      const comment = projections.length === 0 ? '' : `    # projections: ${projections.map(oneLine).join(', ')}\n`;
      return `  - name: ${scalar(name)}\n    workers: ${String(workers)}\n${comment}`;
    })
    .join('');
}

/** A text as YAML, quoted where it has to be, in one line. */
function scalar(value: string): string {
  return value.includes('\n') ? JSON.stringify(value) : toYaml(value).trimEnd();
}

/** A text for a comment, which ends with its line. */
function oneLine(value: string): string {
  return value.replace(/\p{Cc}|\u2028|\u2029/gu, ' ');
}
