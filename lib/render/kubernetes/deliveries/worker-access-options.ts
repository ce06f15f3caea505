/** Rights and ways to the workers, as an option of every delivery that scrapes. */
import type { DeliveredPart, DeliveryContext } from './delivery';
import { fields, type Shapes, wholeNumber } from '../../../validation';
import { labels, namespaceName, objectName } from '../../../validation/kubernetes-names';
import {
  DEFAULT_METRICS_PORT,
  type NetworkPolicyOptions,
  renderDiscoveryRole,
  renderScrapeNetworkPolicy,
  type ServiceAccountReference,
} from '../objects/worker-access';

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

export const port = wholeNumber(1, 65_535);

export const WORKER_ACCESS_CHECKS: Shapes<WorkerAccessOptions> = {
  discoveredBy: fields({ name: objectName, namespace: namespaceName }, ['name', 'namespace']),
  networkPolicy: fields({ prometheusNamespace: namespaceName, prometheusPodLabels: labels, port }, [
    'prometheusNamespace',
  ]),
};

/** The objects of these options, in the workers' namespaces. */
export function renderWorkerAccess(
  { mixin, metadata }: DeliveryContext,
  delivery: string,
  { discoveredBy, networkPolicy }: WorkerAccessOptions,
  metricsPort = DEFAULT_METRICS_PORT,
): DeliveredPart {
  const { namespaces = [], podLabels = {} } = mixin.config.scrape;
  return {
    objects: namespaces.flatMap((namespace) => [
      ...(discoveredBy === undefined
        ? []
        : renderDiscoveryRole(metadata('worker-discovery', { namespace }), discoveredBy)),
      ...(networkPolicy === undefined || Object.keys(podLabels).length === 0
        ? []
        : [
            renderScrapeNetworkPolicy(metadata('worker-metrics', { namespace }), podLabels, metricsPort, networkPolicy),
          ]),
    ]),
    findings: [
      ...(discoveredBy !== undefined || networkPolicy !== undefined ? missing('namespaces', namespaces) : []),
      ...(networkPolicy === undefined ? [] : missing('podLabels', Object.keys(podLabels))),
    ].map((path) => ({
      severity: 'error' as const,
      path,
      what: 'found none',
      why: `${delivery} needs ${path} to create a Role or a NetworkPolicy for the workers`,
      fix: `give ${path}, or leave out discoveredBy and networkPolicy`,
    })),
  };
}

function missing(field: 'namespaces' | 'podLabels', values: readonly string[]): readonly string[] {
  return values.length === 0 ? [`scrape.${field}`] : [];
}
