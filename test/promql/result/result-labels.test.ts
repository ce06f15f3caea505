import { resultLabels } from '../../../lib/promql/result';

test.each<[string, readonly string[] | undefined]>([
  ['sum by (a, "b") (x)', ['a', 'b']],
  ['(sum(x) by (a)) * 100', ['a']],
  ['1 - sum by (a) (x) > bool 0', ['a']],
  ['sum by (a) (x) / sum by (a) (y)', ['a']],
  ['sum by (a, b) (x) or on () sum by (b) (y)', ['b']],
  ['sum by (a) (x) or vector(0)', []],
  ['sum by (a) (x) or y', undefined],
  ['sum by (a) (x) unless on (a) y', ['a']],
  ['sum by (a) (x) * on (a) group_left (b) y', undefined],
  ['histogram_quantile(0.9, sum by (le, a) (rate(x[5m])))', ['a']],
  ['topk(3, max by (a) (x))', ['a']],
  ['max_over_time(sum by (a) (x)[5m:]) offset 1h', ['a']],
  ['sum(x)', []],
  ['-SUM(x)', []],
  ['time() - hour()', []],
  ['absent(x{a="1", b!="2", c=~"3"})', ['a']],
  ['absent_over_time((x{"a"="b=\\"c\\"", __name__="x"}[5m] offset 1h)) # d="e"', ['a']],
  ['absent(x{a="1", a!="2", b="1", b="1"})', []],
  ['absent(sum by (a) (x{a="1"}))', []],
  ['absent(rate(x{a="1"}[5m]))', []],
  ['vector(scalar(x))', []],
  ['sum by (a) (x) * scalar(y)', ['a']],
  ['sum without (a) (x)', undefined],
  ['label_replace(sum(x), "a", "b", "", "")', undefined],
  ['rate(x[$__rate_interval])', undefined],
  ['x{a="1"} > 0', undefined],
  ['sum by (', undefined],
])('%s: %j', (expression, labels) => {
  expect(resultLabels(expression)).toEqual(labels);
});

test('of a chain longer than anybody writes, nothing is known', () => {
  expect(resultLabels(`${'sum(x) + '.repeat(1_000)}sum(x)`)).toBeUndefined();
});

test.each<[string, readonly string[] | undefined]>([
  ['sum by (a) (x) or vector(0)', ['a']],
  ['(0 * vector(1)) or on () (sum by (a) (x))', ['a']],
  ['sum by (a) (x) or vector(0) or y', undefined],
  ['sum by (a) (x) or sum(y)', []],
  ['vector(0) or vector(1)', []],
])('what stands for nothing takes no label: %s', (expression, labels) => {
  expect(resultLabels(expression, 'selected')).toEqual(labels);
});
