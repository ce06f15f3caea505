/**
 * What the components of a program have, and where it meets. Names that one of them has Grafana and Kubernetes would refuse the second time, and
 * only when the first half is made.
 */
import * as pulumi from '@pulumi/pulumi';
import {
  alertsOfBoth,
  checkFleets,
  recordsOfBoth,
  warningAt,
  type Finding,
  type LocatedFleet,
  type Mixin,
  type Problem,
} from '../orchestrator';
import type { KubernetesManifest } from '../render';
import { asksSameTargets, findOtherQueries, findOtherTargets } from '../render/database/query-file';
import { abbreviated } from '../validation';
import type { PendingNamespace } from './kubernetes/manifest-resource';
import { logFindings, refuseMistakes } from './property-checks';

/** What the provider of a component is looked up by. */
export const GRAFANA = 'grafana:oss/folder:Folder';

/** The same of one that makes Kubernetes objects. */
export const KUBERNETES = 'kubernetes:core/v1:ConfigMap';

/** Something that is there once. */
export interface ClaimedName {
  /** What it is, and nothing else: `dashboard`. */
  readonly kind: string;
  readonly name: string;
  /** The prop that says it. */
  readonly path: string;
  /** What to do where somebody has it. @default - to set another one */
  readonly otherwise?: string;
}

/** What the components of one provider have. */
interface Claimed {
  /** Components, as messages call them, and their monitors, by what they have. */
  readonly owners: Map<string, { readonly place: string; readonly monitor: object | undefined }>;
  /** Fleets that may meet, or whose queries are to be the same. */
  readonly fleets: Map<string, readonly LocatedFleet[]>;
}

/** What a run of a program has. */
interface Run {
  /** By the provider, which stands for a Grafana or a cluster. */
  readonly claimed: Map<pulumi.ProviderResource | undefined, Claimed>;
  /** All fleets. The two components of one fleet have two providers. */
  readonly evaluated: EvaluatedFleet[];
}

/** A fleet, and whether the component that describes it brings its alerts and its recording rules to whoever evaluates them. */
interface EvaluatedFleet extends LocatedFleet {
  /** What the provider of the component is looked up by. */
  readonly type: string;
  readonly bringsAlerts: boolean;
  readonly bringsRecords: boolean;
  /** Whether it would bring recording rules that there are. */
  readonly mayRecord: boolean;
}

/** By the monitor that a run of a program talks to, since a process may run several. */
const runs = new WeakMap<object, Run>();

/** The latest run. The plugin for other languages gets a new monitor, at the same address, for every component of a program. */
let latest: { readonly run: Run; readonly address: string | undefined } | undefined;

/**
 * Claims names for a component.
 *
 * @param within the organization or the namespace, as far as it is known
 * @param type what the provider is looked up by
 * @returns a problem for each that another component has in the same place of the same provider; then nothing is claimed. One of the same name and
 * kind in the same place, of the same monitor, is this one again, since a program has no two: tests run one several times
 */
export function claimNames(
  component: pulumi.ComponentResource,
  componentName: string,
  within: string,
  names: readonly ClaimedName[],
  type: string,
): readonly Problem[] {
  const { owners } = claimedOf(component, type);
  const keyOf = ({ kind, name }: ClaimedName): string => JSON.stringify([within, kind, name]);
  const keys = names.map(keyOf);
  const own = { place: placeOf(component, componentName), monitor: pulumi.runtime.getMonitor() };
  const problems = names.flatMap((claim, index) => {
    const owner = owners.get(keyOf(claim));
    const isAgain = owner?.place === own.place && owner.monitor === own.monitor;
    const has = keys.indexOf(keyOf(claim)) < index ? 'this component itself' : isAgain ? undefined : owner?.place;
    const message = `found ${JSON.stringify(claim.name)}, which ${String(has)} has; ${claim.otherwise ?? `set another one for ${own.place}`}`;
    return has === undefined ? [] : [{ path: claim.path, message }];
  });
  if (problems.length === 0) {
    names.forEach((claim) => owners.set(keyOf(claim), own));
  }
  return problems;
}

/**
 * Claims Kubernetes objects for a component, and what else is there once, as soon as their namespace is known.
 *
 * @param path the prop that their names come from
 * @param others their kinds may have the namespace in them
 * @returns the namespace, to make them with: none is made where another component makes it
 */
