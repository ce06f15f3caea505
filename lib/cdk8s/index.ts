export {
  DashboardConfigMap,
  DashboardProvisioningConfigMap,
  DatasourceProvisioningConfigMap,
  type DashboardConfigMapProps,
  type DashboardProvisioningConfigMapProps,
  type DatasourceProvisioningConfigMapProps,
} from './constructs/grafana-config-maps';
export type { KubernetesObjectProps } from './constructs/fleet-object';
export { LagExporter, type LagExporterProps } from './constructs/lag-exporter';
export type { MixinProps } from './constructs/mixin-props';
export {
  OrchestratorAlertmanagerConfig,
  OrchestratorPrometheusRule,
  RuleConfigMap,
  type OrchestratorAlertmanagerConfigProps,
  type OrchestratorPrometheusRuleProps,
  type RuleConfigMapProps,
} from './constructs/rule-objects';
export {
  AdditionalScrapeConfigsSecret,
  ScrapeConfigMap,
  type AdditionalScrapeConfigsSecretProps,
  type ScrapeConfigMapProps,
  type SecretKeyReference,
} from './constructs/scrape-objects';
export { warningsOf, type ConstructWarning } from './findings/app-checks';
export { WARNING_METADATA } from './findings/findings';
export {
  OrchestratorMonitoringValidation,
  type OrchestratorMonitoringValidationProps,
  type ValidationContextView,
} from './findings/validation-plugin';
export { HelmTemplateEscaping, type HelmTemplateEscapingProps } from './helm-templates';
export { OrchestratorMonitoring, type OrchestratorMonitoringProps } from './orchestrator-monitoring';
export type { PlusContainer, PlusLibrary, PlusVolume, PlusWorkload } from './workloads/cdk8s-plus-pod';
export { GrafanaMounts, type ContainerChoice, type GrafanaMountsProps } from './workloads/grafana-mounts';
export type { PatchableObject } from './workloads/pod-template-patch';
export type { ConfigMapVolume } from '../render/kubernetes/objects/mount';
export { makeScrapeable, type PlusWorkerWorkload, type ScrapeableWorkersProps } from './workloads/scrapeable-workers';
