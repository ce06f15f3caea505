/** Measures refreshes and rules, in turn, so that whatever else the machine does meets all of them. */
import type { EvaluatedRule, Refresh } from './refreshes';
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

/** One evaluation of all recording rules of a package that are evaluated as often, or of all alerts. */
export interface MeasuredRules extends Measured, Pick<EvaluatedRule, 'by' | 'kind' | 'perMinute'> {}

/** Every refresh, as often as there are rounds. */
export async function measureRefreshes(
  server: Server,
  refreshes: readonly Refresh[],
  rounds: number,
): Promise<readonly Measured[]> {
  const all = refreshes.map((refresh) => ({ refresh, costs: [] as Measured[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { refresh, costs } of all) {
      costs.push(await measure(server, refresh));
    }
  }
  return all.map(({ costs }) => together(costs));
}

/** One evaluation of each rule; those of one package and kind that are evaluated as often stand together. */
export async function measureRules(
  server: Server,
  rules: readonly EvaluatedRule[],
  end: number,
  rounds: number,
): Promise<readonly MeasuredRules[]> {
  const kinds = [...new Set(rules.map(({ by, kind, perMinute }) => JSON.stringify({ by, kind, perMinute })))].map(
    (kind) => JSON.parse(kind) as Pick<EvaluatedRule, 'by' | 'kind' | 'perMinute'>,
  );
  const costs = await measureRefreshes(
    server,
    kinds.map(({ by, kind, perMinute }) => ({
      name: `${kind === 'record' ? 'recording rules' : 'alerts'}, every ${String(60 / perMinute)} s`,
      queries: rules
        .filter((rule) => rule.by === by && rule.kind === kind && rule.perMinute === perMinute)
        .map(({ expression }) => ({ expression, end })),
    })),
    rounds,
  );
  return kinds.map((kind, index) => ({ ...costs[index]!, ...kind }));
}

async function measure(server: Server, { name, queries }: Refresh): Promise<Measured> {
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
