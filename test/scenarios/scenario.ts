/**
 * Recordings of the real orchestrator under faults, and what can be done to one before it is replayed: scraped less often, stripped to
 * what a worker exposes by itself, or continued as it ended.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { METRICS } from '../../lib';
import { FOREIGN_METRICS } from '../../lib/orchestrator';
import { decodeRecording, isCompact } from './compact-recording';

/** A scraped value; `null` says that the series went stale at that scrape, `'NaN'` that NaN was scraped. */
export type SampleValue = number | null | 'NaN';

/** Seconds from the start of the recording, and what was scraped. */
export type Sample = readonly [time: number, value: SampleValue];

/** One series: its labels, `__name__` among them, and its samples, oldest first. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly Sample[];
}

/** What was truly wrong with a replica set, and when, in seconds from the start. */
export interface Fault {
  readonly kind: string;
  readonly replicaSet: string;
  readonly from: number;
  readonly to: number;
}

/** A replica set of the recorded fleet, and how many workers are right for it. */
export interface RecordedReplicaSet {
  readonly name: string;
  readonly workers: { readonly min: number; readonly max: number };
}

/** One run of the orchestrator, as Prometheus saw it, and the truth about it. */
export interface Recording {
  readonly name: string;
  readonly description: string;
  /** How the workers were built: `stock`, `converging`, `library-only`; see the README of the recordings. */
  readonly mode: string;
  readonly replicaSets: readonly RecordedReplicaSet[];
  /** Labels that tell the Prometheus servers apart whose series stand side by side. @default - a single server recorded it */
  readonly aggregateBy?: readonly string[];
  /** Unix time at which the recording began. @default - the earliest start of a process that the events name */
  readonly t0?: number;
  /** Seconds between two scrapes of one target. */
  readonly scrapeInterval: number;
  /** Seconds. */
  readonly duration: number;
  /** Empty where nothing was wrong. */
  readonly faults: readonly Fault[];
  /** What was done, and starts and exits of processes; seconds from the start. */
  readonly events: readonly (readonly [time: number, what: string])[];
  readonly series: readonly Series[];
}

/** Where the recordings are kept. */
export const RECORDINGS = join(__dirname, 'recordings');

/** The recording of a name. */
export function loadRecording(name: string): Recording {
  const found = loadRecordings().find((recording) => recording.name === name);
  if (found === undefined) {
    throw new RangeError(`there is no recording ${name}`);
  }
  return found;
}

/** All recordings of a directory, by file name, in either form: compact, or as they were recorded. */
export function loadRecordings(directory = RECORDINGS): readonly Recording[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file): Recording => {
      const content: unknown = JSON.parse(readFileSync(join(directory, file), 'utf8'));
      return isCompact(content) ? decodeRecording(content) : (content as Recording);
    });
}

/** The name of a series' metric. */
export function metricOf(series: Series): string {
  return series.labels['__name__'] ?? '';
}

/** Whether our rules and panels can read a series at all: one of the orchestrator's metrics, `up`, or the start time of the process. */
export function isRead(series: Series): boolean {
  return READ_METRICS.has(metricOf(series).replace(HISTOGRAM_SERIES, '')) || READ_METRICS.has(metricOf(series));
}

const HISTOGRAM_SERIES = /_(?:bucket|sum|count)$/;

const ON_WORKERS = FOREIGN_METRICS.filter(({ onWorkers }) => onWorkers).map(({ name }) => name);

const READ_METRICS: ReadonlySet<string> = new Set([...Object.values(METRICS).map(({ name }) => name), ...ON_WORKERS]);

const LIBRARY_METRICS: ReadonlySet<string> = new Set([
  ...Object.values(METRICS)
    .filter(({ emittedByLibrary }) => emittedByLibrary)
    .map(({ name }) => name),
  ...ON_WORKERS,
]);

/** What Prometheus would have seen if the application had not been instrumented at all. */
export function libraryOnly(recording: Recording): Recording {
  return {
    ...recording,
    series: recording.series.filter((series) => {
      const name = metricOf(series);
      return LIBRARY_METRICS.has(name) || LIBRARY_METRICS.has(name.replace(HISTOGRAM_SERIES, ''));
    }),
  };
}

/** Scrapes come a little early or late: by how many seconds at most. */
const JITTER = 0.6;

