/** Checks of the arguments that say how a fleet's monitoring reaches a cluster. */
import type { Problem } from '../../orchestrator';
import { deliveryCheck } from '../../render/kubernetes/deliveries/delivery-checks';
import { fields, flag, oneLine, oneOf, problemsOf, type Shape, type Shapes } from '../../validation';
import { DELIVERY_CHECKS } from '../../render/kubernetes/deliveries/render-delivery';
import type { GrafanaWorkload } from './grafana-patch';
import { input, isRecord, peek, pick } from '../property-checks';

const WORKLOAD_CHECKS: Shapes<GrafanaWorkload> = {
  name: input(oneLine),
  kind: oneOf('Deployment', 'StatefulSet'),
  namespace: input(oneLine),
  container: oneLine,
};

const KUBERNETES_CHECKS: Readonly<Record<string, Shape>> = {
  delivery: deliveryCheck(),
  name: DELIVERY_CHECKS.name,
  namespace: input(oneLine),
  labels: DELIVERY_CHECKS.labels,
  annotations: DELIVERY_CHECKS.annotations,
  grafanaAlerts: flag,
  grafana: fields(WORKLOAD_CHECKS, ['name']),
};

/** Arguments beside the mixin's. */
export const KUBERNETES_KEYS: readonly string[] = Object.keys(KUBERNETES_CHECKS);

/** What is wrong with them. */
export function checkKubernetesArgs(args: unknown): readonly Problem[] {
  const own = isRecord(args) ? pick(args, (key) => KUBERNETES_KEYS.includes(key)) : {};
  const alerts = peek(args, 'alerts');
  const evaluatedBy = peek(alerts, 'evaluatedBy');
  return [
    ...problemsOf(fields(KUBERNETES_CHECKS, ['delivery']), own),
    ...(evaluatedBy === undefined && (alerts === undefined || isRecord(alerts))
      ? [{ path: 'alerts.evaluatedBy', message: "missing; allowed: 'prometheus' or 'grafana'; there is no default" }]
      : []),
    ...(peek(args, 'grafanaAlerts') === true && evaluatedBy === 'prometheus'
      ? [{ path: 'grafanaAlerts', message: "found true, while alerts.evaluatedBy is 'prometheus'; remove one of them" }]
      : []),
  ];
}
