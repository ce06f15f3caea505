/** Counters that grow evenly, so that their rate lies just above a threshold, or nowhere above it. */
import { rate, scrapedEvery, series } from '../../../model/rule-tests/case-samples';
import { SAMPLE_SPACING } from '../../../model/rule-tests/cases';

/** An even growth. */
export interface Slope {
  /** What each sample adds. */
  readonly perSample: number;
  /** Seconds between samples. */
  readonly spacing: number;
}

/** Share of a threshold by which a slope misses it where it cannot meet it. */
const NARROW = 2 ** -12;

/** Intervals that are tried until the rate is the threshold to the last bit. */
const SPACINGS = [SAMPLE_SPACING, 30, 60, 40, 50, 20];

/** A growth whose rate is a little above. Zero where everything is above. */
export function slopeAbove(threshold: number): Slope {
  return {
    perSample: threshold < 0 ? 0 : short(threshold * SAMPLE_SPACING * (1 + NARROW)) || NARROW,
    spacing: SAMPLE_SPACING,
  };
}

/** The steepest growth whose rate over a range (seconds) is not above: exactly the threshold wherever floating point has such a growth. */
export function slopeAt(threshold: number, range: number): Slope {
  const exact = SPACINGS.map((spacing) => ({ perSample: threshold * spacing, spacing })).find(
    (slope) => short(slope.perSample) === slope.perSample && meets(slope, threshold, range),
  );
  return exact ?? { perSample: Math.max(0, short(threshold * SAMPLE_SPACING * (1 - NARROW))), spacing: SAMPLE_SPACING };
}

function meets({ perSample, spacing }: Slope, threshold: number, range: number): boolean {
  const growing = scrapedEvery(spacing, series('', {}, [0, 0, perSample]));
  return Array.from({ length: 20 }, (_, index) => 4 * range + 15 * index).every((at) =>
    [false, true].every((openLeft) => rate(growing, range, { at, openLeft }) === threshold),
  );
}

/** The nearest number of few binary digits: sums of many such numbers are exact. */
export function short(value: number): number {
  if (value === 0) {
    return 0;
  }
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 20);
  return Math.round(value / unit) * unit;
}
