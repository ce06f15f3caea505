/** From what the schema finds, and what no schema can see, to the problems of a ConfigError. */
import * as v from 'valibot';
import type { Problem } from '../../validation/config-error';
import { show } from '../../validation/found';
import { isPlainObject, readInput, type PlainObject } from '../../validation/input';
import { formatPath, type ConfigPath } from '../../validation/path';
import { monitoringSchema } from './schema';

interface LocatedProblem {
  readonly keys: ConfigPath;
  readonly problem: Problem;
}

/** Input that was read, and everything that is wrong with it. */
export interface CheckedInput {
  /** A copy of the input, detached from it: MonitoringProps if there are no problems. */
  readonly data: unknown;
  /** In the order of the input's own fields; empty when it is valid. */
  readonly problems: readonly Problem[];
}

/** Reads the props, and finds every problem, each with its path. Never throws, whatever the props are. */
export function checkInput(input: unknown): CheckedInput {
  const { data, problems: unreadable } = readInput(input);
  const found = [
    ...unreadable,
    ...(v.safeParse(monitoringSchema, data).issues ?? []).map(toProblem),
    ...labelCollisions(data),
  ];
  const seen = new Set<string>();
  const problems = inOrder(found, data)
    .map(({ problem }) => problem)
    // One mistake is one problem: a value may fail several checks of the same place, the first says most.
    .filter(({ path }) => !seen.has(path) && seen.add(path));
  return { data, problems };
}

function toProblem(issue: v.BaseIssue<unknown>): LocatedProblem {
  const keys = (issue.path ?? []).map(({ key }) => key as string | number);
  // Without a path it is the input as a whole, which no form above it could describe.
  const [found, mend] =
    keys.length === 0 ? [show(issue.input), 'pass a plain object'] : [issue.received, issue.expected ?? ''];
  return { keys, problem: { path: formatPath(keys), message: `found ${found}; allowed is ${issue.message}; ${mend}` } };
}

/** Problems in the order in which their places stand in the input; what is missing comes last in its object. */
function inOrder(problems: readonly LocatedProblem[], data: unknown): readonly LocatedProblem[] {
  const ranked = problems.map((located) => ({ located, rank: rankOf(located.keys, data) }));
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ located }) => located);
}

function rankOf(keys: ConfigPath, data: unknown): readonly number[] {
  let parent = data;
  return keys.map((key) => {
    const position = typeof key === 'number' ? key : Object.keys(isPlainObject(parent) ? parent : {}).indexOf(key);
    parent = Array.isArray(parent) || isPlainObject(parent) ? (parent as PlainObject)[key] : undefined;
    return position < 0 ? Infinity : position;
  });
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((position, depth) => position !== b[depth]);
  if (index < 0) {
    return a.length - b.length;
  }
  const other = b[index];
  // An object comes before what is in it.
  return other === undefined || (a[index] ?? 0) > other ? 1 : -1;
}

/** Labels of the user's own on an alert may not hide the labels that tell its series apart. */
function labelCollisions(input: unknown): LocatedProblem[] {
  if (!isPlainObject(input)) {
    return [];
  }
  const grouping: readonly unknown[] = Array.isArray(input['aggregateBy']) ? input['aggregateBy'] : [];
  const places: (readonly [keys: ConfigPath, labels: unknown])[] = [];
  const visit = (keys: ConfigPath, alerts: unknown): void => {
    for (const [name, override] of Object.entries(isPlainObject(alerts) ? alerts : {})) {
      places.push([[...keys, name, 'labels'], isPlainObject(override) ? override['labels'] : undefined]);
    }
  };
  const { alerts, replicaSets } = input;
  if (isPlainObject(alerts)) {
    places.push([['alerts', 'labels'], alerts['labels']]);
    visit(['alerts', 'overrides'], alerts['overrides']);
  }
  (Array.isArray(replicaSets) ? replicaSets : []).forEach((replicaSet: unknown, index) => {
    visit(['replicaSets', index, 'alerts'], isPlainObject(replicaSet) ? replicaSet['alerts'] : undefined);
  });
  return places.flatMap(([path, labels]) =>
    Object.keys(isPlainObject(labels) ? labels : {})
      .filter((label) => grouping.includes(label))
      .map((label): LocatedProblem => {
        const keys = [...path, label];
        const message = `found the key ${show(label)}, which stands in aggregateBy, so that every alert carries it already; allowed is any other label; rename it`;
        return { keys, problem: { path: formatPath(keys), message } };
      }),
  );
}
