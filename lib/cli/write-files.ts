/** Writes files so that none is ever seen half-written. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
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
      await mkdir(dirname(target), { recursive: true });
      await writeFile(temporary, content);
    }
    for (const { target, temporary } of pending) {
      await rename(temporary, target);
    }
  } catch (error) {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
}
