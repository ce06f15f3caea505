export type { GrafanaWorkload } from './kubernetes/grafana-patch';
export { OrchestratorKubernetesObjects } from './kubernetes/kubernetes-objects';
export type { DeliveredAlertsArgs, OrchestratorKubernetesObjectsArgs } from './kubernetes/kubernetes-objects-args';
export { LagExporter } from './kubernetes/lag-exporter';
export type { LagExporterArgs } from './kubernetes/lag-exporter-objects';
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
export { createDescribedResources, createGrafanaResources } from './orchestrator-monitoring';
