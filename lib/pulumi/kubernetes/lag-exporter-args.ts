/** What a Pulumi program says about an exporter for the database. */
import type * as pulumi from '@pulumi/pulumi';
import type { MonitoringProps } from '../../orchestrator';
import type { LagExporterOptions } from '../../render';

/** One description of a fleet with a `database`, and how its exporter runs. */
export interface LagExporterArgs extends MonitoringProps, LagExporterOptions {
  /** Name of the Deployment. @default 'orchestrator-lag-exporter' */
  readonly objectName?: string;
  /** Namespace of the objects, where the Secret of the connection is. Its name may become known later. @default - that of the provider */
  readonly namespace?: pulumi.Input<string>;
}
