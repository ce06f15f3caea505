/** What users' settings of alerts would do: never fire, or always. */
import type { Alert } from '../../model/alerts/alerts';
import { firstOfEach } from '../../model/group-by';
import { holds } from '../../model/rule-tests/values';
import { ask, isAskable, type QueryContext, type Signal, type SignalRange } from '../../model/signal';
import { seconds } from '../../promql/duration';
import { leastValue } from '../../promql/result';
import { abbreviated, errorAt, formatPath, warningAt, type ConfigPath, type Finding } from '../../validation';
import { asksOther, writtenIn } from '../extension/extension';
import type { MonitoringConfig } from '../fleet/config';
import { overridesOf } from '../fleet/overrides';
import type { Mixin } from '../mixin';

export function* checkThresholds({ config, alerts }: Mixin, context: QueryContext): Generator<Finding> {
  for (const alert of alerts) {
    yield* checkThreshold(alert, config, context);
    yield* checkReach(alert, config, context);
    yield* checkWaiting(alert, config);
  }
  yield* checkCounts(config, alerts, context);
}

/** A threshold that no value of the signal passes, or every one. Upstream's own rules hold one, kept to the letter: there it is a warning. */
function* checkThreshold(alert: Alert, config: MonitoringConfig, context: QueryContext): Generator<Finding> {
  const { signal, threshold } = alert.condition;
  const range = boundsOf(alert, config, context);
  const { minimum, maximum } = range;
  const fires = outcomeOf(alert, range);
  if (fires === undefined) {
    return;
  }
  const most = maximum?.value ?? Infinity;
  const above = threshold >= most;
  const { value = 0, why = '' } = (above ? maximum : minimum) ?? {};
  const suitsBound = outcomeOf({ condition: { ...alert.condition, threshold: value } }, range) === undefined;
  const [rest, beyond] = above ? ['less', 'below'] : ['more', 'above'];
  yield {
    severity: config.profile === 'upstream' ? 'warning' : 'error',
    path: settingPath(alert, config, 'threshold'),
    what: `found ${String(threshold)}: ${alert.name} would ${fires === 'never' ? 'never fire' : 'fire at every value'}`,
    why: `"${signal.title}" cannot be ${above ? 'above' : 'below'} ${String(value)} (${why})`,
    fix: `set a threshold ${suitsBound ? `of ${String(value)} or ${rest}` : `${beyond} ${String(value)}`}, or disable the alert`,
  };
}

/** Between which values the signal of an alert lies. A count of a user's own is told where it is asked. */
function boundsOf(alert: Alert, config: MonitoringConfig, context: QueryContext): SignalRange {
  const { range = {} } = alert.condition.signal;
  const least = leastCount(alert);
  return least === undefined || changedQuestion(config, alert, context) !== undefined
    ? range
    : { ...range, minimum: { value: least, why: 'a count of nothing has no result' } };
}

/** Whether an alert does the same for every value of a range: then its threshold tells nothing. */
function outcomeOf(
  { condition: { comparison, threshold } }: Pick<Alert, 'condition'>,
  { minimum, maximum }: SignalRange = {},
): 'always' | 'never' | undefined {
  const [least, most] = [minimum?.value ?? -Infinity, maximum?.value ?? Infinity];
  const within = threshold >= least && threshold <= most ? [threshold] : [];
  const outcomes = new Set([least, most, ...within].map((value) => holds(value, comparison, threshold)));
  return outcomes.size > 1 ? undefined : outcomes.has(true) ? 'always' : 'never';
}

const MOST_NAMED = 5;

/** A threshold of a user's that a replica set is too small for. Its number of workers may change, so it is a warning. */
function* checkReach(alert: Alert, config: MonitoringConfig, context: QueryContext): Generator<Finding> {
  const { condition, scope } = alert;
  const { rangeOf, range, title } = condition.signal;
  const path = writtenSetting(alert, config, 'threshold');
  if (rangeOf === undefined || path === undefined || outcomeOf(alert, range) !== undefined) {
    return;
  }
  const covered = new Set(scope.subjects);
  const reached = context.listed
    .filter((subject) => covered.has(subject.name) && isAskable(condition.signal, { ...context, listed: [subject] }))
    .map((subject) => ({ name: subject.name, bounds: { ...range, ...rangeOf(subject) } }));
  for (const outcome of ['never', 'always'] as const) {
    const [first, ...others] = reached.filter(({ bounds }) => outcomeOf(alert, bounds) === outcome);
    if (first !== undefined) {
      const names = [first, ...others].map(({ name }) => name);
      const { value = 0, why = '' } = first.bounds.maximum ?? {};
      yield warningAt(path, {
        what: `found ${String(condition.threshold)}: ${alert.name} would ${outcome} fire for ${abbreviated(names, MOST_NAMED)}`,
        why: `"${title}" of ${first.name} is at most ${String(value)} (${why})`,
        fix: 'set a threshold that suits their number of workers, in `alerts` of the replica set where it is for some',
      });
    }
  }
}

function* checkWaiting(alert: Alert, config: MonitoringConfig): Generator<Finding> {
  const { title, seenFor } = alert.condition.signal;
  if (seenFor !== undefined && seconds(alert.for) >= seconds(seenFor)) {
    yield warningAt(settingPath(alert, config, 'for'), {
      what: `found ${alert.for}: ${alert.name} would never fire for what happens once`,
      why: `"${title}" looks back over ${seenFor}, and has forgotten it by then`,
      fix: `wait for less than ${seenFor}`,
    });
  }
}

/** The prop that a setting, or else how it is compared, came from; undefined where neither was written. */
function writtenSetting(
  { name, scope }: Alert,
  config: MonitoringConfig,
  setting: 'for' | 'threshold',
): string | undefined {
  const subject = scope.unlisted ? undefined : scope.subjects[0];
  // Those of replica sets stand last, and win.
  const set = [...overridesOf(config)]
    .reverse()
    .filter((one) => one.replicaSet === undefined || one.replicaSet.name === subject)
    .find((one) => one.name === name && one.override[setting] !== undefined);
  if (set !== undefined) {
    return formatPath([...set.keys, setting]);
  }
  const own = config.extend.alerts.findIndex((alert) => alert.name === name);
  const keys = setting === 'threshold' ? (['threshold', 'comparison'] as const) : ([setting] as const);
  const key = keys.find((one) => config.extend.alerts[own]?.[one] !== undefined);
  return key && formatPath(['extend', 'alerts', own, key]);
}

/** The same; where nothing was written, the prop that would change it. */
const settingPath = (alert: Alert, config: MonitoringConfig, setting: 'for' | 'threshold'): string =>
  writtenSetting(alert, config, setting) ?? formatPath(['alerts', 'overrides', alert.name, setting]);

/**
 * Where a user gave an alert another question: there, or by a signal in the place of one that it is made of; undefined where it is the shipped
 * one.
 */
function changedQuestion(
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
function leastCount({ condition: { comparison }, selfContained }: Alert): number | undefined {
  return ['<', '<=', '=='].includes(comparison) ? leastValue(selfContained.signalExpression) : undefined;
}

/** A user's own count in an alert that waits for less. What the package counts is told of the threshold: see `boundsOf`. */
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
