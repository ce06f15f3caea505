import { leastValue } from '../../../lib/promql/result';

test.each([
  ['count by (job) (up)', 1],
  ['COUNT(up) by (job)', 1],
  ['group by (job) (up)', 1],
  ['count_values("value", up)', 1],
  ['((count(up)) unless on (job) sum(up))', 1],
  ['count(up) and on () up', 1],
  ['count(up) or vector(0)', undefined],
  ['count(up) - 1', undefined],
  ['-count(up)', undefined],
  ['sum(count by (job) (up))', undefined],
  ['up unless count(up)', undefined],
  ['count_over_time(up[5m])', undefined],
])('%s: %s', (expression, least) => {
  expect(leastValue(expression)).toBe(least);
});
