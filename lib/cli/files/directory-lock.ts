/**
 * One writer at a time: two runs that replace the files of one directory together would leave some of each. Each run first puts a lock of
 * its own there, then looks for those of others: of two runs, one at least sees the other's, and tries again. No name comes twice, so that
 * removing the lock of a run that was killed never removes another's.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../exit-codes';
import { look, makeDirectory } from './replace-files';

/** How the names of locks begin; process, random digits and host follow. */
const PREFIX = '.orchestrator-monitoring.lock-';

/** Milliseconds that one waits for another run, which needs a few dozen of them. */
const PATIENCE = 5_000;

/** Milliseconds after which a lock is taken for one of a run that was killed on another machine, or in another container. */
const ABANDONED = 60_000;

/**
 * Does work that nobody else does in this directory meanwhile; the directory is made where it is missing.
 *
 * @throws UsageError where another run goes on for longer than one can wait, or the directory cannot be written
 */
export async function alone<TResult>(
  directory: string,
  work: () => Promise<TResult>,
  patience = PATIENCE,
): Promise<TResult> {
  const own = join(directory, `${PREFIX}${String(process.pid)}-${randomBytes(4).toString('hex')}-${hostname()}`);
  const start = performance.now();
  try {
    await makeDirectory(directory);
    for (let isThere = false; ;) {
      const other = await otherThan(own);
      if (other === undefined) {
        if (isThere) {
          break;
        }
        await writeFile(own, '');
        isThere = true;
        continue;
      }
      const isLate = performance.now() - start > patience;
      // The first by name keeps its lock while it waits: of several, one gets on.
      if (isLate || other < own) {
        await rm(own, { force: true });
        isThere = false;
      }
      if (isLate) {
        throw new UsageError(
          `another run is writing into ${directory}; if there is none, it was killed: delete ${other}, or try again in a minute`,
        );
      }
      await pause(50);
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`cannot write into ${directory}: ${(error as Error).message}`);
  }
  try {
    return await work();
  } finally {
    await rm(own, { force: true });
  }
}

/** The first lock beside our own, by name. Those that are abandoned are removed. */
async function otherThan(own: string): Promise<string | undefined> {
  const directory = dirname(own);
  const locks = (await readdir(directory)).filter((name) => name.startsWith(PREFIX)).sort();
  for (const lock of locks.map((name) => join(directory, name))) {
    if (lock !== own) {
      if (!(await isAbandoned(lock))) {
        return lock;
      }
      await rm(lock, { force: true });
    }
  }
  return undefined;
}

async function isAbandoned(lock: string): Promise<boolean> {
  const written = (await look(lock))?.mtimeMs;
  const [, pid, host] = /^(\d+)-[^-]*-([^]*)$/.exec(basename(lock).slice(PREFIX.length)) ?? [];
  return (
    // It may be gone since.
    written === undefined || Date.now() - written > ABANDONED || (host === hostname() && !isAlive(Number(pid)))
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user's lives, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
