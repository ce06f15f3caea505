/** Checks of the arguments that say how a fleet's monitoring reaches a cluster. */
import type { Problem } from '../mixin';
import { allowed, anything, fields, flag, oneOf, type Check, type Checks } from '../render/kubernetes/field-checks';
import type { GrafanaWorkload } from './grafana-patch';
import { input, isRecord, plain, someText } from './property-checks';

const WORKLOAD_CHECKS: Checks<GrafanaWorkload> = {
  name: input(someText),
  kind: plain(oneOf('Deployment', 'StatefulSet')),
  namespace: input(someText),
  container: plain(someText),
};

const delivery: Check = allowed(
  'a delivery, such as kubePrometheusStack({ release })',
  (value) => isRecord(value) && typeof value['name'] === 'string',
);

/** Name, labels and annotations are looked at by the renderer of deliveries. */
const MANIFESTS_CHECKS: Readonly<Record<string, Check>> = {
  delivery,
  name: anything,
  namespace: input(someText),
  labels: anything,
  annotations: anything,
  grafanaAlerts: plain(flag),
  grafana: plain(fields(WORKLOAD_CHECKS, ['name'])),
};

/** Arguments beside the mixin's. */
export const MANIFESTS_KEYS: readonly string[] = Object.keys(MANIFESTS_CHECKS);

/** What is wrong with them. */
export function checkManifestsArgs(args: unknown): readonly Problem[] {
  const known = isRecord(args) ? args : {};
  const own = Object.fromEntries(Object.entries(known).filter(([key]) => MANIFESTS_KEYS.includes(key)));
  const evaluatedBy = isRecord(known['alerts']) ? known['alerts']['evaluatedBy'] : undefined;
  return [
    ...fields(MANIFESTS_CHECKS, ['delivery'])(own, ''),
    ...(evaluatedBy === undefined
      ? [{ path: 'alerts.evaluatedBy', message: "is missing; say 'prometheus' or 'grafana', there is no default" }]
      : []),
    ...(known['grafanaAlerts'] === true && evaluatedBy === 'prometheus'
      ? [{ path: 'grafanaAlerts', message: "found true, while alerts.evaluatedBy is 'prometheus'; remove one of them" }]
      : []),
  ];
}
