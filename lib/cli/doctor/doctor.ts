/** `doctor`: examines a running Prometheus, and a Grafana. */
import type { Mixin } from '../../orchestrator';
import { loadConfigurations, type ConfigurationOptions, type LocatedFinding } from '../config/configuration';
import { formatPlace } from '../config/config-file';
import { EXIT_CODES, UsageError, type ExitCode } from '../exit-codes';
import { errorsFirst, isProblem, withProgress, type Output } from '../output';
import { PrometheusApi } from '../http/prometheus-api';
import { serverOf, type ServerOptions } from '../http/server';
import { gatherFacts, type Facts } from './facts';
import { askOrWithhold, diagnoseWithheld, found, type DoctorFinding, type Withheld } from './finding';
import { diagnoseGrafana } from './grafana';
import { diagnoseLag } from './lag';
import { diagnoseMetrics } from './metrics';
import { diagnosePanelsAndAlerts } from './panels';
import { diagnoseConvergence, diagnoseSplitFleet, diagnoseWorkloads } from './replica-sets';
import { toJson, toText } from './report';
import { diagnoseRules } from './rules';
import { diagnoseTargets } from './targets';
import { diagnoseTiming } from './timing';

export interface DoctorOptions extends ConfigurationOptions, ServerOptions {
  readonly prometheus: string;
  readonly grafana?: string;
  readonly grafanaHeader?: readonly string[];
  readonly json?: boolean;
}

/** Asks Prometheus and Grafana, and says what it found. Throws a ConfigError for a wrong configuration, a UsageError for several. */
export async function doctor(options: DoctorOptions, output: Output): Promise<ExitCode> {
  const [configuration, ...others] = await loadConfigurations(options, output);
  if (configuration === undefined || others.length > 0) {
    throw new UsageError('doctor examines one configuration at a time: name one with --config');
  }
  const { mixin } = configuration;
  const prometheus = new PrometheusApi(serverOf('Prometheus', options.prometheus, options, process.env));
  const grafana =
    options.grafana === undefined
      ? undefined
      : serverOf('Grafana', options.grafana, { ...options, header: options.grafanaHeader }, process.env);
  const unreachable: Withheld = new Map();
  const { facts, ofServers } = await withProgress(output, async (say) => {
    const gathered = await askOrWithhold(unreachable, 'Prometheus', () => gatherFacts(prometheus, mixin, say));
    // What does not answer its first question is not asked again.
    const ofLag =
      gathered &&
      (await askOrWithhold(gathered.withheld, 'how far behind the projections are', () =>
        diagnoseLag(prometheus, mixin, say),
      ));
    const ofGrafana =
      grafana && (await askOrWithhold(unreachable, 'Grafana', () => diagnoseGrafana(grafana, mixin, say)));
    return { facts: gathered, ofServers: [...(ofLag ?? []), ...(ofGrafana ?? [])] };
  });
  const findings = errorsFirst([
    ...[...unreachable].map(([server, why]) => cannotReach(server, why)),
    ...found({
      severity: 'warning',
      code: 'prometheus-warnings',
      what: 'Prometheus answers in part, or with warnings: the other findings may be wrong',
      evidence: [...prometheus.warnings],
      fix: 'check that every store behind it answers (Thanos, Mimir, remote read), then run doctor again',
    }),
    ...(facts === undefined ? [] : diagnose(facts, mixin)),
    ...ofServers,
    ...found({
      severity: 'note',
      code: 'grafana-not-asked',
      what: 'No rule of Grafana’s was looked at, and it evaluates the alerts',
      evidence:
        grafana === undefined && mixin.config.alerts.evaluatedBy === 'grafana' ? ['--grafana is not given'] : [],
      fix: 'give the address of Grafana with --grafana',
    }),
    ...configuration.findings.flatMap(configurationFinding),
  ]);
  output.write(options.json === true ? toJson(findings, facts) : toText(findings, facts, output));
  return unreachable.size > 0
    ? EXIT_CODES.unreachable
    : findings.some(isProblem)
      ? EXIT_CODES.findings
      : EXIT_CODES.fine;
}

/** From causes to consequences. */
function* diagnose(facts: Facts, mixin: Mixin): Generator<DoctorFinding> {
  yield* diagnoseWithheld('Prometheus', facts.withheld);
  yield* diagnoseTargets(facts, mixin);
  yield* diagnoseSplitFleet(facts, mixin);
  yield* diagnoseConvergence(facts, mixin);
  yield* diagnoseWorkloads(facts);
  yield* diagnoseMetrics(facts, mixin);
  yield* diagnoseRules(facts, mixin);
  yield* diagnosePanelsAndAlerts(facts, mixin);
  yield* diagnoseTiming(facts, mixin);
}

/** What is doubtful in the configuration itself, for instance an alert that can never fire on any data. Suggestions are for `check`. */
function configurationFinding({ severity, path, message, place }: LocatedFinding): readonly DoctorFinding[] {
  return severity === 'info'
    ? []
    : found({
        severity,
        code: 'configuration',
        what: `The configuration has a problem at ${path}`,
        evidence: [`${formatPlace(place)}${message}`],
        fix: 'run the command check, which reports the same without asking a server',
      });
}

function cannotReach(server: string, message: string): DoctorFinding {
  return {
    severity: 'error',
    code: `${server.toLowerCase()}-unreachable`,
    what: `${server} could not be asked`,
    evidence: [message],
    fix: `open the address from this machine (curl); credentials come from the environment, headers from ${server === 'Grafana' ? '--grafana-header' : '--header'}, a certificate authority from --ca-file, more time from --timeout`,
  };
}
