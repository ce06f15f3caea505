import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderLagExporter, type LagExporterOptions } from '../../render';
import { nameOfFleet } from '../../render/kubernetes/deliveries/render-delivery';
import { checkLagMonitor, LAG_EXPORTER_CHECKS } from '../../render/kubernetes/objects/lag-exporter';
import { METADATA_CHECKS } from '../../render/kubernetes/objects/manifest';
import { checkInApp, mark, QUERIES_METADATA } from '../findings/app-checks';
import { inConstruct, reportFindings } from '../findings/findings';
import { metadataOf, type KubernetesObjectProps } from './fleet-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** Props of a LagExporter. Its name is that of the fleet and `-lag-exporter` unless told: `orchestrator-lag-exporter`, or `orchestrator-<dashboard.uid>-lag-exporter`. */
export interface LagExporterProps extends MixinProps, KubernetesObjectProps, LagExporterOptions {}

/**
 * An exporter for the database of the event store: a Deployment of postgres_exporter that runs the queries of `database` and nothing else, under
 * the restricted security context, with its connection string from a Secret of your own; and a PodMonitor for it. The queries come along in a
 * ConfigMap: that of the delivery may stay unused. Give it the mixin of the rules: what its queries tell has to be what the rules expect.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { createMixin } from 'pupsourcing-orchestrator-monitoring';
 * import { LagExporter, OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * const mixin = createMixin({
 *   replicaSets: [{ name: 'main', workers: 3 }],
 *   database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
 * });
 * new OrchestratorMonitoring(chart, 'orchestrator', { mixin });
 * new LagExporter(chart, 'lag-exporter', { mixin, connection: { name: 'lag-exporter' }, monitorLabels: { release: 'monitoring' } });
 */
export class LagExporter extends Construct {
  /** Whose lag it exports. */
  readonly mixin: Mixin;
  /** ConfigMap, Deployment and PodMonitor, for patches. */
  readonly apiObjects: readonly ApiObject[];
  /** Name of the Deployment. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong, without `database`, and for another exporter */
  constructor(scope: Construct, id: string, props: LagExporterProps) {
    super(scope, id);
    const mixin = mixinOf(this, props, { ...METADATA_CHECKS, ...LAG_EXPORTER_CHECKS }, ['connection']);
    this.mixin = mixin;
    const metadata = metadataOf(this, props, `${nameOfFleet(mixin)}-lag-exporter`);
    this.name = metadata.name;
    const manifests = inConstruct(this, () => renderLagExporter(metadata, mixin.config, props));
    reportFindings(this, [...checkLagMonitor(metadata, mixin.config, props)]);
    this.apiObjects = manifests.map((manifest) => new ApiObject(this, manifest.kind, manifest));
    mark(this, QUERIES_METADATA, { mixin });
    checkInApp(this, this.apiObjects);
  }
}
