/** Writes files so that none is ever seen half-written. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RenderedFile } from '../render';

/**
 * Writes all files below a directory, which is made where it is missing. Every file is first written beside its place and then renamed,
 * after all of them could be written; files that are not in the list stay as they are.
 */
export async function writeFiles(directory: string, files: readonly RenderedFile[]): Promise<void> {
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
