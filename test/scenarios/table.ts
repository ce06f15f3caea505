/** Outcomes of several profiles side by side: one row for each recorded fault, or for a recording in which nothing was wrong. */
import type { Profile } from '../../lib/orchestrator';
import { summarize, type Outcome } from './run';

/** What one profile made of one fault, or of a recording without any. */
export interface Cell {
  readonly profile: Profile;
  /** Short names of the alerts that found it, with the intervals where they differ; empty where none did. */
  readonly foundBy: string;
  /** Full names of the same alerts. */
  readonly alerts: readonly string[];
  /** Delay at each interval in seconds, `missed` where it was not found, `-` where the recording cannot be thinned to the interval. */
  readonly delays: readonly string[];
  /** False alarms at each interval; of the whole recording, so in its first row only. */
  readonly falseAlarms: readonly string[];
  /** Most notifications at any interval: without inhibition, and with it. */
  readonly notifications: string;
  /** Short names of the alerts that fired during the fault and lead elsewhere. */
  readonly misleading: readonly string[];
}

/** A row of the table. */
export interface Row {
  readonly recording: string;
  /** Kind and replica set of the fault; undefined where nothing was wrong that anybody should be told of. */
  readonly fault: string | undefined;
  /** Whether the recording's last state was played on for a profile, at some interval. */
  readonly extendedBy: number;
  readonly cells: readonly Cell[];
}

/** An alert's name without what all of them begin with. */
export function shortName(alert: string): string {
  return alert.replace(/^Orchestrator/, '');
}

/** The rows of outcomes, in their order. */
export function rowsOf(
  outcomes: readonly Outcome[],
  profiles: readonly Profile[],
  intervals: readonly number[],
): readonly Row[] {
  const recordings = [...new Set(outcomes.map(({ recording }) => recording))];
  return recordings.flatMap((recording) => {
    const own = outcomes.filter((outcome) => outcome.recording === recording);
    const faults = own[0]?.faults.map(({ fault }) => fault) ?? [];
    const rows = faults.length === 0 ? [undefined] : faults;
    return rows.map((fault, index): Row => ({
      recording,
      fault: fault === undefined ? undefined : `${fault.kind} (${fault.replicaSet})`,
      extendedBy: Math.max(0, ...own.map(({ extendedBy }) => extendedBy)),
      cells: profiles.map((profile) =>
        cellOf(
          profile,
          intervals.map((interval) => own.find((one) => one.profile === profile && one.interval === interval)),
          fault === undefined ? undefined : index,
          index === 0,
          intervals,
        ),
      ),
    }));
  });
}

function cellOf(
  profile: Profile,
  outcomes: readonly (Outcome | undefined)[],
  faultIndex: number | undefined,
  isFirst: boolean,
  intervals: readonly number[],
): Cell {
  const scores = outcomes.map((outcome) => (faultIndex === undefined ? undefined : outcome?.faults[faultIndex]));
  const alerts = [...new Set(scores.flatMap((one) => one?.alert ?? []))];
  const at = (alert: string): string =>
    scores.flatMap((one, index) => (one?.alert === alert ? [`${intervals[index] ?? 0}`] : [])).join(', ');
  const most = (key: 'notificationsBefore' | 'notificationsAfter'): number =>
    Math.max(0, ...scores.map((one) => one?.[key] ?? 0));
  return {
    profile,
    alerts,
    foundBy: alerts
      .map((alert) => (alerts.length === 1 ? shortName(alert) : `${shortName(alert)} (at ${at(alert)} s)`))
      .join(', '),
    delays:
      faultIndex === undefined ? [] : scores.map((one) => (one === undefined ? '-' : String(one.delay ?? 'missed'))),
    falseAlarms: isFirst ? outcomes.map((one) => (one === undefined ? '-' : String(one.falseAlarms.length))) : [],
    notifications: faultIndex === undefined ? '' : `${most('notificationsBefore')}→${most('notificationsAfter')}`,
    misleading: [...new Set(scores.flatMap((one) => one?.misleading ?? []))].map(shortName),
  };
}

/** Equal entries are said once. */
export function slashed(entries: readonly string[]): string {
  return new Set(entries).size === 1 ? (entries[0] ?? '') : entries.join('/');
}

/** The table for a terminal, and a summary of each profile below it. */
export function formatTable(
  outcomes: readonly Outcome[],
  profiles: readonly Profile[],
  intervals: readonly number[],
): string {
  const at = `${intervals.join('/')} s`;
  const head = [
    'recording',
    'fault',
    ...profiles.flatMap((profile) => [`${profile}: found by`, `delay in s at ${at}`, 'false', 'notified']),
  ];
  const body = rowsOf(outcomes, profiles, intervals).map(({ recording, fault, extendedBy, cells }) => [
    extendedBy > 0 ? `${recording} (+${extendedBy} s)` : recording,
    fault ?? '-',
    ...cells.flatMap(({ foundBy, misleading, delays, falseAlarms, notifications }) => [
      foundBy !== '' ? foundBy : misleading.length > 0 ? `- (misleading: ${misleading.join(', ')})` : '-',
      slashed(delays),
      slashed(falseAlarms),
      notifications,
    ]),
  ]);
  const widths = head.map((_cell, column) => Math.max(...[head, ...body].map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width));
  return [...[head, rule, ...body].map(line), '', ...profiles.map((profile) => summaryLine(profile, outcomes))].join(
    '\n',
  );
}

/** One profile in one line. */
export function summaryLine(profile: Profile, outcomes: readonly Outcome[]): string {
  const { faults, found, medianDelay, worstDelay, falseAlarms, worstNotificationsBefore, worstNotificationsAfter } =
    summarize(outcomes.filter((outcome) => outcome.profile === profile));
  const delay = (value: number | undefined): string => (value === undefined ? 'none' : `${value} s`);
  return `${profile}: found ${found} of ${faults}, delay median ${delay(medianDelay)}, worst ${delay(worstDelay)}; ${falseAlarms} false alarms; at most ${worstNotificationsBefore} notifications a fault, ${worstNotificationsAfter} after inhibition`;
}
