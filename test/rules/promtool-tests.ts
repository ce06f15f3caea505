/** Generated tests, run by the real promtool. */
import { cpus } from 'node:os';

import { testRules, type TestVerdict } from '../scenarios/promtool';

/** A test file and the rules that it is about, both as texts. */
export interface RuleTestFiles {
  readonly rules: string;
  readonly tests: string;
}

const TESTS = 'rules.test.yaml';

/** Runs the tests of a file against the rules of another, both given as texts. */
export async function promtoolTest(rules: string, tests: string): Promise<TestVerdict> {
  return testRules({ 'rules.yaml': rules, [TESTS]: tests }, [TESTS]);
}

/** Runs several test files in one process, which saves the start of all others; the verdicts in their order. */
export async function promtoolTests(files: readonly RuleTestFiles[]): Promise<readonly TestVerdict[]> {
  if (files.length === 0) {
    return [];
  }
  const contents = files.flatMap(({ rules, tests }, index) => [
    [`${index}/rules.yaml`, rules],
    [`${index}/${TESTS}`, tests],
  ]);
  const paths = files.map((_, index) => `${index}/${TESTS}`);
  const { output } = await testRules(Object.fromEntries(contents) as Record<string, string>, paths);
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