export function claimObjects(
  component: pulumi.ComponentResource,
  componentName: string,
  path: string,
  manifests: readonly KubernetesManifest[],
  namespace: PendingNamespace,
  others: readonly ClaimedName[] = [],
): PendingNamespace {
  const kindOfComponent = component.constructor.name;
  return namespace.whenKnown(kindOfComponent, (known) => {
    const names = manifests.map(({ apiVersion, kind, metadata }) => ({
      kind: `${apiVersion} in ${known(metadata.namespace ?? '')}`,
      name: `${kind} ${metadata.name}`,
      path,
    }));
    const all = [...names, ...others.map((claim) => ({ ...claim, kind: known(claim.kind) }))];
    refuseMistakes(kindOfComponent, claimNames(component, componentName, '', all, KUBERNETES));
  });
}

/**
 * Logs what of a component's fleet would meet what is another's, of a component of the same kind and provider, or contradicts another component of
 * the same fleet. The latter waits for what the program makes meanwhile: another component may record.
 *
 * @param within the organization; undefined where it is not known, and so not who else is in it
 */
export function logOthers(
  component: pulumi.ComponentResource,
  componentName: string,
  within: string | undefined,
  fleet: Omit<EvaluatedFleet, 'where'>,
): void {
  const own = { ...fleet, where: placeOf(component, componentName) };
  const { fleets } = claimedOf(component, own.type);
  const key = JSON.stringify([own.type, within]);
  const others = within === undefined ? [] : (fleets.get(key) ?? []).filter(({ where }) => where !== own.where);
  fleets.set(key, [...others, own]);
  logFindings(component, [
    ...others.flatMap((other) => checkFleets([other, own])),
    ...(own.rules === false ? [] : findQueriesOfOthers(component, componentName, 'rules', own.mixin)),
  ]);
  const { evaluated } = runOf();
  const before = evaluated.filter(({ type }) => type !== own.type);
  evaluated.push(own);
  component.urn.apply(() => {
    logFindings(component, [...findOtherEvaluator(own, before, evaluated)]);
  });
}

/**
 * Whether the queries or the targets of an exporter are not those that the rules of the same program expect, whichever component is made first.
 *
 * @param role what the component is to the database
 */
export function findQueriesOfOthers(
  component: pulumi.ComponentResource,
  componentName: string,
  role: 'rules' | 'exporter',
  mixin: Mixin,
): readonly Finding[] {
  if (mixin.config.database === undefined) {
    return [];
  }
  const { fleets } = claimedOf(component, KUBERNETES);
  const alike = [...(fleets.get(role) ?? []), { where: placeOf(component, componentName), mixin }];
  fleets.set(role, alike);
  const others = fleets.get(role === 'rules' ? 'exporter' : 'rules') ?? [];
  const asking = others.filter((other) => asksSameTargets(other.mixin.config, mixin.config));
  return [...findOtherQueries(mixin.config, asking), ...findOtherTargets(mixin.config, others, alike)];
}

/** Whether components for Grafana and for a cluster, of one fleet, both bring alerts, dashboards or recorded series, or each leaves them to the other. */
function* findOtherEvaluator(
  own: EvaluatedFleet,
  others: readonly EvaluatedFleet[],
  all: readonly EvaluatedFleet[],
): Generator<Finding> {
  for (const other of others) {
    const alerts = alertsOfBoth(own, other);
    const [grafana, cluster] = own.type === GRAFANA ? [own, other] : [other, own];
    yield* findDisagreement(own, other, alerts);
    yield* findOtherRecords(grafana, cluster, alerts.length > 0, all);
    yield* findOtherDashboards(own, other);
  }
}

