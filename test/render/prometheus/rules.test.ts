import { createMixin, labelValue, renderPrometheusRules, text, value, type Text } from '../../../lib';
import { labelInUrl } from '../../../lib/orchestrator';
import { renderPrometheusText } from '../../../lib/render';
import { templateProblem } from '../../../lib/templates/problem';

const replicaSet = labelValue('replica_set');

describe('text', () => {
  test.each<[string, Text, string]>([
    ['words', text`No value.`, 'No value.'],
    ['nothing', [], ''],
    ['a label', text`a ${replicaSet} b`, 'a {{ $labels.replica_set }} b'],
    ['a label in a URL', text`?a=${labelInUrl('replica_set')}`, '?a={{ $labels.replica_set | urlquery }}'],
    ['a value', text`${value('plain')}`, '{{ $value }}'],
    ['a number', text`${value()}`, '{{ $value | humanize }}'],
    ['a share', text`${value('humanizePercentage')}`, '{{ $value | humanizePercentage }}'],
    ['a time', text`${value('humanizeDuration')}`, '{{ $value | humanizeDuration }}'],
    ['braces among the words', text`a {{b}} c`, 'a {{ "{{" }}b}} c'],
    ['three braces', text`{{{a`, '{{ "{{" }}{a'],
    ['four braces', text`{{{{`, '{{ "{{" }}{{ "{{" }}'],
    ['one brace', text`{a} and {`, '{a} and {{ "{" }}'],
    // Otherwise the template would start one brace too early.
    ['a brace before a placeholder', text`{${replicaSet}}`, '{{ "{" }}{{ $labels.replica_set }}}'],
    ['braces in parts that meet', ['{', '{a'], '{{ "{" }}{a'],
    ['a quote and a backslash', text`"\\n"`, '"\\n"'],
  ])('%s', (_what, words, expected) => {
    expect(renderPrometheusText(words)).toBe(expected);
    expect(templateProblem(expected)).toBeUndefined();
  });
});

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
