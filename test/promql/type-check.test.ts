import { parsePromql } from '../../lib/promql/parse';

const problemOf = (expression: string): string | undefined => {
  const { errorAt, refusal } = parsePromql(expression);
  expect(errorAt).toBeUndefined();
  return refusal;
};

test.each([
  ['rate(x)', 'rate takes a range vector, such as x[5m], and has an instant vector'],
  ['rate(x{a="b"} offset 5m)', 'rate takes a range vector, such as x[5m], and has an instant vector'],
  ['sum by (a) (x[5m])', 'sum takes an instant vector, and has a range vector'],
  ['x[5m]', 'it is a range vector; a rule and a panel take an instant vector'],
  ['max_over_time(x[5m]) > (x[5m:1m])', 'an operator takes scalars and instant vectors, and has a range vector'],
  ['"up"', 'it is a string; a rule and a panel take an instant vector'],
  ['-"up"', 'an operator takes scalars and instant vectors, and has a string'],
  ['x > "up"', 'an operator takes scalars and instant vectors, and has a string'],
  ['x and 1', 'and, or and unless take instant vectors, and have a scalar'],
  ['time() - 5 > 3', 'two scalars are compared, which needs `bool`'],
  ['x > bool (1 < 2)', 'two scalars are compared, which needs `bool`'],
  ['histogram_quantile(0.9)', 'histogram_quantile takes 2 arguments, and has 1'],
  ['histogram_quantile(x, 0.9)', 'histogram_quantile takes a scalar, and has an instant vector'],
  ['round(x, 1, 2)', 'round takes 1 or more arguments, and has 3'],
  ['time(x)', 'time takes 0 arguments, and has 1'],
  ['x offset 5', 'the duration 5 has no unit'],
  ['max_over_time(x[5m:30])', 'the duration 30 has no unit'],
  ['topk(x, x)', 'topk takes a scalar, and has an instant vector'],
  ['TOPK(x, x)', 'TOPK takes a scalar, and has an instant vector'],
  ['count_values(1, x)', 'count_values takes a string, and has a scalar'],
  ['label_replace(x, "a", "b", "c")', 'label_replace takes 5 arguments, and has 4'],
  ['label_join(x, "a", "b", "c", 5)', 'label_join takes a string, and has a scalar'],
  ['quantile_over_time(x[5m], 0.9)', 'quantile_over_time takes a scalar, and has a range vector'],
  ['rate(x[5m])[10m:1m]', 'it is a range vector; a rule and a panel take an instant vector'],
  ['max_over_time(5[10m:1m])', 'a subquery takes an instant vector, and has a scalar'],
])('Prometheus refuses %s', (expression, problem) => {
  expect(problemOf(expression)).toBe(problem);
});

test.each([
  'rate(x[5m])',
  'rate(x[$__rate_interval])',
  'rate(x[5m] offset 1m) # rate(x)',
  '(rate((x[5m]) ))',
  'max_over_time(rate(x[5m])[1h:])',
  'max_over_time((x > 1)[1h:1m] @ end())',
  'x > bool 1 or vector(0) unless on () absent(y)',
  'time() - x > 5',
  '1 > bool 2',
  '5',
  '-time()',
  'scalar(x) + 1',
  'hour()',
  'month(vector(time()))',
  'round(x, 0.5)',
  'histogram_quantile(scalar(y), sum by (le) (rate(x_bucket[5m])))',
  'quantile(0.9, x) by (b)',
  'count_values without (a) ("b", x)',
  'label_replace(x, "a", "$1", "b", "(.*)")',
  'label_join(x, "a", "b")',
  'limitk(3, x)',
  'mad_over_time(x[5m])',
])('it does not refuse %s', (expression) => {
  expect(problemOf(expression)).toBeUndefined();
});

test('a chain that is deeper than the stack is nobody’s end', () => {
  expect(() => parsePromql(Array.from({ length: 20_000 }, () => '(x').join(' or '))).not.toThrow();
  expect(problemOf(Array.from({ length: 90 }, (_, index) => `x${String(index)}`).join(' or '))).toBeUndefined();
});

test.each(['==', '!=', '>', '>=', '<', '<='])('two scalars are compared by %s', (operator) => {
  expect(problemOf(`1 ${operator} 2`)).toBe('two scalars are compared, which needs `bool`');
});
