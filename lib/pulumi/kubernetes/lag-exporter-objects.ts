import type * as pulumi from '@pulumi/pulumi';
import type { MonitoringProps } from '../../orchestrator';
import type { LagExporterOptions } from '../../render';
// Not by the index: see grafana-resources.ts.
import { nameOfFleet } from '../../render/kubernetes/deliveries/render-delivery';
import { checkLagMonitor, LAG_EXPORTER_CHECKS, renderLagExporter } from '../../render/kubernetes/objects/lag-exporter';
import { valueAt, problemsOf, type Shapes } from '../../validation';
import { namespaceName, objectName } from '../../validation/kubernetes-names';
import { claimObjects, findQueriesOfOthers } from '../claimed-names';
import { createManifests, PendingNamespace } from './manifest-resource';
import { input, logFindings, ownArgs, splitArgs, withCheckedMixin } from '../property-checks';

const OWN_CHECKS: Shapes<Omit<LagExporterArgs, keyof MonitoringProps>> = {
  ...LAG_EXPORTER_CHECKS,
  objectName,
  namespace: input(namespaceName),
};

export function createLagExporter(
  component: pulumi.ComponentResource,
  name: string,
  { mixin, namespace: given, manifests, warnings }: ReturnType<typeof checkLagExporterArgs>,
  opts: pulumi.ComponentResourceOptions,
): void {
  logFindings(component, [...warnings, ...findQueriesOfOthers(component, name, 'exporter', mixin)]);
  const namespace = claimObjects(component, name, 'objectName', manifests, given);
  const named = manifests.map((manifest) => [`${name}-${manifest.kind}`, manifest] as const);
  createManifests(component, named, namespace, opts);
}

/** @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop */
export function checkLagExporterArgs(args: LagExporterArgs) {
  const { own, description } = splitArgs(args);
  const namespace = new PendingNamespace(valueAt(own, 'namespace') as pulumi.Input<string> | undefined);
  const wrong = problemsOf(ownArgs(OWN_CHECKS, ['connection']), own);
  return withCheckedMixin('LagExporter', description, wrong, (mixin, warnings) => {
    const metadata = { name: args.objectName ?? `${nameOfFleet(mixin)}-lag-exporter`, namespace: namespace.name };
    const known = namespace.isIn(namespace.name ?? '') ? undefined : namespace.name;
    const findings = [...warnings, ...checkLagMonitor({ ...metadata, namespace: known }, mixin.config, args)];
    return { mixin, namespace, manifests: renderLagExporter(metadata, mixin.config, args), warnings: findings };
  });
}

/** One description of a fleet with a `database`, and how its exporter runs. */
export interface LagExporterArgs extends MonitoringProps, LagExporterOptions {
  /** Name of the Deployment. @default - 'orchestrator-lag-exporter'; for a fleet with a `dashboard.uid` of its own, `orchestrator-<dashboard.uid>-lag-exporter` */
  readonly objectName?: string;
  /** Namespace of the objects, where the Secret of the connection is. Its name may become known later. @default - that of the provider */
  readonly namespace?: pulumi.Input<string>;
}
