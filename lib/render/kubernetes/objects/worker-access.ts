/** What it takes to reach the workers where a cluster does not let everybody: rights to find them, and a way to their port. */
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

/** The service account that Prometheus runs as. */
export interface ServiceAccountReference {
  readonly name: string;
  readonly namespace: string;
}

const RBAC = 'rbac.authorization.k8s.io';

/** A Role that may find pods and what is in front of them, in its own namespace only; and the binding that gives it to Prometheus. */
export function renderDiscoveryRole(
  metadata: ObjectMetadata,
  { name, namespace }: ServiceAccountReference,
): readonly KubernetesManifest[] {
  const verbs = ['get', 'list', 'watch'];
  return [
    manifestOf({ apiVersion: `${RBAC}/v1`, kind: 'Role' }, metadata, {
      rules: [
        { apiGroups: [''], resources: ['pods', 'services', 'endpoints'], verbs },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs },
      ],
    }),
    manifestOf({ apiVersion: `${RBAC}/v1`, kind: 'RoleBinding' }, metadata, {
      roleRef: { apiGroup: RBAC, kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    }),
  ];
}

/** Who may reach the workers' metrics through a NetworkPolicy. */
export interface NetworkPolicyOptions {
  /** Namespace that Prometheus runs in. */
  readonly prometheusNamespace: string;
  /** Labels of Prometheus's pods. @default - every pod of that namespace */
  readonly prometheusPodLabels?: Readonly<Record<string, string>>;
  /** Port of the workers' metrics. @default - `metricsPort`, where the delivery has it, or else 9090 (as upstream's examples) */
  readonly port?: number;
}

/** Port of the workers' metrics in upstream's examples. */
export const DEFAULT_METRICS_PORT = 9090;

/**
 * A NetworkPolicy that lets Prometheus reach the workers' metrics. Pods that no policy selected take in everything until then: with this one
 * they take in nothing else, so add what else has to come in.
 */
export function renderScrapeNetworkPolicy(
  metadata: ObjectMetadata,
  podLabels: Readonly<Record<string, string>>,
  metricsPort: number,
  { prometheusNamespace, prometheusPodLabels = {}, port = metricsPort }: NetworkPolicyOptions,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, metadata, {
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': prometheusNamespace } },
              ...(Object.keys(prometheusPodLabels).length === 0
                ? {}
                : { podSelector: { matchLabels: { ...prometheusPodLabels } } }),
            },
          ],
          ports: [{ protocol: 'TCP', port }],
        },
      ],
    },
  });
}

/** A headless Service in front of the workers, for a ServiceMonitor to find. It shows workers that are not ready, too: those are watched most. */
export function renderWorkerService(
  metadata: ObjectMetadata,
  podLabels: Readonly<Record<string, string>>,
  port: number,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'v1', kind: 'Service' }, metadata, {
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { ...podLabels },
      ports: [{ name: 'metrics', port, targetPort: port, protocol: 'TCP' }],
    },
  });
}
