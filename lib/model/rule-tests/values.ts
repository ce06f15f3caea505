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

/** The nearest value for which the comparison holds. */
export function justBeyond(comparison: Comparison, threshold: number, values: Probe['values']): number {
  switch (comparison) {
    case '>':
      return values === 'whole' ? Math.floor(threshold) + 1 : above(threshold);
    case '<':
      return values === 'whole' ? Math.ceil(threshold) - 1 : below(threshold);
    case '>=':
      return values === 'whole' ? Math.ceil(threshold) : threshold;
    case '<=':
      return values === 'whole' ? Math.floor(threshold) : threshold;
    case '==':
      return threshold;
    case '!=':
      return threshold + 1;
  }
}

/** The nearest value for which it does not. */
export function notBeyond(comparison: Comparison, threshold: number, values: Probe['values']): number {
  switch (comparison) {
    case '>':
      return values === 'whole' ? Math.floor(threshold) : threshold;
    case '<':
      return values === 'whole' ? Math.ceil(threshold) : threshold;
    case '>=':
      return values === 'whole' ? Math.ceil(threshold) - 1 : below(threshold);
    case '<=':
      return values === 'whole' ? Math.floor(threshold) + 1 : above(threshold);
    case '==':
      return threshold + 1;
    case '!=':
      return threshold;
  }
}

const above = (threshold: number): number => (threshold === 0 ? NARROW : threshold + Math.abs(threshold) * NARROW);
const below = (threshold: number): number => (threshold === 0 ? -NARROW : threshold - Math.abs(threshold) * NARROW);
