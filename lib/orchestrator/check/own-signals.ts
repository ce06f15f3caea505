/** What signals of a user's own say of themselves, and what becomes of alerts that ask them. */
import type { Alert } from '../../model/alerts/alerts';
import { firstOfEach } from '../../model/group-by';
import { holds } from '../../model/rule-tests/values';
import { ask, type QueryContext, type Signal, type SignalUnit } from '../../model/signal';
import { leastValue, resultLabels } from '../../promql/result';
import { errorAt, warningAt, type Finding } from '../../validation/finding';
import type { ConfigPath } from '../../validation/path';
import { asksOther } from '../extension/extension';
import type { MonitoringConfig } from '../fleet/config';
import { profileOf, type Mixin } from '../mixin';

/** Findings about signals of `extend`, and the alerts that they change. */
export function* checkOwnSignals({ config, alerts }: Mixin, context: QueryContext): Generator<Finding> {
  yield* checkLabels(config, context);
  yield* checkUnits(config, alerts);
  yield* checkCounts(config, alerts, context);
}

/**
 * Where a user gave an alert another question: there, or by a signal in the place of one that it is made of; undefined where it is the shipped
 * one.
 */
export function changedQuestion(
  { extend: { alerts, signals } }: MonitoringConfig,
  { name, condition: { signal } }: Alert,
  context: QueryContext,
): ConfigPath | undefined {
  const alert = alerts.findIndex((own) => own.name === name && asksOther(own));
  if (alert >= 0) {
    return ['extend', 'alerts', alert];
  }
  const asked = (replacements: readonly Signal[]): string =>
    ask(signal, { ...context, replaced: new Map(replacements.map((own) => [own.name, own])) });
  const question = asked(signals);
  const index = signals.findIndex(
    (own) => own.name === signal.name || question !== asked(signals.filter((other) => other !== own)),
  );
  return index < 0 ? undefined : ['extend', 'signals', index];
}

/** The least that an alert which waits for few of something can see where it counts, since a count of nothing is no 0 but no result. */
export function leastCount({ condition: { comparison }, selfContained }: Alert): number | undefined {
  return ['<', '<=', '=='].includes(comparison) ? leastValue(selfContained.signalExpression) : undefined;
}

/** Texts, panels and settings of replica sets rely on the labels that a signal says that it has. */
function* checkLabels({ extend }: MonitoringConfig, context: QueryContext): Generator<Finding> {
  const written: readonly { readonly path: ConfigPath; readonly signal: Signal }[] = [
    ...extend.signals.map((signal, index) => ({ path: ['extend', 'signals', index], signal })),
    ...extend.recordingRules.map((signal, index) => ({ path: ['extend', 'recordingRules', index], signal })),
    ...extend.alerts.flatMap(({ signal }, index) =>
      signal === undefined ? [] : [{ path: ['extend', 'alerts', index, 'signal'], signal }],
    ),
    ...extend.panels.flatMap(({ queries }, index) =>
      queries.map(({ signal }, query) => ({ path: ['extend', 'panels', index, 'queries', query, 'signal'], signal })),
    ),
  ];
  for (const { path, signal } of firstOfEach(written, (one) => one.signal.name)) {
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

/** Units of whole things: of these, it is the same number. */
const COUNTS: ReadonlySet<SignalUnit> = new Set(['workers', 'partitions', 'events', 'count']);

const isAlike = (one: SignalUnit, other: SignalUnit): boolean =>
  one === other || (COUNTS.has(one) && COUNTS.has(other));

/** A signal in the place of another that counts in another unit, beside thresholds of the shipped one. */
function* checkUnits(config: MonitoringConfig, alerts: readonly Alert[]): Generator<Finding> {
  const shipped = profileOf(config).areas.flatMap((area) => area.alerts);
  for (const [index, { name, unit }] of config.extend.signals.entries()) {
    for (const { name: alert, signal, threshold } of shipped.filter((one) => one.signal.name === name)) {
      const isCompared = alerts.some((one) => one.name === alert && one.condition.threshold === threshold);
      if (isCompared && threshold !== 0 && !isAlike(unit, signal.unit)) {
        yield warningAt(['extend', 'signals', index, 'unit'], {
          what: `found ${unit}, while ${alert} compares it with ${String(threshold)}, in the unit ${signal.unit}`,
          why: 'the threshold is that of the shipped signal, and so is the unit of its panels',
          fix: `ask in the unit ${signal.unit}, or set a threshold in alerts.overrides.${alert}`,
        });
      }
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
