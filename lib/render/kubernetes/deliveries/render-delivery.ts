import {
  ConfigError,
  DEFAULT_DASHBOARD_UID,
  errorAt,
  type Finding,
  type LocatedFleet,
  type Mixin,
  readyMixin,
  warningAt,
} from '../../../orchestrator';
import {
  acceptResult,
  contentHash,
  fields,
  given,
  LIMITS,
  list,
  oneLine,
  oneOf,
  problemsOf,
  type Shape,
  type Shapes,
  shortened,
  stated,
  textsAt,
} from '../../../validation';
import { namePrefix } from '../../../validation/kubernetes-names';
import { firstOfEach, groupBy } from '../../../model/group-by';
import { findRefused } from '../findings/refused';
import {
  DELIVERY_PARTS,
  type DeliveredPart,
  type Delivery,
  type DeliveryContext,
  type DeliveryPartName,
  deliveryCheck,
  leavingOut,
  partOf,
} from './delivery';
import { inPlace } from './define-delivery';
import {
  isManifest,
  type KubernetesManifest,
  METADATA_CHECKS,
  nameOf,
  RECOMMENDED_LABELS,
  writtenMetadata,
} from '../objects/manifest';
import { configMapMount, findNestedMounts, type ConfigMapMount } from '../objects/mount';
import { deliverQueries } from '../objects/lag-exporter';
import { findOversize } from '../objects/object-size';

/** What a delivery is to deliver, and what its objects are called. */
export interface DeliveryProps {
  /**
   * What the names of all objects start with: `orchestrator` gives `orchestrator-dashboard`, `orchestrator-rules` and so on.
   * @default - 'orchestrator'; for a fleet with a `dashboard.uid` of its own, `orchestrator-` and that uid
   */
  readonly name?: string | undefined;
  /** Namespace of all objects. @default - whoever applies the objects says */
  readonly namespace?: string | undefined;
  /** Labels of all objects, beside `app.kubernetes.io/name` and `app.kubernetes.io/part-of`, which they may replace. @default - none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Annotations of all objects. @default - none */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Parts that reach Grafana or Prometheus on another way than by these objects: they are left out, and not missed. @default - none */
  readonly omit?: readonly DeliveryPartName[] | undefined;
}

const finding = given('a finding with severity, path, what, why and fix', (value) => {
  const { severity, path, what, why, fix } = value as Finding;
  return (
    ['error', 'warning', 'info'].includes(severity) &&
    [path, what, why, fix].every((field) => typeof field === 'string')
  );
});

/** What a function of a delivery gives: anybody may have written it. */
const DELIVERED_PART: Shape = fields(
  {
    objects: list(
      'a list of objects',
      given('a Kubernetes object with apiVersion, kind and metadata.name', isManifest),
    ),
    mounts: list('a list of mounts', configMapMount),
    findings: list('a list of findings', finding),
    smaller: oneLine,
  } satisfies Shapes<DeliveredPart>,
  ['objects'],
);

export const DELIVERY_CHECKS: Shapes<DeliveryProps> = {
  ...METADATA_CHECKS,
  name: namePrefix,
  omit: list('a list of parts', oneOf(...DELIVERY_PARTS)),
};

/** A delivered object, and the part of the delivery that made it. */
export interface DeliveredObject {
  readonly part: DeliveryPartName;
  readonly manifest: KubernetesManifest;
}

/** What a delivery came to. */
export interface Delivered {
  /** Every object, in the order of DELIVERY_PARTS. */
  readonly objects: readonly DeliveredObject[];
  /** What Grafana has to mount. */
  readonly mounts: readonly ConfigMapMount[];
  /** What to know: errors mean that the objects would not arrive. */
  readonly findings: readonly Finding[];
}

/**
 * The objects of one fleet by one delivery. The same input gives the same bytes.
 *
 * @throws ConfigError when the delivery, the mixin or the props are wrong, with every problem
 *
 * @example
 * import { createMixin, kubePrometheusStack, renderDelivery, toYaml } from 'pupsourcing-orchestrator-monitoring';
 *
 * const mixin = createMixin({ replicaSets: [{ name: 'main', workers: 3 }] });
 * const { objects, findings } = renderDelivery(kubePrometheusStack({ release: 'monitoring' }), mixin, { namespace: 'monitoring' });
 * const text = objects.map(({ manifest }) => toYaml(manifest)).join('---\n');
 */
