import { staysEmpty } from '../../../lib/promql/result';

const isMissing = (name: string): boolean => name.startsWith('gone');

test.each<[string, boolean]>([
  ['gone', true],
  ['there', false],
  ['sum by (job) (rate(gone[5m]))', true],
  ['gone or there', false],
  ['gone or gone_too', true],
  ['there and gone', true],
  ['there and on (job) (gone > 0)', true],
  ['there unless gone', false],
  ['gone unless there', true],
  ['there * gone', true],
  ['there > bool 5', false],
  ['absent(gone)', false],
  ['vector(0) or gone', false],
])('%s: %p', (expression, expected) => {
  expect(staysEmpty(expression, isMissing)).toBe(expected);
});
