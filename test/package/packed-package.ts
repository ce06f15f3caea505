import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import manifest from '../../package.json';

const root = path.join(__dirname, '../..');

/** A folder in which the packed package is installed, as `npm install` of its tarball would leave it. */
export interface Consumer {
  readonly folder: string;
  /** The files in the tarball, sorted, with forward slashes. */
  readonly files: readonly string[];
  readonly remove: () => void;
}

/**
 * Packs the package and unpacks it as a dependency of an empty project, with its dependencies beside it.
 *
 * @param also packages that this consumer has installed as well
 */
export function createConsumer(also: readonly string[] = []): Consumer {
  assertBuilt();
  // Node names loaded modules by their real paths.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-')));
  const installed = path.join(folder, 'node_modules', manifest.name);
  fs.mkdirSync(installed, { recursive: true });

  const { filename, files } = pack(folder);
  execFileSync('tar', ['-xzf', path.join(folder, filename), '--strip-components=1', '-C', installed]);
  for (const name of [...Object.keys(manifest.dependencies), ...also]) {
    const link = path.join(folder, 'node_modules', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules', name), link, 'junction');
  }
  return {
    folder,
    files,
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pack(folder: string): { filename: string; files: string[] } {
  // Without scripts: `prepack` would build once more, and change dist under tests that run beside this one.
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  const [packed] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  return { filename: packed.filename, files: packed.files.map((file) => file.path).sort() };
}

/** The sources of the package, relative to lib, without their `.ts`. */
export function sourceNames(): string[] {
  return filesIn(path.join(root, 'lib'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
}

/** Throws unless dist is what lib builds to: a test of yesterday's build proves nothing. */
function assertBuilt(): void {
  const sources = sourceNames();
  const stale = sources.filter((name) => {
    const built = fs.statSync(path.join(root, 'dist', `${name}.js`), { throwIfNoEntry: false });
    return built === undefined || built.mtimeMs < fs.statSync(path.join(root, 'lib', `${name}.ts`)).mtimeMs;
  });
  const left = filesIn(path.join(root, 'dist')).filter(
    (file) => file.endsWith('.js') && !sources.includes(file.slice(0, -'.js'.length)),
  );
  const [first] = [
    ...stale.map((name) => `lib/${name}.ts is newer`),
    ...left.map((file) => `dist/${file} has no source`),
  ];
  if (first !== undefined) {
    throw new Error(
      `dist is not what lib builds to (${first}): run \`npm run build\` first, or \`npm test\`, which does`,
    );
  }
}

function filesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) {
    return [];
  }
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .sort();
}
