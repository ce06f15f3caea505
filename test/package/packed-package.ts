import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import manifest from '../../package.json';

const root = path.join(__dirname, '../..');

/**
 * Paths of what users need, from the root, sorted: packed-package.test.ts asks npm whether they are what it packs, so that nobody else has
 * to pack.
 */
export function tarballFiles(): readonly string[] {
  assertBuilt();
  return [
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'package.json',
    'schema/orchestrator-monitoring.schema.json',
    'schema/pulumi-schema.json',
    // For Pulumi programs in other languages.
    ...['PulumiPlugin.yaml', 'index.ts', 'orchestrator-monitoring.ts', 'package.json', 'tsconfig.json'].map(
      (file) => `plugin/${file}`,
    ),
    // Pages link to them.
    ...trackedFiles('docs', 'examples').filter((file) => !file.includes('__snapshots__')),
    // The sources go along for the maps: an editor's "go to definition", and stack traces, lead to code with comments.
    ...sourceNames().flatMap((name) => [
      `lib/${name}.ts`,
      ...['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `dist/${name}${ending}`),
    ]),
  ].sort();
}

/** What git knows of these folders: everything else is somebody's leftovers, and has no place in the tarball. */
function trackedFiles(...folders: readonly string[]): readonly string[] {
  return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...folders], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file !== '');
}

/** A folder in which the package is installed, as `npm install` of its tarball would leave it. */
export interface Consumer {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * Installs the files of the tarball as a dependency of an empty project, with the package's own dependencies beside it.
 *
 * @param also packages that this consumer has installed as well
 */
export function createConsumer(also: readonly string[] = []): Consumer {
  // Node names loaded modules by their real paths.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-')));
  for (const file of tarballFiles()) {
    const installed = path.join(folder, 'node_modules', manifest.name, file);
    fs.mkdirSync(path.dirname(installed), { recursive: true });
    fs.copyFileSync(path.join(root, file), installed);
  }
  for (const name of [...Object.keys(manifest.dependencies), ...also]) {
    const link = path.join(folder, 'node_modules', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(root, 'node_modules', name), link, 'junction');
  }
  return {
    folder,
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The sources of the package, relative to lib, without their `.ts`. */
function sourceNames(): string[] {
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
