/** Texts as Prometheus would write them. test/real/go-template.test.ts holds the same against the real promtool. */
import { labelValue, text, value } from '../../../lib';
import { type ValueFormat } from '../../../lib/orchestrator';
import { expandTemplate } from '../go-template';

const LABELS = { replica_set: 'orders', odd: 'a"b{{c}}' };

const format = (number: number, as: ValueFormat): string | undefined =>
  expandTemplate(value(as).template, { labels: {}, value: number });

// What promtool 2.42 printed for these values.
const PRINTED: readonly (readonly [number, Readonly<Record<ValueFormat, string>>])[] = [
  [0, { plain: '0', number: '0', humanize: '0', humanizePercentage: '0%', humanizeDuration: '0s' }],
  [1, { plain: '1', number: '1', humanize: '1', humanizePercentage: '100%', humanizeDuration: '1s' }],
  [-1, { plain: '-1', number: '-1', humanize: '-1', humanizePercentage: '-100%', humanizeDuration: '-1s' }],
  [0.01, { plain: '0.01', number: '0.01', humanize: '10m', humanizePercentage: '1%', humanizeDuration: '10ms' }],
  [
    0.1 + 0.2,
    {
      plain: '0.30000000000000004',
      number: '0.3',
      humanize: '300m',
      humanizePercentage: '30%',
      humanizeDuration: '300ms',
    },
  ],
  [
    2 / 3,
    {
      plain: '0.6666666666666666',
      number: '0.667',
      humanize: '666.7m',
      humanizePercentage: '66.67%',
      humanizeDuration: '666.7ms',
    },
  ],
  [59.999, { plain: '59.999', number: '60', humanize: '60', humanizePercentage: '6000%', humanizeDuration: '60s' }],
  [150, { plain: '150', number: '150', humanize: '150', humanizePercentage: '1.5e+04%', humanizeDuration: '2m 30s' }],
  [
    3_661.5,
    {
      plain: '3661.5',
      number: '3.662k',
      humanize: '3.662k',
      humanizePercentage: '3.662e+05%',
      humanizeDuration: '1h 1m 1s',
    },
  ],
  [
    -90_061,
    {
      plain: '-90061',
      number: '-9.01e+04',
      humanize: '-90.06k',
      humanizePercentage: '-9.006e+06%',
      humanizeDuration: '-1d 1h 1m 1s',
    },
  ],
  [
    1_234_567,
    {
      plain: '1.234567e+06',
      number: '1.235M',
      humanize: '1.235M',
      humanizePercentage: '1.235e+08%',
      humanizeDuration: '14d 6h 56m 7s',
    },
  ],
  [1e-5, { plain: '1e-05', number: '1e-05', humanize: '10u', humanizePercentage: '0.001%', humanizeDuration: '10us' }],
  [
    Infinity,
    { plain: '+Inf', number: '+Inf', humanize: '+Inf', humanizePercentage: '+Inf%', humanizeDuration: '+Inf' },
  ],
];

describe('a value in a text', () => {
  test.each(PRINTED)('%p', (number, expected) => {
    expect({
      plain: format(number, 'plain'),
      number: format(number, 'number'),
      humanize: format(number, 'humanize'),
      humanizePercentage: format(number, 'humanizePercentage'),
      humanizeDuration: format(number, 'humanizeDuration'),
    }).toEqual(expected);
  });

  test.each([
    [1.0005, '1'],
    [1.0015, '1.002'],
    [1_000.5, '1k'],
    [12.345, '12.35'],
    [0.12345, '123.5m'],
    [2.0625, '2.062'],
    [2.1875, '2.188'],
  ])('%p is rounded as Go does it: to the even digit where two are equally near', (number, expected) => {
    expect(format(number, 'humanize')).toBe(expected);
  });
});

describe('a text of ours', () => {
  test('is put together from words, labels and the value', () => {
    const { template } = text`${labelValue('replica_set')}: ${value()} {{ of }} ${labelValue('missing')}.`;

    expect(expandTemplate(template, { labels: LABELS, value: 1_500 })).toBe('orders: 1.5k {{ of }} .');
  });
});

describe("a user's template", () => {
  test.each([
    ['plain words', 'plain words'],
    ['{{ $value }}', '0.25'],
    ['{{$value}} and {{ .Value }}', '0.25 and 0.25'],
    ['{{ $value | humanize }}', '250m'],
    ['{{ humanizePercentage $value }}', '25%'],
    ['{{ $value | humanizeDuration }}', '250ms'],
    ['{{ $labels.replica_set }}/{{ .Labels.replica_set }}', 'orders/orders'],
    ['{{ $labels.odd }}', 'a"b{{c}}'],
    ['[{{ $labels.missing }}]', '[]'],
    ['{{ "{{" }} {{ `}}` }}', '{{ }}'],
    ['a  {{- $value -}}  b', 'a0.25b'],
    ['a  {{- " " -}}  b', 'a b'],
    ['a \n {{- $labels.replica_set }}', 'aorders'],
  ])('%p is read as %p', (template, expected) => {
    expect(expandTemplate(template, { labels: LABELS, value: 0.25 })).toBe(expected);
  });

  test.each([
    '{{ if gt $value 1.0 }}much{{ end }}',
    '{{ printf "%.2f" $value }}',
    '{{ $value | humanize | toUpper }}',
    '{{ $labels }}',
    '{{ $externalLabels.cluster }}',
    '{{ query "up" }}',
    '{{ $value | title }}',
    '{{ plain $value }}',
    '{{ $value | plain }}',
    '{{ $value | number }}',
    '{{ /* nothing */ }}',
    '{{ "a" | toUpper }}',
    '{{ $value',
  ])('%p is beyond us', (template) => {
    expect(expandTemplate(template, { labels: LABELS, value: 0.25 })).toBeUndefined();
  });
});
