/**
 * `promtool test rules`, and what it said before: the same program says the same of the same files, so that only what has changed since the
 * last run has to be played. Half a second of a processor for each of some two thousand plays makes most of a run's time.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What a run comes to: 0 where every test passed. */
export interface TestVerdict {
  readonly status: number;
  /** Both outputs, in the order in which they were written. */
  readonly output: string;
}

/** Where answers are kept, for all clones of the project. Removing it loses nothing but time. */
const answers = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pupsourcing-orchestrator-monitoring', 'promtool');

/** How long an answer is kept that nobody asks for, in milliseconds. */
const KEPT = 14 * 24 * 3_600_000;

/**
 * Runs test files in a folder that is written for it and removed afterwards.
 *
 * @param files - contents, keyed by paths in the folder
 * @param tests - which of them to run, all in one process, which saves the start of all others
 * @throws Error when promtool could not be run, or was ended
 */
export async function testRules(
  files: Readonly<Record<string, string>>,
  tests: readonly string[],
): Promise<TestVerdict> {
  const asked = JSON.stringify([version(), files, tests]);
  const answer = join(answers(), `${createHash('sha256').update(asked).digest('hex')}.gz`);
  return kept(answer) ?? keep(answer, await run(files, tests));
}

/** promtool with its revision and the Go that built it, by the path on which it was found. */
const versions = new Map<string | undefined, string>();

function version(): string {
  const path = process.env['PATH'];
  const known = versions.get(path);
  if (known !== undefined) {
    return known;
  }
  const { stdout, stderr, error } = spawnSync('promtool', ['--version'], { encoding: 'utf8', env: process.env });
  if (error !== undefined) {
    throw new Error(`promtool could not be run: ${error.message}`, { cause: error });
  }
  versions.set(path, stdout + stderr);
  return stdout + stderr;
}

function kept(answer: string): TestVerdict | undefined {
  try {
    const verdict = JSON.parse(gunzipSync(readFileSync(answer)).toString('utf8')) as TestVerdict;
    utimesSync(answer, new Date(), new Date());
    return verdict;
  } catch {
    // There is none, or it is broken.
    return undefined;
  }
}

let isTidy = false;

/** Whole or not at all, whoever else asks at the same time; a machine without room for it does without. */
function keep(answer: string, verdict: TestVerdict): TestVerdict {
  try {
    mkdirSync(answers(), { recursive: true });
    if (!isTidy) {
      isTidy = true;
      forgetOldAnswers();
    }
    const unfinished = `${answer}.${process.pid}`;
    writeFileSync(unfinished, gzipSync(JSON.stringify(verdict)));
    renameSync(unfinished, answer);
  } catch (error) {
    process.stderr.write(`promtool's answer was not kept: ${String(error)}\n`);
  }
  return verdict;
}

/** Removes answers that nobody has asked for of late. */
export function forgetOldAnswers(): void {
  const now = Date.now();
  for (const file of readdirSync(answers()).map((name) => join(answers(), name))) {
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) < now - KEPT) {
      rmSync(file, { force: true });
    }
  }
}

async function run(files: Readonly<Record<string, string>>, tests: readonly string[]): Promise<TestVerdict> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-test-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await promtool(folder, tests);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both outputs go to one file: which of them says what of a test differs, and their order counts. */
async function promtool(folder: string, tests: readonly string[]): Promise<TestVerdict> {
  const file = join(folder, 'output');
  const output = openSync(file, 'w');
  try {
    const status = await new Promise<number>((resolve, reject) => {
      const child = spawn('promtool', ['test', 'rules', ...tests], {
        cwd: folder,
        stdio: ['ignore', output, output],
        // Each lives for a second: less collecting of garbage, a seventh less time.
        env: { ...process.env, GOGC: '400' },
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === null) {
          reject(new Error(`promtool was ended by ${String(signal)}`));
        } else {
          resolve(code);
        }
      });
    });
    return { status, output: readFileSync(file, 'utf8') };
  } finally {
    closeSync(output);
  }
}
