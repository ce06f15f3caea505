import { Testing } from 'cdk8s';
import { createMixin } from 'pupsourcing-orchestrator-monitoring';
import { renderInhibitionRulesForOperator } from '../../../lib/render';
import { OrchestratorAlertmanagerConfig } from 'pupsourcing-orchestrator-monitoring/cdk8s';

test.each([{}, { aggregateBy: ['namespace'] }])('holds the inhibitions of %j, and routes nothing', (description) => {
  const chart = Testing.chart();

  new OrchestratorAlertmanagerConfig(chart, 'inhibitions', { ...description, namespace: 'projections' });

  expect(Testing.synth(chart)).toEqual([
    {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { name: 'orchestrator-inhibitions', namespace: 'projections' },
      spec: renderInhibitionRulesForOperator(createMixin(description).inhibitions),
    },
  ]);
});

test('an alert silences another one by name, for the same replica set', () => {
  const chart = Testing.chart();

  new OrchestratorAlertmanagerConfig(chart, 'inhibitions', { aggregateBy: ['namespace'] });

  expect(Testing.synth(chart)[0].spec.inhibitRules).toContainEqual({
    sourceMatch: [{ name: 'alertname', value: 'OrchestratorHighReconfigurationRate', matchType: '=~' }],
    targetMatch: [{ name: 'alertname', value: 'OrchestratorFrequentReconfigurations', matchType: '=~' }],
    equal: ['job', 'namespace', 'replica_set'],
  });
});
