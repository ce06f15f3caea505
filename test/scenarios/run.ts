/** Replays recordings under a profile, at several scrape intervals, and scores them. */
import {
  createMixin,
  renderPrometheusRules,
  toYaml,
  type Mixin,
  type MonitoringProps,
  type ReplicaSetProps,
} from '../../lib';
import type { Profile } from '../../lib/orchestrator';
import { seconds } from '../../lib/orchestrator';
import { leadsTo } from './fitting';
import { grafanaAlertsForPrometheus } from './grafana-rules';
import { replay, type Replay } from './promtool-replay';
import { extend, lastsUntilEnd, libraryOnly, thin, type Recording } from './scenario';
import { isAbout, score, type FaultScore, type Score } from './score';

/** Scrape intervals that recordings are replayed at, in seconds. */
export const INTERVALS: readonly number[] = [5, 15, 30, 60];

/** What to replay, and how. */
export interface RunOptions {
  readonly profile: Profile;
  /** Seconds; what is below a recording's own interval is left out. */
  readonly intervals: readonly number[];
  /** Seconds by which all scrapes are moved. @default 0 */
  readonly phase?: number;
  /** Whether to leave out what only an instrumented application exposes. @default false */
  readonly libraryOnly?: boolean;
  /** Props beside the profile and the recorded fleet. @default - none */
  readonly props?: MonitoringProps;
  /** Props of every replica set beside its name and workers. @default - none */
  readonly replicaSetProps?: Omit<ReplicaSetProps, 'name'>;
}

/** How one recording was reported at one scrape interval. */
export interface Outcome extends Score {
  readonly recording: string;
  readonly profile: Profile;
  /** Seconds. */
  readonly interval: number;
  /** Seconds by which the recording's last state was played on, because an alert was still pending when it ended; else 0. */
  readonly extendedBy: number;
}

/** Seconds by which a recording is extended: the longest `for` is 15 minutes, but no fault should take that long. */
const EXTENSION = 300;

/** Replays that run at the same time. */
const PARALLEL = 2;

/** Replays all recordings at all intervals. Outcomes come in the order of the recordings, then of the intervals. */
export async function run(recordings: readonly Recording[], options: RunOptions): Promise<readonly Outcome[]> {
  const tasks = recordings.flatMap((recording) =>
    options.intervals
      .filter((interval) => interval >= recording.scrapeInterval)
      .map((interval) => () => runOne(recording, interval, options)),
  );
  const outcomes: Outcome[] = [];
  const entries = tasks.entries();
  const worker = async (): Promise<void> => {
    // Both workers draw from the same iterator.
    for (const [index, task] of entries) {
      outcomes[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return outcomes;
}

async function runOne(recording: Recording, interval: number, options: RunOptions): Promise<Outcome> {
  const { profile } = options;
  const mixin = mixinFor(recording, profile, options.props, options.replicaSetProps);
  const scraped = thin(options.libraryOnly === true ? libraryOnly(recording) : recording, interval, options.phase);
  const { result, pendingAtEnd } = await replayAndScore(scraped, mixin);
  const isPending = ({ fault, alert }: FaultScore): boolean =>
    alert === undefined &&
    lastsUntilEnd(fault, recording) &&
    pendingAtEnd.some((labels) => isAbout(labels, fault) && leadsTo(profile, labels['alertname'] ?? '', fault.kind));
  const header = { recording: recording.name, profile, interval };
  if (!result.faults.some(isPending)) {
    return { ...header, extendedBy: 0, ...result };
  }
  const { result: extended } = await replayAndScore(extend(scraped, EXTENSION), mixin);
  return {
    ...header,
    extendedBy: EXTENSION,
    // Only the faults whose alert was pending are looked at for longer: what else comes of a state that stands still was never recorded.
    faults: result.faults.map((one, index) => (isPending(one) ? (extended.faults[index] ?? one) : one)),
    falseAlarms: result.falseAlarms,
  };
}

async function replayAndScore(
  recording: Recording,
  mixin: Mixin,
): Promise<{ readonly result: Score; readonly pendingAtEnd: Replay['pendingAtEnd'] }> {
  const { profile, evaluationInterval, alerts } = mixin.config;
  const { groups } = renderPrometheusRules(mixin.ruleGroups);
  // Grafana has no inhibition: whatever fires is told.
  const byGrafana = alerts.evaluatedBy === 'grafana';
  const rules = toYaml({ groups: [...groups, ...(byGrafana ? grafanaAlertsForPrometheus(mixin) : [])] });
  const replayed = await replay(recording, rules, seconds(evaluationInterval));
  const result = score(recording, replayed, byGrafana ? [] : mixin.inhibitions, (alert, kind) =>
    leadsTo(profile, alert, kind),
  );
  return { result, pendingAtEnd: replayed.pendingAtEnd };
}

/**
 * The mixin that the people who run the recorded fleet would make: with its replica sets, and how many workers they should have. The
 * README's rules, which `upstream` follows to the letter, have one number there and no range.
 */
export function mixinFor(
  recording: Recording,
  profile: Profile,
  props: MonitoringProps = {},
  replicaSetProps: RunOptions['replicaSetProps'] = {},
): Mixin {
  return createMixin({
    aggregateBy: recording.aggregateBy ?? [],
    ...props,
    ...propsFor(recording, profile, replicaSetProps),
  });
}

/** The description of the recorded fleet. */
export function propsFor(
  recording: Recording,
  profile: Profile,
  replicaSetProps: RunOptions['replicaSetProps'] = {},
): MonitoringProps {
  const replicaSets = recording.replicaSets.map(({ name, workers: { min, max } }) => ({
    name,
    ...replicaSetProps,
    workers: profile === 'upstream' || min === max ? min : { min, max },
  }));
  return { profile, replicaSets };
}

/** A profile in one line. */
export interface Summary {
  /** Faults that somebody has to be told of, each once for every scrape interval. */
  readonly faults: number;
  readonly found: number;
  /** Seconds; undefined where nothing was found. */
  readonly medianDelay: number | undefined;
  readonly worstDelay: number | undefined;
  readonly falseAlarms: number;
  /** Largest number of notifications for one fault, without and with inhibition. */
  readonly worstNotificationsBefore: number;
  readonly worstNotificationsAfter: number;
}

/** Sums outcomes up. */
export function summarize(outcomes: readonly Outcome[]): Summary {
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  const delays = faults.flatMap(({ delay }) => delay ?? []).sort((a, b) => a - b);
  return {
    faults: faults.length,
    found: delays.length,
    medianDelay: delays[Math.floor((delays.length - 1) / 2)],
    worstDelay: delays.at(-1),
    falseAlarms: outcomes.reduce((total, { falseAlarms }) => total + falseAlarms.length, 0),
    worstNotificationsBefore: Math.max(0, ...faults.map(({ notificationsBefore }) => notificationsBefore)),
    worstNotificationsAfter: Math.max(0, ...faults.map(({ notificationsAfter }) => notificationsAfter)),
  };
}