export function renderDelivery(delivery: Delivery, mixin: Mixin, props: DeliveryProps = {}): Delivered {
  const problems = [
    ...problemsOf(deliveryCheck(), delivery, 'delivery'),
    ...problemsOf(readyMixin, mixin, 'mixin'),
    ...problemsOf(fields(DELIVERY_CHECKS), props),
  ];
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  const { omit = [] } = props;
  // Rules that come on another way say there whom they ask.
  const context = contextOf(omit.includes('grafanaAlerts') ? { ...mixin, grafanaRuleGroups: [] } : mixin, props);
  const delivered = DELIVERY_PARTS.flatMap((part) => {
    // The database's exporter is nobody's business but its own: its queries are a ConfigMap unless a delivery says something else.
    const deliver = partOf(delivery, part) ?? (part === 'database' ? deliverQueries : undefined);
    return deliver === undefined || omit.includes(part) || !isWanted(part, mixin)
      ? []
      : { part, ...acceptResult(DELIVERED_PART, () => deliver(context), `${delivery.name}.${part}()`) };
  });
  const objects = withoutRepetition(
    delivered.flatMap(({ part, objects: made }) => made.map((manifest) => ({ part, manifest }))),
  );
  const mounts = delivered.flatMap(({ mounts: needed = [] }) => needed);
  return {
    objects,
    mounts,
    findings: [
      ...findMissingParts(delivery, mixin, omit),
      ...delivered.flatMap(({ findings = [] }) => findings),
      ...delivered.flatMap(({ part, objects: made }) =>
        made.flatMap((manifest, index) =>
          findRefused(manifest, `${delivery.name}.${part}().objects[${String(index)}]`),
        ),
      ),
      ...delivered.flatMap(({ objects: made, smaller = 'spread the replica sets over several fleets' }) =>
        made.flatMap((manifest) => findOversize(manifest, smaller)),
      ),
      ...findNestedMounts(mounts).map((nested) => errorAt(delivery.name, nested)),
      ...findNamesakes(delivery.name, objects),
    ],
  };
}

/** What of a fleet is in these objects, to be compared with other fleets. */
export function heldBy(
  objects: readonly DeliveredObject[],
): Required<Pick<LocatedFleet, 'rules' | 'dashboards' | 'scrapes'>> {
  const parts = new Set(objects.map(({ part }) => part));
  return {
    rules: parts.has('rules') || parts.has('grafanaAlerts'),
    dashboards: parts.has('dashboards'),
    scrapes: scrapesBy(objects),
  };
}

/** How Prometheus learns of the scrape job by these objects: from a file, beside the jobs of others, where its name can be there once, or from an operator. */
export function scrapesBy(objects: readonly DeliveredObject[]): 'file' | 'operator' | false {
  const scraping = objects.filter(({ part }) => part === 'scraping');
  const isFile = scraping.some(({ manifest }) =>
    ['data', 'stringData'].some((key) =>
      Object.values(textsAt(manifest, key)).some((text) => /^(scrape_configs:|- job_name:)/m.test(text)),
    ),
  );
  return isFile ? 'file' : scraping.length > 0 && 'operator';
}

function contextOf(mixin: Mixin, props: DeliveryProps): DeliveryContext {
  const { name = nameOfFleet(mixin), namespace, annotations } = props;
  const place = { namespace, labels: { ...RECOMMENDED_LABELS, ...props.labels }, annotations };
  const metadata: DeliveryContext['metadata'] = (suffix, own) =>
    writtenMetadata({ name: `${name}-${suffix}`, ...inPlace(place, own) });
  return { mixin, name, namespace, metadata };
}

/** Two fleets of one cluster have two dashboards, and so two names. What no name can have is left out, and a hash tells the rest apart. */
export function nameOfFleet({ config: { dashboard } }: Mixin): string {
  if (dashboard.uid === DEFAULT_DASHBOARD_UID) {
    return 'orchestrator';
  }
  const name = `orchestrator-${dashboard.uid}`;
  const possible = name.toLowerCase().replace(/_/g, '-').replace(/-+$/, '');
  return shortened(possible === name ? name : `${possible}-${contentHash(name).slice(-8)}`, LIMITS.namePrefix);
}

