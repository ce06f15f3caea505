/** Measures refreshes and rules, in turn, so that whatever else the machine does meets all of them. */
import type { Refresh } from './refreshes';
import type { Server } from './server';

/** What some queries cost together. */
export interface Measured {
  readonly name: string;
  readonly queries: number;
  readonly series: number;
  readonly queryable: number;
  /** Undefined where this version of Prometheus does not count it. */
  readonly read: number | undefined;
  /** Seconds of the server's processor time, of each round. */
  readonly cpu: readonly number[];
}

/** Everything that is asked, as often as there are rounds; each with what its asker says of it. */
export async function measureInTurn<T extends Refresh & { readonly server: Server }>(
  asked: readonly T[],
  rounds: number,
): Promise<readonly (Omit<T, keyof Measured> & Measured)[]> {
  const costs = asked.map((): Measured[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, each] of asked.entries()) {
      costs[index]!.push(await measure(each));
    }
  }
  return asked.map((each, index) => ({ ...each, ...together(costs[index]!) }));
}

async function measure({ server, name, queries }: Refresh & { readonly server: Server }): Promise<Measured> {
  const before = await server.cpuSeconds();
  const costs = [];
  for (const query of queries) {
    costs.push(await server.ask(query));
  }
  const after = await server.cpuSeconds();
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const read = costs.flatMap((cost) => (cost.read === undefined ? [] : [cost.read]));
  return {
    name,
    queries: queries.length,
    series: sum(costs.map(({ series }) => series)),
    queryable: sum(costs.map(({ queryable }) => queryable)),
    read: read.length < costs.length ? undefined : sum(read),
    cpu: [after - before],
  };
}

/** Several rounds of the same: the samples must be the same in each; of equal values, now these, now those are among the largest. */
function together(rounds: readonly Measured[]): Measured {
  const [first] = rounds;
  if (first === undefined) {
    throw new RangeError('there must be a round at least');
  }
  if (rounds.some(({ queryable }) => queryable !== first.queryable)) {
    throw new Error(`${first.name}: rounds differ in what they read`);
  }
  return { ...first, cpu: rounds.flatMap(({ cpu }) => cpu) };
}
