/** Checks over a whole app, at synth: what of it would be applied and then do nothing, or something else. */
import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { checkFleets, type Finding, type Mixin } from '../../orchestrator';
import type { KubernetesManifest } from '../../render';
import { checkManifests } from '../../render/kubernetes/findings/check-manifests';
import { found, type LocatedManifest } from '../../render/kubernetes/findings/located-manifest';
import { hasFields } from '../../render/kubernetes/objects/field-checks';
import { hasTemplate, isHelmChart } from '../helm-templates';

/** Type of the construct metadata by which our objects know each other; its data is an OwnObject. */
export const OBJECT_METADATA = 'pupsourcing-orchestrator-monitoring:object';

/** Type of the construct metadata of constructs whose rules are evaluated; its data is their mixin. */
const RULES_METADATA = 'pupsourcing-orchestrator-monitoring:rules';

/** Type of the app's metadata that holds its AppChecks. */
const CHECKS_METADATA = 'pupsourcing-orchestrator-monitoring:app-checks';

/** What is known of an object of ours. */
export interface OwnObject {
  /** Whether an operator is there to read it, because somebody chose a delivery that says so. */
  readonly operatorKnown: boolean;
}

/** A finding about an object of an app, and the construct that made it. */
export interface AppFinding extends Finding {
  readonly where: string;
}

/** Remembers that a construct delivers the rules of a mixin, to be compared with those of others. */
export function markRules(construct: Construct, mixin: Mixin): void {
  construct.node.addMetadata(RULES_METADATA, mixin);
}

/** Looks through the app that a construct is in. */
export function findInApp(construct: IConstruct): readonly AppFinding[] {
  const constructs = construct.node.root.node.findAll();
  const manifests = locate(constructs);
  return [
    ...checkManifests(manifests),
    ...checkFleetsOfCharts(constructs),
    ...(isHelmChart() ? manifests.flatMap(findTemplates) : []),
  ];
}

/**
 * Lets a construct report at synth what is wrong with its objects in the whole app: errors as errors of the construct tree, warnings printed.
 *
 * @param print is given the warnings, once for each
 */
export function checkInApp(construct: Construct, print: (warnings: readonly AppFinding[]) => void): void {
  const checks = checksOf(construct);
  const printed = new Set<string>();
  construct.node.addValidation({
    validate: () => {
      const { path } = construct.node;
      const findings = checks.findingsFor(construct).filter(({ where }) => where === path);
      const isNew = (finding: AppFinding): boolean => !printed.has(JSON.stringify(finding));
      const warnings = findings.filter(({ severity }) => severity === 'warning').filter(isNew);
      warnings.forEach((warning) => printed.add(JSON.stringify(warning)));
      print(warnings);
      return findings
        .filter(({ severity }) => severity === 'error')
        .map(({ path: object, what, why, mend }) => `${object}: ${what}; ${why}; ${mend}`);
    },
  });
}

/** The findings of one synth, made when the first construct asks and kept for the others; whoever asks again is in the next synth. */
class AppChecks {
  private findings: readonly AppFinding[] = [];
  private readonly served = new Set<IConstruct>();

  findingsFor(construct: IConstruct): readonly AppFinding[] {
    if (this.served.size === 0 || this.served.has(construct)) {
      this.served.clear();
      this.findings = findInApp(construct);
    }
    this.served.add(construct);
    return this.findings;
  }
}

function checksOf(construct: Construct): AppChecks {
  const app = construct.node.root.node;
  const known = app.metadata.find(({ type }) => type === CHECKS_METADATA)?.data as AppChecks | undefined;
  const checks = known ?? new AppChecks();
  if (known === undefined) {
    app.addMetadata(CHECKS_METADATA, checks);
  }
  return checks;
}

/** Every object of the app, as it would be written now. */
function locate(constructs: readonly IConstruct[]): readonly LocatedManifest[] {
  return constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .flatMap((object) => {
      const manifest: unknown = object.toJson();
      const own = object.node.metadata.find(({ type }) => type === OBJECT_METADATA)?.data as OwnObject | undefined;
      return isManifest(manifest)
        ? [
            {
              where: makerOf(object, own !== undefined),
              chart: Chart.of(object).node.path,
              own: own !== undefined,
              operatorKnown: own?.operatorKnown ?? false,
              manifest,
            },
          ]
        : [];
    });
}

/** Our objects are reported by the construct around them, which carries the validation. */
function makerOf({ node }: ApiObject, own: boolean): string {
  return own ? (node.scope?.node.path ?? node.path) : node.path.replace(/\/Resource$/, '');
}

function isManifest(manifest: unknown): manifest is KubernetesManifest {
  return hasFields(manifest) && hasFields(manifest['metadata']) && typeof manifest['metadata']['name'] === 'string';
}

/** Helm would compute what is between the braces, and mostly fail. */
function findTemplates(located: LocatedManifest): readonly AppFinding[] {
  return located.own && hasTemplate(JSON.stringify(located.manifest))
    ? [
        found(located, 'helm-template', {
          severity: 'error',
          what: "found texts with '{{' in a Helm chart",
          why: 'Helm takes them for its own templates, and would not install the chart',
          mend: 'give the app what escapes them: new App({ resolvers: [new HelmTemplateEscaping()] })',
        }),
      ]
    : [];
}

/** Charts may go to clusters of their own: fleets are compared within one. */
function checkFleetsOfCharts(constructs: readonly IConstruct[]): readonly AppFinding[] {
  const fleets = constructs.flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === RULES_METADATA)
      .map(({ data }) => ({ chart: Chart.of(construct), where: construct.node.path, mixin: data as Mixin })),
  );
  const charts = [...new Set(fleets.map(({ chart }) => chart))];
  return charts.flatMap((chart) => checkFleets(fleets.filter((fleet) => fleet.chart === chart)));
}
