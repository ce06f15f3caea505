/** The component of an exporter for the database. */
import * as pulumi from '@pulumi/pulumi';
import { check, ConfigError, createMixin, refuseErrors, type MonitoringProps } from '../orchestrator';
import { renderLagExporter, type KubernetesManifest, type LagExporterOptions } from '../render';
import { LAG_EXPORTER_CHECKS } from '../render/kubernetes/objects/lag-exporter';
import { objectName } from '../render/kubernetes/objects/manifest';
import { ManifestResource, PendingNamespace } from './manifest-resource';
import { fields, oneLine, problemsOf } from '../validation';
import { input, isRecord, peek, pick, refuseMistakes } from './property-checks';

/** One description of a fleet with a `database`, and how its exporter runs. */
export interface LagExporterArgs extends MonitoringProps, LagExporterOptions {
  /** Name of the Deployment. @default 'orchestrator-lag-exporter' */
  readonly objectName?: string;
  /** Namespace of the objects, where the Secret of the connection is. Its name may become known later. @default - that of the provider */
  readonly namespace?: pulumi.Input<string>;
}

const OWN = {
  connection: LAG_EXPORTER_CHECKS.connection,
  image: LAG_EXPORTER_CHECKS.image,
  monitor: LAG_EXPORTER_CHECKS.monitor,
  monitorLabels: LAG_EXPORTER_CHECKS.monitorLabels,
  objectName,
  namespace: input(oneLine),
};

/**
 * An exporter for the database of the event store, as the cdk8s construct of this name makes it: ConfigMap of the queries, Deployment under the
 * restricted security context, PodMonitor. The connection string stands in a Secret of your own.
 *
 * @example
 * new LagExporter('orders', {
 *   database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
 *   connection: { name: 'lag-exporter' },
 *   namespace: 'monitoring',
 * });
 */
export class LagExporter extends pulumi.ComponentResource {
  /** @throws InputPropertiesError with every mistake of the arguments, before anything is made */
  constructor(name: string, args: LagExporterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const namespace = new PendingNamespace(peek(args, 'namespace') as pulumi.Input<string> | undefined);
    const manifests = manifestsOf(args, namespace);
    super('pupsourcing-orchestrator-monitoring:index:LagExporter', name, {}, opts);
    for (const manifest of manifests) {
      new ManifestResource(`${name}-${manifest.kind}`, manifest, namespace, { parent: this });
    }
    this.registerOutputs({});
  }
}

function manifestsOf(args: LagExporterArgs, namespace: PendingNamespace): readonly KubernetesManifest[] {
  const component = 'LagExporter';
  const own = isRecord(args) ? pick(args, (key) => Object.hasOwn(OWN, key)) : {};
  const problems = problemsOf(fields(OWN, ['connection']), own);
  try {
    const mixin = createMixin(isRecord(args) ? pick(args, (key) => !Object.hasOwn(OWN, key)) : {});
    refuseErrors(check(mixin));
    refuseMistakes(component, problems);
    const metadata = { name: args.objectName ?? 'orchestrator-lag-exporter', namespace: namespace.name };
    return renderLagExporter(metadata, mixin.config, args);
  } catch (error) {
    if (error instanceof ConfigError) {
      refuseMistakes(component, [...error.problems, ...problems]);
    }
    throw error;
  }
}
