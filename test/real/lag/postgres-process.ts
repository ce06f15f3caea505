/** A real PostgreSQL on the loopback interface, and the real exporter before it. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { createMixin, type MonitoringProps } from '../../../lib';
import { renderQueryFile, renderRoleSql } from '../../../lib/render';
import { freePort, startProcess, Teardown, type ServerProcess } from '../server-process';
import { findTool } from '../tools';
import { LIBRARY_SCHEMA } from './library-schema';

/** Name of the exporter's program in Debian's package. */
export const EXPORTER = 'prometheus-postgres-exporter';

/** Name of the server's program in Debian's package. */
export const POSTGRES = 'initdb';

/** A session in which statements run one after the other, as long as nobody looks at what they give. */
export interface Session {
  readonly run: (sql: string) => void;
  /** What the server complained of; empty when all is well. The first complaint ends the session. */
  readonly complaints: () => string;
  readonly stop: () => Promise<void>;
}

/** Owner of the databases and their tables: whom docs/lag.md asks to run `role.sql`. */
const OWNER = 'store_owner';

/** A server that answers. */
interface AnsweringServer {
  readonly port: number;
  /** Rows of a statement, each with its columns as texts. `as` is the role. Rejects with what the server says. */
  readonly sql: (database: string, sql: string, as?: string) => Promise<readonly (readonly string[])[]>;
  readonly stop: () => Promise<void>;
}

/** A server that runs, with nobody asking for a password. */
export interface RunningPostgres extends AnsweringServer {
  /** Makes a database with the library's tables and the role of the exporter, both by an owner who is no superuser. */
  readonly create: (database: string, props?: Partial<MonitoringProps>) => Promise<void>;
  readonly session: (database: string) => Session;
  /** Starts a standby that follows it. */
  readonly standby: () => Promise<AnsweringServer>;
}

const run = promisify(execFile);

/** PostgreSQL refuses to be run by root: then it is the package's own user that runs it. */
function asPostgres(program: string, args: readonly string[]): { readonly program: string; readonly args: string[] } {
  return process.getuid?.() === 0
    ? { program: 'setpriv', args: ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args] }
    : { program, args: [...args] };
}

const runAsPostgres = async (tool: string, args: readonly string[]): Promise<void> => {
  const command = asPostgres(findTool(tool)!, args);
  await run(command.program, command.args);
};

/** Arguments of psql. */
const psql = (port: number, database: string, as: string): string[] => [
  ...['-h', '127.0.0.1', '-p', String(port), '-U', as, '-d', database, '-X', '-q', '-v', 'ON_ERROR_STOP=1'],
];

/** Starts a server on a data folder. Rejects when it does not answer within a minute. */
async function serve(data: string, sockets: string): Promise<AnsweringServer> {
  const port = await freePort();
  const server = startProcess({
    name: 'PostgreSQL',
    ...asPostgres(findTool('postgres')!, [
      ...['-D', data, '-p', String(port), '-k', sockets],
      ...['listen_addresses=127.0.0.1', 'fsync=off', 'max_connections=200'].flatMap((setting) => ['-c', setting]),
    ]),
  });
  const sql: AnsweringServer['sql'] = async (database, text, as = 'postgres') => {
    const { stdout } = await run('psql', [...psql(port, database, as), '-A', '-t', '-F', '\t', '-c', text]);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  };
  try {
    await server.until('is ready', async () => (await sql('postgres', 'SELECT 1')).length > 0, 60);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { port, sql, stop: server.stop };
}

/** Starts one. Rejects when it is not ready within a minute. */
export async function startPostgres(): Promise<RunningPostgres> {
  const teardown = new Teardown();
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  teardown.add(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    if (process.getuid?.() === 0) {
      execFileSync('chown', ['postgres', folder]);
    }
    const data = join(folder, 'data');
    await runAsPostgres(POSTGRES, ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']);
    const { port, sql, stop } = await serve(data, folder);
    teardown.add(stop);
    await sql('postgres', `CREATE ROLE ${OWNER} LOGIN CREATEROLE`);
    return {
      port,
      sql,
      standby: async () => {
        const copy = join(folder, `standby-${await freePort()}`);
        await runAsPostgres('pg_basebackup', [
          ...['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres'],
          ...['-D', copy, '-R', '-c', 'fast', '--no-sync'],
        ]);
        return serve(copy, folder);
      },
      create: async (database, props = {}) => {
        await sql('postgres', `CREATE DATABASE ${database} OWNER ${OWNER}`);
        const { config } = createMixin({ ...LAG_PROPS, ...props });
        const role = join(folder, `${database}.sql`);
        writeFileSync(role, LIBRARY_SCHEMA + renderRoleSql(config.database!));
        await run('psql', [...psql(port, database, OWNER), '-f', role]);
      },
      session: (database) => {
        const child = spawn('psql', [...psql(port, database, 'postgres'), '-o', '/dev/null'], {
          stdio: ['pipe', 'ignore', 'pipe'],
        });
        let complaints = '';
        child.stderr.on('data', (chunk: Buffer) => {
          complaints += chunk.toString('utf8');
        });
        // A session that has ended takes no more statements: its complaint says why.
        child.stdin.on('error', () => undefined);
        const ended = new Promise<void>((resolve) =>
          child.once('exit', () => {
            resolve();
          }),
        );
        return {
          run: (text) => {
            child.stdin.write(`${text};\n`);
          },
          complaints: () => complaints,
          stop: async () => {
            child.kill('SIGTERM');
            await ended;
          },
        };
      },
      stop: () => teardown.run(),
    };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

/** The least of a description with a database. */
export const LAG_PROPS = {
  database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
} as const satisfies MonitoringProps;

/** An exporter that runs. */
export interface RunningExporter extends ServerProcess {
  readonly address: string;
  /** What it exposes now. */
  readonly metrics: () => Promise<string>;
}

/** Starts the exporter with the queries of a description, as the role that `role.sql` makes. */
export async function startExporter(
  { port }: RunningPostgres,
  database: string,
  props: Partial<MonitoringProps> = {},
): Promise<RunningExporter> {
  const { config } = createMixin({ ...LAG_PROPS, ...props });
  const folder = mkdtempSync(join(tmpdir(), 'exporter-'));
  const queries = join(folder, 'queries.yaml');
  writeFileSync(queries, renderQueryFile(config)!.content);
  chmodSync(queries, 0o644);
  const address = `127.0.0.1:${await freePort()}`;
  const server = startProcess({
    name: 'postgres_exporter',
    program: findTool(EXPORTER)!,
    // `LagExporter` switches off collectors that Debian's version does not have, and whose flags it refuses.
    args: ['--disable-default-metrics', `--extend.query-path=${queries}`, `--web.listen-address=${address}`],
    env: {
      PG_EXPORTER_DISABLE_SETTINGS_METRICS: 'true',
      DATA_SOURCE_NAME: `postgresql://pupsourcing_monitor@127.0.0.1:${port}/${database}?sslmode=disable`,
    },
  });
  const metrics = async (): Promise<string> => (await fetch(`http://${address}/metrics`)).text();
  await server.until('answers', async () => (await metrics()).includes('pupsourcing_event_store_position'));
  return {
    ...server,
    address,
    metrics,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