/** What a scrape at `time` would have seen; undefined where the series was not in that scrape. `interval` is that of the samples. */
function valueAt(values: readonly Sample[], time: number, interval: number): SampleValue | undefined {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle]?.[0] ?? Infinity) <= time + 1e-9) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const sample = values[low - 1];
  return sample === undefined || sample[0] <= time - interval - JITTER ? undefined : sample[1];
}

/** A number in [0, 1) that depends on the text alone (FNV-1a): Prometheus spreads the scrapes of its targets in such a way. */
function spread(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  }
  return (hash >>> 0) / 4_294_967_296;
}

/**
 * The recording as a Prometheus that scrapes every `interval` seconds would have made it.
 *
 * Every target gets a place of its own within the interval, and `phase` seconds move all of them: an alert that is found in one
 * phase only was found by luck. A series that ended between two scrapes that are kept is stale at the second one.
 *
 * Throws a RangeError for an interval below the recording's own.
 */
export function thin(recording: Recording, interval: number, phase = 0): Recording {
  if (interval < recording.scrapeInterval) {
    throw new RangeError(`${recording.name} was scraped every ${recording.scrapeInterval} s, not every ${interval} s`);
  }
  if (interval === recording.scrapeInterval && phase === 0) {
    return recording;
  }
  const series = recording.series.map(({ labels, values }) => {
    const offset = (spread(`${labels['job'] ?? ''}/${labels['instance'] ?? ''}`) * interval + phase) % interval;
    const kept: Sample[] = [];
    let alive = false;
    for (let time = offset; time <= recording.duration; time += interval) {
      const scraped = valueAt(values, time, recording.scrapeInterval);
      // Prometheus itself was away for a while: it did not see the series end.
      if (
        scraped === undefined &&
        alive &&
        valueAt(values, time, Infinity) !== null &&
        time < (values.at(-1)?.[0] ?? 0)
      ) {
        continue;
      }
      const value = scraped ?? null;
      if (value !== null || alive) {
        kept.push([Math.round(time * 10) / 10, value]);
      }
      alive = value !== null;
    }
    return { labels, values: kept };
  });
  return { ...recording, scrapeInterval: interval, series };
}

/** Seconds at the end of a recording that are played again and again when it is extended. */
export const REPEATED = 120;

/** Names of series that count. */
export const CUMULATIVE = /_(?:total|count|sum|bucket)$/;

/**
 * Lets the last state go on for some seconds: what was scraped until the end still is, gauges as they were, counters with the steps of
 * the last two minutes (`repeated` seconds). Faults that lasted until the end last on.
 */
export function extend(recording: Recording, seconds: number, repeated = REPEATED): Recording {
  const { duration, scrapeInterval } = recording;
  const series = recording.series.map((one): Series => {
    const last = one.values.at(-1);
    if (last === undefined || last[1] === null || last[0] < duration - 2 * scrapeInterval - 1) {
      return one;
    }
    const [lastTime, lastValue] = last;
    const values = [...one.values];
    const before = valueAt(values, lastTime - repeated, scrapeInterval);
    for (let time = lastTime + scrapeInterval; time <= duration + seconds; time += scrapeInterval) {
      const ago = valueAt(values, time - repeated, scrapeInterval);
      const steps =
        CUMULATIVE.test(metricOf(one)) &&
        typeof lastValue === 'number' &&
        typeof before === 'number' &&
        typeof ago === 'number' &&
        lastValue >= before;
      values.push([time, steps ? ago + lastValue - before : lastValue]);
    }
    return { labels: one.labels, values };
  });
  return {
    ...recording,
    duration: duration + seconds,
    series,
    faults: recording.faults.map((fault) =>
      lastsUntilEnd(fault, recording) ? { ...fault, to: duration + seconds } : fault,
    ),
  };
}

/** Whether no worker starts within the last seconds of a recording: where one does, it would start again and again when these are repeated. */
export function endsQuietly({ duration, series }: Recording): boolean {
  return series
    .filter((one) => metricOf(one) === 'process_start_time_seconds')
    .every(({ values }) =>
      values.every(
        ([time, value], index) => value === null || value === values[index - 1]?.[1] || time < duration - REPEATED,
      ),
    );
}

/** Whether a fault was still there when the recording ended. */
export function lastsUntilEnd(fault: Fault, { duration }: Pick<Recording, 'duration'>): boolean {
  return fault.to >= duration - 5;
}
