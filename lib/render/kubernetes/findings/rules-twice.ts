/** Rules that somebody evaluates who should not. */
import { matchersIn, neverMeet } from '../../../promql/never-meet';
import type { LabelMatcher } from '../../../promql/write';
import { abbreviated, identityOf, listAt, textAt, textsAt, valueAt } from '../../../validation';
import { firstOfEach, groupBy } from '../../../model/group-by';
import type { ManifestCheck } from './app-objects';
import { collisionsOf, reported, type Collision, type Meet } from './collisions';
import { found, placeOf, type LocatedManifest, type ManifestFinding } from './located-manifest';
import { isForThanos, takes } from './operator-selectors';
import { mayMeetIn } from './readers';
import { listInYaml } from '../../yaml';

/** One rule in two objects of a chart, and one alert for Prometheus and for Grafana. */
export const findRulesTwice: ManifestCheck = (objects) => {
  const meet = mayMeetIn(objects);
  return (
    [...groupBy(objects.all.filter(mayHaveRules), ({ chart }) => chart).values()]
      // Reading them takes long, and one alone has nothing to be compared with.
      .filter((located) => located.length > 1 && located.some(({ own }) => own))
      .flatMap((located) => {
        const rules = located.flatMap(rulesOf);
        return [...findSharedRules(rules, meet), ...findSharedAlerts(rules)];
      })
  );
};

/** Rules that a Prometheus of the chart takes, though a Thanos Ruler has them, too, or though it sees a part of the workers. */
export const findRulesOfWrongPrometheus: ManifestCheck = function* (objects) {
  for (const located of objects.own.filter(({ manifest }) => manifest.kind === 'PrometheusRule')) {
    const taking = objects.beside(located, 'Prometheus').filter((other) => takes(other, 'rule', located));
    const [first] = taking;
    const shardsOf = ({ manifest }: LocatedManifest): number => Number(valueAt(manifest, 'spec', 'shards'));
    const sharded = taking.find((prometheus) => shardsOf(prometheus) > 1);
    if (first !== undefined && isForThanos(located)) {
      yield found(located, 'rules-twice', {
        severity: 'warning',
        what: `found rules for a Thanos Ruler, and that ${placeOf(first)} takes them, too`,
        why: 'both evaluate every rule, and both notify',
        fix: 'give it labels that no Prometheus selects, with selectorLabels of thanosRuler(), or a ruleSelector there that leaves it out',
      });
    } else if (sharded !== undefined) {
      yield found(located, 'rules-in-shards', {
        severity: 'warning',
        what: `found rules that ${placeOf(sharded)} takes, which has shards: ${String(shardsOf(sharded))}`,
        why: 'each shard scrapes a part of the workers, and its alerts say for ever that the others are missing',
        fix: 'evaluate them where all series are, with thanosRuler() or mimir() as rules of combineDeliveries, or set shards: 1 there',
      });
    }
  }
};

/** Two rule files of one namespace of Mimir: what loads them replaces the whole namespace. */
export const findRuleNamespacesTwice: ManifestCheck = (objects) => {
  const files = objects.ofKind('ConfigMap').flatMap((located) =>
    Object.values(textsAt(located.manifest, 'data')).flatMap((text) => {
      const [, namespace] = /^namespace: (.+)\ngroups:/.exec(text) ?? [];
      return namespace === undefined ? [] : [{ located, namespace }];
    }),
  );
  return collisionsOf(files, ({ located: { chart }, namespace }) => JSON.stringify([chart, namespace])).map(
    ({ first, second: { located, namespace } }) =>
      found(located, 'rule-namespace-twice', {
        severity: 'warning',
        what: `found the namespace ${namespace} of Mimir, which ${placeOf(first.located)} has too`,
        why: 'in one tenant of Mimir the second rule file replaces the first',
        fix: 'give each fleet its own ruleNamespace, by mimir() or in its description',
      }),
  );
};

type Evaluator = 'Prometheus' | 'Grafana';

interface EvaluatedRule {
  readonly located: LocatedManifest;
  readonly evaluator: Evaluator;
  /** Name of the alert; undefined for a recording rule. */
  readonly alert: string | undefined;
  /** Two of one evaluator with one identity are one rule. */
  readonly identity: string;
  /** As it is written. */
  readonly rule: unknown;
}

/** An object is told of the first that has its rules, not of all of them. */
function findSharedRules(rules: readonly EvaluatedRule[], meet: Meet): readonly ManifestFinding[] {
  const ofPrometheus = rules.filter(({ evaluator }) => evaluator === 'Prometheus');
  return byObjects(collisionsOf(ofPrometheus, ({ identity }) => identity, meet)).map((shared) => {
    const [{ first, second }] = shared;
    return found(second.located, 'rules-twice', {
      severity: 'warning',
      what: `found ${shared.length === 1 ? '1 rule' : `${String(shared.length)} rules`} that ${placeOf(first.located)} has too`,
      why: 'a Prometheus that reads both evaluates every rule twice, and notifies twice',
      fix: 'leave out one of the two',
    });
  });
}

