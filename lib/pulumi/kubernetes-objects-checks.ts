/** Checks of the arguments that say how a fleet's monitoring reaches a cluster. */
import type { Problem } from '../orchestrator';
import { deliveryCheck } from '../render/kubernetes/deliveries/delivery-checks';
import { fields, flag, line, oneOf, type Check, type Checks } from '../render/kubernetes/objects/field-checks';
import { DELIVERY_CHECKS } from '../render/kubernetes/deliveries/render-delivery';
import type { GrafanaWorkload } from './grafana-patch';
import { input, isRecord, peek, pick, plain, plainEntries } from './property-checks';

const WORKLOAD_CHECKS: Checks<GrafanaWorkload> = {
  name: input(line),
  kind: plain(oneOf('Deployment', 'StatefulSet')),
  namespace: input(line),
  container: plain(line),
};

const KUBERNETES_CHECKS: Readonly<Record<string, Check>> = {
  delivery: plain(deliveryCheck()),
  name: plain(DELIVERY_CHECKS.name),
  namespace: input(line),
  labels: plainEntries(DELIVERY_CHECKS.labels),
  annotations: plainEntries(DELIVERY_CHECKS.annotations),
  grafanaAlerts: plain(flag),
  grafana: plain(fields(WORKLOAD_CHECKS, ['name'])),
};

/** Arguments beside the mixin's. */
export const KUBERNETES_KEYS: readonly string[] = Object.keys(KUBERNETES_CHECKS);

/** What is wrong with them. */
export function checkKubernetesArgs(args: unknown): readonly Problem[] {
  const own = isRecord(args) ? pick(args, (key) => KUBERNETES_KEYS.includes(key)) : {};
  const evaluatedBy = peek(peek(args, 'alerts'), 'evaluatedBy');
  return [
    ...fields(KUBERNETES_CHECKS, ['delivery'])(own, ''),
    ...(evaluatedBy === undefined
      ? [{ path: 'alerts.evaluatedBy', message: "is missing; say 'prometheus' or 'grafana', there is no default" }]
      : []),
    ...(peek(args, 'grafanaAlerts') === true && evaluatedBy === 'prometheus'
      ? [{ path: 'grafanaAlerts', message: "found true, while alerts.evaluatedBy is 'prometheus'; remove one of them" }]
      : []),
  ];
}
