/** Rule groups: for each area what is recorded, then the alerts, in the order of their definitions. */
import type { Alert } from './alerts/alerts';
import { groupBy } from './group-by';
import { seconds, type Duration } from '../promql/duration';
import { LIMITS } from '../validation';
import type { RecordingRule } from './recording-rule';
import { hashNumber } from './stable-hash';

/** Largest number of rules in a group that we ship; Mimir and Cortex refuse more than 20 by default. */
export const MAXIMUM_RULES_PER_GROUP = LIMITS.mimirRulesPerGroup.maximum;

/** Rules that Prometheus evaluates together, one after the other. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: Duration;
  readonly rules: readonly (RecordingRule | Alert)[];
}

/** Puts rules into the groups that they name, in order of first appearance, however many they are. */
export function groupRulesByName(rules: readonly (RecordingRule | Alert)[], interval: Duration): readonly RuleGroup[] {
  return [...groupBy(rules, ({ group }) => group)].map(([name, members]) => {
    const every = members.flatMap((rule) => rule.every ?? []);
    const longest = every.reduce((one, other) => (seconds(other) > seconds(one) ? other : one), interval);
    return { name, interval: longest, rules: members };
  });
}

/**
 * Puts rules into the groups that they name; a group of more than twenty goes on in `<name>_2`, `<name>_3`. Prometheus knows a rule by its group,
 * and forgets what waits or fires in one that moved: see `ranked`.
 */
export function groupRules(rules: readonly (RecordingRule | Alert)[], interval: Duration): readonly RuleGroup[] {
  return groupRulesByName(rules, interval).flatMap((group) => {
    const parts = Math.ceil(group.rules.length / MAXIMUM_RULES_PER_GROUP);
    const order = parts > 1 ? ranked(group.rules) : group.rules;
    return Array.from({ length: parts }, (_, part) => {
      const members = new Set(order.slice(part * MAXIMUM_RULES_PER_GROUP, (part + 1) * MAXIMUM_RULES_PER_GROUP));
      return {
        ...group,
        name: part === 0 ? group.name : `${group.name}_${String(part + 1)}`,
        rules: group.rules.filter((rule) => members.has(rule)),
      };
    });
  });
}

/**
 * The rules of a group, those first that have the first claim to its first part: what is recorded, in its order, then the alerts with the
 * fleet's settings, which others never push out, then all others. Among alerts a hash of what they are called decides, so that one that is
 * added, wherever it stands, moves at most one other out of each part that is full.
 */
function ranked(rules: readonly (RecordingRule | Alert)[]): readonly (RecordingRule | Alert)[] {
  const claims = rules.map((rule, index) => {
    if (rule.kind === 'record') {
      return { rule, kind: 0, rank: index };
    }
    const isFleets = rule.key === rule.condition.key;
    return { rule, kind: isFleets ? 1 : 2, rank: hashNumber(`${rule.name} ${rule.key}`) };
  });
  return claims.sort((one, other) => one.kind - other.kind || one.rank - other.rank).map(({ rule }) => rule);
}
