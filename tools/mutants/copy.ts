/** A copy of the repository, whose code can be changed and tested. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { markOf, ROOT, withChanges, type Mutant } from './mutant';

/** Beyond so many times what its tests take without a fault, one is taken to hang: noticed. */
const PATIENCE = 3;

/** What jest reads from the copy: which marks a test file passes, and in which order test files run. */
const OWN_FILES = {
  'mark.cjs': 'globalThis.reached = new Set();',
  'marked.cjs': `afterAll(() => {
    const line = JSON.stringify([expect.getState().testPath, ...globalThis.reached]);
    require('node:fs').appendFileSync(process.env.REACHED, line + '\\n');
  });`,
  'in-order.cjs': `const position = ({ path }) => process.env.ORDER.split('\\n').indexOf(path);
  module.exports = class {
    sort(tests) { return [...tests].sort((one, other) => position(one) - position(other)); }
    allFailedTests(tests) { return tests; }
    cacheResults() {}
  };`,
  'report.cjs': `module.exports = class {
    onTestResult({ path }, { numFailingTests, testExecError, perfStats: { start, end } }) {
      const failed = numFailingTests > 0 || testExecError !== undefined;
      const line = JSON.stringify({ test: path, failed, seconds: (end - start) / 1_000 });
      require('node:fs').appendFileSync(process.env.RESULTS, line + '\\n');
    }
  };`,
};

interface Result {
  readonly test: string;
  readonly failed: boolean;
  readonly seconds: number;
}

export class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mutants-'));

  constructor(files: readonly string[]) {
    files.forEach((file) => {
      cpSync(join(ROOT, file), join(this.#folder, file), { recursive: true });
    });
    ['node_modules', 'dist'].forEach((folder) => {
      symlinkSync(join(ROOT, folder), join(this.#folder, folder));
    });
    Object.entries(OWN_FILES).forEach(([name, text]) => {
      writeFileSync(join(this.#folder, name), text);
    });
  }

  /** Runs unit tests with changes in the code; undefined when they take longer than so many seconds. */
  async test(
    changes: readonly Mutant[],
    options: readonly string[],
    environment: Readonly<Record<string, string>>,
    patience: number,
  ): Promise<readonly Result[] | undefined> {
    const output = join(this.#folder, 'results.jsonl');
    writeFileSync(output, '');
    const changed = new Set(changes.map(({ file }) => file));
    changed.forEach((file) => {
      writeFileSync(join(this.#folder, file), withChanges(file, changes));
    });
    const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'unit', '--silent'];
    const [code, signal] = (await once(
      spawn(process.execPath, [...jest, '--reporters', join(this.#folder, 'report.cjs'), ...options], {
        cwd: this.#folder,
        stdio: 'ignore',
        timeout: Math.ceil(1_000 * patience),
        killSignal: 'SIGKILL',
        env: { ...process.env, ...environment, RESULTS: output },
      }),
      'exit',
    )) as [number | null, NodeJS.Signals | null];
    changed.forEach((file) => {
      cpSync(join(ROOT, file), join(this.#folder, file));
    });
    if (signal !== null) {
      return undefined;
    }
    const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
    const results = lines.map((line) => JSON.parse(line) as Result);
    if ((code !== 0) !== results.some(({ failed }) => failed)) {
      throw new Error(`jest ended with ${code}, and reported ${lines.length} test files`);
    }
    return results.map((result) => ({ ...result, test: relative(this.#folder, result.test) }));
  }

  /** Which test files pass by each of the faults, and how long all take; none of those that fail without a fault. */
  async passingBy(faults: readonly Mutant[]): Promise<Passing> {
    const reached = join(this.#folder, 'reached.jsonl');
    const results = await this.test(
      faults.flatMap((fault, index) => markOf(fault, String(index))),
      ['--setupFiles', join(this.#folder, 'mark.cjs'), '--setupFilesAfterEnv', join(this.#folder, 'marked.cjs')],
      { REACHED: reached },
      7_200,
    );
    if (results === undefined) {
      throw new Error('tests hang without a fault');
    }
    const failed = new Set(results.filter((result) => result.failed).map(({ test }) => test));
    console.log(`left out, since they fail in a copy without a fault: ${[...failed].join(', ') || 'none'}`);
    const lines = readFileSync(reached, 'utf8').trim().split('\n');
    const marks = lines.map((line) => JSON.parse(line) as readonly [string, ...string[]]);
    return {
      tests: faults.map((_, index) =>
        marks
          .filter(([, ...names]) => names.includes(String(index)))
          .map(([test]) => relative(this.#folder, test))
          .filter((test) => !failed.has(test)),
      ),
      seconds: new Map(results.map(({ test, seconds }) => [test, seconds])),
    };
  }

  /** The first of the test files that notices a fault; undefined where none does. */
  async noticing(fault: Mutant, tests: readonly string[], seconds: number): Promise<string | undefined> {
    const results = await this.test(
      [fault],
      ['--bail', '--runInBand', '--testSequencer', join(this.#folder, 'in-order.cjs'), '--runTestsByPath', ...tests],
      { ORDER: tests.map((test) => join(this.#folder, test)).join('\n') },
      60 + PATIENCE * seconds,
    );
    return results === undefined ? 'hangs' : results.find(({ failed }) => failed)?.test;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface Passing {
  /** For each fault the test files that pass by it. */
  readonly tests: readonly (readonly string[])[];
  /** What each test file takes without a fault. */
  readonly seconds: ReadonlyMap<string, number>;
}
