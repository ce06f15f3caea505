import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { combineDeliveries, createMixin, fileProvisioning, sidecar } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet, MONITORING_NAMESPACE } from './fleet';
import { Workers } from './workers';

/** Grafana from its own Helm chart, with the sidecar; Prometheus without operator, which mounts the rules and the scrape job. */
export class SidecarChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: MONITORING_NAMESPACE });
    const mixin = createMixin(fleet);
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      mixin,
      delivery: combineDeliveries({
        dashboards: sidecar({ datasource: { url: 'http://prometheus:9090' } }),
        rules: fileProvisioning({ discoveredBy: { name: 'prometheus', namespace: MONITORING_NAMESPACE } }),
      }),
    });
    new Workers(this, 'workers', mixin);
  }
}
