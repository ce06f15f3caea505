/** What lies in a directory already. */
import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';

/** What is there, links not followed; undefined where nothing is. */
export async function look(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Below a file there is nothing, either: that the file is in the way is said by whoever makes the directory.
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}

/**
 * The text of a file, with the line ends that we write: a checkout with CRLF holds the same files. Undefined where there is none, or something
 * else: reading a pipe would wait for its writer.
 */
export async function readFileIfThere(path: string): Promise<string | undefined> {
  return (await look(path))?.isFile() === true ? (await readFile(path, 'utf8')).replaceAll('\r\n', '\n') : undefined;
}
