/** How many workers of each replica set the rules expect, read back from their expressions. */
import { firstOfEach, groupBy } from '../model/group-by';
import { textOf } from '../promql/grammar';

/** A replica set that the rules know by its name. */
export interface DeliveredReplicaSet {
  readonly name: string;
  /** What the rules expect of it: `3 workers`, `2 to 8 workers`, `at least 1 worker`, `as many workers as deployment shop/orders has replicas`. */
  readonly workers: string;
  /** The object or file that holds the rules. */
  readonly place: string;
}

/** A rule by the series that it records, or its alert. */
export interface ReadRule {
  readonly name: string;
  readonly expression: string;
  readonly place: string;
}

const MINIMUM = /:orchestrator_workers_expected:min$/;
const MAXIMUM = /:orchestrator_workers_expected:max$/;
/** Where nothing is recorded, these ask for themselves. */
const MINIMUM_ALERT = /^Orchestrator(ReplicaSetAbsent|WorkerMismatch)$/;
const MAXIMUM_ALERT = /^OrchestratorTooManyWorkers$/;

export function replicaSetsIn(rules: readonly ReadRule[]): readonly DeliveredReplicaSet[] {
  const recorded = replicaSetsBetween(rules, MINIMUM, MAXIMUM);
  return recorded.length > 0 ? recorded : replicaSetsBetween(rules, MINIMUM_ALERT, MAXIMUM_ALERT);
}

function replicaSetsBetween(rules: readonly ReadRule[], minimum: RegExp, maximum: RegExp) {
  // Each fleet has both in one object or file.
  return [...groupBy(rules, ({ place }) => place)].flatMap(([place, ofPlace]) => {
    const most = ofPlace.filter(({ name }) => maximum.test(name));
    const maxima = new Map(numbersIn(most));
    // What is expected exactly is not written twice.
    const isExact = most.some(({ expression }) => /:orchestrator_workers_expected:min\b/.test(expression));
    return firstOfEach(numbersIn(ofPlace.filter(({ name }) => minimum.test(name))), ([name]) => name).map(
      ([name, least]): DeliveredReplicaSet => ({
        name,
        workers: inWords(least, maxima.get(name) ?? (isExact ? least : undefined)),
        place,
      }),
    );
  });
}

/** A number of workers that is given a `replica_set`. */
const NUMBER =
  /label_replace\((?:vector\((\d+)\)|max[^\n]*?\(kube_\w+\{([^\n]*?)\}\)), "replica_set", ("(?:[^"\\]|\\.)*"), "", ""\)/g;

/** Names of replica sets, and how many workers each should have. */
const numbersIn = (rules: readonly ReadRule[]): readonly (readonly [name: string, workers: string])[] =>
  rules.flatMap(({ expression }) =>
    [...expression.matchAll(NUMBER)].map(
      ([, number, matchers = '', name = '']) => [textOf(name), number ?? workloadOf(matchers)] as const,
    ),
  );

function workloadOf(matchers: string): string {
  const [, namespace = ''] = /\bnamespace="([^"]*)"/.exec(matchers) ?? [];
  const [, kind = '', name = ''] = /\b(deployment|statefulset)="([^"]*)"/.exec(matchers) ?? [];
  return `as many workers as ${kind} ${namespace}/${name} has replicas`;
}

function inWords(least: string, most: string | undefined): string {
  if (!/^\d+$/.test(least)) {
    return least;
  }
  const workers = (number: string): string => `${number} worker${number === '1' ? '' : 's'}`;
  return most === undefined
    ? `at least ${workers(least)}`
    : most === least
      ? workers(least)
      : `${least} to ${workers(most)}`;
}
