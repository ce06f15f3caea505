import { parsePromql } from '../../lib/promql/parse';

describe('what an expression uses', () => {
  test.each([
    ['up', [{ metric: 'up', labels: [] }]],
    ['up{job="a",pod!~"b"}', [{ metric: 'up', labels: ['job', 'pod'] }]],
    ["up{job='a',}", [{ metric: 'up', labels: ['job'] }]],
    [
      'rate(x[5m] offset 1h) / y',
      [
        { metric: 'x', labels: [] },
        { metric: 'y', labels: [] },
      ],
    ],
    ['max_over_time(sum(x)[10m:1m])', [{ metric: 'x', labels: [] }]],
    ['job:x:rate5m', [{ metric: 'job:x:rate5m', labels: [] }]],
    ['{__name__="x"}', [{ metric: undefined, labels: ['__name__'] }]],
    ['{"x", a="b"}', [{ metric: undefined, labels: ['a'] }]],
    ['x{"a.b"="c",d="e"}', [{ metric: 'x', labels: ['d', 'a.b'] }]],
    ['time() > 5', []],
    ['x # a comment {y}', [{ metric: 'x', labels: [] }]],
    ['x{a=~ # a comment: c="d"\n  "b"}', [{ metric: 'x', labels: ['a'] }]],
    ['x{a=\'c="d"\', b=`e="f`}', [{ metric: 'x', labels: ['a', 'b'] }]],
  ])('selectors of %s', (expression, selectors) => {
    expect(parsePromql(expression)).toMatchObject({ errorAt: undefined, selectors });
  });

  test.each([
    ['sum by (a, b) (x)', ['a', 'b']],
    ['sum without (a) (x)', ['a']],
    ['sum by ("a.b") (x)', ['a.b']],
    ['x * on (a) group_left (b) y', ['a', 'b']],
    ['x / ignoring (a) group_right y', ['a']],
    ['x', []],
  ])('grouping labels of %s', (expression, grouping) => {
    const { errorAt, groupings } = parsePromql(expression);

    expect(errorAt).toBeUndefined();
    expect(groupings.flatMap(({ labels }) => labels)).toEqual(grouping);
  });

  test('a grouping is about the metrics of its own aggregation or operator', () => {
    expect(parsePromql('sum by (a) (x) / on (b) sum by (c) (y + {d="e"})').groupings).toEqual([
      { labels: ['a'], metrics: ['x'] },
      { labels: ['b'], metrics: ['x', 'y', ''] },
      { labels: ['c'], metrics: ['y', ''] },
    ]);
  });

  test.each([
    ['label_replace(x, "a", "$1", "b", "(.*)")', ['a']],
    ['label_join(x, "a", ",", "b")', ['a']],
    ['count_values by (a) ("b", x)', ['b']],
    ['label_replace(label_join(x, "a", ",", "b"), "c", "", "", "")', ['c', 'a']],
    ['max(x)', []],
  ])('labels that %s writes', (expression, writtenLabels) => {
    expect(parsePromql(expression)).toMatchObject({ errorAt: undefined, writtenLabels });
  });
});

describe('what does not parse', () => {
  test.each([
    ['', 0],
    ['  ', 0],
    ['# only a comment', 16],
    ['x y', 2],
    ['1 +', 3],
    ['sum(x', 5],
    ['x{a=}', 4],
    ['x{a="b}', 7],
    ['x{a="b\n"}', 7],
    ['nosuch(x)', 6],
    ['rate(x[$__rate_interval]) y', 26],
    ['x[$__unknown]', 2],
  ])('%j, at %p', (expression, errorAt) => {
    expect(parsePromql(expression).errorAt).toBe(errorAt);
  });
});

test.each(['$__rate_interval', '${__rate_interval}', '$__interval', '${__interval}', '$__range', '${__range}'])(
  'Grafana replaces %s by a duration',
  (macro) => {
    expect(parsePromql(`rate(x{a="$a"}[${macro}])`).errorAt).toBeUndefined();
  },
);

test('a unit stands right behind a number of Grafana', () => {
  expect(parsePromql('rate(x[${__range_s}s])')).toMatchObject({ errorAt: undefined, refusal: undefined });
});

test.each(['$__interval_ms', '${__interval_ms}', '$__range_s', '${__range_s}', '$__range_ms'])(
  'Grafana replaces %s by a number',
  (macro) => {
    expect(parsePromql(`x / ${macro}`).errorAt).toBeUndefined();
  },
);

test.each([
  ['x{a="b"} +', 9],
  ['x{a="b"} + y{a="longer than the other"} )', 40],
  ['x{a="b', 4],
  ['x{a="\\', 4],
])('the place of a mistake is one of %s as it is written', (expression, errorAt) => {
  expect(parsePromql('x{a="b"}').errorAt).toBeUndefined();

  expect(parsePromql(expression).errorAt).toBeGreaterThanOrEqual(errorAt);
});

test.each([
  'label_replace(x, "a=", "$1", "b~", "(.*)=")',
  'label_replace(x{c="}\\""}, "a", "=", "b", "=")',
  `x{a='="'} + on (b) y{a='"'}`,
  'x # ="\n + on (b) y # "',
])('what a literal holds is no part of %s', (expression) => {
  const before = parsePromql(expression);

  expect(before.errorAt).toBeUndefined();
  expect(parsePromql(`${expression} `)).toEqual(before);
});

test('fleets whose selectors have other values are parsed once', () => {
  const first = parsePromql('sum by (a) (x{job="one",pod!~"a|b"})');

  expect(parsePromql('sum by (a) (x{job="two \\" }",pod!~"c"})')).toBe(first);
});
