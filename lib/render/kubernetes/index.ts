export * from './objects/rules';
export * from './deliveries/combine-deliveries';
export { renderDashboardConfigMap, type DashboardJsonOptions } from './objects/grafana/dashboard-config-map';
export * from './deliveries/delivery';
export { fileProvisioning, standalone } from './deliveries/file-provisioning';
export * from './objects/grafana/grafana-operator-objects';
export { grafanaOperator } from './deliveries/grafana-operator';
export { kubePrometheusStack, type KubePrometheusStackOptions } from './deliveries/kube-prometheus-stack';
export { configMapOf, type KubernetesManifest, type ObjectMetadata } from './objects/manifest';
export type { ConfigMapMount } from './objects/mount';
export * from './objects/scrape-job-objects';
export { prometheusOperator, type OperatorScraping } from './deliveries/prometheus-operator';
export {
  renderDashboardProvisioningConfigMap,
  renderDatasourceConfigMap,
} from './objects/grafana/provisioning-config-maps';
export { renderLagExporter, type LagExporterOptions } from './objects/lag-exporter';
export { renderDelivery, type Delivered, type DeliveredObject, type DeliveryProps } from './deliveries/render-delivery';
export { deliveryOf } from './deliveries/registry';
export { mimir, thanosRuler } from './deliveries/rulers';
export { sidecar } from './deliveries/sidecar';
export * from './deliveries/worker-access';
