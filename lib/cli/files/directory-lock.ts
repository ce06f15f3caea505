/** One writer at a time: two runs that replace the files of one directory together would leave some of each. */
import { open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../exit-codes';
import { makeDirectory } from './replace-files';

const LOCK_FILE = '.orchestrator-monitoring.lock';

/** Milliseconds that one waits for another run, which needs a few dozen of them. */
const PATIENCE = 5_000;

/** Milliseconds after which a lock is taken for one of a run that was killed on another machine, or in another container. */
const ABANDONED = 60_000;

/** Milliseconds after which a lock that says nobody's name is taken for one of a run that was killed before it could write it. */
const NAMELESS = 2_000;

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
  const lock = join(directory, LOCK_FILE);
  try {
    await makeDirectory(directory);
    for (const start = performance.now(); !(await take(lock));) {
      if (performance.now() - start > patience) {
        throw new UsageError(
          `another run is writing into ${directory}; if there is none, it was killed: delete ${lock}, or try again in a minute`,
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
    await rm(lock, { force: true });
  }
}

/** Whether the lock is ours now. An abandoned one is removed, and taken by whoever is first at the next look. */
async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(`${hostname()} ${String(process.pid)}`);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  try {
    if (await isAbandoned(lock)) {
      await rm(lock, { force: true });
    }
  } catch (error) {
    // The other run has ended between the two looks.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
  return false;
}

async function isAbandoned(lock: string): Promise<boolean> {
  const age = Date.now() - (await stat(lock)).mtimeMs;
  const [host, pid] = (await readFile(lock, 'utf8')).split(' ');
  if (pid === undefined || age > ABANDONED) {
    return age > NAMELESS;
  }
  return host === hostname() && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user's lives, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
