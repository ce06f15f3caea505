/**
 * What a Prometheus does to a recording: it misses scrapes, forgets, evaluates late, loses the ends of series. What is found is found all the
 * same, later by no more than the disturbance lasts, and what is well stays silent.
 */
import { startOf } from './promtool-replay';
import { CUMULATIVE, extend, metricOf, type Recording, type Sample, type Series } from './scenario';

/** Something that happens to a recording. */
export interface Disturbance {
  readonly what: string;
  readonly of: (recording: Recording) => Recording;
  /** Seconds by which a fault may be found later because of it. */
  readonly costs: number;
}

/** How long Prometheus answers for a series that merely is not scraped any more. */
const LOOKBACK = 300;

/** Two evaluations: one at which an alert may be seen later, and one by which its pending state moves. */
const TWO_EVALUATIONS = 60;

const mapSeries = (recording: Recording, change: (series: Series) => readonly Sample[]): Recording => ({
  ...recording,
  series: recording.series.map((series) => ({ ...series, values: change(series) })),
});

/** Seconds for which a recording goes on after what happens to it: a gap at its very end would be the end of its series. */
const AFTERWARDS = 60;

/** No scrape of any target for some seconds: what ended meanwhile was not seen to end. */
export function scrapeGap(recording: Recording, from: number, seconds: number): Recording {
  const missing = from + seconds + AFTERWARDS - recording.duration;
  const lasting = missing > 0 && from < recording.duration ? extend(recording, missing) : recording;
  return mapSeries(lasting, ({ values }) => values.filter(([time]) => time < from || time >= from + seconds));
}

/** Prometheus starts anew at `at`, with nothing of what was before, and with no alert pending. */
export function restartWithoutHistory(recording: Recording, at: number): Recording {
  const later = (time: number): number => Math.max(0, time - at);
  const shifted = mapSeries(recording, ({ values }) =>
    values.filter(([time]) => time >= at).map(([time, value]): Sample => [time - at, value]),
  );
  return {
    ...shifted,
    t0: startOf(recording) + at,
    duration: recording.duration - at,
    faults: recording.faults.map((fault) => ({ ...fault, from: later(fault.from), to: later(fault.to) })),
    events: recording.events.map(([time, what]) => [later(time), what]),
  };
}

/** Samples of each target arrive late, each target by another time up to `seconds`: one that was scraped later may be there before. */
export function outOfOrder(recording: Recording, seconds: number): Recording {
  const instances = [...new Set(recording.series.map(({ labels }) => labels['instance'] ?? ''))];
  return mapSeries(recording, ({ labels, values }) => {
    const late = ((instances.indexOf(labels['instance'] ?? '') * 7) % 10) * (seconds / 9);
    return values.map(([time, value]): Sample => [time + late, value]);
  });
}

/** What is evaluated is what was scraped some seconds ago. */
export const evaluatedLate = (recording: Recording, seconds: number): Recording =>
  mapSeries(recording, ({ values }) => values.map(([time, value]): Sample => [time + seconds, value]));

/** Nobody notices when a series ends. */
export const withoutStaleMarkers = (recording: Recording): Recording =>
  mapSeries(recording, ({ values }) => values.filter(([, value]) => value !== null));

/** One worker restarts between two scrapes at `at`: its counters begin anew, and no scrape fails. */
export function resetWithinScrape(recording: Recording, at: number): Recording {
  const instance = recording.series[0]?.labels['instance'];
  const restarted = startOf(recording) + at;
  return mapSeries(recording, (series) => {
    const { labels, values } = series;
    const before = values.filter(([time]) => time <= at).at(-1)?.[1];
    if (labels['instance'] !== instance || typeof before !== 'number') {
      return values;
    }
    let reset = false;
    return values.map(([time, value]): Sample => {
      // Once it starts anew by itself, nothing has to be taken off any more.
      reset ||= time > at && (typeof value !== 'number' || value < before);
      if (time <= at || reset || typeof value !== 'number') {
        return [time, value];
      }
      if (metricOf(series) === 'process_start_time_seconds') {
        return [time, value === before ? restarted : value];
      }
      return [time, CUMULATIVE.test(metricOf(series)) ? value - before : value];
    });
  });
}

/** The clock of one worker is ahead. */
export function clockAhead(recording: Recording, seconds: number): Recording {
  const instance = recording.series[0]?.labels['instance'];
  return {
    ...mapSeries(recording, (series) =>
      series.labels['instance'] === instance && metricOf(series) === 'process_start_time_seconds'
        ? series.values.map(([time, value]): Sample => [time, typeof value === 'number' ? value + seconds : value])
        : series.values,
    ),
    t0: startOf(recording),
  };
}

/** Every disturbance, as it is tried on all recordings. */
export const DISTURBANCES: readonly Disturbance[] = [
  {
    what: 'no scrape for two minutes, from 130 s on',
    of: (recording) => scrapeGap(recording, 130, 120),
    costs: LOOKBACK,
  },
  {
    what: 'no scrape for four minutes, from 330 s on, in rollouts and faults',
    of: (recording) => scrapeGap(recording, 330, 240),
    costs: LOOKBACK,
  },
  {
    what: 'a restart of Prometheus without history at 190 s',
    of: (recording) => restartWithoutHistory(recording, 190),
    // Windows of five minutes fill anew, and alerts wait anew.
    costs: LOOKBACK,
  },
  {
    what: 'samples of some targets half a minute late, others at once',
    of: (recording) => outOfOrder(recording, 30),
    costs: 30 + TWO_EVALUATIONS,
  },
  {
    what: 'evaluation of what was scraped two minutes ago',
    of: (recording) => evaluatedLate(recording, 120),
    costs: 120 + TWO_EVALUATIONS,
  },
  { what: 'no stale markers', of: withoutStaleMarkers, costs: LOOKBACK + TWO_EVALUATIONS },
  {
    what: 'a restart of one worker between two scrapes at 110 s',
    of: (recording) => resetWithinScrape(recording, 110),
    costs: TWO_EVALUATIONS,
  },
  {
    what: 'a clock 40 s ahead on one worker',
    of: (recording) => clockAhead(recording, 40),
    costs: TWO_EVALUATIONS,
  },
];
