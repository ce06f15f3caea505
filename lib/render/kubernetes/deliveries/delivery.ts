/**
 * A delivery is the way by which dashboards, rules and scraping reach Grafana and Prometheus in a cluster. It is plain data with pure functions
 * in it: those of this package are `fileProvisioning`, `sidecar`, `kubePrometheusStack`, `prometheusOperator`, `grafanaOperator`, `thanosRuler`
 * and `mimir`, and anybody can write one.
 */
import type { Finding, Mixin } from '../../../orchestrator';
import type { KubernetesManifest, ObjectMetadata } from '../objects/manifest';
import type { ConfigMapMount } from '../objects/mount';
import { ONE_LINE, also, type Fault, given, oneLine, problemsOf, type Shape, show } from '../../../validation';

/** What a delivery makes its objects from. */
export interface DeliveryContext {
  /** What there is to deliver. Its `ruleGroups` are Prometheus's to evaluate, its `grafanaRuleGroups` Grafana's; no rule is in both. */
  readonly mixin: Mixin;
  /** What the names of all objects start with. */
  readonly name: string;
  /** Namespace of the objects; undefined where whoever applies them says. */
  readonly namespace: string | undefined;
  /**
   * Metadata of an object: the name with a suffix, the namespace, and labels and annotations of the whole together with its own.
   *
   * @param suffix comes behind the name and a hyphen
   */
  readonly metadata: (
    suffix: string,
    own?: Partial<Omit<ObjectMetadata, 'name'>>,
  ) => ObjectMetadata & KubernetesManifest['metadata'];
}

/** What one part of a delivery comes to. */
export interface DeliveredPart {
  /** The objects, in the order in which a person would read them. */
  readonly objects: readonly KubernetesManifest[];
  /** ConfigMaps that Grafana has to mount, and where. @default - none */
  readonly mounts?: readonly ConfigMapMount[];
  /** What the user should know. @default - nothing */
  readonly findings?: readonly Finding[];
  /** How the objects are made smaller where they are too large; completes "use kubectl apply --server-side, or". @default - spread the replica sets over several fleets */
  readonly smaller?: string;
}

/** One part of a delivery. The same context gives the same objects. */
export type DeliverPart = (context: DeliveryContext) => DeliveredPart;

/** What can be delivered, in the order in which it is written. */
export const DELIVERY_PARTS = [
  'dashboards',
  'datasource',
  'grafanaAlerts',
  'rules',
  'inhibitions',
  'scraping',
  'access',
  'database',
] as const;

/** One of the parts. */
export type DeliveryPartName = (typeof DELIVERY_PARTS)[number];

/** What to do where a part comes on another way: in a program, and in a file. */
export const leavingOut = (part: DeliveryPartName): string =>
  `set ${part}: false in combineDeliveries, or in a configuration file as delivery: { ${part === 'rules' ? 'dashboards' : 'rules'}: { name: ... }, ${part}: false }`;

/**
 * A delivery: a function for each part that it delivers. What it has no function for does not reach the cluster by it, and combineDeliveries
 * takes that part from another.
 *
 * @example
 * import { configMapOf, renderPrometheusRules, toYaml, type Delivery } from 'pupsourcing-orchestrator-monitoring';
 *
 * // Rules for a Prometheus whose own sidecar looks for this label.
 * const ruleSidecar: Delivery = {
 *   name: 'ruleSidecar',
 *   rules: ({ metadata, mixin }) => ({
 *     objects: [
 *       configMapOf(metadata('rules', { labels: { prometheus_rules: '1' } }), {
 *         'orchestrator.rules.yaml': toYaml(renderPrometheusRules(mixin.ruleGroups)),
 *       }),
 *     ],
 *   }),
 * };
 */
export interface Delivery {
  /** What messages call it. */
  readonly name: string;
  /** Dashboards for Grafana. */
  readonly dashboards?: DeliverPart | undefined;
  /** Grafana's data source; for a Grafana that has none. */
  readonly datasource?: DeliverPart | undefined;
  /** Alerts that Grafana evaluates, where it does. */
  readonly grafanaAlerts?: DeliverPart | undefined;
  /** Rules that Prometheus evaluates. */
  readonly rules?: DeliverPart | undefined;
  /** Which alert silences which, for Alertmanager. */
  readonly inhibitions?: DeliverPart | undefined;
  /** How Prometheus finds the workers. */
  readonly scraping?: DeliverPart | undefined;
  /** What Prometheus needs to reach the workers, whoever scrapes: rights, and a way through the network. */
  readonly access?: DeliverPart | undefined;
  /** The queries for the exporter of the database, where there is one. @default - a ConfigMap of them */
  readonly database?: DeliverPart | undefined;
}

/**
 * A delivery that delivers something: one of this package, or anybody's, instances of classes included.
 *
 * @param what completes "allowed:"
 * @param wanted what it has to deliver. @default - anything
 */
export function deliveryCheck(
  what = 'a delivery, such as kubePrometheusStack(...) returns',
  wanted?: DeliveryPartName,
): Shape {
  return also(given(what, isDelivery), (value: Delivery, report) => {
    const wrong = (['name', ...DELIVERY_PARTS] as const).flatMap((key) => wrongField(value, key));
    if (wrong.length > 0) {
      wrong.forEach(report);
      return;
    }
    const { name } = value;
    const parts = DELIVERY_PARTS.filter((part) => value[part] !== undefined);
    if (parts.length === 0) {
      // What only describes a delivery has its name, and options beside it.
      report({
        found: `${show(value)}, which delivers nothing`,
        allowed: what,
        fix: `pass it to deliveryOf where these are options, or give it at least one of ${DELIVERY_PARTS.join(', ')}`,
      });
    } else if (wanted !== undefined && !parts.includes(wanted)) {
      report({
        found: `${name}, which delivers none`,
        allowed: `a delivery of ${wanted}`,
        fix: `${name} delivers ${parts.join(', ')}: choose another, or set the option of ${name} that makes it`,
      });
    }
  });
}

/** What delivers one part, to be called on its own: the method of a class keeps its object. */
export function partOf(delivery: Delivery, part: DeliveryPartName): DeliverPart | undefined {
  return delivery[part]?.bind(delivery);
}

/** Whether it has a name, as every delivery does: what is wrong with the rest is said of a delivery. */
export function isDelivery(value: unknown): value is Delivery {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function wrongField(delivery: Delivery, key: 'name' | DeliveryPartName): readonly Fault[] {
  const field: unknown = delivery[key];
  const isRight =
    key === 'name' ? problemsOf(oneLine, field).length === 0 : field === undefined || typeof field === 'function';
  const allowed = key === 'name' ? ONE_LINE : 'a function that delivers this part';
  return isRight ? [] : [{ keys: [key], found: show(field), allowed }];
}
