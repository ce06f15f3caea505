/** Cases of OrchestratorHeartbeatStalled and OrchestratorSlowHeartbeat. */
import { HISTOGRAM_BUCKETS, METRICS } from '../../metrics';
import { changes, countOver, rate } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import {
  between,
  LONG_AGO,
  ofTarget,
  ofWorker,
  one,
  setLabels,
  smallest,
  STARTED,
  times,
  type Stretch,
} from './workers-of-case';

const COUNT = `${METRICS.heartbeatLatency.name}_count`;
const BUCKET = `${METRICS.heartbeatLatency.name}_bucket`;
const LOOK_BACK = 120;
const RESTART_WINDOW = 240;
const WINDOW = 300;

/** Cases of OrchestratorHeartbeatStalled. */
export function heartbeatStalled(s: Situation): readonly RuleCase[] {
  const make = (
    name: string,
    fires: boolean,
    counts: readonly InputSeries[],
    until: number,
    starts: readonly InputSeries[] = [],
  ): RuleCase => ({
    name,
    fires,
    series: [...counts, ...starts],
    until,
    outcomes: one(setLabels(s), (moment) =>
      smallest(
        counts.map((each) => {
          const restarted = starts.some(
            (start) =>
              start.labels['instance'] === each.labels['instance'] && (changes(start, RESTART_WINDOW, moment) ?? 0) > 0,
          );
          return countOver(each, LOOK_BACK, moment) > 1 && !restarted ? changes(each, LOOK_BACK, moment) : undefined;
        }),
      ),
    ),
  });
  const stop = between(300);
  const back = between(stop + LOOK_BACK + s.patience + 60);
  const count = (index: number, ...stretches: readonly Stretch[]): InputSeries =>
    ofWorker(s, COUNT, index, ...stretches);
  const beating = count(1, [0, 0, 2]);
  // The fewest scrapes with a heartbeat within two minutes that are enough, evenly spread.
  const enough = Math.ceil(s.threshold);
  const spacing = [120, 60, 30, 10].find((seconds) => LOOK_BACK / seconds >= enough) ?? 10;
  const rare = times(Math.ceil((s.patience + 400) / spacing), (index): Stretch => [index * spacing + 20, index + 1]);
  const until = s.patience + 360;
  // Never two within two minutes, for most of the time two within three.
  const seldom = times(Math.ceil((until + 600) / 130), (index): readonly Stretch[] => [
    [index * 130 + 20, 9],
    [index * 130 + 30, undefined],
  ]).flat();
  const minutely = times(Math.ceil(until / 60), (index): readonly Stretch[] => [
    [index * 60 + 20, 9],
    [index * 60 + 30, undefined],
  ]).flat();
  return [
    make(
      'one of two workers completes no heartbeat for a while',
      true,
      [count(0, [0, 0, 2], [stop, stop / 5], [back, stop / 5, 2]), beating],
      back + s.aftermath + 180,
    ),
    make(
      'a worker that is scraped once a minute completes no heartbeat',
      true,
      [count(0, ...minutely), beating],
      until,
    ),
    make(
      'just enough scrapes saw a new heartbeat, of both workers',
      false,
      [count(0, [0, 0], ...rare), count(1, [0, 0], ...rare)],
      until,
    ),
    make(
      'a worker without heartbeats restarted a while ago',
      true,
      [count(0, [0, 0]), beating],
      stop + 300 + s.patience + s.aftermath,
      [ofTarget(s, STARTED, 0, [0, LONG_AGO], [stop, stop])],
    ),
    make('a worker without heartbeats restarts now and then', false, [count(0, [0, 0]), beating], until, [
      ofTarget(
        s,
        STARTED,
        0,
        ...times(Math.ceil(until / 210) + 1, (index): Stretch => [Math.max(0, 210 * index - 200), index]),
      ),
      ofTarget(s, STARTED, 1, [0, LONG_AGO]),
    ]),
    make('a worker is scraped too rarely to tell', false, [count(0, ...seldom), beating], until + 600),
  ];
}

