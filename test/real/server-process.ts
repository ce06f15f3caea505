/** Servers on the loopback interface that tests start and end: by their process, never by name. */
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

/** A process that runs. */
export interface ServerProcess {
  /** What it has written so far, the last part of it: for the message of a failure. */
  readonly log: () => string;
  /** Waits until something is so; rejects with the log after 20 s unless told, and at once when the process has ended. */
  readonly until: (what: string, isSo: () => boolean | Promise<boolean>, seconds?: number) => Promise<void>;
  /** Ends it, and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

/** What to start. */
export interface ServerCommand {
  /** For messages. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How much of a log is kept, in characters. */
const KEPT = 6_000;

/** Starts a process. It need not be ready yet: `until` waits for that. */
export function startProcess({ name, program, args, env }: ServerCommand): ServerProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let hasEnded = false;
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString('utf8')).slice(-KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      log += error.message;
      resolve();
    });
    child.once('exit', () => {
      resolve();
    });
  }).then(() => {
    hasEnded = true;
  });
  return {
    log: () => log,
    until: async (what, isSo, seconds = 20) => {
      await waitUntil(`${name}: ${what}`, isSo, {
        seconds,
        broken: () =>
          hasEnded ? `${name} has ended (${child.exitCode ?? child.signalCode ?? 'not started'})` : undefined,
        details: () => log,
      });
    },
    stop: async () => {
      if (!hasEnded) {
        child.kill('SIGTERM');
        const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await ended;
        clearTimeout(forced);
      }
    },
  };
}

/** How long to wait, and what to say when it was in vain. */
export interface Patience {
  readonly seconds: number;
  /** Says why there is no use in waiting on; undefined as long as there is. */
  readonly broken?: () => string | undefined;
  /** What a failure's message ends with. */
  readonly details?: () => string;
}

/** Waits until something is so. A rejection of `isSo` counts as no; the last one is told when it never becomes so. */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { seconds, broken = () => undefined, details = () => '' }: Patience,
): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  let cause: unknown;
  while (Date.now() < until) {
    const why = broken();
    if (why !== undefined) {
      throw new Error(`${what}: ${why}:\n${details()}`);
    }
    try {
      if (await isSo()) {
        return;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(100);
  }
  throw new Error(
    `${what}: not so after ${seconds} s\n${cause instanceof Error ? `${cause.message}\n` : ''}${details()}`,
    {
      cause,
    },
  );
}

/** A port that nobody listens on now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits for some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Collects how things that were started are ended; ends them in the opposite order, all of them, and then tells the first failure. */
export class Teardown {
  private readonly ends: (() => void | Promise<void>)[] = [];

  /** Keeps in mind how something is ended. */
  add(end: () => void | Promise<void>): void {
    this.ends.push(end);
  }

  /** Ends everything that was added. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }
}
