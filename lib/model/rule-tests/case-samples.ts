/** What Prometheus makes of the samples of a case: instant values, ranges, and the functions over them that the rules use. */
import { SAMPLE_SPACING, type InputSeries, type Moment, type Segment } from './cases';

/** A series; segments as `[from, value, perSample]`, `undefined` for a value where it does not exist. */
export function series(
  metric: string,
  labels: InputSeries['labels'],
  ...segments: readonly (readonly [from: number, value: number | undefined, perSample?: number])[]
): InputSeries {
  return {
    metric,
    labels,
    segments: segments.map(([from, value, perSample]): Segment => ({
      from,
      value,
      ...(perSample === undefined ? {} : { perSample }),
    })),
  };
}

/** The same series, scraped at another interval (seconds). */
export function scrapedEvery(spacing: number, one: InputSeries): InputSeries {
  return { ...one, spacing };
}

/** The same question as many seconds before. */
export function earlier({ at, openLeft }: Moment, seconds: number): Moment {
  return { at: at - seconds, openLeft };
}

/**
 * Samples of the series that were asked for, as they would be in Prometheus's memory: a case asks for the same ones at hundreds of
 * evaluations. What is kept follows from the series alone.
 */
const played = new WeakMap<InputSeries, (number | undefined)[]>();

/** Samples of a series by their number, up to one of them at least. */
function samplesUpTo(one: InputSeries, last: number): readonly (number | undefined)[] {
  const samples = played.get(one) ?? [];
  played.set(one, samples);
  const { segments, spacing = SAMPLE_SPACING } = one;
  let current = segments.findLastIndex(({ from }) => from <= samples.length * spacing);
  for (let number = samples.length; number <= last; number += 1) {
    while (current + 1 < segments.length && (segments[current + 1]?.from ?? Infinity) <= number * spacing) {
      current += 1;
    }
    const segment = segments[current];
    samples.push(
      segment?.value === undefined
        ? undefined
        : segment.value + (segment.perSample ?? 0) * (number - segment.from / spacing),
    );
  }
  return samples;
}

/** Value of an instant selector; undefined where the series does not exist. */
export function valueAt(one: InputSeries, { at }: Pick<Moment, 'at'>): number | undefined {
  const number = Math.floor(at / (one.spacing ?? SAMPLE_SPACING));
  return number < 0 ? undefined : samplesUpTo(one, number)[number];
}

/** Calls back for each sample of a range selector, oldest first. */
function eachOver(
  one: InputSeries,
  range: number,
  { at, openLeft }: Moment,
  visit: (value: number, at: number) => void,
): void {
  const { spacing = SAMPLE_SPACING } = one;
  const last = Math.floor(at / spacing);
  const start = (at - range) / spacing;
  const first = Math.max(0, openLeft ? Math.floor(start) + 1 : Math.ceil(start));
  const samples = last < 0 ? [] : samplesUpTo(one, last);
  for (let number = first; number <= last; number += 1) {
    const value = samples[number];
    if (value !== undefined) {
      visit(value, number * spacing);
    }
  }
}

/** Values of a range selector, oldest first. */
export function valuesOver(one: InputSeries, range: number, moment: Moment): readonly number[] {
  const values: number[] = [];
  eachOver(one, range, moment, (value) => {
    values.push(value);
  });
  return values;
}

/** `last_over_time`. */
export function lastOver(one: InputSeries, range: number, moment: Moment): number | undefined {
  // Six hours of samples are many, and mostly the newest is there.
  return valueAt(one, moment) ?? valuesOver(one, range, moment).at(-1);
}

/** `changes`. */
export function changes(one: InputSeries, range: number, moment: Moment): number | undefined {
  let before: number | undefined;
  let changed: number | undefined;
  eachOver(one, range, moment, (value) => {
    changed = (changed ?? 0) + Number(before !== undefined && value !== before);
    before = value;
  });
  return changed;
}

/** `avg_over_time`, to the last bit: before Prometheus 3 a compensated running mean, since then a compensated sum, divided. */
export function average(one: InputSeries, range: number, moment: Moment): number | undefined {
  let count = 0;
  let total = 0;
  let lost = 0;
  eachOver(one, range, moment, (value) => {
    count += 1;
    const step = moment.openLeft ? value : value / count - total / count;
    const next = total + step;
    lost += Math.abs(total) >= Math.abs(step) ? total - next + step : step - next + total;
    total = next;
  });
  return count === 0 ? undefined : moment.openLeft ? (total + lost) / count : total + lost;
}

/** `min_over_time`. */
export function minimum(one: InputSeries, range: number, moment: Moment): number | undefined {
  const values = valuesOver(one, range, moment);
  return values.length === 0 ? undefined : Math.min(...values);
}

/** `count_over_time`. */
export function countOver(one: InputSeries, range: number, moment: Moment): number {
  let count = 0;
  eachOver(one, range, moment, () => {
    count += 1;
  });
  return count;
}

/** `increase`. */
export function increase(one: InputSeries, range: number, moment: Moment): number | undefined {
  return extrapolate(one, range, moment, 1);
}

/** `rate`. */
export function rate(one: InputSeries, range: number, moment: Moment): number | undefined {
  return extrapolate(one, range, moment, range);
}

/** Instants at which a subquery evaluates: multiples of its step. */
export function stepsOver(range: number, step: number, { at, openLeft }: Moment): readonly Moment[] {
  const steps: Moment[] = [];
  for (let instant = Math.max(0, Math.ceil((at - range) / step) * step); instant <= at; instant += step) {
    if (!openLeft || instant > at - range) {
      steps.push({ at: instant, openLeft });
    }
  }
  return steps;
}

/** Growth within a range, extrapolated to its ends in the order of operations that Prometheus has, to the last bit. */
function extrapolate(one: InputSeries, range: number, moment: Moment, divisor: number): number | undefined {
  const found = { count: 0, firstAt: 0, first: 0, lastAt: 0, last: 0, resets: 0 };
  eachOver(one, range, moment, (value, at) => {
    if (found.count === 0) {
      found.firstAt = at;
      found.first = value;
    } else if (value < found.last) {
      found.resets += found.last;
    }
    found.count += 1;
    found.lastAt = at;
    found.last = value;
  });
  if (found.count < 2) {
    return undefined;
  }
  const growth = found.last - found.first + found.resets;
  const sampled = found.lastAt - found.firstAt;
  const spacing = sampled / (found.count - 1);
  let toStart = found.firstAt - (moment.at - range);
  const toEnd = moment.at - found.lastAt;
  if (growth > 0 && found.first >= 0) {
    toStart = Math.min(toStart, sampled * (found.first / growth));
  }
  const ends = [toStart, toEnd].map((length) => (length < spacing * 1.1 ? length : spacing / 2));
  const factor = ends.reduce((total, length) => total + length, sampled) / sampled;
  return growth * (divisor === 1 ? factor : factor / divisor);
}
