import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { createMixin, fileProvisioning } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { Grafana } from '../cdk8s/grafana';
import { fleet, MONITORING_NAMESPACE } from './fleet';
import { Workers } from './workers';

/** A Grafana that is provisioned by files alone, and that evaluates the alerts itself; Prometheus without operator. */
export class FileProvisioningChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: MONITORING_NAMESPACE });
    const mixin = createMixin({ ...fleet, alerts: { evaluatedBy: 'grafana' } });
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      mixin,
      delivery: fileProvisioning({
        provider: { folder: 'Projections' },
        datasource: { url: 'http://prometheus:9090' },
        scrapeFile: 'prometheus.yml',
        configuration: {
          global: { scrape_interval: '15s', evaluation_interval: '30s' },
          rule_files: ['/etc/prometheus/rules/*.rules.yaml'],
        },
        discoveredBy: { name: 'prometheus', namespace: MONITORING_NAMESPACE },
      }),
    });
    this.monitoring.grafanaMounts.mountInto(new Grafana(this, 'grafana').deployment, kplus);
    new Workers(this, 'workers', mixin);
  }
}
