/** What it takes to reach the workers where a cluster does not let everybody: rights to find them, and a way to their port. */
import { fields, LIMITS, shortened, type Shapes, wholeNumber } from '../../../validation';
import { labels, namespaceName, objectName } from '../../../validation/kubernetes-names';
import { errorAt } from '../../../orchestrator';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from '../objects/manifest';
import type { DeliveredPart, DeliverPart, DeliveryContext } from './delivery';

/** The service account that Prometheus runs as. */
export interface ServiceAccountReference {
  readonly name: string;
  readonly namespace: string;
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

/** What it takes to reach the workers. Nothing is made unless it is asked for: rights are the cluster owner's to give. */
export interface WorkerAccessOptions {
  /**
   * The service account of Prometheus: makes a Role and a RoleBinding in each namespace of `scrape.namespaces`, by which it finds the workers. No
   * right reaches beyond those namespaces. @default - none; Prometheus has the right already
   */
  readonly discoveredBy?: ServiceAccountReference;
  /**
   * Makes a NetworkPolicy in each namespace of `scrape.namespaces` that lets Prometheus reach the pods with `scrape.podLabels`. From then on those
   * pods take in nothing else that no other policy allows. @default - none
   */
  readonly networkPolicy?: NetworkPolicyOptions;
}

/** Port of the workers' metrics in upstream's examples. */
export const DEFAULT_METRICS_PORT = 9090;

export const port = wholeNumber(1, 65_535);

export const WORKER_ACCESS_CHECKS: Shapes<WorkerAccessOptions> = {
  discoveredBy: fields({ name: objectName, namespace: namespaceName }, ['name', 'namespace']),
  networkPolicy: fields({ prometheusNamespace: namespaceName, prometheusPodLabels: labels, port }, [
    'prometheusNamespace',
  ]),
};

/** Delivers the objects of these options; undefined where they ask for none. */
export function deliverWorkerAccess(
  delivery: string,
  options: WorkerAccessOptions,
  metricsPort?: number,
): DeliverPart | undefined {
  const isAsked = options.discoveredBy !== undefined || options.networkPolicy !== undefined;
  return isAsked ? (context) => renderWorkerAccess(context, delivery, options, metricsPort) : undefined;
}

/**
 * Metadata of the object that one of the workers' namespaces has, short enough for a Service. The namespace is in its name: what writes a file for
 * each object calls it by kind and name.
 */
export function metadataIn(
  namespace: string,
  { metadata }: DeliveryContext,
  suffix: string,
  ofObject: ObjectMetadata['labels'] = {},
): ObjectMetadata {
  const { name, ...others } = metadata(`${suffix}-${namespace}`, { namespace, labels: ofObject });
  return { ...others, name: shortened(name, LIMITS.serviceName) };
}

function renderWorkerAccess(
  context: DeliveryContext,
  delivery: string,
  { discoveredBy, networkPolicy }: WorkerAccessOptions,
  metricsPort = DEFAULT_METRICS_PORT,
): DeliveredPart {
  const { namespaces = [], podLabels = {} } = context.mixin.config.scrape;
  const hasLabels = Object.keys(podLabels).length > 0;
  const missing = [
    ...(namespaces.length === 0 ? ['scrape.namespaces'] : []),
    ...(networkPolicy !== undefined && !hasLabels ? ['scrape.podLabels'] : []),
  ];
  return {
    objects: namespaces.flatMap((namespace) => {
      const metadataOf = (suffix: string): ObjectMetadata => metadataIn(namespace, context, suffix);
      return [
        ...(discoveredBy ? discoveryRole(metadataOf('worker-discovery'), discoveredBy) : []),
        ...(networkPolicy && hasLabels
          ? [scrapeNetworkPolicy(metadataOf('worker-metrics'), podLabels, metricsPort, networkPolicy)]
          : []),
      ];
    }),
    findings: missing.map((path) =>
      errorAt(path, {
        what: 'found none',
        why: `${delivery} needs ${path} to create a Role or a NetworkPolicy for the workers`,
        fix: `give ${path}, or leave out discoveredBy and networkPolicy`,
      }),
    ),
  };
}

const RBAC = 'rbac.authorization.k8s.io';

/** A Role that may find pods and what is in front of them, in its own namespace only; and the binding that gives it to Prometheus. */
function discoveryRole(
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

/**
 * A NetworkPolicy that lets Prometheus reach the workers' metrics. Pods that no policy selected take in everything until then: with this one
 * they take in nothing else, so add what else has to come in.
 */
function scrapeNetworkPolicy(
  metadata: ObjectMetadata,
  podLabels: Readonly<Record<string, string>>,
  metricsPort: number,
  { prometheusNamespace, prometheusPodLabels = {}, port = metricsPort }: NetworkPolicyOptions,
): KubernetesManifest {
  const isAnyPod = Object.keys(prometheusPodLabels).length === 0;
  return manifestOf({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, metadata, {
    spec: {
      podSelector: { matchLabels: podLabels },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': prometheusNamespace } },
              podSelector: isAnyPod ? undefined : { matchLabels: prometheusPodLabels },
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
      selector: podLabels,
      ports: [{ name: 'metrics', port, targetPort: port, protocol: 'TCP' }],
    },
  });
}
