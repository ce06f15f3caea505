/** Tests that need a program which a machine may not have. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps the programs of PostgreSQL's server, which stand on nobody's path. */
const POSTGRES_FOLDERS = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin'))
  : [];

/** The path of a program, or undefined where it is not installed. */
export function findTool(tool: string): string | undefined {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...POSTGRES_FOLDERS]
    .map((folder) => join(folder, tool))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * What takes the place of `describe` for tests that need a program: `describe` itself where it is installed. Elsewhere the tests are
 * skipped, and one line on stderr says so; under CI (`CI=true`) that is a failure.
 */
export function requireTool(tool: string): (title: string, tests: () => void) => void {
  return requireThat(findTool(tool) !== undefined, `${tool} is installed`, `${tool} is not installed`);
}

/** The same for tests that need a file of the system. */
export function requireFile(path: string): (title: string, tests: () => void) => void {
  return requireThat(existsSync(path), `there is a ${path}`, `there is no ${path}`);
}

/** The same for tests that need a package of Python. */
export function requirePython(packageName: string): (title: string, tests: () => void) => void {
  const { status } = spawnSync('python3', ['-c', `import ${packageName}`]);
  return requireThat(status === 0, `python3 has the package ${packageName}`, `python3 has no package ${packageName}`);
}

function requireThat(holds: boolean, wanted: string, otherwise: string): (title: string, tests: () => void) => void {
  if (holds) {
    return describe;
  }
  if (process.env['CI'] === 'true') {
    return (title) => {
      test(`${title}: ${wanted}`, () => {
        throw new Error(`${otherwise}, and under CI nothing may be left out`);
      });
    };
  }
  return (title, tests) => {
    process.stderr.write(`left out, for ${otherwise}: ${title}\n`);
    describe.skip(title, tests);
  };
}
