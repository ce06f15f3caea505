import { normalize } from '../../lib/promql/normalize';

describe('expressions that mean the same', () => {
  test.each([
    ['sum by (a, b) (x{c="d",e=~"f"}[5m])', 'sum by (a,b)(x{c="d", e=~"f"}[300s])'],
    ['(\n  a\n) > 0.10', '( a ) > 0.1'],
    ['((a)) + b', 'a + b'],
    ["x{a='b'}", 'x{a="b"}'],
    ["x{a='b\\\\\"c'}", 'x{a="b\\\\\\"c"}'],
    ['x{a=`b\\d`}', 'x{a="b\\\\d"}'],
    ['a # why\n+ b', 'a + b'],
    ['x[1h30m:30s] offset 1m', 'x[90m:30s] offset 60s'],
    ['1e3 * x', '1000 * x'],
    ['x + Inf', 'x + +Inf'],
    ['max(x) + Inf or y', 'max(x) + +Inf or y'],
    ['0x10 < x', '16 < x'],
    // Prometheus prints matchers in the order of their names.
    ['up{job="a",cluster="b",zone!="c"}', 'up{cluster="b",job="a",zone!="c"}'],
    ['{job="a",__name__=~"b"}', '{__name__=~"b",job="a"}'],
    ['sum by (b, a) (x)', 'sum by (a, b) (x)'],
    ['sum(x) by (a)', 'sum by (a) (x)'],
    ['SUM(x) OR y', 'sum(x) or y'],
    // Prometheus prints no grouping without labels.
    ['max by () (x)', 'max(x)'],
    ['count_values("v", x) by ()', 'count_values("v", x)'],
    ['x / on (a) group_left y', 'x / on (a) group_left () y'],
    ['x{"job"="a"}', 'x{job="a"}'],
  ])('%s: %s', (one, other) => {
    expect(normalize(one)).toBe(normalize(other));
  });

  test.each([
    ['x > 0.1', 'x > 0.2'],
    ['x{a="b c"}', 'x{a="bc"}'],
    ['x{a="# b"}', 'x{a="# c"}'],
    ['x{a="b",c="d"}', 'x{a="d",c="b"}'],
    ['x{a="b"}', 'x{a!="b"}'],
    ['x[5m]', 'x[6m]'],
    ['a or b', 'a and b'],
    ['ab', 'a b'],
    ['(a + b) * c', 'a + b * c'],
    ['a - (b - c)', 'a - b - c'],
    ['X', 'x'],
    ['x offset 5m', 'x offset -5m'],
    ['sum by (a) (x)', 'sum without (a) (x)'],
    ['sum without () (x)', 'sum(x)'],
    ['a * on () b', 'a * b'],
    ['x / on (a) y', 'x / ignoring (a) y'],
    ['label_replace(x, "a", "b", "c", "d")', 'label_replace(x, "a", "b", "d", "c")'],
  ])('but not %s: %s', (one, other) => {
    expect(normalize(one)).not.toBe(normalize(other));
  });

  test('what does not parse is left as it is', () => {
    expect(normalize('sum (')).toBe('sum (');
  });
});
