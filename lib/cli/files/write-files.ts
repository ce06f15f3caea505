/** Writes files so that none is ever seen half-written. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RenderedFile } from '../../render';
import { UsageError } from '../exit-codes';

/**
 * Writes all files below a directory, which is made where it is missing. Every file is first written beside its place and then renamed,
 * after all of them could be written; files that are not in the list stay as they are.
 *
 * @throws UsageError when directories are in the way, before anything is written
 */
export async function writeFiles(directory: string, files: readonly RenderedFile[]): Promise<void> {
  await refuseDirectories(directory, files);
  const pending = files.map(({ path, content }) => {
    const target = join(directory, path);
    return { target, temporary: `${target}.${String(process.pid)}.tmp`, content };
  });
  try {
    for (const { target, temporary, content } of pending) {
      await makeDirectory(dirname(target));
      await writeFile(temporary, content);
    }
    for (const { target, temporary } of pending) {
      await rename(temporary, target);
    }
  } catch (error) {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true }).catch(ignore)));
    throw error;
  }
}

/**
 * Looks for directories at the places of files: no file can replace one, and those before it would be replaced already.
 *
 * @throws UsageError that names them all
 */
export async function refuseDirectories(directory: string, files: readonly RenderedFile[]): Promise<void> {
  const inTheWay: string[] = [];
  for (const { path } of files) {
    const target = join(directory, path);
    if (await isDirectory(target)) {
      inTheWay.push(`${target} is a directory; a file belongs there`);
    }
  }
  if (inTheWay.length > 0) {
    throw new UsageError(inTheWay.join('\n'));
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Below a file there is nothing, either: that the file is in the way is said by whoever makes the directory.
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return false;
    }
    throw error;
  }
}

/** A temporary file below something that is no directory was never made: the error that led here says what is wrong. */
function ignore(): undefined {
  return undefined;
}

/**
 * Makes a directory and those above it, one after the other: `recursive` of Node 20 tries for ever where the file system takes no
 * directories, such as /proc.
 */
async function makeDirectory(directory: string): Promise<void> {
  const parent = dirname(directory);
  if (parent !== directory && !(await exists(parent))) {
    await makeDirectory(parent);
  }
  try {
    await mkdir(directory);
  } catch (error) {
    // Made by somebody else meanwhile, or there all the time: a file of that name is refused by whoever writes into it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
