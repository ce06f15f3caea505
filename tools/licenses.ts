/**
 * Looks at what users get with this package: `npm run licenses` lists the production dependencies with their licences, from package-lock.json and the
 * installed packages, and fails where one is not permissive or runs a script when it is installed. With `--audit` it also asks the registry for known
 * vulnerabilities; where the registry does not answer, it says so and goes on.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import lock from '../package-lock.json';

const ROOT = join(__dirname, '..');

/** Licences that ask for no more than that their text stays. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0'];

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly hasInstallScript?: boolean;
}

/** A package that is installed with ours. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly runsScript: boolean;
}

/** The production dependencies, and theirs. */
export function productionDependencies(): readonly Dependency[] {
  return Object.entries(lock.packages as Readonly<Record<string, Locked>>)
    .filter(([path, { dev, peer }]) => path !== '' && dev !== true && peer !== true)
    .map(([path, { version = '', hasInstallScript = false }]) => {
      const manifest = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as { license?: unknown };
      return {
        name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
        version,
        license: typeof manifest.license === 'string' ? manifest.license : 'none named',
        runsScript: hasInstallScript,
      };
    });
}

/** What is wrong with a dependency, as sentences. */
export function complaintsAbout({ name, version, license, runsScript }: Dependency): readonly string[] {
  const choices = license.replace(/[()]/g, '').split(' OR ');
  return [
    ...(choices.some((choice) => PERMISSIVE.includes(choice))
      ? []
      : [`${name} ${version} has the license ${license}; allowed: ${PERMISSIVE.join(', ')}`]),
    ...(runsScript ? [`${name} ${version} runs a script when it is installed`] : []),
  ];
}

function audit(): number {
  const { status, stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const answer = JSON.parse(stdout === '' ? '{}' : stdout) as {
    metadata?: { vulnerabilities?: object };
    message?: string;
  };
  if (answer.metadata?.vulnerabilities === undefined) {
    console.log(`npm audit: the registry does not answer${answer.message === undefined ? '' : ` (${answer.message})`}`);
    return 0;
  }
  console.log(`npm audit: ${JSON.stringify(answer.metadata.vulnerabilities)}`);
  return status ?? 1;
}

function main(args: readonly string[]): number {
  const dependencies = productionDependencies();
  for (const { name, version, license } of dependencies) {
    console.log(`${name} ${version}: ${license}`);
  }
  const complaints = dependencies.flatMap(complaintsAbout);
  complaints.forEach((words) => {
    console.error(words);
  });
  return complaints.length > 0 ? 1 : args.includes('--audit') ? audit() : 0;
}

if (require.main === module) {
  process.exitCode = main(process.argv.slice(2));
}
