import * as pulumi from '@pulumi/pulumi';
import type * as objects from './lag-exporter-objects';
import type { LagExporterArgs } from './lag-exporter-objects';

// Loaded when the first component is made: see orchestrator-monitoring.ts.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- constructors cannot wait for an import()
const load = (): typeof objects => require('./lag-exporter-objects') as typeof objects;

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
    const { checkLagExporterArgs, createLagExporter } = load();
    const checked = checkLagExporterArgs(args);
    super('pupsourcing-orchestrator-monitoring:index:LagExporter', name, {}, opts);
    createLagExporter(this, name, checked, opts);
    this.registerOutputs({});
  }
}
