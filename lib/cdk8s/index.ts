export {
  AdditionalScrapeConfigsSecret,
  type AdditionalScrapeConfigsSecretOptions,
  type AdditionalScrapeConfigsSecretProps,
  type SecretKeyReference,
} from './constructs/additional-scrape-configs-secret';
export type { PlusContainer, PlusLibrary, PlusVolume, PlusWorkload } from './workloads/cdk8s-plus-pod';
export {
  DashboardConfigMap,
  type DashboardConfigMapOptions,
  type DashboardConfigMapProps,
} from './constructs/dashboard-config-map';
export {
  DashboardProvisioningConfigMap,
  type DashboardProvisioningConfigMapProps,
} from './constructs/dashboard-provisioning-config-map';
export {
  DatasourceProvisioningConfigMap,
  type DatasourceProvisioningConfigMapProps,
} from './constructs/datasource-provisioning-config-map';
export { warningsOf, WARNING_METADATA, type ConstructWarning } from './findings/findings';
export { GrafanaMounts, type ContainerChoice, type GrafanaMountsProps } from './workloads/grafana-mounts';
export { HelmTemplateEscaping, type HelmTemplateEscapingProps } from './helm-templates';
export { DEFAULT_NAMESPACE, type KubernetesObjectProps } from './constructs/kubernetes-object';
export type { MixinProps } from './constructs/mixin-props';
export {
  OrchestratorAlertmanagerConfig,
  type OrchestratorAlertmanagerConfigProps,
} from './constructs/orchestrator-alertmanager-config';
export { OrchestratorMonitoring } from './orchestrator-monitoring';
export type { OrchestratorMonitoringParts, OrchestratorMonitoringProps } from './orchestrator-monitoring-props';
export {
  OrchestratorPrometheusRule,
  type OrchestratorPrometheusRuleProps,
} from './constructs/orchestrator-prometheus-rule';
export type { ConfigMapVolume, PatchableObject } from './workloads/pod-template-patch';
export { RuleConfigMap, type RuleConfigMapOptions, type RuleConfigMapProps } from './constructs/rule-config-map';
export { makeScrapeable, type PlusWorkerWorkload, type ScrapeableWorkersProps } from './workloads/scrapeable-workers';
export {
  ScrapeConfigMap,
  type ScrapeConfigMapOptions,
  type ScrapeConfigMapProps,
} from './constructs/scrape-config-map';
export {
  OrchestratorMonitoringValidation,
  type OrchestratorMonitoringValidationProps,
  type ValidationContextView,
} from './findings/validation-plugin';
