/** The component of an exporter for the database. */
import * as pulumi from '@pulumi/pulumi';
import type { Finding, MonitoringProps } from '../orchestrator';
import type { KubernetesManifest, LagExporterOptions } from '../render';
// Not by the index: see grafana-resources.ts.
import { LAG_EXPORTER_CHECKS, renderLagExporter } from '../render/kubernetes/objects/lag-exporter';
import { objectName } from '../render/kubernetes/objects/manifest';
import { fields, oneLine, problemsOf, type Shapes } from '../validation';
import { logFindings, withCheckedMixin } from './checked-mixin';
import { createManifests, PendingNamespace } from './manifest-resource';
import { input, isRecord, peek, pick } from './property-checks';

/** One description of a fleet with a `database`, and how its exporter runs. */
export interface LagExporterArgs extends MonitoringProps, LagExporterOptions {
  /** Name of the Deployment. @default 'orchestrator-lag-exporter' */
  readonly objectName?: string;
  /** Namespace of the objects, where the Secret of the connection is. Its name may become known later. @default - that of the provider */
  readonly namespace?: pulumi.Input<string>;
}

const OWN_CHECKS: Shapes<Omit<LagExporterArgs, keyof MonitoringProps>> = {
  ...LAG_EXPORTER_CHECKS,
  objectName,
  namespace: input(oneLine),
};

/**
 * An exporter for the database of the event store, as the cdk8s construct of this name makes it: ConfigMap of the queries, Deployment under the
 * restricted security context, PodMonitor. The connection string stands in a Secret of your own. Give it the description of the rules, as a
 * whole: what its queries tell has to be what the rules expect.
 *
 * @example
 * const fleet = {
 *   replicaSets: [{ name: 'orders', workers: 3 }],
 *   database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
 * } as const;
 * new LagExporter('orders', { ...fleet, connection: { name: 'lag-exporter' }, namespace: 'monitoring' });
 */
export class LagExporter extends pulumi.ComponentResource {
  /** @throws InputPropertiesError with every mistake of the arguments, before anything is made */
  constructor(name: string, args: LagExporterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const namespace = new PendingNamespace(peek(args, 'namespace') as pulumi.Input<string> | undefined);
    const { manifests, warnings } = checkArgs(args, namespace);
    super('pupsourcing-orchestrator-monitoring:index:LagExporter', name, {}, opts);
    logFindings(this, warnings);
    const named = manifests.map((manifest) => [`${name}-${manifest.kind}`, manifest] as const);
    createManifests(this, named, namespace, opts);
    this.registerOutputs({});
  }
}

function checkArgs(
  args: LagExporterArgs,
  namespace: PendingNamespace,
): { readonly manifests: readonly KubernetesManifest[]; readonly warnings: readonly Finding[] } {
  const own = problemsOf(
    fields(OWN_CHECKS, ['connection']),
    pickArgs(args, (key) => Object.hasOwn(OWN_CHECKS, key)),
  );
  const props = pickArgs(args, (key) => !Object.hasOwn(OWN_CHECKS, key));
  return withCheckedMixin({ component: 'LagExporter', props, own }, ({ config }, warnings) => {
    const metadata = { name: args.objectName ?? 'orchestrator-lag-exporter', namespace: namespace.name };
    return { manifests: renderLagExporter(metadata, config, args), warnings };
  });
}

const pickArgs = (args: unknown, isWanted: (key: string) => boolean): Readonly<Record<string, unknown>> =>
  isRecord(args) ? pick(args, isWanted) : {};
