/** What signals of a user's own say of themselves, and what becomes of alerts that ask them. */
import type { Alert } from '../../model/alerts/alerts';
import { firstOfEach } from '../../model/group-by';
import { holds } from '../../model/rule-tests/values';
import { ask, type QueryContext, type Signal } from '../../model/signal';
import { leastValue, resultLabels } from '../../promql/result';
import { errorAt, warningAt, type ConfigPath, type Finding } from '../../validation';
import { asksOther, writtenIn, writtenSignals } from '../extension/extension';
import type { MonitoringConfig } from '../fleet/config';
import type { Mixin } from '../mixin';

export function* checkOwnSignals({ config, alerts }: Mixin, context: QueryContext): Generator<Finding> {
  yield* checkLabels(config, context);
  yield* checkCounts(config, alerts, context);
}

/**
 * Where a user gave an alert another question: there, or by a signal in the place of one that it is made of; undefined where it is the shipped
 * one.
 */
export function changedQuestion(
  { extend }: MonitoringConfig,
  { name, condition: { signal } }: Alert,
  context: QueryContext,
): ConfigPath | undefined {
  const asked = (replacements: readonly Signal[]): string =>
    ask(signal, { ...context, replaced: new Map(replacements.map((own) => [own.name, own])) });
  const question = asked(extend.signals);
  const isAsked = (own: Signal): boolean =>
    own.name === signal.name || question !== asked(extend.signals.filter((other) => other !== own));
  return (
    writtenIn(extend, 'alerts', (own) => own.name === name && asksOther(own)) ?? writtenIn(extend, 'signals', isAsked)
  );
}

/** The least that an alert which waits for few of something can see where it counts, since a count of nothing is no 0 but no result. */
export function leastCount({ condition: { comparison }, selfContained }: Alert): number | undefined {
  return ['<', '<=', '=='].includes(comparison) ? leastValue(selfContained.signalExpression) : undefined;
}

/** Texts, panels and settings of replica sets rely on the labels that a signal says that it has. */
function* checkLabels({ extend }: MonitoringConfig, context: QueryContext): Generator<Finding> {
  for (const { path, signal } of firstOfEach(writtenSignals(extend), (one) => one.signal.name)) {
    const kept = resultLabels(signal.expression(context), 'selected');
    for (const label of signal.labels.filter((one) => kept?.includes(one) === false)) {
      yield warningAt([...path, 'labels'], {
        what: `found ${label}, which the result of ${signal.name} does not have`,
        why: 'the expression drops it, and texts, legends and links show an empty value in its place',
        fix: `aggregate by ${label} too, beside \`context.by\`, or remove it here`,
      });
    }
  }
}

/** A user's own count in an alert that waits for less. What the package counts is told of the threshold: see `thresholds.ts`. */
function* checkCounts(config: MonitoringConfig, alerts: readonly Alert[], context: QueryContext): Generator<Finding> {
  const isNever = (alert: Alert): boolean => {
    const { comparison, threshold } = alert.condition;
    const least = leastCount(alert);
    return least !== undefined && threshold <= least && !holds(least, comparison, threshold);
  };
  for (const alert of firstOfEach(alerts.filter(isNever), ({ name }) => name)) {
    const { comparison, threshold } = alert.condition;
    const question = changedQuestion(config, alert, context);
    if (question !== undefined) {
      yield errorAt(question, {
        what: `found a count in what ${alert.name} asks, which would never fire`,
        why: `the alert waits for ${comparison} ${String(threshold)}, and a count is at least ${String(leastCount(alert))}: where there is nothing to count, it has no result`,
        fix: 'add a zero for what was there before, such as `or 0 * max by (...) (last_over_time(...[1h]))`',
      });
    }
  }
}
