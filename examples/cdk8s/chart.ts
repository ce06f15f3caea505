import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { combineDeliveries, fileProvisioning, prometheusOperator } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet } from './fleet';
import { Grafana } from './grafana';
import { WorkerReader } from './worker-reader';

/** A cluster with the Prometheus operator: a Prometheus for the workers, and a Grafana that shows them. */
export class MonitoringChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'monitoring' });

    const selected = { prometheus: 'projections' };
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      ...fleet,
      delivery: combineDeliveries({
        dashboards: fileProvisioning({ datasource: { url: 'http://prometheus-operated:9090' } }),
        // The label that the Prometheus below selects its rules and monitors by.
        rules: prometheusOperator({ selectorLabels: selected }),
      }),
    });

    const grafana = new Grafana(this, 'grafana');
    this.monitoring.grafanaMounts.mountInto(grafana.deployment, kplus);

    const { serviceAccount } = new WorkerReader(this, 'worker-reader');
    new ApiObject(this, 'prometheus', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'projections' },
      spec: {
        version: 'v3.5.0',
        replicas: 1,
        retention: '15d',
        serviceAccountName: serviceAccount.name,
        ruleSelector: { matchLabels: selected },
        podMonitorSelector: { matchLabels: selected },
        resources: { requests: { cpu: '100m', memory: '400Mi' }, limits: { memory: '1Gi' } },
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 2000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
    });
  }
}
