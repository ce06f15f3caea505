/** What comes along with this package, and what it needs: few, permissive, exact, and on every Node that package.json names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import semver from 'semver';

import lock from '../../package-lock.json';
import manifest from '../../package.json';
import { complaintsAbout, productionDependencies } from '../../tools/licenses';

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly engines?: { readonly node?: string };
}

const locked = Object.entries(lock.packages as Readonly<Record<string, Locked>>).filter(([path]) => path !== '');

/** Packages whose own `engines` do not take a version of Node. */
const refusing = (node: string, of: typeof locked): readonly string[] =>
  of
    .filter(([, { engines }]) => engines?.node !== undefined && !semver.satisfies(node, engines.node))
    .map(([path, { version, engines }]) => `${path} ${String(version)} wants ${String(engines?.node)}`);

test('every production dependency is permissive and runs no script', () => {
  expect(productionDependencies().length).toBeGreaterThan(5);
  expect(productionDependencies().flatMap(complaintsAbout)).toEqual([]);
});

test.each([
  [{ license: 'GPL-3.0-only' }, 'has the license GPL-3.0-only'],
  [{ license: 'none named' }, 'has the license none named'],
  [{ runsScript: true }, 'runs a script'],
])('%j would be refused', (change, words) => {
  const fine = { name: 'a', version: '1.0.0', license: '(MIT OR GPL-2.0)', runsScript: false };

  expect(complaintsAbout(fine)).toEqual([]);
  expect(complaintsAbout({ ...fine, ...change })).toEqual([expect.stringContaining(words)]);
});

test('versions are exact, and the lock names no registry', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });

  expect(versions.filter((version) => semver.valid(version) === null)).toEqual([]);
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('the oldest Node that package.json names takes the production dependencies, and the newest 20 takes all', () => {
  const oldest = semver.minVersion(manifest.engines.node)!.version;
  const production = locked.filter(([, { dev }]) => dev !== true);

  expect(refusing(oldest, production)).toEqual([]);
  expect(refusing('20.20.0', locked)).toEqual([]);
  expect(refusing('4.0.0', production)).not.toEqual([]);
});

test('the decision on dependencies says why each is there', () => {
  const page = readFileSync(join(__dirname, '../../docs/adr/0007-production-dependencies.md'), 'utf8');
  const unnamed = Object.keys(manifest.dependencies).filter((name) => !page.includes(`\`${name}\``));

  expect(unnamed).toEqual([]);
});

test('peers are tested in a version of their range', () => {
  const tested = manifest.devDependencies as Readonly<Record<string, string>>;
  const outside = Object.entries(manifest.peerDependencies).filter(
    ([name, range]) => !semver.satisfies(tested[name] ?? '', range),
  );

  expect(outside).toEqual([]);
});
