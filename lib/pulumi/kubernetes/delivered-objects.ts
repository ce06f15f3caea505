/** The objects of a delivery, as children of a component. */
import type * as pulumi from '@pulumi/pulumi';
import { refuseErrors, suggestionsFor } from '../../orchestrator';
import type { ConfigMapMount, Delivered, KubernetesManifest } from '../../render';
import { scrapesBy, idOf, renderDelivery } from '../../render/kubernetes/deliveries/render-delivery';
import { claimObjects, findMeetings, findQueriesOfOthers, KUBERNETES } from '../claimed-names';
import { createGrafanaPatch, findOtherNamespace } from './grafana-patch';
import {
  type OrchestratorKubernetesObjectsArgs,
  checkKubernetesArgs,
  KUBERNETES_KEYS,
} from './kubernetes-objects-args';
import { createManifests, PendingNamespace, STAND_IN } from './manifest-resource';
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
  const named = manifests.map((manifest, index) => [`${name}-${ids[index] ?? ''}`, manifest] as const);
  const objects = createManifests(component, named, namespace, opts);
  if (args.grafana !== undefined) {
    // A pod that mounts what is not there does not start.
    createGrafanaPatch(`${name}-grafana`, args.grafana, namespace, delivered, {
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
    refuseMistakes(COMPONENT, args.grafana === undefined ? [] : findOtherNamespace(args.grafana, namespace, delivered));
    // OrchestratorMonitoring says what concerns the alerts, where it has them.
    const suggestions = args.alerts.evaluatedBy === 'prometheus' || grafanaAlerts ? suggestionsFor(mixin) : [];
    return {
      mixin,
      namespace,
      delivered,
      ids: idsOf(delivered, namespace.name, () =>
        renderDelivery(args.delivery, mixin, { ...place, namespace: STAND_IN }),
      ),
      findings: [...warnings, ...refuseErrors(delivered.findings), ...suggestions],
    };
  });
}

/**
 * What tells the objects apart in the names of their resources, in their order. It is the same whether the namespace is known now or later: an object
 * that says its namespace itself has it there, also where the component's is the same.
 *
 * @param renderLater renders the same with a namespace that is known later
 */
function idsOf({ objects }: Delivered, namespace: string | undefined, renderLater: () => Delivered): readonly string[] {
  if (namespace === undefined || namespace === STAND_IN) {
    return objects.map(({ manifest }) => idOf(manifest, namespace));
  }
  const keyOf = ({ apiVersion, kind, metadata }: KubernetesManifest): string =>
    JSON.stringify([apiVersion, kind, metadata.namespace, metadata.name]);
  const ids = new Map(
    renderLater().objects.map(({ manifest }) => [
      keyOf(manifest).replaceAll(STAND_IN, namespace),
      idOf(manifest, STAND_IN),
    ]),
  );
  return objects.map(({ manifest }) => ids.get(keyOf(manifest)) ?? idOf(manifest, namespace));
}
