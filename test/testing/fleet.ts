/** Objects of small fleets, as users deliver them. */
import {
  createMixin,
  fileProvisioning,
  kubePrometheusStack,
  renderDelivery,
  type Delivery,
  type KubernetesManifest,
  type MonitoringProps,
} from '../../lib';

export const FLEET: MonitoringProps = { replicaSets: [{ name: 'orders', workers: 3 }] };

export function objectsOf(
  props: MonitoringProps = FLEET,
  delivery: Delivery = kubePrometheusStack({ release: 'monitoring' }),
): readonly KubernetesManifest[] {
  return renderDelivery(delivery, createMixin(props), { namespace: 'monitoring' }).objects.map(
    ({ manifest }) => manifest,
  );
}

/** The same with Grafana's own alerting, as files in ConfigMaps. */
export function grafanaObjects(props: MonitoringProps = FLEET): readonly KubernetesManifest[] {
  return objectsOf({ ...props, alerts: { ...props.alerts, evaluatedBy: 'grafana' } }, fileProvisioning());
}
