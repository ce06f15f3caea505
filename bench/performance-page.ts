/** Puts the tables of a part between its marks in docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { ROOT } from './part';

const PERFORMANCE = join(ROOT, 'docs/performance.md');

/** @throws Error where the page has no place for the part */
export async function writePerformance(part: string, text: string): Promise<void> {
  const begin = `<!-- npm run bench -- ${part} -->`;
  const document = readFileSync(PERFORMANCE, 'utf8');
  const start = document.indexOf(begin);
  const end = document.indexOf('<!-- end -->', start);
  if (start < 0 || end < 0) {
    throw new Error(`docs/performance.md has no ${begin} with an <!-- end --> behind it`);
  }
  const written = `${document.slice(0, start + begin.length)}\n\n${text}\n\n${document.slice(end)}`;
  const options = await resolveConfig(PERFORMANCE);
  writeFileSync(PERFORMANCE, await format(written, { ...options, filepath: PERFORMANCE }));
}
