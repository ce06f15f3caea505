/** What a Pulumi program says about how the monitoring of a fleet reaches a cluster. */
import type * as pulumi from '@pulumi/pulumi';
import type { AlertsProps, Evaluator, MonitoringProps } from '../../orchestrator';
import type { Delivery, DeliveryProps } from '../../render';
import type { GrafanaWorkload } from './grafana-patch';

/** All alerts of the fleet, and who evaluates them. */
export interface DeliveredAlertsArgs extends AlertsProps {
  /**
   * Who evaluates the alerts. `prometheus`: the rules that are delivered hold them. `grafana`: they do not, since OrchestratorMonitoring,
   * which evaluates them in Grafana unless it is told otherwise, or `grafanaAlerts` here has them. There is no default: both components of one
   * fleet have to agree.
   */
  readonly evaluatedBy: Evaluator;
}

/** One description of a fleet of projection workers, and how it reaches the cluster. */
export interface OrchestratorKubernetesObjectsArgs
  extends Omit<MonitoringProps, 'alerts'>, Omit<DeliveryProps, 'namespace' | 'omit'> {
  readonly alerts: DeliveredAlertsArgs;
  /** How the objects reach Grafana and Prometheus, for instance `kubePrometheusStack({ release: 'monitoring' })`. */
  readonly delivery: Delivery;
  /** Namespace of all objects. Its name may become known later. @default - that of the provider */
  readonly namespace?: pulumi.Input<string>;
  /**
   * Whether the delivery also brings the alerts that Grafana evaluates, as objects of its operator or as files. Not together with
   * OrchestratorMonitoring, which brings them itself. @default false
   */
  readonly grafanaAlerts?: boolean;
  /** A running Grafana that is to mount what the delivery made for it; it is patched. @default - nothing is mounted */
  readonly grafana?: GrafanaWorkload;
}
