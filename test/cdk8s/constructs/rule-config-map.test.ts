import { Testing } from 'cdk8s';
import { createMixin, renderPrometheusRules } from 'pupsourcing-orchestrator-monitoring';
import { RuleConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { problemsOf } from '../problems-of';

test.each([undefined, 'team.rules.yml'])('holds the rule file, under the key %s', (key) => {
  const chart = Testing.chart();
  const description = { replicaSets: [{ name: 'orders', workers: 3 }] };

  const rules = new RuleConfigMap(chart, 'rules', { ...description, ...(key === undefined ? {} : { key }) });

  const { data } = Testing.synth(chart)[0];
  expect(Object.keys(data)).toEqual([key ?? 'orchestrator.rules.yaml']);
  expect(rules.key).toBe(key ?? 'orchestrator.rules.yaml');
  expect(parse(data[rules.key], { version: '1.1' })).toEqual(
    renderPrometheusRules(createMixin(description).ruleGroups),
  );
});

test.each(['', '.', '..', 'a/b', 'a b', 'x'.repeat(254)])('refuses the key %j', (key) => {
  expect(problemsOf(() => new RuleConfigMap(Testing.chart(), 'rules', { key }))).toHaveLength(1);
});
