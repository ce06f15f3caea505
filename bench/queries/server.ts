/** A Prometheus over blocks that are there already: what a query costs it, and nothing else that it would do. */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What Prometheus says that a query took. */
export interface Cost {
  /** Samples that the query looked at, step by step: those of a window count at every step. */
  readonly queryable: number;
  /** Samples that were read from storage, where this version of Prometheus counts them. */
  readonly read: number | undefined;
  readonly series: number;
}

/** A query, at one time or over a range (Unix seconds). */
export interface Query {
  readonly expression: string;
  readonly start?: number;
  readonly end: number;
  readonly step?: number;
}

/** A Prometheus that runs. */
export interface Server {
  readonly version: string;
  readonly url: string;
  /** Rejects with Prometheus's own message where it refuses. */
  readonly ask: (query: Query) => Promise<Cost>;
  /** Seconds of processor time that the process has used. */
  readonly cpuSeconds: () => Promise<number>;
  /** Waits until it has put together the blocks that it finds, and does nothing any more. */
  readonly untilIdle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts it over the blocks in a folder; rejects when it is not ready within two minutes. */
export async function startServer(program: string, data: string): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const config = join(data, '..', 'prometheus.yaml');
  writeFileSync(config, '{}\n');
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      // Blocks of two hours stay what they are.
      '--storage.tsdb.min-block-duration=2h',
      '--storage.tsdb.max-block-duration=2h',
      '--query.max-samples=500000000',
      '--query.timeout=20m',
      `--web.listen-address=127.0.0.1:${String(port)}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? NaN);
  };
  const cpuSeconds = (): Promise<number> => metric('process_cpu_seconds_total');
  const started = Date.now();
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() - started > 120_000) {
      await end(child);
      throw new Error(`${program} is not ready`);
    }
    await pause(200);
  }
  const { data: build } = (await (await fetch(`${url}/api/v1/status/buildinfo`)).json()) as {
    readonly data: { readonly version: string };
  };
  return {
    version: build.version,
    url,
    ask: (query) => ask(url, query),
    cpuSeconds,
    untilIdle: async () => {
      // It looks for blocks to put together once a minute, at the earliest a minute after its start.
      await pause(Math.max(0, 75_000 - (Date.now() - started)));
      for (let quiet = 0; quiet < 5;) {
        const before = await cpuSeconds();
        await pause(2_000);
        quiet = (await cpuSeconds()) - before < 0.1 ? quiet + 1 : 0;
      }
    },
    stop: () => end(child),
  };
}

async function ask(url: string, { expression, start, end: to, step }: Query): Promise<Cost> {
  const body = new URLSearchParams({ query: expression, stats: 'all' });
  for (const [field, value] of Object.entries({ start, step, [start === undefined ? 'time' : 'end']: to })) {
    if (value !== undefined) {
      body.set(field, String(value));
    }
  }
  const response = await fetch(`${url}/api/v1/query${start === undefined ? '' : '_range'}`, { method: 'POST', body });
  if (!response.ok) {
    throw new Error(`${await response.text()}: ${expression}`);
  }
  // What it found may be hundreds of megabytes; what it cost stands at the end.
  const content = Buffer.from(await response.arrayBuffer());
  const tail = content.subarray(Math.max(0, content.lastIndexOf('"stats":'))).toString('utf8');
  const number = (name: string): number | undefined => {
    const found = new RegExp(`"${name}":(\\d+)`).exec(tail)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const queryable = number('totalQueryableSamples');
  if (queryable === undefined) {
    throw new Error(`Prometheus tells no totalQueryableSamples: ${expression}`);
  }
  return { queryable, read: number('samplesRead'), series: occurrences(content, '"metric":') };
}

function occurrences(content: Buffer, text: string): number {
  let count = 0;
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + text.length)) {
    count += 1;
  }
  return count;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
