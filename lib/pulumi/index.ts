export { createGrafanaResources, type GrafanaResources } from './grafana-resources';
export { OrchestratorMonitoring } from './orchestrator-monitoring';
export type {
  AlertsArgs,
  ContactPointSettings,
  FolderArgs,
  NotificationArgs,
  OrchestratorMonitoringArgs,
} from './orchestrator-monitoring-args';
