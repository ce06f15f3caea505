/** Replays a recording against rules with the real promtool, and reads back which alerts fired when. */
import { parse } from 'yaml';

import { groupBy } from '../../lib/model/group-by';
import { seconds, type Duration } from '../../lib/promql/duration';
import { testRules } from './promtool';
import { metricOf, type Recording, type Sample, type Series } from './scenario';

/** A stretch of time in which an alert with one set of labels fired; seconds from the start of the recording. */
export interface FiringInterval {
  readonly alert: string;
  readonly severity: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly from: number;
  /** The first evaluation at which it did not fire any more, or the one after the last. */
  readonly to: number;
}

/** What the alerts did during a recording. */
export interface Replay {
  /** Seconds between two evaluations. */
  readonly step: number;
  /** By start, then by name. */
  readonly firing: readonly FiringInterval[];
  /** Labels, `alertname` among them, of the alerts that were pending at the last evaluation. */
  readonly pendingAtEnd: readonly Readonly<Record<string, string>>[];
}

/** A rule group as a file has it. */
interface RuleGroup {
  readonly interval?: Duration;
  readonly rules: readonly object[];
}

/** promtool wants all series on one grid, in seconds. Samples are laid on its next point, so that none is seen before it was scraped. */
const GRID = 1;

/**
 * Replays a recording. promtool evaluates all groups of a file as often: those that wait longer than the others are played by themselves.
 *
 * Throws an Error with promtool's words when it does not accept the rules or the series.
 *
 * @param rules - a rule file; no group reads what one with another interval records
 * @param step - seconds between two evaluations of the groups that are evaluated most often
 */
export async function replay(recording: Recording, rules: string, step: number): Promise<Replay> {
  const replays: Replay[] = [];
  for (const [every, groups] of byInterval(rules, step)) {
    replays.push(await replayGroups(recording, JSON.stringify({ groups }), every));
  }
  const firing = replays.flatMap((one) => one.firing);
  firing.sort((a, b) => a.from - b.from || (a.alert < b.alert ? -1 : 1));
  return { step, firing, pendingAtEnd: replays.flatMap(({ pendingAtEnd }) => pendingAtEnd) };
}

/** Groups by the seconds between two of their evaluations; for those without an alert nobody waits. */
function byInterval(rules: string, step: number): readonly (readonly [number, readonly RuleGroup[]])[] {
  const { groups } = parse(rules) as { readonly groups: readonly RuleGroup[] };
  const shortest = Math.min(...groups.map(intervalOf));
  const every = (group: RuleGroup): number =>
    intervalOf(group) > shortest && group.rules.some((rule) => 'alert' in rule)
      ? Math.max(step, intervalOf(group))
      : step;
  return [...groupBy(groups, (group) => String(every(group)))].map(([key, members]) => [Number(key), members]);
}

const intervalOf = ({ interval = '0s' }: RuleGroup): number => seconds(interval);

/**
 * promtool's rule manager writes the series `ALERTS` into the storage of the test. A query for it that claims to expect nothing fails, and
 * says what it got instead: that is read back.
 */
async function replayGroups(recording: Recording, rules: string, step: number): Promise<Replay> {
  const times = Array.from({ length: Math.floor(recording.duration / step) + 1 }, (_, index) => index * step);
  const files = { 'rules.yaml': rules, 'test.yaml': testFile(recording, times, step) };
  // The test is made to fail; what else may go wrong shows in the output.
  const { output } = await testRules(files, ['test.yaml']);
  if (!/SUCCESS|FAILED:\s*\n\s*expr: "ALERTS"/.test(output) || /\berr: /.test(output)) {
    throw new Error(`${recording.name}: ${output.slice(0, 4_000)}`);
  }
  return readBack(output, times, step);
}

function testFile(recording: Recording, times: readonly number[], step: number): string {
  const epoch = startOf(recording);
  const series = recording.series.filter(({ values }) => values.length > 0).map((one) => rebase(one, epoch));
  // JSON is YAML, and writing 100,000 scalars with a YAML writer takes seconds.
  return JSON.stringify({
    rule_files: ['rules.yaml'],
    evaluation_interval: `${step}s`,
    tests: [
      {
        interval: `${GRID}s`,
        input_series: series.map((one) => ({ series: selectorOf(one), values: valuesOf(one.values) })),
        promql_expr_test: times.map((time) => ({ expr: 'ALERTS', eval_time: `${time}s`, exp_samples: [] })),
      },
    ],
  });
}

