/**
 * Recording rules as promtool has to be given them, to evaluate them over what is past: it evaluates each rule for itself, against what the
 * Prometheus holds. What reads recorded series has its turn when these are there.
 */
import { parse } from 'yaml';

import { toYaml } from '../../lib';

interface Rule {
  readonly record?: string;
  readonly expr: string;
}

interface Group {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/**
 * The recording rules of a rule file, as rule files one after the other: each reads only what those before it record. A rule that reads
 * what it recorded before has a second turn, in which it remembers what it found in the first. All are evaluated as often as their groups
 * say, or as `interval` says.
 */
export function recordingPasses(rules: string, interval?: string): readonly string[] {
  const { groups } = parse(rules) as { readonly groups: readonly Group[] };
  const recorded = new Map(
    groups.flatMap(({ rules: members }) =>
      members.flatMap(({ record, expr }) => (record === undefined ? [] : [[record, expr] as const])),
    ),
  );
  const depthOf = (expr: string): number =>
    [...recorded].reduce(
      (depth, [record, other]) =>
        expr.includes(record) && other !== expr ? Math.max(depth, depthOf(other) + 1) : depth,
      0,
    );
  const depths = [...new Set([...recorded.values()].map(depthOf))].sort((a, b) => a - b);
  const passOf = (isIn: (rule: Rule) => boolean): string =>
    toYaml({
      groups: groups
        .map((group) => ({ ...group, interval: interval ?? group.interval, rules: group.rules.filter(isIn) }))
        .filter(({ rules: members }) => members.length > 0),
    });
  const readsItself = ({ record, expr }: Rule): boolean => record !== undefined && expr.includes(record);
  return depths.flatMap((depth) => {
    const isIn = (rule: Rule): boolean => rule.record !== undefined && depthOf(rule.expr) === depth;
    const again = (rule: Rule): boolean => isIn(rule) && readsItself(rule);
    return [passOf(isIn), ...(groups.some(({ rules: members }) => members.some(again)) ? [passOf(again)] : [])];
  });
}
