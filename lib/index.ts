// What users need, by name; everything else stays behind it. etc/index.api.md shows it in full.

// Describing a fleet.
export type {
  AlertOverride,
  AlertOverrides,
  AlertReplacement,
  AlertsProps,
  DashboardProps,
  Evaluator,
  ExpressionAlertProps,
  ExpressionPanelProps,
  ExtendProps,
  GrafanaAlertingProps,
  MatcherProps,
  MonitoringProps,
  Profile,
  ReplicaSetProps,
  ScrapeProps,
  ScrapeTlsProps,
  SecretKeyProps,
  SelectorProps,
  Severity,
  WorkerRange,
  WorkloadReference,
} from './orchestrator';
export { ALERT_NAMES, METRICS, type AlertName, type Metric } from './orchestrator';
export { createMixin, type Mixin } from './orchestrator';

// Alerts, panels and signals of one's own, in the terms that the package uses for itself.
export { ask, defineAlert, definePanel, defineSignal, labelValue, text, value } from './orchestrator';
export type { AlertDefinition, Condition, PanelDefinition, Probe, QueryContext, Signal, Text } from './orchestrator';

// Being told what is wrong with it.
export { check, checkFleets, ConfigError } from './orchestrator';
export type { Finding, FleetFinding, LocatedFleet, Problem } from './orchestrator';

// Delivering it to a cluster.
export {
  combineDeliveries,
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
export type {
  Delivered,
  DeliveredObject,
  DeliveryProps,
  FileProvisioningOptions,
  GrafanaOperatorOptions,
  KubePrometheusStackOptions,
  MimirOptions,
  OperatorScraping,
  PrometheusOperatorOptions,
  SidecarOptions,
  ThanosRulerOptions,
} from './render';

// Writing a delivery of one's own.
export { configMapOf, manifestOf } from './render';
export type {
  ConfigMapMount,
  DeliveredPart,
  Delivery,
  DeliveryContext,
  DeliveryPartName,
  KubernetesManifest,
  ObjectMetadata,
} from './render';

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
export type { DashboardProviderProps, DatasourceProps, JsonObject, JsonValue, RenderedFile } from './render';
