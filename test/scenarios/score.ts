/** Compares what fired with what was truly wrong. */
import type { InhibitionRule } from '../../lib/orchestrator';
import { notifications } from './inhibition';
import type { FiringInterval, Replay } from './promtool-replay';
import type { Fault, Recording } from './scenario';

/**
 * Kinds of fault for which an alert that names no replica set is good enough: a single worker's trouble. That a whole replica set is dead
 * while its sibling lives has to be told by name.
 */
const SINGLE_WORKER_KINDS: ReadonlySet<string> = new Set(['worker-down', 'crash-loop', 'projection-failing']);

/** Seconds after a fault's end in which its alerts may still fire: their windows look back over minutes. */
const DRAIN = 300;

/** Seconds after a fault's end until which an alert still counts as having found it. */
const LATEST = 60;

/** Seconds up to which a locked database is normal life. */
const SHORT_STALL = 60;

/** How a fault was reported. */
export interface FaultScore {
  readonly fault: Fault;
  /** The first alert whose text leads to it and that somebody was told of; undefined where there was none. */
  readonly alert: string | undefined;
  /** Seconds from the fault's beginning until he was told. */
  readonly delay: number | undefined;
  /** Alerts whose text leads to it, by name, with the seconds until each fired: whether or not somebody was told. */
  readonly reports: Readonly<Record<string, number>>;
  /** Alerts about the replica set that fired during the fault and do not lead to it, by name. */
  readonly misleading: readonly string[];
  /** How often somebody was told because of it: without inhibition, and with it. */
  readonly notificationsBefore: number;
  readonly notificationsAfter: number;
}

/** How a recording was reported. */
export interface Score {
  readonly faults: readonly FaultScore[];
  /** Alerts above `info` that fired while nothing was wrong with what they are about, for people to read. */
  readonly falseAlarms: readonly string[];
}

/** Whether somebody has to be told of a fault. One error that was handled, and a short stall of the database, are normal life. */
export function needsReport({ kind, from, to }: Fault): boolean {
  return kind !== 'transient-error' && !(kind === 'database-stall' && to - from <= SHORT_STALL);
}

/**
 * Compares a replay with the truth. Only an alert that somebody is told of has found a fault, and it has found it when he is told.
 * `fits` says whether an alert's text leads to a kind of fault.
 */
export function score(
  recording: Pick<Recording, 'faults'>,
  replay: Replay,
  inhibitions: readonly InhibitionRule[],
  fits: (alert: string, kind: string) => boolean,
): Score {
  const loud = replay.firing.filter(({ severity }) => severity !== 'info');
  // An information silences like any other alert, but nobody is told of it.
  const sent = notifications(replay, inhibitions).filter(({ alert }) => loud.includes(alert));
  const faults = recording.faults.filter(needsReport);
  return {
    faults: faults.map((fault): FaultScore => {
      const related = loud.filter(
        (alert) => isAbout(alert.labels, fault) && alert.from < fault.to + DRAIN && alert.to > fault.from,
      );
      const told = sent.filter(({ alert }) => related.includes(alert));
      const [first] = told
        .filter(({ alert, at }) => alert.from >= fault.from && at <= fault.to + LATEST && fits(alert.alert, fault.kind))
        .sort((a, b) => a.at - b.at);
      const fitting = related
        .filter(({ alert, from }) => from >= fault.from && from <= fault.to + LATEST && fits(alert, fault.kind))
        // The first one of several is written last, and stays.
        .reverse();
      const misleading = related.filter(({ alert }) => !fits(alert, fault.kind)).map(({ alert }) => alert);
      return {
        fault,
        alert: first?.alert.alert,
        delay: first === undefined ? undefined : Math.round(first.at - fault.from),
        reports: Object.fromEntries(fitting.map(({ alert, from }) => [alert, Math.round(from - fault.from)])),
        misleading: [...new Set(misleading)],
        notificationsBefore: related.length,
        notificationsAfter: told.length,
      };
    }),
    falseAlarms: loud.filter((alert) => !faults.some((fault) => explains(fault, alert, replay.step))).map(show),
  };
}

/** Whether an alert with these labels is about what a fault struck. */
export function isAbout(labels: FiringInterval['labels'], { replicaSet, kind }: Fault): boolean {
  const named = labels['replica_set'];
  return named === undefined ? SINGLE_WORKER_KINDS.has(kind) : named === replicaSet;
}

/** Whether an alert fires because of a fault: it began with it, and ended soon after it. */
function explains(fault: Fault, alert: FiringInterval, step: number): boolean {
  return (
    isAbout(alert.labels, fault) &&
    alert.from >= fault.from &&
    alert.from <= fault.to + LATEST &&
    alert.to - step <= fault.to + DRAIN
  );
}

function show({ alert, labels, from, to }: FiringInterval): string {
  return `${alert}{${labels['replica_set'] ?? ''}} from ${from} to ${to} s`;
}
