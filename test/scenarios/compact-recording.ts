/**
 * The form in which recordings are kept here: text, a line for each series, about a fifth of what was recorded.
 *
 * All series of a target share its scrapes, so the times are written once a target. A series then says what each scrape held, in words
 * separated by blanks:
 *
 * - `_`: the series was not in the scrape (nor did it end there)
 * - `~`: the series ended: it went stale
 * - `NaN`
 * - a whole number: the difference to the number before (the first one: to 0), in units of the last of `decimals` decimals
 * - any of them with `x12` after it: twelve times in a row
 * - `=`, alone: the same words as the series in the line before (upper buckets of a histogram mostly agree)
 *
 * Times are differences in the same notation. Values are kept to the nanosecond (nine decimals): what lies below is the noise of adding
 * floating-point numbers.
 */
import type { Recording, Sample, SampleValue, Series } from './scenario';

/** Says of a file what it is. */
export const COMPACT_FORMAT = 'compact-recording/1';

/** A target, and when it was scraped. */
export interface CompactTarget {
  /** Labels that all its series have. */
  readonly labels: Readonly<Record<string, string>>;
  readonly decimals: number;
  readonly times: string;
}

/** A series: index of its target, its other labels, decimals of its values, and the values. */
export type CompactSeries = readonly [
  target: number,
  labels: Readonly<Record<string, string>>,
  decimals: number,
  values: string,
];

/** A recording in its compact form. */
export interface CompactRecording extends Omit<Recording, 'series'> {
  readonly format: typeof COMPACT_FORMAT;
  readonly targets: readonly CompactTarget[];
  readonly series: readonly CompactSeries[];
}

/** Whether parsed JSON is a recording in its compact form. */
export function isCompact(content: unknown): content is CompactRecording {
  return typeof content === 'object' && content !== null && 'format' in content && content.format === COMPACT_FORMAT;
}

const TARGET_LABELS = ['job', 'instance', 'prometheus_replica'] as const;
const MAXIMUM_DECIMALS = 9;

/** Puts a recording into its compact form. Throws a RangeError when a series has two samples at one time. */
export function encodeRecording(recording: Recording): CompactRecording {
  const groups = new Map<string, { labels: Record<string, string>; times: Set<number>; series: Series[] }>();
  for (const series of recording.series) {
    const labels = Object.fromEntries(
      TARGET_LABELS.flatMap((label) => (series.labels[label] === undefined ? [] : [[label, series.labels[label]]])),
    );
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, times: new Set<number>(), series: [] };
    series.values.forEach(([time]) => group.times.add(time));
    group.series.push(series);
    groups.set(key, group);
  }
  const targets: CompactTarget[] = [];
  const compact: CompactSeries[] = [];
  for (const group of groups.values()) {
    const times = [...group.times].sort((a, b) => a - b);
    const decimals = decimalsOf(times);
    targets.push({ labels: group.labels, decimals, times: encodeWords(times, decimals) });
    let before: string | undefined;
    for (const { labels, values } of group.series) {
      const own = Object.fromEntries(Object.entries(labels).filter(([label]) => !(label in group.labels)));
      const byTime = new Map(values);
      if (byTime.size !== values.length) {
        throw new RangeError(`${recording.name}: ${JSON.stringify(labels)} has two samples at one time`);
      }
      const slots = times.map((time) => byTime.get(time));
      const valueDecimals = decimalsOf(slots.filter((value) => typeof value === 'number'));
      const words = encodeWords(slots, valueDecimals);
      compact.push([targets.length - 1, own, valueDecimals, words === before ? '=' : words]);
      before = words;
    }
  }
  const { series: _series, ...header } = recording;
  return { format: COMPACT_FORMAT, ...header, targets, series: compact };
}

/** Reads a compact form. Throws a RangeError where a series has not as many values as its target has scrapes. */
export function decodeRecording(compact: CompactRecording): Recording {
  const { format: _format, targets, series, ...header } = compact;
  const times = targets.map((target) => decodeWords(target.times, target.decimals));
  let before = '';
  const decoded = series.map(([target, labels, decimals, text]): Series => {
    const words = text === '=' ? before : text;
    before = words;
    const values = decodeWords(words, decimals);
    const scrapes = times[target] ?? [];
    if (values.length !== scrapes.length) {
      throw new RangeError(
        `${compact.name}: ${JSON.stringify(labels)} has ${values.length} values for ${scrapes.length} scrapes`,
      );
    }
    return {
      labels: { ...targets[target]?.labels, ...labels },
      values: values.flatMap((value, index): Sample[] => {
        const time = scrapes[index];
        return value === undefined || typeof time !== 'number' ? [] : [[time, value]];
      }),
    };
  });
  return { ...header, series: decoded };
}

/** The compact form as JSON with one line for each series, so that a difference can be read. */
export function formatCompact({ targets, series, ...header }: CompactRecording): string {
  const lines = (items: readonly unknown[]): string => items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
  const fields = Object.entries(header).map(([key, value]) =>
    Array.isArray(value)
      ? `  ${JSON.stringify(key)}: [${value.length === 0 ? '' : `\n${lines(value)}\n  `}]`
      : `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${[...fields, `  "targets": [\n${lines(targets)}\n  ]`, `  "series": [\n${lines(series)}\n  ]`].join(',\n')}\n}\n`;
}

/** Fewest decimals that write all the values, up to nine, and no more than a double can count. */
function decimalsOf(values: readonly number[]): number {
  const written = values.map((value) => Number(value.toFixed(MAXIMUM_DECIMALS)));
  const largest = Math.max(1, ...written.map(Math.abs));
  for (let decimals = 0; decimals < MAXIMUM_DECIMALS; decimals += 1) {
    const tooLarge = largest * 10 ** (decimals + 1) > Number.MAX_SAFE_INTEGER;
    if (tooLarge || written.every((value) => Number(value.toFixed(decimals)) === value)) {
      return decimals;
    }
  }
  return MAXIMUM_DECIMALS;
}

function encodeWords(values: readonly (SampleValue | undefined)[], decimals: number): string {
  let previous = 0;
  const words = values.map((value) => {
    if (value === undefined) {
      return '_';
    }
    if (value === null) {
      return '~';
    }
    if (value === 'NaN') {
      return 'NaN';
    }
    const units = Math.round(value * 10 ** decimals);
    const difference = units - previous;
    previous = units;
    return String(difference);
  });
  const runs: { word: string; length: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) {
      last.length += 1;
    } else {
      runs.push({ word, length: 1 });
    }
  }
  return runs.map(({ word, length }) => (length === 1 ? word : `${word}x${length}`)).join(' ');
}

function decodeWords(text: string, decimals: number): readonly (SampleValue | undefined)[] {
  let units = 0;
  return text.split(' ').flatMap((run) => {
    const [word = '', length = '1'] = run.split('x');
    return Array.from({ length: Number(length) }, (): SampleValue | undefined => {
      if (word === '_') {
        return undefined;
      }
      if (word === '~') {
        return null;
      }
      if (word === 'NaN') {
        return 'NaN';
      }
      units += Number(word);
      return Number((units / 10 ** decimals).toFixed(decimals));
    });
  });
}
