export * from './alertmanager-config';
export * from './combine-deliveries';
export { renderDashboardConfigMap, renderDashboardConfigMaps, type DashboardJsonOptions } from './dashboard-config-map';
export * from './delivery';
export { fileProvisioning, type FileProvisioningOptions } from './file-provisioning';
export * from './grafana-alerting-objects';
export { grafanaOperator, type GrafanaOperatorOptions } from './grafana-operator';
export {
  renderGrafanaDashboardObject,
  renderGrafanaDatasource,
  renderGrafanaFolder,
  type GrafanaOperatorTarget,
} from './grafana-operator-objects';
export { kubePrometheusStack, type KubePrometheusStackOptions } from './kube-prometheus-stack';
export { configMapOf, manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';
export type { ConfigMapMount } from './mount';
export * from './operator-scraping';
export {
  prometheusOperator,
  type MatcherStrategy,
  type OperatorScraping,
  type PrometheusOperatorOptions,
} from './prometheus-operator';
export { renderDashboardProvisioningConfigMap, renderDatasourceConfigMap } from './provisioning-config-maps';
export { renderDelivery, type Delivered, type DeliveredObject, type DeliveryProps } from './render-delivery';
export * from './rulers';
export * from './rules';
export { renderScrapeConfigMap, renderScrapeConfigsSecret } from './scrape-job-objects';
export { sidecar, type SidecarOptions } from './sidecar';
export * from './worker-access';
export type { NetworkPolicyOptions, WorkerAccessOptions } from './worker-access-options';
