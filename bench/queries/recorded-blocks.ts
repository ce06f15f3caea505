/** Blocks of a fleet with what the recording rules make of it: evaluated by promtool, as often as their groups say. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { recordingPasses } from '../../test/real/recording-passes';
import { startServer } from './server';

const run = promisify(execFile);

/** The programs that are measured, and that make the data. */
export interface Programs {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * Copies blocks below another folder, the place, and evaluates there what rules record over a stretch of them, unless that was done before;
 * returns where they are.
 */
export async function recordBlocks(
  programs: Programs,
  text: string,
  blocks: string,
  place: string,
  stretch: { readonly start: number; readonly end: number },
  say: (text: string) => void,
): Promise<string> {
  const data = join(place, 'blocks');
  const note = join(place, 'evaluated.yaml');
  const wanted = `# ${String(stretch.start)} to ${String(stretch.end)}\n${text}`;
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) {
    say(`the blocks in ${data} hold what these rules record already`);
    return data;
  }
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  cpSync(blocks, data, { recursive: true });
  const rules = join(place, 'rules.yaml');
  const passes = recordingPasses(text);
  for (const [index, pass] of passes.entries()) {
    writeFileSync(rules, pass);
    const server = await startServer(programs.prometheus, data);
    try {
      await run(programs.promtool, [
        ...['tsdb', 'create-blocks-from', 'rules'],
        ...[`--start=${String(stretch.start)}`, `--end=${String(stretch.end)}`],
        ...[`--url=${server.url}`, `--output-dir=${data}`, rules],
      ]);
    } finally {
      await server.stop();
    }
    say(`recording rules, pass ${String(index + 1)} of ${String(passes.length)}`);
  }
  writeFileSync(note, wanted);
  return data;
}
