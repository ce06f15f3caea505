/** How long promtool takes over the rules and their tests. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { createMixin, renderFiles } from '../../lib';
import { fleetOf } from '../fleet';
import type { Part, Request } from '../part';
import { digits, sampleOf, shown, table } from '../statistics';

/** Seconds of CPU that `promtool test rules` may take for one replica set, and for fifty with five settings. */
const ALLOWED: Readonly<Record<number, number>> = { 1: 5, 50: 15 };

/** Seconds of processor time of promtool. Throws an Error where it is not installed, or refuses. */
function promtool(...args: readonly string[]): number {
  const script = `
    const { spawnSync } = require('node:child_process');
    const { status, stdout, stderr, error } = spawnSync('promtool', process.argv.slice(1), { encoding: 'utf8' });
    if (error || status !== 0) { process.stderr.write(String(error ?? stdout + stderr)); process.exit(1); }
    // What this process itself takes is a hundredth of what its child does.
    process.stdout.write(require('node:fs').readFileSync('/proc/self/stat', 'utf8'));
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script, '--', ...args], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`promtool ${args.join(' ')}: ${stderr}`);
  }
  // Fields 16 and 17 of proc(5): user and system time of children that were waited for, in hundredths of a second.
  const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

export const rulesPart: Part = {
  promise: `promtool test rules takes more than ${Object.entries(ALLOWED)
    .map(([sets, seconds]) => `${String(seconds)} s for ${sets} replica sets`)
    .join(', ')}`,
  measure: ({ rounds, small }: Request) => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'));
    try {
      const measured = (small ? [1] : [1, 50, 1_000]).map((sets) => {
        for (const { path, content } of renderFiles(createMixin(fleetOf(sets)))) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), content);
        }
        const rules = join(folder, 'prometheus/rules.yaml');
        const tests = join(folder, 'prometheus/rules.test.yaml');
        const repeat = (...args: readonly string[]): readonly number[] =>
          Array.from({ length: rounds }, () => promtool(...args));
        return {
          sets,
          check: sampleOf(repeat('check', 'rules', rules)),
          // A thousand replica sets are tested by nobody who waits for it.
          test: sets in ALLOWED ? sampleOf(repeat('test', 'rules', tests)) : undefined,
        };
      });
      const rows = measured.map(({ sets, check, test }) => [
        digits(sets),
        shown(check),
        test === undefined ? 'not measured' : shown(test),
      ]);
      return {
        text: `Seconds of promtool's processor time; five settings.\n\n${table(['replica sets', 'check rules', 'test rules'], rows)}`,
        broken: measured
          .filter(({ sets, test }) => test !== undefined && test.median > (ALLOWED[sets] ?? Infinity))
          .map(
            ({ sets, test }) =>
              `promtool test rules for ${String(sets)} replica sets: ${digits(test!.median)} s; allowed ${String(ALLOWED[sets])}`,
          ),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
