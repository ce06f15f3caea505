import { Testing } from 'cdk8s';
import { createMixin, renderPrometheusRules } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorPrometheusRule } from 'pupsourcing-orchestrator-monitoring/cdk8s';

test.each([{}, { recordingRules: false }, { replicaSets: [{ name: 'orders', workers: 3 }] }])(
  'holds the rules of %j, for the operator',
  (description) => {
    const chart = Testing.chart();

    new OrchestratorPrometheusRule(chart, 'rules', { ...description, labels: { release: 'stack' } });

    expect(Testing.synth(chart)).toEqual([
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: 'orchestrator-rules', labels: { release: 'stack' } },
        spec: renderPrometheusRules(createMixin(description).ruleGroups),
      },
    ]);
  },
);
