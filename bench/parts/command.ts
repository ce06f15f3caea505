/** How long the command line takes to say how it is used, beside bare Node. Commands load what they need when they run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { inTurn, type Part, type Request } from '../part';
import { digits, sampleOf, shown, table } from '../statistics';

/** Milliseconds of one run. */
function time(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) {
    throw new Error(`node ${args.join(' ')} ended with ${String(status)}`);
  }
  return performance.now() - start;
}

export const commandPart: Part = {
  promise: '`--help` takes more than 1.5 times bare Node plus 60 ms',
  measure: ({ packages, rounds }: Request) => {
    const measured = packages.map(({ name, root }) => {
      const { bare, help } = inTurn(rounds, {
        bare: () => time(['-e', '0']),
        help: () => time([join(root, 'dist/cli/main.js'), '--help']),
      });
      return { name, bare: sampleOf(bare), help: sampleOf(help) };
    });
    const rows = measured.map(({ name, bare, help }) => [
      `\`--help\`${packages.length > 1 ? ` of ${name}` : ''}`,
      shown(help),
      shown(bare),
      digits(help.median / bare.median),
    ]);
    const { bare, help } = measured[0]!;
    const allowed = 1.5 * bare.median + 60;
    return {
      text: `Milliseconds from start to end of a process.\n\n${table(['command', 'ms', 'bare Node', 'times'], rows)}`,
      broken: help.median > allowed ? [`--help: ${digits(help.median)} ms; allowed ${digits(allowed)}`] : [],
    };
  },
};
