/** Compares rendered files with those in a directory. */
import { join } from 'node:path';
import type { RenderedFile } from '../../render';
import { readFileIfThere } from './replace-files';

/** Lines of each side that a difference shows. */
const SHOWN_LINES = 6;

/**
 * Differences between a directory and what would be written into it, in the order of the files: of each in a few words, the lines (`-` for
 * what lies there and `+` for what was rendered, none where the file is missing), and whether what lies there is ours to replace.
 *
 * @param isOurs whether a content is what was written to a path
 */
export async function compareFiles(
  directory: string,
  files: readonly RenderedFile[],
  isOurs: (path: string, content: string) => boolean,
) {
  const differences = [];
  for (const { path, content } of files) {
    const found = await readFileIfThere(join(directory, path));
    if (found === undefined) {
      differences.push({ path, what: 'is missing', diff: [], isOurs: true });
    } else if (found !== content) {
      differences.push({ path, ...describeDifference(found, content), isOurs: isOurs(path, found) });
    }
  }
  return differences;
}

/** From the first line that differs to the last. */
function describeDifference(found: string, wanted: string) {
  const [before, after] = [found.split('\n'), wanted.split('\n')];
  const start = commonLines(before, after);
  const rest = Math.min(before.length, after.length) - start;
  const end = Math.min(rest, commonLines(before.toReversed(), after.toReversed()));
  const removed = shown('-', before.slice(start, before.length - end));
  const added = shown('+', after.slice(start, after.length - end));
  return { what: `differs from line ${String(start + 1)} on`, diff: [...removed, ...added] };
}

/** How many lines both begin with. */
function commonLines(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((line, index) => line !== other[index]);
  return different === -1 ? one.length : different;
}

function shown(sign: '-' | '+', lines: readonly string[]): readonly string[] {
  const rest = lines.length - SHOWN_LINES;
  return [
    ...lines.slice(0, SHOWN_LINES).map((line) => `${sign} ${line}`),
    ...(rest > 0 ? [`${sign} (${String(rest)} more)`] : []),
  ];
}
