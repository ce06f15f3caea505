/** What an exporter's queries cost PostgreSQL: a server of its own, with a large event store in it. */
import { createMixin } from '../../lib';
import { databaseQueries } from '../../lib/orchestrator';
import { DATABASE_ROLE } from '../../lib/render';
import { LAG_PROPS, startPostgres } from '../../test/real/lag/postgres-process';
import { LARGE_STORE } from '../../test/real/lag/statements';
import type { Part, Request } from '../part';
import { digits, sampleOf, shown, table } from '../statistics';

/** Milliseconds that a query may take, planning included. */
const ALLOWED = 20;

const SIZES = { events: 1_000_000, generations: 100_000, projections: 50, partitions: 4 };
const SMALL = { ...SIZES, events: 10_000, generations: 1_000 };

/** What `EXPLAIN` said of one execution. */
interface Execution {
  readonly milliseconds: number;
  readonly pages: number;
  readonly readWhole: readonly string[];
}

function executionOf(plan: string): Execution {
  const number = (pattern: RegExp): number => Number(pattern.exec(plan)?.[1] ?? NaN);
  return {
    milliseconds: number(/Planning Time: ([\d.]+) ms/) + number(/Execution Time: ([\d.]+) ms/),
    // The first line is the whole plan's, what is below it included.
    pages: number(/Buffers: shared hit=(\d+)/),
    readWhole: [...new Set([...plan.matchAll(/Seq Scan on (\w+)/g)].map(([, name]) => name!))],
  };
}

export const lagPart: Part = {
  promise: `a query of the database takes ${String(ALLOWED)} ms or more, or reads a table from end to end`,
  measure: async ({ rounds, small }: Request) => {
    const size = small ? SMALL : SIZES;
    const postgres = await startPostgres();
    try {
      await postgres.create('large');
      for (const statement of LARGE_STORE(size)) {
        await postgres.sql('large', statement);
      }
      const measured: { readonly name: string; readonly rows: number; readonly executions: Execution[] }[] = [];
      for (const { name, sql } of databaseQueries(createMixin(LAG_PROPS).config)) {
        const rows = (await postgres.sql('large', sql)).length;
        const executions: Execution[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const plan = await postgres.sql('large', `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) ${sql}`, DATABASE_ROLE);
          executions.push(executionOf(plan.flat().join('\n')));
        }
        measured.push({ name, rows, executions });
      }
      const [[version = ''] = []] = await postgres.sql('large', 'SHOW server_version');
      const cells = measured.map(({ name, rows, executions }) => [
        `\`${name}\``,
        digits(rows),
        digits(executions[0]!.pages),
        shown(sampleOf(executions.map(({ milliseconds }) => milliseconds))),
        executions[0]!.readWhole.map((read) => `\`${read}\``).join(', ') || 'none',
      ]);
      return {
        text: `PostgreSQL ${version.split(' ')[0]!}; ${digits(size.events)} events, ${digits(size.generations)} generations, ${digits(size.projections * size.partitions)} checkpoints of ${digits(size.projections)} projections, ${digits(size.partitions)} workers. Milliseconds are those of planning and executing on the server.\n\n${table(['query', 'rows', 'pages', 'ms', 'tables read whole'], cells)}`,
        broken: measured.flatMap(({ name, executions }) => [
          ...(sampleOf(executions.map(({ milliseconds }) => milliseconds)).median < ALLOWED
            ? []
            : [`${name} takes ${String(ALLOWED)} ms or more`]),
          ...executions[0]!.readWhole.map((read) => `${name} reads ${read} from end to end`),
        ]),
      };
    } finally {
      await postgres.stop();
    }
  },
};