/** Where a cluster's rules are to record and do not come with it, somebody else may bring them. */
function* findOtherRecords(
  grafana: EvaluatedFleet,
  cluster: EvaluatedFleet,
  isOneFleet: boolean,
  all: readonly EvaluatedFleet[],
): Generator<Finding> {
  const records = (one: EvaluatedFleet): boolean => one.bringsRecords && recordsOfBoth(grafana, one).length > 0;
  const isRecorded = all.some((one) => one.type !== GRAFANA && records(one));
  const isRead = isOneFleet && !grafana.bringsRecords && grafana.mixin.config.recordingRules;
  if (grafana.bringsRecords && records(cluster)) {
    yield warningAt('recordingRules', {
      what: `found targetDatasourceUid in ${grafana.where}, and recording rules in ${cluster.where}`,
      why: 'every series would be recorded twice',
      fix: 'leave out targetDatasourceUid, and set recordingRules: true in its place',
    });
  } else if (isRead && cluster.mayRecord && !isRecorded && !cluster.mixin.config.recordingRules) {
    yield warningAt('recordingRules', {
      what: `found false in ${cluster.where}, while ${grafana.where} reads recorded series`,
      why: 'nobody would record them, and panels and alerts of objectives would find nothing',
      fix: 'set the same recordingRules in both',
    });
  }
}

/** A delivery brings dashboards to a Grafana, which may be the one that the other component has. */
function* findOtherDashboards(own: EvaluatedFleet, other: EvaluatedFleet): Generator<Finding> {
  const uids = own.mixin.dashboards.map(({ uid }) => uid);
  const shared = other.mixin.dashboards.map(({ uid }) => uid).filter((uid) => uids.includes(uid));
  if (own.dashboards !== false && other.dashboards !== false && shared.length > 0) {
    yield warningAt('dashboard.uid', {
      what: `found ${abbreviated(shared)}, which ${other.where} has, too`,
      why: 'in one Grafana the second dashboard replaces the first',
      fix: 'leave the dashboards out of the delivery, for instance by combineDeliveries({ rules })',
    });
  }
}

function* findDisagreement(own: EvaluatedFleet, other: EvaluatedFleet, alerts: readonly string[]): Generator<Finding> {
  const [evaluator, otherEvaluator] = [own, other].map(({ mixin }) => mixin.config.alerts.evaluatedBy);
  const isOne = evaluator === otherEvaluator;
  if (alerts.length > 0 && own.bringsAlerts === other.bringsAlerts && (own.bringsAlerts || !isOne)) {
    yield warningAt('alerts.evaluatedBy', {
      ...(own.bringsAlerts
        ? {
            what: `found ${abbreviated(alerts)}, which ${other.where} has for ${otherEvaluator === 'grafana' ? 'Grafana' : 'Prometheus'} to evaluate`,
            why: 'every alert would be sent twice',
          }
        : {
            what: `found '${String(evaluator)}', and '${String(otherEvaluator)}' in ${other.where}`,
            why: 'each leaves the alerts to the other, and nobody would evaluate them',
          }),
      fix: isOne ? 'leave out grafanaAlerts beside OrchestratorMonitoring' : 'set the same alerts.evaluatedBy in both',
    });
  }
}

/** What Pulumi keeps of every resource, and has no types for. */
interface Kept {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Kept;
}

/** A component as messages call it, with those that it is in: `OrchestratorMonitoring "monitoring" in acme:index:Shop "eu"`. */
function placeOf(component: pulumi.ComponentResource, componentName: string): string {
  const above = ({ __parentResource: parent }: Kept): string =>
    parent?.__name === undefined || parent.__pulumiType === pulumi.runtime.rootPulumiStackTypeName
      ? ''
      : ` in ${String(parent.__pulumiType)} ${JSON.stringify(parent.__name)}${above(parent)}`;
  return `${component.constructor.name} ${JSON.stringify(componentName)}${above(component as Kept)}`;
}

function claimedOf(component: pulumi.ComponentResource, type: string): Claimed {
  const { claimed } = runOf();
  const provider = component.getProvider(type);
  const own = claimed.get(provider) ?? { owners: new Map(), fleets: new Map() };
  claimed.set(provider, own);
  return own;
}

function runOf(): Run {
  const monitor: object = pulumi.runtime.getMonitor() ?? {};
  const address = (monitor as { getChannel?: () => { getTarget: () => string } }).getChannel?.().getTarget();
  const begun = address !== undefined && latest?.address === address ? latest.run : undefined;
  const run = runs.get(monitor) ?? begun ?? { claimed: new Map(), evaluated: [] };
  runs.set(monitor, run);
  latest = { run, address };
  return run;
}
