import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet } from './fleet';
import { Grafana } from './grafana';
import { WorkerReader } from './worker-reader';

/** A cluster with the Prometheus operator: a Prometheus for the workers, and a Grafana that shows them. */
export class MonitoringChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'monitoring' });

    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      ...fleet,
      labels: { 'app.kubernetes.io/part-of': 'orchestrator-monitoring' },
      parts: {
        // The label that the Prometheus below selects its rules by.
        prometheusRule: { labels: { prometheus: 'projections' } },
        datasourceProvisioning: { datasource: { url: 'http://prometheus-operated:9090' } },
      },
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
        ruleSelector: { matchLabels: { prometheus: 'projections' } },
        // Nothing is selected by it here. Without any selector of monitors or scrape configurations, though, the operator leaves the whole
        // configuration to the user, and neither rules nor additionalScrapeConfigs arrive in it.
        scrapeConfigSelector: { matchLabels: { prometheus: 'projections' } },
        additionalScrapeConfigs: this.monitoring.additionalScrapeConfigs?.secretKey,
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
