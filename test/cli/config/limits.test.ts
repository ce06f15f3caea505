/** Files that would take the parser minutes, or its stack: refused at once, in a sentence of ours. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFile } from '../../../lib/cli/config/config-file';

const folder = mkdtempSync(join(tmpdir(), 'limits-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

test.each<[string, string, string]>([
  ['100,000 keys', lines(100_000, (index) => `k${String(index)}: 1`), 'more than 20000 entries'],
  ['50,000 anchors', `a:\n${lines(50_000, (index) => `  - &a${String(index)} x`)}`, 'more than 1000 anchors'],
  ['200,000 aliases', `a: &a x\nb:\n${lines(200_000, () => '  - *a')}`, 'more than 20000 aliases'],
  ['a list of 1.3 million', `a:\n${lines(1_300_000, () => '- 1')}`, 'more than 20000 entries'],
  ['such a list between brackets', `a: [${'1,'.repeat(1_300_000)}]`, 'more than 20000 entries'],
  ['50 MB', `a: ${'x'.repeat(50_000_000)}`, 'this file is larger than 16 MB'],
  ['20,000 brackets', `a: ${'['.repeat(20_000)}`, 'more than 100 levels'],
  ['20,000 dashes', `${'- '.repeat(20_000)}a`, 'more than 100 levels'],
  ['20,000 question marks', `${'? '.repeat(20_000)}a`, 'more than 100 levels'],
  ['3,000 indentations', lines(3_000, (index) => `${' '.repeat(index)}a:`), 'more than 100 levels'],
  ['a key given twice', 'a: 1\nb:\n  c: 1\n  c: 2', ':4:3: '],
  ['a tag of JavaScript', 'a: !!js/function "x"', 'Unresolved tag'],
  ['a tag of anybody', 'a: !custom x', 'Unresolved tag'],
])('%s', async (_what, text, words) => {
  const path = join(folder, 'orchestrator-monitoring.yaml');
  writeFileSync(path, text);
  const start = process.hrtime.bigint();

  await expect(readConfigFile(path)).rejects.toThrow(words);
  expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(3);
});

test('a file without an end', async () => {
  await expect(readConfigFile('/dev/zero')).rejects.toThrow('/dev/zero: this file is larger than 16 MB');
}, 5_000);
