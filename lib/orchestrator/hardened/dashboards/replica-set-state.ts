/** One word for a replica set: the worst of what its alerts look for, asked for this moment and without waiting for any `for`. */
import { within, type Alert } from '../../../model/alerts/alerts';
import type { ValueText } from '../../../model/dashboards/panel';
import { groupBy } from '../../../model/group-by';
import { ask, askAbove, type QueryContext, type Signal } from '../../../model/signal';
import { block, formatNumber, labelled, union } from '../../../promql/write';
import { by, ofReplicaSets, SET } from '../asking';
import { knownReplicaSets } from '../processes/signals';

/**
 * So many names of replica sets are written to tell the rules of one alert apart: enough for five with settings of their own. Where it would
 * take more, the first rule, which is the fleet's if that has one, is asked for all: dashboards do not grow with the number of replica sets.
 */
const MOST_NAMES = 10;

/** Rules about a replica set that have a sign, worst first. */
function signs(alerts: readonly Alert[]): readonly Alert[] {
  const signed = alerts.filter(
    ({ definition: { sign }, condition }) => sign !== undefined && condition.signal.labels.includes('replica_set'),
  );
  const rank = ({ definition: { sign } }: Alert): number => sign?.rank ?? 0;
  return [...groupBy(signed, ({ name }) => name).values()].flatMap(bounded).sort((a, b) => rank(a) - rank(b));
}

/** The rules of one alert, each for what it covers; the first for all where they are too many, or all ask one thing. */
function bounded(rules: readonly [Alert, ...Alert[]]): readonly Alert[] {
  const [first] = rules;
  const namesOf = ({ scope }: Alert): readonly string[] => scope.matchers.flatMap(({ value }) => value.split('|'));
  const [others, some] = [rules.filter(({ scope }) => scope.unlisted), rules.filter(({ scope }) => !scope.unlisted)];
  const named = new Set(some.flatMap(namesOf));
  const isForAll = others.length > 0 && others.flatMap(namesOf).every((name) => named.has(name));
  const isOne = isForAll && new Set(rules.map(questionOf)).size === 1;
  return !isOne && rules.flatMap(namesOf).length <= MOST_NAMES
    ? rules
    : rules
        .filter(({ scope }) => scope === first.scope)
        .map((rule) => ({ ...rule, scope: { ...rule.scope, matchers: [] } }));
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

/** The sign's number where the rule's condition holds, else 0. */
function signOf(
  { condition: { signal, comparison, threshold }, scope }: Alert,
  code: number,
  context: QueryContext,
): string {
  const matchers = scope.matchers.map((matcher) => ({ ...matcher, variables: false }));
  const asked = matchers.length === 0 ? context : within({ ...scope, matchers }, context);
  const answer = `(${block(askAbove(threshold, signal, asked))} ${comparison} bool ${formatNumber(threshold)}) * ${String(code)}`;
  return labelled(answer, 'sign', String(code));
}