/** Observations for each 10 s between the bounds of a histogram: `count` of them up to the bound, and not up to the one before. */
interface Bin {
  readonly bound: number;
  readonly count: number;
}

/** Median of a histogram, interpolated within its bucket; bounds ascending. */
function median(bins: readonly Bin[]): number {
  const rank = 0.5 * bins.reduce((sum, { count }) => sum + count, 0);
  let below = 0;
  let lower = 0;
  for (const { bound, count } of bins) {
    if (below + count >= rank) {
      return bound === Infinity ? lower : lower + (bound - lower) * ((rank - below) / count);
    }
    below += count;
    lower = bound;
  }
  return lower;
}

/** Cases of OrchestratorSlowHeartbeat. */
export function slowHeartbeat(s: Situation): readonly RuleCase[] {
  const all = [...HISTOGRAM_BUCKETS, Infinity];
  /** Bins whose median is a little above the threshold, or nowhere above it. */
  const upper = HISTOGRAM_BUCKETS.find((bound) => bound > s.threshold);
  if (upper === undefined) {
    return [];
  }
  const index = all.indexOf(upper);
  const lower = all[index - 1] ?? 0;
  const share = Math.max(0, (s.threshold - lower) / (upper - lower));
  /** Bins whose median lies at a share of the way through the bucket: what lies above it, and below it, moves the median. */
  const at = (wanted: number, scale: number): readonly Bin[] => {
    const size = 4_096 * scale;
    const shift = Math.round((2 * wanted - 1) * size);
    return [
      ...(lower === 0 ? [] : [{ bound: lower, count: Math.max(0, -shift) }]),
      { bound: upper, count: size },
      { bound: Infinity, count: Math.max(0, shift) },
    ];
  };
  const workers = (bins: readonly (readonly Bin[])[], from: number, to: number): readonly InputSeries[] =>
    bins.flatMap((each, worker) =>
      each.map(({ bound }, bin) => {
        const upTo = each.slice(0, bin + 1).reduce((sum, { count }) => sum + count, 0);
        const le = bound === Infinity ? '+Inf' : String(bound);
        const own = ofWorker(s, BUCKET, worker, [0, 0], [from, 0, upTo], [to, (upTo * (to - from)) / 10]);
        return { ...own, labels: { ...own.labels, le } };
      }),
    );
  const make = (name: string, fires: boolean, bins: readonly (readonly Bin[])[], until: number): RuleCase => {
    const from = between(330);
    const to = from + Math.ceil((s.patience + 60) / 30) * 30;
    const series = workers(bins, from, to);
    return {
      name,
      fires,
      series,
      until: until + to,
      outcomes: one(setLabels(s), (moment) => medianOver(series, moment)),
    };
  };
  const gap = 2 ** -11;
  const above = at(Math.min(1, share + gap), 1);
  const under = at(share, 1);
  return [
    make('half of the heartbeats take just too long, for a while', true, [above, above], WINDOW + s.aftermath + 60),
    make(
      'a worker with many heartbeats weighs more than one with few',
      true,
      [at(1, 64), at(0, 1)],
      WINDOW + s.aftermath + 60,
    ),
    make('half of the heartbeats take as long as is allowed', false, [under, under], WINDOW),
  ];
}

function medianOver(series: readonly InputSeries[], moment: Moment): number | undefined {
  const bounds = [...new Set(series.map(({ labels }) => labels['le'] ?? ''))];
  const cumulative = bounds.map((le) =>
    series
      .filter(({ labels }) => labels['le'] === le)
      .reduce((sum, each) => sum + (rate(each, WINDOW, moment) ?? 0), 0),
  );
  const bins = bounds.map((le, index) => ({
    bound: le === '+Inf' ? Infinity : Number(le),
    count: (cumulative[index] ?? 0) - (cumulative[index - 1] ?? 0),
  }));
  return (cumulative.at(-1) ?? 0) > 0 ? median(bins) : undefined;
}
