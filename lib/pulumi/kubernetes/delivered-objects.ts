/** The objects of a delivery, as children of a component. */
import type * as pulumi from '@pulumi/pulumi';
import { refuseErrors, suggestionsFor, type Mixin } from '../../orchestrator';
import type { ConfigMapMount, Delivered, DeliveredObject } from '../../render';
import { groupBy } from '../../model/group-by';
import { renderDelivery, scrapesBy } from '../../render/kubernetes/deliveries/render-delivery';
import { claimObjects, findMeetings, findOtherEvaluator, findQueriesOfOthers, KUBERNETES } from '../claimed-names';
import { createGrafanaPatch, findIdleWorkload, namespaceOfWorkload } from './grafana-patch';
import {
  type OrchestratorKubernetesObjectsArgs,
  checkKubernetesArgs,
  KUBERNETES_KEYS,
} from './kubernetes-objects-args';
import { createManifests, PendingNamespace } from './manifest-resource';
import { logFindings, refuseMistakes, splitArgs, withCheckedMixin } from '../property-checks';
import { peek } from '../../validation';

const COMPONENT = 'OrchestratorKubernetesObjects';

/** Makes the objects, and the patch of a running Grafana. */
export function createObjects(
  component: pulumi.ComponentResource,
  name: string,
  args: OrchestratorKubernetesObjectsArgs,
  { mixin, namespace: given, delivered, ids, findings }: ReturnType<typeof checkObjectsArgs>,
  opts: pulumi.ComponentResourceOptions,
): { readonly mounts: ConfigMapMount[]; readonly objectNames: string[] } {
  logFindings(component, findings);
  const manifests = delivered.objects.map(({ manifest }) => manifest);
  // What its objects wait for, they wait for this, too: none is made where another component makes it.
  const namespace = claimObjects(component, name, 'name', manifests, given);
  const fleet = { mixin, scrapes: scrapesBy(delivered.objects) };
  logFindings(component, findMeetings(component, name, '', fleet, KUBERNETES));
  logFindings(component, findQueriesOfOthers(component, name, 'rules', mixin));
  const partOfAlerts = args.alerts.evaluatedBy === 'prometheus' ? 'rules' : 'grafanaAlerts';
  const bringsAlerts = delivered.objects.some(({ part }) => part === partOfAlerts);
  logFindings(component, findOtherEvaluator(component, name, { mixin, bringsAlerts }, KUBERNETES));
  const named = manifests.map((manifest, index) => [`${name}-${ids[index] ?? ''}`, manifest] as const);
  const objects = createManifests(component, named, namespace, opts);
  if (args.grafana !== undefined) {
    // A pod that mounts what is not there does not start.
    const place = namespaceOfWorkload(COMPONENT, args.grafana, namespace, delivered);
    createGrafanaPatch(`${name}-grafana`, args.grafana, place, delivered, {
      parent: component,
      dependsOn: objects,
    });
  }
  return {
    mounts: [...delivered.mounts],
    objectNames: manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  };
}

/**
 * Checks the arguments, and delivers by them.
 *
 * @throws InputPropertiesError with every mistake, each by the name of its prop
 */
export function checkObjectsArgs(args: OrchestratorKubernetesObjectsArgs) {
  const { own, description } = splitArgs(args, KUBERNETES_KEYS);
  const namespace = new PendingNamespace(peek(own, 'namespace') as pulumi.Input<string> | undefined);
  return withCheckedMixin(COMPONENT, description, checkKubernetesArgs(own, description), (mixin, warnings) => {
    const { name, labels, annotations, grafanaAlerts = false } = args;
    const omit = grafanaAlerts ? [] : (['grafanaAlerts'] as const);
    const place = { name, namespace: namespace.name, labels, annotations, omit };
    const delivered = renderDelivery(args.delivery, mixin, place);
    refuseMistakes(
      COMPONENT,
      args.grafana === undefined ? [] : findIdleWorkload(args.grafana, namespace, args.delivery.name, delivered),
    );
    // OrchestratorMonitoring says what concerns the alerts, where it has them.
    const suggestions = args.alerts.evaluatedBy === 'prometheus' || grafanaAlerts ? suggestionsFor(mixin) : [];
    return {
      mixin,
      namespace,
      delivered,
      ids: idsOf(delivered, renderDelivery(args.delivery, withOneMoreNamespace(mixin), place)),
      findings: [...warnings, ...refuseErrors(delivered.findings), ...suggestions],
    };
  });
}

function withOneMoreNamespace(mixin: Mixin): Mixin {
  const { scrape } = mixin.config;
  const namespaces = [...(scrape.namespaces ?? []), 'one-more-namespace'];
  return { ...mixin, config: { ...mixin.config, scrape: { ...scrape, namespaces } } };
}

/**
 * What tells the objects apart in the names of their resources, in their order. An object that stays has to keep it, whether the component says its
 * namespace or the delivery, now or later: so there is no namespace in it, but where there is one of them for each of the workers' namespaces.
 *
 * @param oneMore the same, with one more namespace of workers
 */
function idsOf({ objects }: Delivered, oneMore: Delivered): readonly string[] {
  const idOf = ({ manifest: { kind, metadata } }: DeliveredObject): string => `${kind}-${metadata.name}`;
  const namesakes = groupBy(oneMore.objects, idOf);
  return objects.map((object) => {
    const { kind, metadata } = object.manifest;
    const isOneOfSeveral = (namesakes.get(idOf(object))?.length ?? 0) > 1;
    return isOneOfSeveral && metadata.namespace !== undefined
      ? `${kind}-${metadata.namespace}-${metadata.name}`
      : idOf(object);
  });
}
