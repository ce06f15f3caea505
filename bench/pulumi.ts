/**
 * What the Pulumi components cost a program that starts: `npm run bench:pulumi` prints the fastest of seven imports of `./pulumi`, beside the
 * fastest of @pulumi/pulumi and those modules of @pulumiverse/grafana that it uses, alone. At most 1.1 times that is allowed, and more fails.
 * After a build.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ENTRY = join(__dirname, '..', 'dist', 'pulumi', 'index.js');

const MODULES = ['alerting/contactPoint', 'alerting/ruleGroup', 'oss/dashboard', 'oss/folder'].map(
  (name) => `@pulumiverse/grafana/${name}`,
);

const ALLOWED = 1.1;

/** Milliseconds of processor time that a new process takes to load all of these. The clock would count what else the machine does. */
function time(specifiers: readonly string[]): number {
  const script = `
    const before = process.cpuUsage();
    for (const specifier of ${JSON.stringify(specifiers)}) require(specifier);
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(String((user + system) / 1000));
    process.exit();
  `;
  const { status, stdout } = spawnSync(process.execPath, ['-e', script], {
    cwd: join(__dirname, '..'),
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`loading ${specifiers.join(', ')} ended with ${String(status)}`);
  }
  return Number(stdout);
}

function main(): void {
  // In turn, so that whatever else the machine does meets both.
  const runs = Array.from({ length: 7 }, () => ({
    alone: time(['@pulumi/pulumi', ...MODULES]),
    ours: time([ENTRY]),
  }));
  const alone = Math.min(...runs.map((run) => run.alone));
  const ours = Math.min(...runs.map((run) => run.ours));
  console.log(
    `./pulumi ${ours.toFixed(0)} ms, @pulumi/pulumi and the modules of @pulumiverse/grafana alone ${alone.toFixed(0)} ms: ${(ours / alone).toFixed(2)} times; allowed ${String(ALLOWED)}`,
  );
  if (ours > ALLOWED * alone) {
    process.exitCode = 1;
  }
}

main();
