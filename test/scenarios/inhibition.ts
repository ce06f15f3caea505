/** What Alertmanager makes of alerts: which of them are notified, and when, under the inhibition rules of a mixin. */
import { isAbout, type InhibitionRule } from '../../lib/orchestrator';
import type { FiringInterval, Replay } from './promtool-replay';

/** One alert that somebody is told of. */
export interface Notification {
  readonly alert: FiringInterval;
  /** Seconds from the start: when it began to fire, or when the last alert that silenced it ended. */
  readonly at: number;
}

/** Whether, by one rule, an alert is silenced while the other fires. */
function silences(rule: InhibitionRule, source: FiringInterval, target: FiringInterval): boolean {
  return (
    rule.source === source.alert &&
    rule.targets.some((name) => name === target.alert) &&
    // An alert that a rule has as source and as target is not silenced by another such alert: nor, above all, by itself.
    !(rule.source === target.alert && rule.targets.some((name) => name === source.alert)) &&
    // A label that is missing counts as empty.
    rule.equal.every((label) => (source.labels[label] ?? '') === (target.labels[label] ?? '')) &&
    isAbout(rule, source, target)
  );
}

/** Whether an alert is silenced at a time. */
export function isSilenced(
  target: FiringInterval,
  time: number,
  firing: readonly FiringInterval[],
  rules: readonly InhibitionRule[],
): boolean {
  return firing.some(
    (source) => source.from <= time && time < source.to && rules.some((rule) => silences(rule, source, target)),
  );
}

/**
 * The notifications of a replay, by the time of the alert. An alert is notified at the first evaluation at which it fires and is not
 * silenced, and once only: a silence that comes later does not take back what was sent. Without rules: every alert is notified.
 */
export function notifications({ firing, step }: Replay, rules: readonly InhibitionRule[]): readonly Notification[] {
  return firing.flatMap((alert): Notification[] => {
    for (let time = alert.from; time < alert.to; time += step) {
      if (!isSilenced(alert, time, firing, rules)) {
        return [{ alert, at: time }];
      }
    }
    return [];
  });
}