/** The Unix time at which the recording began: where it does not say, the earliest process start, less when that process was started. */
export function startOf(recording: Recording): number {
  if (recording.t0 !== undefined) {
    return recording.t0;
  }
  const starts = recording.series
    .filter((series) => metricOf(series) === 'process_start_time_seconds')
    .flatMap(({ values }) => values.map(([, value]) => value))
    .filter((value) => typeof value === 'number');
  const first = starts.reduce((least, value) => Math.min(least, value), Infinity);
  const started = recording.events.find(([, what]) => /\bstart w/.test(what))?.[0] ?? 0;
  return Number.isFinite(first) ? first - started : 0;
}

/** promtool's clock starts at 0: start times move along, so that `time()` less one of them is an age. */
function rebase(series: Series, epoch: number): Series {
  if (metricOf(series) !== 'process_start_time_seconds') {
    return series;
  }
  const move = ([time, value]: Sample): Sample => [time, typeof value === 'number' ? value - epoch : value];
  return { labels: series.labels, values: series.values.map(move) };
}

function selectorOf({ labels: { __name__: name = '', ...labels } }: Series): string {
  return `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',')}}`;
}

/** promtool's notation: `_` where nothing was scraped, `stale` where the series ended. */
function valuesOf(values: readonly Sample[]): string {
  const points = new Map(
    values.map(([time, value]) => [Math.ceil(Math.round(time * 10) / 10 / GRID), value ?? 'stale']),
  );
  const parts: string[] = [];
  let previous = -1;
  for (const [point, value] of [...points].sort(([a], [b]) => a - b)) {
    const gap = point - previous - 1;
    if (gap > 0) {
      parts.push(gap === 1 ? '_' : `_x${gap}`);
    }
    parts.push(String(value));
    previous = point;
  }
  return parts.join(' ');
}

function readBack(output: string, times: readonly number[], step: number): Replay {
  const firingAt = new Map<string, Set<number>>();
  const pendingAtEnd: Record<string, string>[] = [];
  const last = times.at(-1) ?? 0;
  for (const failure of output.split('expr: "ALERTS", time: ').slice(1)) {
    const time = secondsOf(failure.slice(0, failure.indexOf(',')));
    const got = failure.slice(failure.indexOf('got:'));
    for (const [, written = ''] of got.matchAll(/\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}/g)) {
      const { __name__: _name, alertstate, ...labels } = labelsOf(written);
      if (alertstate === 'firing') {
        const key = JSON.stringify(labels);
        firingAt.set(key, (firingAt.get(key) ?? new Set<number>()).add(time));
      } else if (time === last) {
        pendingAtEnd.push(labels);
      }
    }
  }
  const firing = [...firingAt].flatMap(([key, seen]) => {
    const labels = JSON.parse(key) as Record<string, string>;
    return stretches(seen, [...times, last + step]).map(([from, to]) => ({
      alert: labels['alertname'] ?? '',
      severity: labels['severity'] ?? '',
      labels,
      from,
      to,
    }));
  });
  return { step, firing, pendingAtEnd };
}

function stretches(seen: ReadonlySet<number>, times: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let from: number | undefined;
  for (const time of times) {
    if (seen.has(time)) {
      from ??= time;
    } else if (from !== undefined) {
      found.push([from, time]);
      from = undefined;
    }
  }
  return found;
}

/** Labels as Go prints them: `__name__="ALERTS", alertname="X", ...`, sorted by name. */
function labelsOf(written: string): Record<string, string> {
  return Object.fromEntries(
    [...written.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*")/g)].map(([, label = '', quoted = '']) => [
      label,
      JSON.parse(quoted) as string,
    ]),
  );
}

/** Seconds of a duration as promtool prints it, for instance `1d2h30s`. */
function secondsOf(duration: string): number {
  const units: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 };
  return [...duration.matchAll(/(\d+)(d|h|ms|m|s)/g)].reduce(
    (total, [, count, unit = '']) => total + Number(count) * (units[unit] ?? NaN),
    0,
  );
}
