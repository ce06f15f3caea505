/**
 * What `render` remembers of a directory: the files that it wrote, each with a hash, so that those that a later run would not write are
 * found, and no file of a user's is ever taken for one of ours; and the rules that it gave to Grafana.
 */
import { createHash } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { RenderedFile } from '../../render';
import { UsageError } from '../exit-codes';
import type { GivenRules } from './given-rules';
import { readFileIfThere, refuseOutside } from './replace-files';

const RECORD_FILE = '.orchestrator-monitoring.json';

export interface RunRecord {
  /** Hashes of the contents by path: one, and while files are replaced the old and the new one behind each other. */
  readonly writtenFiles: Readonly<Record<string, string>>;
  readonly grafanaRules: GivenRules;
}

/**
 * Files that an earlier run wrote, as the record says, that this one would not, and that are still there; and whether they are unchanged
 * since. `isAsked` limits them to the parts that are rendered.
 */
export async function findLeftovers(
  directory: string,
  before: RunRecord,
  files: readonly RenderedFile[],
  isAsked: (path: string) => boolean,
) {
  const rendered = new Set(files.map(({ path }) => path));
  const leftovers = [];
  for (const path of Object.keys(before.writtenFiles)) {
    if (!rendered.has(path) && isAsked(path)) {
      const content = await readFileIfThere(join(directory, path));
      if (content !== undefined) {
        leftovers.push({ path, unchanged: isWritten(before, path, content) });
      }
    }
  }
  return leftovers;
}

export function isWritten({ writtenFiles }: RunRecord, path: string, content: string): boolean {
  return (writtenFiles[path] ?? '').includes(hashOf(content));
}

/**
 * The record as a file: of what is written now, and of what earlier runs wrote and `isKept` takes. What is in both is known as it was and as
 * it will be.
 */
export function recordOf(
  { writtenFiles, grafanaRules }: RunRecord,
  files: readonly RenderedFile[],
  isKept: (path: string) => boolean,
): RenderedFile {
  const hashes = Object.fromEntries(Object.entries(writtenFiles).filter(([path]) => isKept(path)));
  for (const { path, content } of files) {
    hashes[path] = `${hashes[path] ?? ''}${hashOf(content)}`;
  }
  const sorted = (texts: Readonly<Record<string, string>>): object =>
    Object.fromEntries(Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1)));
  const data = { writtenFiles: sorted(hashes), grafanaRules: sorted(grafanaRules) };
  return { path: RECORD_FILE, content: `${JSON.stringify(data, undefined, 2)}\n` };
}

/** Deletes files, and the directories that are empty then. */
export async function removeLeftovers(
  directory: string,
  leftovers: readonly { readonly path: string }[],
): Promise<void> {
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

const texts = v.record(v.string(), v.string());
const RECORD = v.object({ writtenFiles: texts, grafanaRules: v.optional(texts, {}) });

/** What earlier runs wrote. Throws a UsageError where the record is another thing: without it, no file would be known as one of ours. */
export async function readRecord(directory: string): Promise<RunRecord> {
  const file = join(directory, RECORD_FILE);
  const text = await readFileIfThere(file);
  if (text === undefined) {
    return { writtenFiles: {}, grafanaRules: {} };
  }
  const refuse = (why: string): never => {
    throw new UsageError(`${file} is no ${why}; restore it from version control, or delete it and render with --force`);
  };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return refuse(`JSON (${(error as Error).message})`);
  }
  if (!v.is(RECORD, data)) {
    return refuse('record of this version of render');
  }
  const written = Object.entries(data.writtenFiles).filter(([path]) => isInside(path));
  return { writtenFiles: Object.fromEntries(written), grafanaRules: data.grafanaRules ?? {} };
}

/** Whether a path stays below the directory. */
function isInside(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\\'));
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
