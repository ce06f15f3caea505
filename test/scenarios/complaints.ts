/** What is wrong with how recordings were reported, in words. */
import type { Outcome } from './run';

/** Whatever somebody would have to explain: `recording at interval: what`. */
function listed(outcomes: readonly Outcome[], what: (outcome: Outcome) => readonly string[]): string[] {
  return outcomes.flatMap((outcome) =>
    what(outcome).map((one) => `${outcome.recording} at ${outcome.interval} s: ${one}`),
  );
}

/** Faults that nobody was told of. */
export const missed = (outcomes: readonly Outcome[]): string[] =>
  listed(outcomes, ({ faults }) => faults.filter(({ alert }) => alert === undefined).map(({ fault }) => fault.kind));

/** Alerts above `info` while nothing was wrong. */
export const falseAlarms = (outcomes: readonly Outcome[]): string[] =>
  listed(outcomes, (outcome) => outcome.falseAlarms);

/** Faults that somebody was told of more than twice. */
export const notifiedTooOften = (outcomes: readonly Outcome[]): string[] =>
  listed(outcomes, ({ faults }) =>
    faults
      .filter((one) => one.notificationsAfter > 2)
      .map((one) => `${one.fault.kind} ${one.notificationsAfter} times`),
  );

/**
 * Faults that were found without a disturbance, and with it are not, or more than `costs` seconds later; those aside for which the recording
 * ends before. Both in the same order.
 */
export function foundLater(undisturbed: readonly Outcome[], disturbed: readonly Outcome[], costs: number): string[] {
  return disturbed.flatMap(({ recording, interval, faults }, index) =>
    faults.flatMap(({ fault, delay }, which) => {
      const before = undisturbed[index]?.faults[which]?.delay;
      const due = before === undefined ? Infinity : before + costs;
      const isLost = (delay ?? Infinity) > due && fault.from + due <= fault.to;
      return isLost ? [`${recording} at ${interval} s: ${fault.kind} after ${delay ?? 'never'}, not ${before}`] : [];
    }),
  );
}
