/** One word for a replica set: the worst of what its alerts look for, asked for this moment and without waiting for any `for`. */
import { within, type Alert } from '../../../model/alerts/alerts';
import type { ValueText } from '../../../model/dashboards/panel';
import { groupBy } from '../../../model/group-by';
import { ask, RULE_WINDOW, type QueryContext, type Signal } from '../../../model/signal';
import { block, formatNumber, labelled, noneOf, union, type LabelMatcher } from '../../../promql/write';
import { by, ofReplicaSets, SET } from '../asking';
import { knownReplicaSets } from '../processes/signals';

/**
 * So many replica sets with settings of their own are told apart. Where an alert has more, the fleet's rule is asked for all: dashboards do
 * not grow with the number of replica sets. Where the fleet has the alert off, the first rule is asked for those that have it on.
 */
const MOST_NAMES = 5;

/** Whether a rule has the settings of the fleet. */
const isFleets = ({ key, condition }: Alert): boolean => key === condition.key;

/** Rules about a replica set that have a sign, worst first. */
function signs(alerts: readonly Alert[]): readonly Alert[] {
  const signed = alerts.filter(
    ({ definition: { sign }, condition }) => sign !== undefined && condition.signal.labels.includes('replica_set'),
  );
  const rank = ({ definition: { sign } }: Alert): number => sign?.rank ?? 0;
  return [...groupBy(signed, ({ name }) => name).values()].flatMap(bounded).sort((a, b) => rank(a) - rank(b));
}

/** The rules of one alert, each for what it covers; the fleet's for all where they are too many, or all ask one thing. */
function bounded(rules: readonly [Alert, ...Alert[]]): readonly Alert[] {
  const [first] = rules;
  const namesOf = ({ scope }: Alert): readonly string[] => (scope.unlisted ? scope.excluded : scope.subjects);
  const others = rules.filter(({ scope }) => scope.unlisted);
  const named = new Set(rules.filter((rule) => !isFleets(rule)).flatMap(namesOf));
  const told = new Set([...named, ...others.flatMap(namesOf)]);
  const isOne = others.length > 0 && told.size === named.size && new Set(rules.map(questionOf)).size === 1;
  return !isOne && told.size <= MOST_NAMES
    ? rules
    : rules
        .filter(({ scope }) => scope === first.scope)
        .map((rule) => (isFleets(rule) ? { ...rule, scope: { ...rule.scope, matchers: [] } } : rule));
}

/** What a sign says of a rule, whatever it waits for and whoever is told. */
const questionOf = ({ condition: { signal, comparison, threshold }, severity }: Alert): string =>
  JSON.stringify([signal.name, comparison, threshold, severity]);

/** Words for the values of `replicaSetState`: 0 is well, and the more the worse. */
export function stateTexts(alerts: readonly Alert[]): readonly ValueText[] {
  const bestFirst = signs(alerts).toReversed();
  return [
    { value: 0, text: 'OK', severity: undefined },
    ...bestFirst.map(({ definition, severity }, index) => ({
      value: index + 1,
      text: definition.sign?.text ?? '',
      severity,
    })),
  ];
}

/** The state of each replica set: the number of its worst sign. */
export function replicaSetState(alerts: readonly Alert[]): Signal {
  const worstFirst = signs(alerts);
  return ofReplicaSets({
    name: 'replicaSetState',
    title: 'State',
    unit: 'state',
    expression: (context) =>
      `${by('max', SET, context)} ${block(
        union([
          labelled(`${ask(knownReplicaSets, context)} * 0`, 'sign', '0'),
          ...worstFirst.map((rule, index) => signOf(rule, worstFirst.length - index, context)),
        ]),
      )}`,
  });
}

/** What restricts a sign to its rule. Of a list of many that have the fleet's settings, those are named that it leaves out. */
function restrictionOf(rule: Alert, { listed }: QueryContext): readonly LabelMatcher[] {
  const { matchers, subjects, unlisted } = rule.scope;
  if (unlisted || matchers.length === 0 || subjects.length <= MOST_NAMES || !isFleets(rule)) {
    return matchers;
  }
  const covered = new Set(subjects);
  const leftOut = listed.flatMap(({ name }) => (covered.has(name) ? [] : [name]));
  return leftOut.length === 0 || leftOut.length > MOST_NAMES ? [] : [noneOf('replica_set', leftOut)];
}

/** The sign's number where the rule's condition holds over the time that the rule looks back, else 0. */
function signOf(rule: Alert, code: number, context: QueryContext): string {
  const { signal, comparison, threshold } = rule.condition;
  const matchers = restrictionOf(rule, context).map((matcher) => ({ ...matcher, variables: false }));
  const asRule = { ...context, window: RULE_WINDOW };
  const asked = matchers.length === 0 ? asRule : within({ ...rule.scope, matchers }, asRule);
  const answer = `(${block(ask(signal, asked))} ${comparison} bool ${formatNumber(threshold)}) * ${String(code)}`;
  return labelled(answer, 'sign', String(code));
}
