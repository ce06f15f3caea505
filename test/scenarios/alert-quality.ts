/** What an alert is worth, in the words of the field: over all recordings together. */
import type { Outcome } from './run';

/** One alert over some outcomes. */
export interface AlertQuality {
  readonly alert: string;
  /** Faults that it reported, of those that its text leads to; each once for every recording and interval. */
  readonly truePositives: number;
  /** Times that it fired while nothing was wrong. */
  readonly falsePositives: number;
  /** Faults that its text leads to. */
  readonly faults: number;
  /** Share of its reports that were right; undefined where it never fired. */
  readonly precision: number | undefined;
  /** Share of the faults that its text leads to which it reported; undefined where there was none. */
  readonly recall: number | undefined;
  /** Mean seconds from a fault's beginning until it fired. */
  readonly meanDelay: number | undefined;
}

/** The quality of each alert, in the order of `alerts`. `fits` says whether an alert's text leads to a kind of fault. */
export function qualityOf(
  outcomes: readonly Outcome[],
  alerts: readonly string[],
  fits: (alert: string, kind: string) => boolean,
): readonly AlertQuality[] {
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  // A false alarm says its alert, and what it is about in braces.
  const falseAlarms = outcomes.flatMap((outcome) => outcome.falseAlarms.map((words) => words.split('{')[0] ?? ''));
  return alerts.map((alert): AlertQuality => {
    const delays = faults.flatMap(({ reports }) => reports[alert] ?? []);
    const claimed = faults.filter(({ fault }) => fits(alert, fault.kind)).length;
    const wrong = falseAlarms.filter((name) => name === alert).length;
    const ratio = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
    return {
      alert,
      truePositives: delays.length,
      falsePositives: wrong,
      faults: claimed,
      precision: ratio(delays.length, delays.length + wrong),
      recall: ratio(delays.length, claimed),
      meanDelay: ratio(
        delays.reduce((total, delay) => total + delay, 0),
        delays.length,
      ),
    };
  });
}

/** How often somebody is told of a fault, on average: of those that were found. */
export function notificationsPerFault(outcomes: readonly Outcome[]): number | undefined {
  const found = outcomes.flatMap(({ faults }) => faults.filter(({ alert }) => alert !== undefined));
  return found.length === 0
    ? undefined
    : found.reduce((total, { notificationsAfter }) => total + notificationsAfter, 0) / found.length;
}
