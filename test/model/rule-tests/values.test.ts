import { justBeyond, notBeyond } from '../../../lib/model/rule-tests/values';
import type { Comparison } from '../../../lib/promql/write';

test.each<[Comparison, number, readonly number[], readonly number[]]>([
  ['>', 5, [6], [5, 4]],
  ['>', 5.5, [6], [5, 4]],
  ['<', 5, [4], [5, 6]],
  ['<', 5.5, [5], [6, 7]],
  ['>=', 5, [5, 6], [4, 3]],
  ['>=', 5.5, [6, 7], [5, 4]],
  ['<=', 5, [5, 4], [6, 7]],
  ['<=', 5.5, [5, 4], [6, 7]],
  ['==', 5, [5], [6, 4]],
  ['!=', 5, [6, 4], [5]],
])('whole numbers %s %d: %j, and not %j', (comparison, threshold, beyond, not) => {
  expect(justBeyond(comparison, threshold, 'whole')).toEqual(beyond);
  expect(notBeyond(comparison, threshold, 'whole')).toEqual(not);
});

test.each<[Comparison, number]>([
  ['>', 0],
  ['>', 0.6],
  ['>', -2],
  ['<', 0],
  ['<', 3],
])(
  'of all numbers, those just beyond %s %d are nearer than a hundredth, and those that are not lie on both sides of the step',
  (comparison, threshold) => {
    const sign = comparison === '>' ? 1 : -1;
    const [beyond] = justBeyond(comparison, threshold, 'continuous');
    const [nearest, far] = notBeyond(comparison, threshold, 'continuous');

    expect(sign * (beyond - threshold)).toBeGreaterThan(0);
    expect(Math.abs(beyond - threshold)).toBeLessThanOrEqual(Math.max(0.01, Math.abs(threshold) / 100));
    expect(nearest).toBe(threshold);
    expect(sign * (threshold - far!)).toBeGreaterThan(0);
  },
);