function findSharedAlerts(rules: readonly EvaluatedRule[]): readonly ManifestFinding[] {
  const alertsOf = (evaluator: Evaluator): readonly EvaluatedRule[] =>
    rules.filter((rule) => rule.evaluator === evaluator && rule.alert !== undefined);
  const ofGrafana = groupBy(alertsOf('Grafana'), ({ alert = '' }) => alert);
  const namesakes = alertsOf('Prometheus').flatMap((first) =>
    (ofGrafana.get(first.alert ?? '') ?? [])
      .filter((second) => !areApart(first, second))
      .flatMap((second) => reported(first, second)),
  );
  return byObjects(namesakes).map((shared) => {
    const [{ first, second }] = shared;
    const names = [...new Set(shared.map(({ second: { alert = '' } }) => alert))];
    return found(second.located, 'alerts-twice', {
      severity: 'warning',
      what: `found ${abbreviated(names)}, which ${placeOf(first.located)} has for ${first.evaluator} to evaluate`,
      why: 'both evaluate them, and both notify',
      fix: 'leave out one of the two: alerts.evaluatedBy says who evaluates them',
    });
  });
}

/** Whether two alerts are about different things: a label has values in one of them that it never has in the other. */
function areApart(one: EvaluatedRule, other: EvaluatedRule): boolean {
  const [ofOne, ofOther] = [one, other].map(({ rule }) => groupBy(matchersOf(rule), ({ label }) => label));
  return [...(ofOne ?? [])].some(([label, matchers]) => {
    const others = ofOther?.get(label);
    return others?.every((theirs) => matchers.every((own) => neverMeet(own, theirs))) === true;
  });
}

/** What the expressions of a rule ask of labels, but for what they leave out. */
function matchersOf(rule: unknown): readonly LabelMatcher[] {
  const ofGrafana = listAt(rule, 'data').map((query) => textAt(query, 'model', 'expr'));
  return [textAt(rule, 'expr'), ...ofGrafana]
    .flatMap((expression = '') => matchersIn(expression))
    .filter(({ op }) => op.startsWith('='));
}

/** What two objects have in common, for each two. */
function byObjects(collisions: readonly Collision<EvaluatedRule>[]) {
  const ofTwo = collisions.filter(({ first, second }) => first.located !== second.located);
  const pairOf = ({ first, second }: Collision<EvaluatedRule>): string =>
    `${placeOf(first.located)} ${placeOf(second.located)}`;
  return [...groupBy(ofTwo, pairOf).values()];
}

/** The rules of an object. Two of one evaluator with one identity are one rule; recording rules are no alert. */
function rulesOf(located: LocatedManifest): readonly EvaluatedRule[] {
  const rules = groupsIn(located)
    .flatMap((group) => listAt(group, 'rules'))
    .map((rule): EvaluatedRule => {
      const { alert, record, title = '' } = textsAt(rule);
      const expression = valueAt(rule, 'expr');
      const identity = identityOf([alert ?? record, expression, valueAt(rule, 'labels')]);
      // Where several rules have one alert's name, Grafana's titles say behind it which they are for.
      return expression === undefined
        ? { located, rule, evaluator: 'Grafana', alert: title.split(' ')[0], identity: title }
        : { located, rule, evaluator: 'Prometheus', alert, identity };
    });
  return firstOfEach(rules, ({ identity }) => identity);
}

/** The quick half of the question: rule files are found by their first words. */
function mayHaveRules({ manifest }: LocatedManifest): boolean {
  return manifest.kind === 'ConfigMap'
    ? Object.values(textsAt(manifest, 'data')).some(isRuleFile)
    : manifest.kind === 'PrometheusRule' || manifest.kind === 'GrafanaAlertRuleGroup';
}

const isRuleFile = (text: string): boolean => text.startsWith('groups:') || text.includes('\ngroups:');

function groupsIn({ manifest }: LocatedManifest): readonly unknown[] {
  switch (manifest.kind) {
    case 'PrometheusRule':
      return listAt(manifest, 'spec', 'groups');
    case 'GrafanaAlertRuleGroup':
      return [valueAt(manifest, 'spec')];
    default:
      return Object.values(textsAt(manifest, 'data'))
        .filter(isRuleFile)
        .flatMap((text) => listInYaml(text, 'groups'));
  }
}
