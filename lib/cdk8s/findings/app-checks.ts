/** Checks over a whole app, at synth: what of it would be applied and then do nothing, or something else. */
import { ApiObject, Chart, YamlOutputType, type App } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { checkFleets, type Finding, type FleetFinding, type LocatedFleet, type Mixin } from '../../orchestrator';
import { asksSameTargets, findOtherQueries, findOtherTargets } from '../../render/database/query-file';
import { checkManifests } from '../../render/kubernetes/findings/check-manifests';
import type { LocatedManifest } from '../../render/kubernetes/findings/located-manifest';
import { isManifest, itemsOf } from '../../render/kubernetes/objects/manifest';
import { grafanaAlertUid } from '../../render/grafana/alerting';
import { groupBy } from '../../model/group-by';
import { keptFindings, OBJECT_METADATA } from './findings';
import { isHelmChart } from '../helm-templates';
import { findFilesTwice, findTemplates } from './written-files';

/** Type of the construct metadata of constructs with something of a fleet; its data is a Marked. */
export const FLEET_METADATA = 'pupsourcing-orchestrator-monitoring:fleet';

/** Type of the construct metadata of exporters of a database; its data is a Marked, too: the mixin whose queries they run. */
export const QUERIES_METADATA = 'pupsourcing-orchestrator-monitoring:queries';

interface Marked extends Required<Omit<LocatedFleet, 'where' | 'stores'>> {
  /** Whether it sees to it that the alerts that Grafana evaluates come to Grafana. */
  readonly grafanaAlerts: boolean;
}

/** Remembers what a construct delivers of a fleet, or whose queries it runs, to be compared with others. */
export function mark(construct: Construct, metadata: string, marked: Marked | Pick<Marked, 'mixin'>): void {
  construct.node.addMetadata(metadata, marked);
}

/** Looks through the app that a construct is in. */
export function findInApp(construct: IConstruct): readonly FleetFinding[] {
  const { root } = construct.node;
  const { resolvers = [], yamlOutputType } = root as Partial<App>;
  const constructs = root.node.findAll();
  const manifests = locate(constructs);
  return [
    ...checkManifests(manifests),
    ...findFilesTwice(yamlOutputType, manifests),
    ...checkFleetsOfCharts(constructs),
    ...checkGrafanaAlerts(constructs, manifests),
    ...checkQueries(constructs),
    ...findTemplates(resolvers, manifests),
  ];
}

/** A warning, and the construct that has it. */
export interface ConstructWarning extends Finding {
  /** Path of the construct in the app, for instance `monitoring/orchestrator`. */
  readonly constructPath: string;
}

/**
 * Every warning of a construct and of all that it contains, in the order of the construct tree: first those of each construct alone, then what the
 * whole app, as it is now, shows about them. They are also printed, once, when the app is synthesized; this is for those who want to hold their
 * pipeline to them.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { OrchestratorMonitoring, warningsOf } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const app = new App();
 * new OrchestratorMonitoring(new Chart(app, 'monitoring'), 'orchestrator', { replicaSets: [{ name: 'main', workers: 3 }] });
 * if (warningsOf(app).length > 0) {
 *   throw new Error('look at the warnings above');
 * }
 */
export function warningsOf(scope: IConstruct): readonly ConstructWarning[] {
  const constructs = scope.node.findAll();
  const paths = new Set(constructs.map(({ node }) => node.path));
  return [
    ...constructs.flatMap((construct) =>
      keptFindings(construct)
        .filter(({ severity }) => severity === 'warning')
        .map((warning) => ({ ...warning, constructPath: construct.node.path })),
    ),
    ...findInApp(scope)
      .filter(({ severity, where }) => severity === 'warning' && paths.has(where))
      .map(({ where, severity, path, what, why, fix }) => ({ severity, path, what, why, fix, constructPath: where })),
  ];
}

/**
 * Lets a construct report at synth: errors of its objects in the whole app as errors of the construct tree; warnings about them, and what it keeps
 * itself, are printed. The construct tree has no warnings: a validation is the place from which to print, because it runs at synth and not for a
 * construct that is made and never used.
 *
 * @param operatorKnown whether somebody chose a delivery that says that an operator is there
 */
export function checkInApp(construct: IConstruct, objects: readonly ApiObject[], operatorKnown = false): void {
  objects.forEach((object) => {
    object.node.addMetadata(OBJECT_METADATA, operatorKnown);
  });
  const report = reportOf(construct);
  construct.node.addValidation({
    validate: () => {
      const findings = report.findingsFor(construct);
      const errors = findings.filter(({ severity }) => severity === 'error');
      report.print(construct, [...keptFindings(construct), ...findings.filter((finding) => !errors.includes(finding))]);
      return errors.map(({ path: object, what, why, fix }) => `${object}: ${what}; ${why}; ${fix}`);
    },
  });
}

/** Whether no construct of the app has asked for this mixin before. */
export function isNewInApp(construct: IConstruct, mixin: Mixin): boolean {
  const { mixins } = reportOf(construct);
  const isNew = !mixins.has(mixin);
  mixins.add(mixin);
  return isNew;
}

/** What is known of an app as a whole, so that no construct has to look at all others. */
class AppReport {
  private byConstruct: ReadonlyMap<string, readonly FleetFinding[]> = new Map();
  /** What was there when they were made. */
  private known: ReadonlySet<IConstruct> = new Set();
  private readonly served = new Set<IConstruct>();
  readonly mixins = new WeakSet<Mixin>();
  private readonly printed = new Set<string>();

