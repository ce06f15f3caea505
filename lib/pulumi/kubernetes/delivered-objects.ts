/** The objects of a delivery, as children of a component. */
import type * as pulumi from '@pulumi/pulumi';
import { refuseErrors, suggestionsFor } from '../../orchestrator';
import type { ConfigMapMount } from '../../render';
import { heldBy, idsOf, renderDelivery } from '../../render/kubernetes/deliveries/render-delivery';
import { claimObjects, logOthers, KUBERNETES } from '../claimed-names';
import { createGrafanaPatch, findIdleWorkload, mountsInto, namespaceOfWorkload } from './grafana-patch';
import { type OrchestratorKubernetesObjectsArgs, checkKubernetesArgs } from './kubernetes-objects-args';
import { createManifests, PendingNamespace } from './manifest-resource';
import { logFindings, refuseMistakes, splitArgs, withCheckedMixin } from '../property-checks';
import { valueAt } from '../../validation';

const COMPONENT = 'OrchestratorKubernetesObjects';

export function createObjects(
  component: pulumi.ComponentResource,
  name: string,
  args: OrchestratorKubernetesObjectsArgs,
  { mixin, namespace: given, delivered, findings }: ReturnType<typeof checkObjectsArgs>,
  opts: pulumi.ComponentResourceOptions,
): { readonly mounts: ConfigMapMount[]; readonly objectNames: string[] } {
  logFindings(component, findings);
  const manifests = delivered.objects.map(({ manifest }) => manifest);
  // What its objects wait for, they wait for this, too: none is made where another component makes it.
  const mounts = args.grafana === undefined ? [] : mountsInto(args.grafana, given, delivered);
  const namespace = claimObjects(component, name, 'name', manifests, given, mounts);
  const brought = new Set(delivered.objects.map(({ part }) => part));
  logOthers(component, name, '', {
    mixin,
    type: KUBERNETES,
    ...heldBy(delivered.objects),
    bringsAlerts: brought.has(args.alerts.evaluatedBy === 'prometheus' ? 'rules' : 'grafanaAlerts'),
    bringsRecords: brought.has('rules') && mixin.recordingRules.length > 0,
    mayRecord: args.delivery.rules !== undefined,
  });
  const ids = idsOf(delivered.objects);
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

/** Checks the arguments, and delivers by them. @throws InputPropertiesError with every mistake, each by the name of its prop */
export function checkObjectsArgs(args: OrchestratorKubernetesObjectsArgs) {
  const { own, description } = splitArgs(args);
  const namespace = new PendingNamespace(valueAt(own, 'namespace') as pulumi.Input<string> | undefined);
  return withCheckedMixin(COMPONENT, description, checkKubernetesArgs(own, description), (mixin, warnings) => {
    const { name, labels, annotations, grafanaAlerts = false } = args;
    const omit = grafanaAlerts ? [] : (['grafanaAlerts'] as const);
    const place = { name, namespace: namespace.name, labels, annotations, omit };
    const delivered = renderDelivery(args.delivery, mixin, place);
    refuseMistakes(
      COMPONENT,
      args.grafana === undefined ? [] : findIdleWorkload(args.grafana, namespace, args.delivery.name, delivered),
    );
    const judged = delivered.findings.filter(({ what }) => !namespace.isIn(what));
    // OrchestratorMonitoring says what concerns the alerts, where it has them.
    const suggestions = args.alerts.evaluatedBy === 'prometheus' || grafanaAlerts ? suggestionsFor(mixin) : [];
    return { mixin, namespace, delivered, findings: [...warnings, ...refuseErrors(judged), ...suggestions] };
  });
}
