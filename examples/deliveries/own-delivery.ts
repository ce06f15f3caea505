import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  combineDeliveries,
  configMapOf,
  prometheusOperator,
  renderPrometheusRules,
  sidecar,
  toYaml,
  type Delivery,
} from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet, MONITORING_NAMESPACE } from './fleet';

/** A delivery that nobody but this cluster has: a sidecar beside Prometheus, which collects rule files by a label. */
const ruleSidecar: Delivery = {
  name: 'ruleSidecar',
  rules: ({ metadata, mixin, name }) => ({
    objects: [
      configMapOf(metadata('rules', { labels: { prometheus_rules: '1' } }), {
        [`${name}.rules.yaml`]: toYaml(renderPrometheusRules(mixin.ruleGroups)),
      }),
    ],
  }),
};

/** Dashboards and scraping on common ways, rules on one's own. */
export class OwnDeliveryChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: MONITORING_NAMESPACE });
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      ...fleet,
      delivery: combineDeliveries({
        dashboards: sidecar(),
        rules: ruleSidecar,
        scraping: prometheusOperator({ scraping: 'scrapeConfig', selectorLabels: { release: 'monitoring' } }),
      }),
    });
  }
}
