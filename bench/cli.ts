/**
 * How long the command line takes to say how it is used: `npm run bench:cli` prints the fastest of nine runs of `--help`, beside the fastest
 * of `node -e 0`. Commands load what they need when they run; allowed are 1.5 times bare Node plus 100 ms, and more fails.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', 'dist', 'cli', 'main.js');

/** Milliseconds of one run. */
function time(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) {
    throw new Error(`node ${args.join(' ')} ended with ${String(status)}`);
  }
  return performance.now() - start;
}

function main(): void {
  // In turn, so that whatever else the machine does meets both.
  const runs = Array.from({ length: 9 }, () => ({ bare: time(['-e', '0']), help: time([MAIN, '--help']) }));
  const bare = Math.min(...runs.map((run) => run.bare));
  const help = Math.min(...runs.map((run) => run.help));
  const allowed = 1.5 * bare + 100;
  console.log(
    `--help ${help.toFixed(0)} ms, bare node ${bare.toFixed(0)} ms: ${(help / bare).toFixed(2)} times; allowed ${allowed.toFixed(0)} ms`,
  );
  if (help > allowed) {
    process.exitCode = 1;
  }
}

main();
