export {
  AdditionalScrapeConfigsSecret,
  type AdditionalScrapeConfigsSecretOptions,
  type AdditionalScrapeConfigsSecretProps,
  type SecretKeyReference,
} from './additional-scrape-configs-secret';
export type { PlusContainer, PlusLibrary, PlusVolume, PlusWorkload } from './cdk8s-plus-pod';
export {
  DashboardConfigMap,
  type DashboardConfigMapOptions,
  type DashboardConfigMapProps,
} from './dashboard-config-map';
export {
  DashboardProvisioningConfigMap,
  type DashboardProvisioningConfigMapProps,
} from './dashboard-provisioning-config-map';
export {
  DatasourceProvisioningConfigMap,
  type DatasourceProvisioningConfigMapProps,
} from './datasource-provisioning-config-map';
export { warningsOf, WARNING_METADATA, type ConstructWarning } from './findings';
export { GrafanaMounts, type ContainerChoice, type GrafanaMountsProps } from './grafana-mounts';
export { HelmTemplateEscaping, type HelmTemplateEscapingProps } from './helm-templates';
export { DEFAULT_NAMESPACE, type KubernetesObjectProps } from './kubernetes-object';
export type { MixinProps } from './mixin-props';
export {
  OrchestratorAlertmanagerConfig,
  type OrchestratorAlertmanagerConfigProps,
} from './orchestrator-alertmanager-config';
export { OrchestratorMonitoring } from './orchestrator-monitoring';
export type { OrchestratorMonitoringParts, OrchestratorMonitoringProps } from './orchestrator-monitoring-props';
export { OrchestratorPrometheusRule, type OrchestratorPrometheusRuleProps } from './orchestrator-prometheus-rule';
export type { ConfigMapVolume, PatchableObject } from './pod-template-patch';
export { RuleConfigMap, type RuleConfigMapOptions, type RuleConfigMapProps } from './rule-config-map';
export { makeScrapeable, type PlusWorkerWorkload, type ScrapeableWorkersProps } from './scrapeable-workers';
export { ScrapeConfigMap, type ScrapeConfigMapOptions, type ScrapeConfigMapProps } from './scrape-config-map';
export {
  OrchestratorMonitoringValidation,
  type OrchestratorMonitoringValidationProps,
  type ValidationContextView,
} from './validation-plugin';
