/** Which value lies just on one side of a threshold, and which on the other. */
import type { Comparison } from '../../promql/write';
import type { Probe } from '../probe';

/** Share of a threshold by which a value that may be anything passes it. */
const NARROW = 2 ** -10;

/** Whether a comparison holds. */
export function holds(value: number, comparison: Comparison, threshold: number): boolean {
  switch (comparison) {
    case '>':
      return value > threshold;
    case '<':
      return value < threshold;
    case '>=':
      return value >= threshold;
    case '<=':
      return value <= threshold;
    case '==':
      return value === threshold;
    case '!=':
      return value !== threshold;
  }
}

/** The nearest value for which the comparison holds; where it holds on both sides, the nearest of each. */
export function justBeyond(
  comparison: Comparison,
  threshold: number,
  values: Probe['values'],
): readonly [number, ...number[]] {
  switch (comparison) {
    case '>':
      return [values === 'whole' ? Math.floor(threshold) + 1 : above(threshold)];
    case '<':
      return [values === 'whole' ? Math.ceil(threshold) - 1 : below(threshold)];
    case '>=':
      return [values === 'whole' ? Math.ceil(threshold) : threshold];
    case '<=':
      return [values === 'whole' ? Math.floor(threshold) : threshold];
    case '==':
      return [threshold];
    case '!=':
      return [threshold + 1, threshold - 1];
  }
}

/** The nearest value for which it does not, then one that lies far from the threshold: another comparison may hold there. */
export function notBeyond(comparison: Comparison, threshold: number, values: Probe['values']): readonly number[] {
  const whole = values === 'whole';
  const further = (value: number, direction: 1 | -1): number =>
    value + direction * (whole ? 1 : Math.max(Math.abs(value) / 2, NARROW));
  const both = (value: number, direction: 1 | -1): readonly number[] => [value, further(value, direction)];
  switch (comparison) {
    case '>':
      return both(whole ? Math.floor(threshold) : threshold, -1);
    case '<':
      return both(whole ? Math.ceil(threshold) : threshold, 1);
    case '>=':
      return both(whole ? Math.ceil(threshold) - 1 : below(threshold), -1);
    case '<=':
      return both(whole ? Math.floor(threshold) + 1 : above(threshold), 1);
    case '==':
      return [threshold + 1, threshold - 1];
    case '!=':
      return [threshold];
  }
}

const above = (threshold: number): number => (threshold === 0 ? NARROW : threshold + Math.abs(threshold) * NARROW);
const below = (threshold: number): number => (threshold === 0 ? -NARROW : threshold - Math.abs(threshold) * NARROW);
