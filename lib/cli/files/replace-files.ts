/** Replaces files one by one, each whole: what a reader sees is the old file or the new one, whenever the process ends. */
import { randomBytes } from 'node:crypto';
import { renameSync, type Stats } from 'node:fs';
import { lstat, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { RenderedFile } from '../../render';
import { UsageError } from '../exit-codes';

/** How the names of temporary files end. No reader of rules, dashboards or manifests takes such a file. */
const TEMPORARY = '.orchestrator-monitoring.tmp';

/**
 * Writes all files below a directory, which is made where it is missing. Each file is first written beside its place; only when all are
 * complete are they renamed, in one go without a pause between. Whoever is killed before leaves the old files, after that the new ones; in
 * between, for the millisecond that the renames take, some of both, each whole. Temporary files of earlier runs are removed.
 *
 * @throws UsageError when something other than a file is in the way, or a file cannot be written: then nothing was replaced
 */
export async function replaceFiles(directory: string, files: readonly RenderedFile[]): Promise<void> {
  await refuseObstacles(directory, files);
  const pending = files.map(({ path, content }) => {
    const target = join(directory, path);
    const name = `.${basename(target)}.${randomBytes(8).toString('hex')}${TEMPORARY}`;
    return { target, temporary: join(dirname(target), name), content };
  });
  try {
    for (const { target, temporary, content } of pending) {
      await makeDirectory(dirname(target));
      await refuseOutside(directory, dirname(target));
      await removeTemporaries(target);
      // Never through a link that somebody left there, and never over a file.
      await writeFile(temporary, content, { flag: 'wx' });
    }
    // Without giving way to anything else: the fewer moments there are between two renames, the fewer there are to be killed in.
    for (const { target, temporary } of pending) {
      renameSync(temporary, target);
    }
  } catch (error) {
    // Below something that is no directory there is none, which fails too: the error that led here says what is wrong.
    await Promise.allSettled(pending.map(({ temporary }) => rm(temporary, { force: true })));
    throw error instanceof UsageError
      ? error
      : new UsageError(`cannot write into ${directory}: ${(error as Error).message}`);
  }
}

/** Temporary files that an earlier run was not given the time to remove. */
async function removeTemporaries(target: string): Promise<void> {
  const beginning = `.${basename(target)}.`;
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(beginning) && name.endsWith(TEMPORARY)) {
      await rm(join(dirname(target), name), { force: true });
    }
  }
}

/**
 * Looks for what is no file at the places of files: a directory cannot be replaced, a pipe would keep whoever reads it waiting, and a link
 * would be lost; and for files of another content that are not ours.
 *
 * @param isOurs whether a content is what was written to a path; left out where any file may be replaced
 * @throws UsageError that names them all
 */
export async function refuseObstacles(
  directory: string,
  files: readonly RenderedFile[],
  isOurs?: (path: string, content: string) => boolean,
): Promise<void> {
  const inTheWay: string[] = [];
  for (const { path, content } of files) {
    const target = join(directory, path);
    const found = await look(target);
    if (found !== undefined && !found.isFile()) {
      inTheWay.push(`${target} is ${kindOf(found)}; a file belongs there`);
    }
    const there = isOurs && (await readFileIfThere(target));
    if (there !== undefined && there !== content && isOurs?.(path, there) === false) {
      inTheWay.push(`${target} was not written by render, or was changed since; move it, or replace it with --force`);
    }
  }
  if (inTheWay.length > 0) {
    throw new UsageError(inTheWay.join('\n'));
  }
}

function kindOf(found: Stats): string {
  const link = found.isSymbolicLink() ? 'a symbolic link' : 'no plain file';
  return found.isDirectory() ? 'a directory' : link;
}

/** A link among the directories would let a file outside be replaced. The directory that was asked for may be one itself. */
export async function refuseOutside(directory: string, parent: string): Promise<void> {
  const [root, place] = [await realpath(directory), await realpath(parent)];
  const way = relative(root, place);
  if (way === '..' || way.startsWith(`..${sep}`) || way.startsWith(sep)) {
    throw new UsageError(`${parent} leads to ${place}, outside of ${directory}: nothing is written there`);
  }
}

/**
 * Makes a directory and those above it, one after the other: `recursive` of Node 20 tries for ever where the file system takes no
 * directories, such as /proc. It may be there all the time, or made by somebody else meanwhile; a file of that name is refused by whoever
 * writes into it.
 */
export async function makeDirectory(directory: string, isLastTry = dirname(directory) === directory): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isLastTry) {
      await makeDirectory(dirname(directory));
      await makeDirectory(directory, true);
    } else if (code !== 'EEXIST') {
      throw error;
    }
  }
}

/** What is there, links not followed; undefined where nothing is. Throws a UsageError where nobody can tell, as below a link to itself. */
export async function look(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Below a file there is nothing, either: that the file is in the way is said by whoever makes the directory.
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return undefined;
    }
    throw unreadable(path, error);
  }
}

const unreadable = (path: string, error: unknown): UsageError =>
  new UsageError(`cannot read ${path}: ${(error as Error).message}`);

/**
 * The text of a file, with the line ends that we write: a checkout with CRLF holds the same files. Undefined where there is none, or something
 * else: reading a pipe would wait for its writer.
 */
export async function readFileIfThere(path: string): Promise<string | undefined> {
  if ((await look(path))?.isFile() !== true) {
    return undefined;
  }
  try {
    return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
  } catch (error) {
    throw unreadable(path, error);
  }
}