/**
 * What tells the objects of a delivery apart, in their order: what `kubectl` would call them. Each keeps it where others come, and whoever says its
 * namespace, now or later: that is in it only where another of its kind has its name, behind what no name has but that of a Role. The first loses
 * it when the second of its name comes.
 */
export function idsOf(objects: readonly DeliveredObject[]): readonly string[] {
  const idOf = ({ manifest: { kind, metadata } }: DeliveredObject): string => `${kind}-${metadata.name}`;
  const namesakes = groupBy(objects, idOf);
  return objects.map((object) => {
    const { namespace } = object.manifest.metadata;
    const isAlone = namespace === undefined || namesakes.get(idOf(object))?.length === 1;
    return isAlone ? idOf(object) : `${idOf(object)}_${namespace}`;
  });
}

/** Whether there is anything in this part: an object without rules would be applied for nothing. */
function isWanted(part: DeliveryPartName, { config, ruleGroups, inhibitions }: Mixin): boolean {
  return (
    !(part === 'database' && config.database === undefined) &&
    !(part === 'rules' && ruleGroups.length === 0) &&
    !(part === 'inhibitions' && inhibitions.length === 0)
  );
}

function* findMissingParts(
  delivery: Delivery,
  { config, ruleGroups, grafanaRuleGroups }: Mixin,
  omit: readonly DeliveryPartName[],
): Generator<Finding> {
  const isMissing = (part: DeliveryPartName): boolean => delivery[part] === undefined && !omit.includes(part);
  if (grafanaRuleGroups.length > 0 && isMissing('grafanaAlerts')) {
    yield errorAt('delivery', {
      what: `found ${delivery.name}, which delivers no alerts to Grafana`,
      why: "alerts.evaluatedBy is 'grafana', and nobody would evaluate them",
      fix: `combine it with fileProvisioning, sidecar, kubePrometheusStack or grafanaOperator, or let Prometheus evaluate them; where they come on another way, ${leavingOut('grafanaAlerts')}`,
    });
  }
  const lacksRules = ruleGroups.length > 0 && isMissing('rules');
  if (lacksRules) {
    const [why, other] =
      grafanaRuleGroups.length > 0
        ? [
            'panels and alerts of objectives would ask for recorded series that nobody records',
            ', or set recordingRules to false',
          ]
        : ['nobody would evaluate the alerts and the recording rules', ''];
    yield warningAt('delivery', {
      what: `found ${delivery.name}, which delivers no rules to Prometheus`,
      why,
      fix: `combine it with a delivery of rules, such as kubePrometheusStack, prometheusOperator or fileProvisioning${other}; where they come on another way, ${leavingOut('rules')}`,
    });
  }
  const { jobName: _jobName, ...found } = config.scrape;
  // Where the rules are missing too, one finding is enough: scraping follows them.
  if (Object.keys(stated(found)).length > 0 && isMissing('scraping') && !lacksRules) {
    yield warningAt('delivery', {
      what: `found ${delivery.name}, which scrapes nothing`,
      why: '`scrape` says where the workers are, and would have no effect',
      fix: `combine it with a delivery that scrapes, such as kubePrometheusStack, prometheusOperator or fileProvisioning; where they are scraped on another way, ${leavingOut('scraping')}`,
    });
  }
}

/** Objects of one kind and name overwrite each other. Only a delivery that somebody wrote or combined can make that mistake. */
function findNamesakes(delivery: string, objects: readonly DeliveredObject[]): readonly Finding[] {
  const namesakes = groupBy(objects, ({ manifest }) => `${manifest.apiVersion} ${nameOf(manifest)}`);
  return [...namesakes.values()].flatMap(([, ...others]) =>
    others.map(({ manifest }) =>
      errorAt(nameOf(manifest), {
        what: `found another of this kind and name, made by ${delivery}`,
        why: 'one would overwrite the other',
        fix: 'use one delivery for both parts, or the same options, or leave out one part; in a delivery of your own, give metadata() another suffix',
      }),
    ),
  );
}

/** Of objects that are exactly equal, the first: two parts may need one folder. */
function withoutRepetition(objects: readonly DeliveredObject[]): readonly DeliveredObject[] {
  // By name first: to write out every object takes long, and almost none has a namesake.
  return [...groupBy(objects, ({ manifest }) => nameOf(manifest)).values()].flatMap((namesakes) =>
    namesakes.length === 1 ? namesakes : firstOfEach(namesakes, ({ manifest }) => JSON.stringify(manifest)),
  );
}