  /** The findings of one synth, made when the first construct asks and kept for the others; whoever asks again is in the next one. */
  findingsFor(construct: IConstruct): readonly FleetFinding[] {
    const isFirst = !this.known.has(construct) || this.served.has(construct);
    if (isFirst) {
      this.served.clear();
    }
    if (isFirst && !isRepeatedForChart()) {
      this.known = new Set(construct.node.root.node.findAll());
      this.byConstruct = groupBy(findInApp(construct), ({ where }) => where);
    }
    this.served.add(construct);
    return this.byConstruct.get(construct.node.path) ?? [];
  }

  /** Prints warnings and suggestions, each once, in the way of Node's own warnings. */
  print(construct: IConstruct, findings: readonly Finding[]): void {
    for (const { severity, path, what, why, fix } of findings) {
      const text = `[${construct.node.path}] ${path}: ${what}; ${why}; ${fix}`;
      if (!this.printed.has(text)) {
        this.printed.add(text);
        process.emitWarning(text, severity === 'info' ? 'OrchestratorMonitoringInfo' : 'OrchestratorMonitoringWarning');
      }
    }
  }
}

/**
 * Whether an app that is being synthesized has all of it validated again for one of its charts: cdk8s does so for each, although nothing can have
 * changed since the app itself was validated. Only the stack tells that from the synthesis of a chart alone; where its names are lost, everything
 * is looked at again, which takes longer and finds the same.
 */
function isRepeatedForChart(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack.includes('_synthChart') && /\bat App\.synth(Yaml)? /.test(stack);
}

/** Kept with the app's root: what is known of an app ends with it. */
const REPORTS = new WeakMap<IConstruct, AppReport>();

function reportOf(construct: IConstruct): AppReport {
  const { root } = construct.node;
  const report = REPORTS.get(root) ?? new AppReport();
  REPORTS.set(root, report);
  return report;
}

/** Every object of the app, as it would be written now. */
function locate(constructs: readonly IConstruct[]): readonly LocatedManifest[] {
  return constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .flatMap((object) => {
      const known = object.node.metadata.find(({ type }) => type === OBJECT_METADATA);
      const own = known !== undefined;
      return itemsOf(object.toJson())
        .filter(isManifest)
        .map((manifest) => ({
          // Our objects are reported by the construct around them, which carries the validation.
          where: own ? (object.node.scope?.node.path ?? object.node.path) : object.node.path.replace(/\/Resource$/, ''),
          chart: appliedWith(object),
          own,
          operatorKnown: known?.data === true,
          manifest,
        }));
    });
}

/** What is applied together with a construct: its chart, or the whole app where one file, or one Helm chart, has all of it. */
function appliedWith(construct: IConstruct): string {
  const { root } = construct.node;
  const isOne = (root as Partial<App>).yamlOutputType === YamlOutputType.FILE_PER_APP || isHelmChart();
  return (isOne ? root : Chart.of(construct)).node.path;
}

/** Constructs with such a mark, and what they are applied with. */
function markedWith(metadata: string, constructs: readonly IConstruct[]) {
  return constructs.flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === metadata)
      .map(({ data }) => ({ chart: appliedWith(construct), where: construct.node.path, ...(data as Marked) })),
  );
}

/** Charts may go to clusters of their own: fleets are compared within one. */
function checkFleetsOfCharts(constructs: readonly IConstruct[]): readonly FleetFinding[] {
  const byChart = groupBy(markedWith(FLEET_METADATA, constructs), ({ chart }) => chart);
  return [...byChart.values()].flatMap((fleets) => checkFleets(fleets));
}

/** Objects of rules alone have no alerts where Grafana evaluates them, and no construct of a single object brings those. */
function checkGrafanaAlerts(
  constructs: readonly IConstruct[],
  manifests: readonly LocatedManifest[],
): readonly FleetFinding[] {
  const alone = markedWith(FLEET_METADATA, constructs).filter(
    ({ mixin, rules, grafanaAlerts }) => rules && !grafanaAlerts && mixin.grafanaRuleGroups.length > 0,
  );
  // Most apps have none, and need not be written out for it.
  const written = alone.length === 0 ? '' : JSON.stringify(manifests.map(({ manifest }) => manifest));
  return alone
    .filter(({ mixin }) => !mixin.alerts.some((alert) => written.includes(grafanaAlertUid(mixin, alert))))
    .map(({ where }) => ({
      where,
      severity: 'warning',
      path: 'alerts.evaluatedBy',
      what: "found 'grafana', and nothing in this app that brings the alerts to Grafana",
      why: 'this object has recording rules alone, and nobody would evaluate the alerts',
      fix: 'use OrchestratorMonitoring with a delivery that brings them, such as sidecar() or fileProvisioning(), or let Prometheus evaluate them',
    }));
}

/** Exporters whose queries no rules expect that ask for the same targets: of their chart, or else of the app. And those that no rules ask for. */
function checkQueries(constructs: readonly IConstruct[]): readonly FleetFinding[] {
  const fleets = markedWith(FLEET_METADATA, constructs).filter(({ rules }) => rules);
  const exporters = markedWith(QUERIES_METADATA, constructs);
  return exporters.flatMap(({ chart, where, mixin: { config } }) => {
    const inApp = fleets.filter(({ mixin }) => asksSameTargets(mixin.config, config));
    const inChart = inApp.filter((fleet) => fleet.chart === chart);
    const findings =
      inApp.length > 0
        ? findOtherQueries(config, inChart.length > 0 ? inChart : inApp)
        : // Rules of another chart may be for the exporter of another app.
          findOtherTargets(
            config,
            fleets.filter((fleet) => fleet.chart === chart),
            exporters,
          );
    return [...findings].map((finding) => ({ where, ...finding }));
  });
}
