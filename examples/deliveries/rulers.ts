import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { combineDeliveries, mimir, sidecar, thanosRuler, type Delivery } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { fleet, MONITORING_NAMESPACE } from './fleet';

/** Who evaluates the rules in Prometheus's place. */
const RULERS: Readonly<Record<'thanos' | 'mimir', Delivery>> = {
  thanos: thanosRuler({ selectorLabels: { 'thanos-ruler': 'projections' } }),
  mimir: mimir({ ruleNamespace: 'projections' }),
};

/** Several clusters that send their metrics to one place, where the rules are evaluated. */
export class RulerChart extends Chart {
  readonly monitoring: OrchestratorMonitoring;

  constructor(scope: Construct, id: string, ruler: keyof typeof RULERS) {
    super(scope, id, { namespace: MONITORING_NAMESPACE });
    this.monitoring = new OrchestratorMonitoring(this, 'orchestrator', {
      ...fleet,
      aggregateBy: ['cluster'],
      delivery: combineDeliveries({ dashboards: sidecar(), rules: RULERS[ruler], scraping: false }),
    });
  }
}
