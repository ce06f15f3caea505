/** Our own reading of texts, held against the real promtool: what fires there must carry the same words. */
import { expandTemplate, formatPlain, humanize } from '../render/go-template';
import { toYaml, value } from '../../lib';
import { promtoolTest } from '../rules/promtool-tests';
import { requireTool } from './tools';

const TEMPLATES = [
  '{{ $value }}',
  '{{ $value | humanize }}',
  '{{ $value | humanizeDuration }}',
  '{{ $value | humanizePercentage }}',
  value().template,
  '{{ humanize $value }}, {{ humanizeDuration .Value }}',
  '{{ $labels.odd }} {{ .Labels.odd }} [{{ $labels.missing }}]',
  'a  {{- $value -}}  b',
  '{{ "{{" }} {{ `}}` }} {{ "a\\"b\\\\" }}',
];

const VALUES = [
  ...[
    0, 1, -1, 3, 59.999, 59.99999, 60, 61.9, 150, 3_599.5, 3_600, 86_399, 86_400, 90_061.5, -90_061, 999.95, 999.949,
    1e3, 1e5,
  ],
  ...[0.01, 0.1 + 0.2, 2 / 3, 0.9999, 0.99996, 1e-3, 0.000_123_45, 1e-5, 1e-9, 3e-12, -0.002, 1 / 300, 4 / 300],
  ...[
    1.0005, 1.0015, 1_000.5, 12.345, 0.12345, 2.0625, 2.1875, 12_345, 123_456_789, 999_999, 1e6, 1_234_567, 1.5e15,
    123_456_789_012_345_680,
  ],
];

/** Odd and even last digits, large and small, from a sequence that is the same every time. */
const MANY = Array.from(
  { length: 150 },
  (_, index) => (((index * 7_919) % 10_007) / 10_007) * 10 ** ((index % 13) - 5),
);

jest.setTimeout(60_000);

requireTool('promtool')('texts', () => {
  test('are read as Prometheus reads them', async () => {
    const values = [...VALUES, ...MANY];
    const annotations = Object.fromEntries(TEMPLATES.map((template, index) => [`text_${String(index)}`, template]));
    const labelled = values.map((value, index) => ({ labels: { odd: `a"b{{c}}\\ ${String(index)}` }, value }));
    const expected = labelled.map(({ labels, value }) => ({
      exp_labels: labels,
      exp_annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, template]) => [name, expandTemplate(template, { labels, value })]),
      ),
    }));
    const rules = { groups: [{ name: 'texts', rules: [{ alert: 'Text', expr: 'number', annotations }] }] };
    const tests = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: labelled.map(({ labels, value }) => ({
            series: `number{odd=${JSON.stringify(labels.odd)}}`,
            values: String(value),
          })),
          alert_rule_test: [{ eval_time: '0m', alertname: 'Text', exp_alerts: expected }],
        },
      ],
    };

    const { status, output } = await promtoolTest(toYaml(rules), toYaml(tests));

    // Of hundreds of texts, a failure shows those that differ.
    const [ours = [], theirs = []] = output
      .split('got:')
      .map((part): readonly string[] => part.match(/(?<=Annotations:).*/g) ?? []);
    expect(ours.filter((texts) => !theirs.includes(texts))).toEqual([]);
    expect({ status, output }).toMatchObject({ status: 0 });
    expect([humanize(Infinity), humanize(NaN), formatPlain(-Infinity)]).toEqual(['+Inf', 'NaN', '-Inf']);
  });
});
