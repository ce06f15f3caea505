/** What `--help` shows behind the options: how a command is used, and what comes of it. */

const EXIT = `
Exit codes:
  0  fine
  1  something was found
  2  wrong use or configuration
  3  somebody could not be reached`;

/** Texts by command. */
export const EXAMPLES = {
  program: `
Examples:
  $ orchestrator-monitoring init
  $ orchestrator-monitoring render --out monitoring
  $ orchestrator-monitoring check --config orchestrator-monitoring.yaml
  $ orchestrator-monitoring doctor --prometheus http://localhost:9090
${EXIT}`,
  init: `
Secrets come from the environment: PROMETHEUS_TOKEN, or PROMETHEUS_BASIC_AUTH
(user:password), or the same with _FILE behind for a file that holds it.

Example:
  $ orchestrator-monitoring init --from-prometheus http://localhost:9090
  $ orchestrator-monitoring check --config orchestrator-monitoring.yaml
${EXIT}`,
  render: `
Example:
  $ cat orchestrator-monitoring.yaml
  selector: { job: projection-workers }
  replicaSets:
    - { name: main, workers: 3 }
    - { name: billing, workers: { min: 2, max: 10 } }
  $ orchestrator-monitoring render --config orchestrator-monitoring.yaml --out monitoring

In a pipeline, with the rendered files committed beside the configuration:
  $ orchestrator-monitoring render -c orchestrator-monitoring.yaml -o monitoring --check
${EXIT}`,
  check: `
Errors keep render from writing; warnings do not. Either is a finding: exit code 1.

Example:
  $ orchestrator-monitoring check -c orchestrator-monitoring.yaml --format sarif > findings.sarif
${EXIT}`,
  doctor: `
It asks whether targets are up, which metrics are there, whether replica sets
converge, whether the rules are loaded, the same as rendered and evaluated in
time, which panels stay empty, which alerts cannot fire, and whether intervals
and clocks fit. Nothing is changed.

Secrets come from the environment, never from an argument:
  PROMETHEUS_TOKEN, GRAFANA_TOKEN            a bearer token
  PROMETHEUS_BASIC_AUTH, GRAFANA_BASIC_AUTH  user:password
  the same with _FILE behind                 a file that holds it
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured.

Example:
  $ PROMETHEUS_TOKEN_FILE=token orchestrator-monitoring doctor \\
      --config orchestrator-monitoring.yaml --prometheus https://metrics.example
${EXIT}`,
} as const;
