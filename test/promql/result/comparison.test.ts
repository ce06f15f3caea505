import { comparisonOf } from '../../../lib/promql/result';

test.each([
  ['up == 1', 'up', '==', '1'],
  ['sum by (job) (rate(a_total[5m])) > 0.05', 'sum by (job) (rate(a_total[5m]))', '>', '0.05'],
  ['(\n  a > 2\n) < 1', '(\n  a > 2\n)', '<', '1'],
  ['((a >= 3))', 'a', '>=', '3'],
  ['a <= -1', 'a', '<=', '-1'],
  ['(a != 5) and on (job) b > 7', 'a', '!=', '5'],
  ['(a < 5) unless on (job) b', 'a', '<', '5'],
  ['a < on (replica_set) b', 'a', '<', 'b'],
  ['a offset 5m > b offset 1h', 'a offset 5m', '>', 'b offset 1h'],
  ['(a > b @ 5)', 'a', '>', 'b @ 5'],
])('%s', (expression, left, comparison, right) => {
  expect(comparisonOf(expression)).toEqual({ left, comparison, right });
});

test.each(['up', 'a <= bool -1', 'a or b < 3', 'sum(a < 3)', 'a + 1', '', 'a <'])(
  '%s compares nothing on its outside',
  (expression) => {
    expect(comparisonOf(expression)?.right ?? '').toBe('');
  },
);
