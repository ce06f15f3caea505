/**
 * What `render` remembers of a directory: the files that it wrote, each with a hash, so that those that a later run would not write are
 * found, and no file of a user's is ever taken for one of ours.
 */
import { createHash } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RenderedFile } from '../../render';
import { textsAt } from '../../render/kubernetes/findings/located-manifest';
import { readFileIfThere } from './existing-files';
import { refuseOutside } from './replace-files';

/** Name of the record, in the directory that was rendered into. */
const RECORD_FILE = '.orchestrator-monitoring.json';

/** Hashes by path. */
type Hashes = Readonly<Record<string, string>>;

/** A file that an earlier run wrote and that this one would not. */
export interface Leftover {
  readonly path: string;
  /** Whether its content is still what was written. */
  readonly unchanged: boolean;
}

/**
 * Files that an earlier run wrote, as the record says, that this one would not, and that are still there. `isAsked` limits them to the parts
 * that are rendered.
 */
export async function findLeftovers(
  directory: string,
  before: Hashes,
  files: readonly RenderedFile[],
  isAsked: (path: string) => boolean,
): Promise<readonly Leftover[]> {
  const rendered = new Set(files.map(({ path }) => path));
  const leftovers: Leftover[] = [];
  for (const [path, hash] of Object.entries(before)) {
    if (!rendered.has(path) && isAsked(path)) {
      const content = await readFileIfThere(join(directory, path));
      if (content !== undefined) {
        leftovers.push({ path, unchanged: hashOf(content) === hash });
      }
    }
  }
  return leftovers;
}

/** The record as a file: of what is written now, what other parts had before, and what was left lying. */
export function recordOf(
  before: Hashes,
  files: readonly RenderedFile[],
  kept: readonly Leftover[],
  isAsked: (path: string) => boolean,
): RenderedFile {
  const keeps = new Set(kept.map(({ path }) => path));
  const entries = [
    ...Object.entries(before).filter(([path]) => !isAsked(path) || keeps.has(path)),
    ...files.map(({ path, content }): readonly [string, string] => [path, hashOf(content)]),
  ];
  const hashes = Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  return { path: RECORD_FILE, content: `${JSON.stringify({ writtenFiles: hashes }, undefined, 2)}\n` };
}

/** Deletes files, and the directories that are empty then. */
export async function removeLeftovers(directory: string, leftovers: readonly Leftover[]): Promise<void> {
  for (const { path } of leftovers) {
    await refuseOutside(directory, dirname(join(directory, path)));
    await rm(join(directory, path), { force: true });
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      try {
        await rmdir(join(directory, parent));
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) {
          break;
        }
        throw error;
      }
    }
  }
}

/** What earlier runs wrote. Of a record that somebody broke nothing is believed: then no file is ours. */
export async function readRecord(directory: string): Promise<Hashes> {
  const written = textsAt(parsed((await readFileIfThere(join(directory, RECORD_FILE))) ?? ''), 'writtenFiles');
  return Object.fromEntries(Object.entries(written).filter(([path]) => isInside(path)));
}

/** Whether a path stays below the directory. */
function isInside(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\\'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
