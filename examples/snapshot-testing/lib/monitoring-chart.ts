import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubePrometheusStack } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

/** The monitoring of our projection workers. */
export class MonitoringChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'monitoring' });

    new OrchestratorMonitoring(this, 'orchestrator', {
      replicaSets: [
        { name: 'orders', workers: 3 },
        { name: 'billing', workers: { min: 2, max: 10 } },
      ],
      alerts: {
        labels: { team: 'orders' },
        overrides: { OrchestratorProjectionErrors: { threshold: 0.05 } },
      },
      scrape: { namespaces: ['projections'], podLabels: { 'app.kubernetes.io/name': 'projection-worker' } },
      delivery: kubePrometheusStack({ release: 'monitoring' }),
    });
  }
}
