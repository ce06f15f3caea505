// What users need, by name; everything else stays behind it. etc/index.api.md shows it in full.

// Describing a fleet.
export type {
  AlertOverride,
  AlertOverrides,
  AlertsProps,
  DashboardProps,
  ExtendProps,
  MonitoringProps,
  ReplicaSetProps,
  ScrapeProps,
  SelectorProps,
} from './orchestrator';
export { METRICS, type Metric } from './orchestrator';
export { createMixin, type Mixin } from './orchestrator';

// Alerts, panels and signals of one's own, in the terms that the package uses for itself.
export { ask, defineAlert, definePanel, defineSignal, labelValue, text, value } from './orchestrator';
export type { AlertDefinition, PanelDefinition, QueryContext, Signal, Text } from './orchestrator';

// Being told what is wrong with it.
export { check, ConfigError } from './orchestrator';
export type { Finding, Problem } from './orchestrator';

// Delivering it to a cluster.
export {
  combineDeliveries,
  deliveryOf,
  fileProvisioning,
  grafanaOperator,
  kubePrometheusStack,
  mimir,
  prometheusOperator,
  renderDelivery,
  sidecar,
  standalone,
  thanosRuler,
} from './render';
export type { ConfigMapMount, Delivered, DeliveredObject, DeliveryProps, OperatorScraping } from './render';

// Writing a delivery of one's own.
export { configMapOf } from './render';
export type { Delivery, DeliveryContext, KubernetesManifest, ObjectMetadata } from './render';

// Files.
export {
  renderDashboardProvider,
  renderDatasourceProvisioning,
  renderFiles,
  renderGrafanaAlerting,
  renderGrafanaDashboard,
  renderInhibitionRules,
  renderMimirRules,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  renderRunbook,
  renderScrapeConfig,
  renderScrapeJob,
  toYaml,
} from './render';
export type { JsonObject, RenderedFile } from './render';
