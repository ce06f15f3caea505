/** What Prometheus makes of the samples of a case: instant values, ranges, and the functions over them that the rules use. */
import { SAMPLE_SPACING, type InputSeries, type Moment, type Segment } from './rule-cases';

/** A sample of a series. */
export interface Sample {
  /** Seconds since the test began. */
  readonly at: number;
  readonly value: number;
}

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

/** Value of an instant selector; undefined where the series does not exist. */
export function valueAt(
  { segments, spacing = SAMPLE_SPACING }: InputSeries,
  { at }: Pick<Moment, 'at'>,
): number | undefined {
  if (at < 0) {
    return undefined;
  }
  const sampledAt = Math.floor(at / spacing) * spacing;
  const segment = segments.findLast(({ from }) => from <= sampledAt);
  return segment?.value === undefined
    ? undefined
    : segment.value + ((segment.perSample ?? 0) * (sampledAt - segment.from)) / spacing;
}

/** Samples of a range selector, oldest first. */
export function samplesOver(one: InputSeries, range: number, { at, openLeft }: Moment): readonly Sample[] {
  const start = at - range;
  const { spacing = SAMPLE_SPACING } = one;
  const samples: Sample[] = [];
  for (let sampledAt = Math.max(0, Math.ceil(start / spacing) * spacing); sampledAt <= at;) {
    const value = valueAt(one, { at: sampledAt });
    if (value !== undefined && (!openLeft || sampledAt > start)) {
      samples.push({ at: sampledAt, value });
    }
    sampledAt += spacing;
  }
  return samples;
}

/** `last_over_time`. */
export function lastOver(one: InputSeries, range: number, moment: Moment): number | undefined {
  // Six hours of samples are many, and mostly the newest is there.
  return valueAt(one, moment) ?? samplesOver(one, range, moment).at(-1)?.value;
}

/** `changes`. */
export function changes(one: InputSeries, range: number, moment: Moment): number | undefined {
  const samples = samplesOver(one, range, moment);
  const changed = samples.filter(({ value }, index) => index > 0 && value !== samples[index - 1]?.value);
  return samples.length === 0 ? undefined : changed.length;
}

/** `avg_over_time`, to the last bit: before Prometheus 3 a compensated running mean, since then a compensated sum, divided. */
export function average(one: InputSeries, range: number, moment: Moment): number | undefined {
  const samples = samplesOver(one, range, moment);
  if (samples.length === 0) {
    return undefined;
  }
  let total = 0;
  let lost = 0;
  samples.forEach(({ value }, index) => {
    const step = moment.openLeft ? value : value / (index + 1) - total / (index + 1);
    const next = total + step;
    lost += Math.abs(total) >= Math.abs(step) ? total - next + step : step - next + total;
    total = next;
  });
  return moment.openLeft ? (total + lost) / samples.length : total + lost;
}

/** `min_over_time`. */
export function minimum(one: InputSeries, range: number, moment: Moment): number | undefined {
  const samples = samplesOver(one, range, moment);
  return samples.length === 0 ? undefined : Math.min(...samples.map(({ value }) => value));
}

/** `count_over_time`. */
export function countOver(one: InputSeries, range: number, moment: Moment): number {
  return samplesOver(one, range, moment).length;
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
  const samples = samplesOver(one, range, moment);
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) {
    return undefined;
  }
  let growth = last.value - first.value;
  let before = first.value;
  for (const { value } of samples) {
    growth += value < before ? before : 0;
    before = value;
  }
  const sampled = last.at - first.at;
  const spacing = sampled / (samples.length - 1);
  let toStart = first.at - (moment.at - range);
  const toEnd = moment.at - last.at;
  if (growth > 0 && first.value >= 0) {
    toStart = Math.min(toStart, sampled * (first.value / growth));
  }
  const ends = [toStart, toEnd].map((length) => (length < spacing * 1.1 ? length : spacing / 2));
  const factor = ends.reduce((total, length) => total + length, sampled) / sampled;
  return growth * (divisor === 1 ? factor : factor / divisor);
}
