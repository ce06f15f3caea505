import { createMixin, renderPrometheusRules } from '../../../lib';
import { templateProblem } from '../../../lib/templates/problem';

describe('rules', () => {
  const file = renderPrometheusRules(
    createMixin({
      profile: 'upstream',
      evaluationInterval: '1m',
      alerts: {
        labels: { team: 'shop' },
        annotations: { note: 'Ask {{ $labels.job }}.' },
        overrides: {
          OrchestratorHighReconfigurationRate: { keepFiringFor: '10m', annotations: { summary: 'Our own words.' } },
        },
      },
    }).ruleGroups,
  );

  test('an alert, its fields in the order in which people write them', () => {
    const [rule] = file.groups[0]!.rules;

    expect(rule).toStrictEqual({
      alert: 'OrchestratorHighReconfigurationRate',
      expr: 'rate(pupsourcing_orchestrator_reconfiguration_total[5m]) > 0.1',
      for: '5m',
      keep_firing_for: '10m',
      labels: { severity: 'warning', team: 'shop' },
      annotations: {
        summary: 'Our own words.',
        description: 'Replica set {{ $labels.replica_set }} is reconfiguring frequently ({{ $value }} times/sec)',
        note: 'Ask {{ $labels.job }}.',
      },
    });
    expect(Object.keys(rule!)).toEqual(['alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']);
    expect(Object.keys(rule!['annotations'] as object)).toEqual(['summary', 'description', 'note']);
  });

  test('no keep_firing_for where nothing is kept', () => {
    expect(Object.keys(file.groups[0]!.rules[1]!)).toEqual(['alert', 'expr', 'for', 'labels', 'annotations']);
  });

  test('a recording rule', () => {
    expect(file.groups[1]!.rules[0]).toStrictEqual({
      record: 'job:orchestrator_events_rate:5m',
      expr: 'rate(pupsourcing_orchestrator_events_processed_total[5m])',
    });
  });

  test('groups with name and interval', () => {
    expect(file.groups.map(({ name, interval }) => [name, interval])).toEqual([
      ['orchestrator', '1m'],
      ['orchestrator_aggregations', '1m'],
    ]);
    expect(renderPrometheusRules([])).toStrictEqual({ groups: [] });
  });

  test('values of labels and annotations are text, as Prometheus wants them', () => {
    for (const profile of ['upstream', 'hardened'] as const) {
      const rules = renderPrometheusRules(
        createMixin({
          profile,
          replicaSets: [
            { name: 'a', workers: 1 },
            { name: 'b', workers: { min: 2, max: 3 } },
          ],
        }).ruleGroups,
      ).groups.flatMap(({ rules: members }) => members);
      const values = rules.flatMap(({ labels, annotations }) =>
        [labels, annotations].flatMap((fields) => Object.values(fields ?? {})),
      );

      expect(values.length).toBeGreaterThan(10);
      expect(values.filter((field) => typeof field !== 'string' || templateProblem(field) !== undefined)).toEqual([]);
    }
  });
});
