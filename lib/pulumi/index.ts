export type { GrafanaWorkload } from './grafana-patch';
export { OrchestratorKubernetesObjects } from './kubernetes-objects';
export type { DeliveredAlertsArgs, OrchestratorKubernetesObjectsArgs } from './kubernetes-objects-args';
export { LagExporter } from './lag-exporter';
export type { LagExporterArgs } from './lag-exporter-args';
export { OrchestratorMonitoring } from './orchestrator-monitoring';
export type {
  AlertsArgs,
  ContactPointSettings,
  DescribedArgs,
  FolderArgs,
  GrafanaResources,
  NotificationArgs,
  OrchestratorMonitoringArgs,
} from './orchestrator-monitoring-args';
export { createDescribedResources, createGrafanaResources } from './own-components';
