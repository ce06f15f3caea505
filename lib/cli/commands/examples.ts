/** What `--help` shows below the options: how a command is used, and what comes of it. */

const EXIT = `
Exit codes:
  0  success
  1  problems found
  2  wrong usage or configuration
  3  a server could not be reached`;

const SERVERS = `
Credentials come from the environment, never from an argument, which every
process on the machine can read:
  PROMETHEUS_TOKEN, GRAFANA_TOKEN            a bearer token
  PROMETHEUS_BASIC_AUTH, GRAFANA_BASIC_AUTH  user:password
  PROMETHEUS_HEADERS, GRAFANA_HEADERS        secret headers, one a line
  any of these with _FILE appended           a file that holds it
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured.`;

const COMMAND = 'npx pupsourcing-orchestrator-monitoring';

export const EXAMPLES = {
  program: `
check, render and doctor read ./orchestrator-monitoring.yaml unless --config
names another file.

Examples:
  $ ${COMMAND} init
  $ ${COMMAND} check
  $ ${COMMAND} render --out monitoring
  $ ${COMMAND} doctor --prometheus http://localhost:9090
${EXIT}`,
  init: `${SERVERS}

Examples:
  $ ${COMMAND} init
  $ ${COMMAND} init \\
      --from-prometheus http://localhost:9090
${EXIT}`,
  render: `
Each file is replaced whole: if the command is killed, every file is either the
old one or the new one. A file that an earlier render wrote and this one would
not is named, and deleted with --prune. What was rendered is remembered in
.orchestrator-monitoring.json; files that are not in it are never deleted, and
replaced with --force only, as are those that were changed since.

Several configurations (--config a.yaml --config b.yaml) are rendered into a
folder each, <dir>/a and <dir>/b, and names that would collide are reported.

Examples:
  $ cat orchestrator-monitoring.yaml
  selector: { job: projection-workers }
  replicaSets:
    - { name: main, workers: 3 }
    - { name: billing, workers: { min: 2, max: 10 } }
  $ ${COMMAND} render --out monitoring

In a pipeline, with the rendered files committed beside the configuration:
  $ ${COMMAND} render --out monitoring --check
${EXIT}`,
  check: `
Errors keep render from writing; warnings do not. Either gives exit code 1.
Several files are also checked against each other: alerts, dashboards and rule
groups of two fleets must not have the same names.

Examples:
  $ ${COMMAND} check
  $ ${COMMAND} check eu.yaml us.yaml
  $ ${COMMAND} check --format sarif > findings.sarif
${EXIT}`,
  doctor: `
It checks whether targets are up, which metrics exist, whether replica sets
converge, whether the rules are loaded, match what would be rendered and are
evaluated in time, which panels stay empty, which alerts cannot fire, and
whether intervals and clocks fit. It changes nothing.
${SERVERS}

Examples:
  $ ${COMMAND} doctor --prometheus http://localhost:9090
  $ PROMETHEUS_TOKEN_FILE=token ${COMMAND} doctor \\
      --prometheus https://mimir.example/prometheus --header 'X-Scope-OrgID: team'
${EXIT}`,
} as const;
