/** Puts the tables of a part between its marks in docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { ROOT } from './part';

const PERFORMANCE = join(ROOT, 'docs/performance.md');

/** Puts them where the part's marks are; at the end of the page where it has none yet. */
export async function writePerformance(part: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- npm run bench -- ${part} -->`, '<!-- end -->'];
  const page = readFileSync(PERFORMANCE, 'utf8');
  const document = page.includes(begin) ? page : `${page}\n## \`${part}\`\n\n${begin}\n\n${end}\n`;
  const start = document.indexOf(begin) + begin.length;
  const written = `${document.slice(0, start)}\n\n${text}\n\n${document.slice(document.indexOf(end, start))}`;
  const options = await resolveConfig(PERFORMANCE);
  writeFileSync(PERFORMANCE, await format(written, { ...options, filepath: PERFORMANCE }));
}
