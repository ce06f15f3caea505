export {
  createDescribedResources,
  createGrafanaResources,
  type DescribedArgs,
  type GrafanaResources,
} from './grafana-resources';
export type { GrafanaWorkload } from './grafana-patch';
export { LagExporter, type LagExporterArgs } from './lag-exporter';
export { OrchestratorMonitoring } from './orchestrator-monitoring';
export type {
  AlertsArgs,
  ContactPointSettings,
  FolderArgs,
  NotificationArgs,
  OrchestratorMonitoringArgs,
} from './orchestrator-monitoring-args';
export {
  OrchestratorKubernetesObjects,
  type DeliveredAlertsArgs,
  type OrchestratorKubernetesObjectsArgs,
} from './kubernetes-objects';
