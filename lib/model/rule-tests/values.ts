/** Which value lies just on one side of a threshold, and which on the other. */
import type { Comparison } from '../../promql/write';
import type { Probe } from '../probe';

/** Share of a threshold by which a value that may be anything passes it. */
const NARROW = 2 ** -10;

const HOLDS: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  '>': (value, threshold) => value > threshold,
  '<': (value, threshold) => value < threshold,
  '>=': (value, threshold) => value >= threshold,
  '<=': (value, threshold) => value <= threshold,
  '==': (value, threshold) => value === threshold,
  '!=': (value, threshold) => value !== threshold,
};

/** The comparison that holds where the other one does not. */
const OPPOSITES = { '>': '<=', '<': '>=', '>=': '<', '<=': '>', '==': '!=', '!=': '==' } as const;

/** Whether a comparison holds. */
export function holds(value: number, comparison: Comparison, threshold: number): boolean {
  return HOLDS[comparison](value, threshold);
}

/** The nearest value for which the comparison holds; where it holds on both sides, or at the threshold and beyond it, the nearest of each. */
export function justBeyond(
  comparison: Comparison,
  threshold: number,
  values: Probe['values'],
): readonly [number, ...number[]] {
  const whole = values === 'whole';
  const [below, above] = whole ? [Math.floor(threshold), Math.ceil(threshold)] : [threshold, threshold];
  const step = whole ? 1 : (Math.abs(threshold) || 1) * NARROW;
  const nearest = {
    '>': [below + step],
    '<': [above - step],
    '>=': [above, above + step],
    '<=': [below, below - step],
    '==': [threshold],
    '!=': [threshold + 1, threshold - 1],
  } as const;
  return nearest[comparison];
}

/** The nearest value for which it does not, then one that lies far from the threshold: another comparison may hold there. */
export function notBeyond(comparison: Comparison, threshold: number, values: Probe['values']): readonly number[] {
  const opposite = OPPOSITES[comparison];
  const nearest = justBeyond(opposite, threshold, values);
  if (opposite === '==' || opposite === '!=') {
    return nearest;
  }
  const [value] = nearest;
  const step = values === 'whole' ? 1 : Math.max(Math.abs(value) / 2, NARROW);
  return [value, opposite.startsWith('>') ? value + step : value - step];
}
