/**
 * Looks at the tarball as its users' tools do: `npm run lint:package`, after a build. publint holds package.json against the files, attw resolves
 * every entry in each of TypeScript's ways.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** The programs, with what they are told beside the tarball. */
const CHECKS: readonly (readonly [program: string, ...args: string[]])[] = [
  ['publint/src/cli.js', 'run', '--strict'],
  ['@arethetypeswrong/cli/dist/index.js', '--no-emoji', '--no-color'],
];

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
  try {
    // Without scripts: `prepack` would build once more.
    const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
    const output = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' });
    const [packed] = JSON.parse(output) as [{ filename: string }];
    const failed = CHECKS.filter(([program, ...told]) => {
      const file = join(ROOT, 'node_modules', program);
      return (
        spawnSync(process.execPath, [file, ...told, join(folder, packed.filename)], { stdio: 'inherit' }).status !== 0
      );
    });
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
