/** `promtool test rules`, over files that are written for it and removed afterwards. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run comes to: 0 where every test passed. */
export interface TestVerdict {
  readonly status: number;
  /** Both outputs. */
  readonly output: string;
}

/** Runs the tests of a file against the rules of another, both given as texts. */
export async function promtoolTest(rules: string, tests: string): Promise<TestVerdict> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-test-'));
  try {
    writeFileSync(join(folder, 'rules.yaml'), rules);
    writeFileSync(join(folder, 'rules.test.yaml'), tests);
    return await new Promise((resolve, reject) => {
      const options = { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 } as const;
      execFile('promtool', ['test', 'rules', 'rules.test.yaml'], options, (error, stdout, stderr) => {
        const status = error === null ? 0 : error.code;
        if (typeof status === 'number') {
          resolve({ status, output: `${stdout}${stderr}` });
        } else {
          reject(error ?? new Error('promtool ended without a status'));
        }
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
