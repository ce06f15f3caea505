/** What the cluster holds: how Prometheus finds the workers, and the series that it records for panels and alerts. */
import * as pulumi from '@pulumi/pulumi';
import { combineDeliveries, kubePrometheusStack } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorKubernetesObjects } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { fleet } from '../fleet';

/** Declares everything; the other stack reads what it returns. */
export function program(): Readonly<Record<string, unknown>> {
  const manifests = new OrchestratorKubernetesObjects('orders', {
    ...fleet,
    namespace: 'monitoring',
    // Dashboards are the other stack's: of this delivery, rules and scraping are enough.
    delivery: combineDeliveries({ rules: kubePrometheusStack({ release: 'kube-prometheus-stack' }) }),
  });
  return { prometheusUrl: new pulumi.Config().require('prometheusUrl'), objects: manifests.objectNames };
}
