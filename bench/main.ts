/**
 * `npm run bench` measures, after a build, what this package costs: `npm run bench -- import synth` only these parts. Everything is compared
 * within one run; figures are medians with their range. A promise that does not hold fails the run.
 *
 * `--rounds 7` is how often each is measured, `--small` leaves out what takes minutes, `--against <folder or commit>` measures another built
 * checkout in the same run, and `--write` puts the tables into docs/performance.md. `queries` and `soak` run only when they are named: with
 * the whole fleet the one takes an hour and ten gigabytes, the other ten minutes. What follows `--` goes to `queries`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT, type Package, type Part, type Request } from './part';
import { checkPart } from './parts/check';
import { commandPart } from './parts/command';
import { importPart, pulumiPart } from './parts/import';
import { lagPart } from './parts/lag';
import { queriesPart } from './parts/queries';
import { renderPart } from './parts/render';
import { rulesPart } from './parts/rules';
import { soakPart } from './parts/soak';
import { synthPart } from './parts/synth';
import { writePerformance } from './performance-page';

const PARTS: Readonly<Record<string, Part>> = {
  import: importPart,
  command: commandPart,
  synth: synthPart,
  render: renderPart,
  check: checkPart,
  rules: rulesPart,
  pulumi: pulumiPart,
  lag: lagPart,
  queries: queriesPart,
  soak: soakPart,
};

/** Parts that run only when they are named: they take too long for the rest. */
const NAMED: readonly string[] = ['queries', 'soak'];

/** A folder with a built checkout; of a commit, one that is made for it below the folder for temporary files, and left there. */
function checkoutOf(folderOrCommit: string): string {
  if (existsSync(folderOrCommit)) {
    return folderOrCommit;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-against-'));
  const read = (place: string, name: string): Buffer => readFileSync(join(place, name));
  const runIn = (cwd: string, program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  };
  runIn(ROOT, 'git', 'clone', '--quiet', '--no-checkout', ROOT, folder);
  runIn(folder, 'git', 'checkout', '--quiet', folderOrCommit);
  if (read(folder, 'package-lock.json').equals(read(ROOT, 'package-lock.json'))) {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  } else {
    runIn(folder, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  }
  runIn(folder, 'npm', 'run', 'build');
  return folder;
}

function packageAt(folder: string, name: string): Package {
  const root = resolve(folder);
  if (!existsSync(join(root, 'dist/index.js'))) {
    throw new Error(`${root} is not built: run npm run build in it`);
  }
  return { name, root };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '7' },
      small: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      against: { type: 'string' },
    },
    args: process.argv.slice(2).filter((_, index, args) => !args.slice(0, index + 1).includes('--')),
  });
  const unknown = positionals.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    throw new Error(`unknown part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  }
  const chosen = positionals.length > 0 ? positionals : Object.keys(PARTS).filter((name) => !NAMED.includes(name));
  const separator = process.argv.indexOf('--', 2);
  const request: Request = {
    packages: [
      packageAt(ROOT, 'this'),
      ...(values.against === undefined ? [] : [packageAt(checkoutOf(values.against), values.against)]),
    ],
    rounds: Number(values.rounds),
    small: values.small,
    rest: separator < 0 ? [] : process.argv.slice(separator + 1),
  };
  const machine = `Node ${process.version} on ${String(cpus().length)} processors; medians of ${values.rounds} rounds, with their range.`;
  const broken: string[] = [];
  for (const name of chosen) {
    const part = PARTS[name]!;
    const report = await part.measure(request);
    const text =
      name === 'queries'
        ? report.text
        : [`${machine} ${report.text}`, ...(part.promise === undefined ? [] : [`Fails where ${part.promise}.`])].join(
            '\n\n',
          );
    console.log(`## ${name}\n\n${text}\n`);
    broken.push(...report.broken);
    if (values.write) {
      await writePerformance(name, text);
    }
  }
  console.log(broken.length === 0 ? 'Every promise holds.' : broken.map((words) => `BROKEN ${words}`).join('\n'));
  return broken.length === 0 ? 0 : 1;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
