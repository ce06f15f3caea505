/**
 * Probes: how a test brings an alert's signal to a value. One generator makes the tests of all alerts of it (see rule-tests). Whether an
 * expression asks the right thing is proved elsewhere, on recordings; a probe proves that the user's own settings do what they say.
 */
import type { ListedSubject, QueryContext } from './signal';

/** Labels and their values. */
export type Labels = Readonly<Record<string, string>>;

/** A series as Prometheus would have scraped it. */
export interface InputSeries {
  readonly metric: string;
  readonly labels: Labels;
  /** The sample at a second of the test; undefined where there is none. */
  readonly sample: (second: number) => number | undefined;
}

/** What a probe makes its series for. */
export interface ProbeTarget {
  /** Name of the subject that the value is brought to. */
  readonly subject: string;
  /** What the configuration says of it; undefined for one that it does not list. */
  readonly listed: ListedSubject | undefined;
  /** Labels of the n-th target of the scrape. */
  readonly target: (index: number) => Labels;
  /** The same with the subject's label: what the n-th process says of itself. */
  readonly worker: (index: number) => Labels;
  /** The fleet's labels, with values. */
  readonly fleet: Labels;
  /** How the rules ask. */
  readonly context: QueryContext;
  /** Seconds for which the value must last. */
  readonly lasting: number;
  /** Whether the alert must fire: a probe that cannot meet a value exactly misses it on this side of the threshold. */
  readonly fires: boolean;
}

/** How a test brings a signal to a value. */
export interface Probe {
  /** Whether the signal's values are whole numbers. Decides which value comes next beyond a threshold. */
  readonly values: 'whole' | 'continuous';
  /** Seconds from the start of the test until the signal surely has the value. */
  readonly settle: (value: number) => number;
  /** Seconds for which the value can last, once it is reached. @default - no limit */
  readonly lasts?: (value: number) => number;
  /** Smallest value that can be shown. @default - the least that the signal can have */
  readonly least?: (listed: ListedSubject | undefined) => number;
  /** Largest value that can be shown. @default - the most that the signal can have */
  readonly most?: (listed: ListedSubject | undefined) => number;
  /** The only values that can be shown, where these are few; undefined where they are not. @default - all between `least` and `most` */
  readonly only?: (listed: ListedSubject | undefined) => readonly number[] | undefined;
  /** Which subjects it can be shown on. @default - all */
  readonly suits?: (listed: ListedSubject | undefined) => boolean;
  /** Seconds between two samples with which the value is met exactly; undefined where there are none. @default - 15 */
  readonly spacing?: (value: number) => number | undefined;
  /** The signal's own labels on the alert that fires, beside the subject's. @default - none */
  readonly labels?: Labels;
  /** Whether the alert fires although no process is seen: then it has only those of the fleet's labels whose values the configuration gives. @default false */
  readonly unseen?: boolean;
  /** The series of the test with which the signal has the value; undefined where none are found that its selector accepts. */
  readonly series: (value: number, at: ProbeTarget) => readonly InputSeries[] | undefined;
}

/** Seconds between two samples where a probe says nothing else. */
export const SAMPLE_SPACING = 15;

/** A series with a sample for each second. */
export function sampled(metric: string, labels: Labels, sample: InputSeries['sample']): InputSeries {
  return { metric, labels, sample };
}

/** A series that is always the same. */
export function constant(metric: string, labels: Labels, value: number): InputSeries {
  return sampled(metric, labels, () => value);
}

/** A counter that grows by so much a second. It starts high: near zero, Prometheus takes a counter for younger than it is. */
export function growing(metric: string, labels: Labels, perSecond: number): InputSeries {
  return sampled(metric, labels, (second) => 2 ** 20 + second * perSecond);
}

/** So many of something. */
export function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Intervals between samples that are tried until a rate comes out to the last bit. */
const SPACINGS = [15, 10, 30, 60, 20, 40, 50, 25, 75, 100];

/**
 * Seconds between samples with which a counter's rate is never above the given one, and mostly that to the last bit, at whatever second it
 * is asked and in every version of Prometheus; undefined where floating point has none.
 *
 * @param range - seconds that the rate looks back over
 */
export function exactSpacing(perSecond: number, range: number): number | undefined {
  return SPACINGS.find((spacing) => {
    const rates = Array.from({ length: spacing }, (_, second) => second)
      .filter((second) => second % 5 === 0)
      .flatMap((second) => [false, true].map((openLeft) => rateAt(perSecond, spacing, range, second, openLeft)));
    return (
      isShort(perSecond * spacing) &&
      rates.every((rate) => rate <= perSecond) &&
      rates.some((rate) => rate === perSecond)
    );
  });
}

/**
 * The rate of a counter that grows evenly, as Prometheus computes it: the growth between the first and the last sample of the range,
 * extrapolated to its ends.
 *
 * @param second - seconds since the last sample
 * @param openLeft - whether the range leaves out its first instant, as it does since Prometheus 3
 */
function rateAt(perSecond: number, spacing: number, range: number, second: number, openLeft: boolean): number {
  const room = range - second;
  const steps = Math.floor(room / spacing) - (openLeft && room % spacing === 0 ? 1 : 0);
  const sampled = steps * spacing;
  const before = room - sampled;
  const ends = (gap: number): number => (gap < 1.1 * spacing ? gap : spacing / 2);
  const factor = (sampled + ends(before) + ends(second)) / sampled / range;
  return perSecond * spacing * steps * factor;
}

/** Whether sums of a hundred of it lose nothing. */
export function isShort(value: number): boolean {
  return Number.isInteger(value * 2 ** 12);
}
