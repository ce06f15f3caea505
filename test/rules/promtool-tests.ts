/** `promtool test rules`, over files that are written for it and removed afterwards. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A test file and the rules that it is about, both as texts. */
export interface RuleTestFiles {
  readonly rules: string;
  readonly tests: string;
}

/** What a run comes to: 0 where every test passed. */
export interface TestVerdict {
  readonly status: number;
  /** Both outputs, in the order in which they were written. */
  readonly output: string;
}

const TESTS = 'rules.test.yaml';

/** Runs the tests of a file against the rules of another, both given as texts. */
export async function promtoolTest(rules: string, tests: string): Promise<TestVerdict> {
  return withFolder((folder) => {
    place(folder, { rules, tests });
    return promtool(folder, [TESTS]);
  });
}

/** Runs several test files in one process, which saves the start of all others; the verdicts in their order. */
export async function promtoolTests(files: readonly RuleTestFiles[]): Promise<readonly TestVerdict[]> {
  if (files.length === 0) {
    return [];
  }
  const paths = files.map((_, index) => join(String(index), TESTS));
  const { output } = await withFolder((folder) => {
    files.forEach((each, index) => {
      mkdirSync(join(folder, String(index)));
      place(join(folder, String(index)), each);
    });
    return promtool(folder, paths);
  });
  // Before Prometheus 3, and since.
  const parts = output.split(/^(?:Unit Testing|Processing test file): +/m).slice(1);
  if (parts.length !== paths.length) {
    throw new Error(`promtool spoke of ${String(parts.length)} of ${String(paths.length)} files: ${output}`);
  }
  return parts.map((part, index) => {
    const [file, verdict] = part.split('\n').map((line) => line.trim());
    if (file !== paths[index] || (verdict !== 'SUCCESS' && verdict !== 'FAILED:')) {
      throw new Error(`promtool said neither that ${String(paths[index])} passed nor that it failed: ${part}`);
    }
    return { status: verdict === 'SUCCESS' ? 0 : 1, output: part };
  });
}

function place(folder: string, { rules, tests }: RuleTestFiles): void {
  writeFileSync(join(folder, 'rules.yaml'), rules);
  writeFileSync(join(folder, TESTS), tests);
}

async function withFolder<TResult>(work: (folder: string) => Promise<TResult>): Promise<TResult> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both outputs go to one file: which of them says what of a test differs, and their order counts. */
async function promtool(folder: string, paths: readonly string[]): Promise<TestVerdict> {
  const file = join(folder, 'output');
  const output = openSync(file, 'w');
  try {
    const status = await new Promise<number>((resolve, reject) => {
      const child = spawn('promtool', ['test', 'rules', ...paths], { cwd: folder, stdio: ['ignore', output, output] });
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

/** Does something with every item, as many at a time as there are processors; the results in the items' order. */
export async function inParallel<TItem, TResult>(
  items: readonly TItem[],
  work: (item: TItem) => Promise<TResult>,
): Promise<readonly TResult[]> {
  const results = new Map<number, TResult>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results.set(index, await work(items[index]!));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, cpus().length) }, worker));
  return items.map((_, index) => results.get(index)!);
}
