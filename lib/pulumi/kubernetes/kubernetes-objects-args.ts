/** What a Pulumi program says about how the monitoring of a fleet reaches a cluster, and whether that can be. */
import type * as pulumi from '@pulumi/pulumi';
import type { AlertsProps, Evaluator, MonitoringProps, Problem } from '../../orchestrator';
import type { Delivery, DeliveryProps } from '../../render';
import type { GrafanaWorkload } from './grafana-patch';
import { deliveryCheck } from '../../render/kubernetes/deliveries/delivery';
import {
  fields,
  flag,
  isPlainObject,
  oneLine,
  oneOf,
  valueAt,
  problemsOf,
  type Shape,
  type Shapes,
} from '../../validation';
import { namespaceName, objectName } from '../../validation/kubernetes-names';
import { DELIVERY_CHECKS } from '../../render/kubernetes/deliveries/render-delivery';
import { input, ownArgs } from '../property-checks';

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

const WORKLOAD_CHECKS: Shapes<GrafanaWorkload> = {
  name: input(objectName),
  kind: oneOf('Deployment', 'StatefulSet'),
  namespace: input(namespaceName),
  container: oneLine,
};

const { omit: _omit, ...placeChecks } = DELIVERY_CHECKS;

const KUBERNETES_CHECKS: Readonly<Record<string, Shape>> = {
  delivery: deliveryCheck(),
  ...placeChecks,
  namespace: input(namespaceName),
  grafanaAlerts: flag,
  grafana: fields(WORKLOAD_CHECKS, ['name']),
};

/** Arguments beside the mixin's. */
export const KUBERNETES_KEYS: readonly string[] = Object.keys(KUBERNETES_CHECKS);

const NOT_BROUGHT =
  'found settings of rules that are not brought to Grafana; set grafanaAlerts: true, or leave them out and say datasourceUid, targetDatasourceUid and folder in OrchestratorMonitoring';

export function checkKubernetesArgs(own: unknown, description: MonitoringProps): readonly Problem[] {
  const alerts = valueAt(description, 'alerts');
  const evaluatedBy = valueAt(alerts, 'evaluatedBy');
  const grafanaAlerts = valueAt(own, 'grafanaAlerts');
  const ofRules = Object.keys(valueAt(alerts, 'grafana') ?? {});
  return [
    ...problemsOf(ownArgs(KUBERNETES_CHECKS, ['delivery']), own),
    ...(evaluatedBy === undefined && (alerts === undefined || isPlainObject(alerts))
      ? [{ path: 'alerts.evaluatedBy', message: "missing; allowed: 'prometheus' or 'grafana'; there is no default" }]
      : []),
    // The organization is that of the dashboards, too.
    ...(grafanaAlerts !== true && evaluatedBy === 'grafana' && ofRules.some((key) => key !== 'orgId')
      ? [{ path: 'alerts.grafana', message: NOT_BROUGHT }]
      : []),
    ...(grafanaAlerts === true && evaluatedBy === 'prometheus'
      ? [{ path: 'grafanaAlerts', message: "found true, while alerts.evaluatedBy is 'prometheus'; remove one of them" }]
      : []),
  ];
}
