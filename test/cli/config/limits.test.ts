/** Files that are no configuration of anybody's, some of which would take minutes to be read: refused before that. */
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
  ['50 MB', `a: ${'x'.repeat(50_000_000)}`, 'this file is larger than 16 MB'],
  ['20,000 brackets', `a: ${'['.repeat(20_000)}`, ':1:103: this is nested deeper than 100 levels'],
  ['20,000 dashes', `${'- '.repeat(20_000)}a`, ':1:201: this is nested deeper than 100 levels'],
  ['3,000 indentations', lines(3_000, (index) => `${' '.repeat(index)}a:`), ':100:100: this is nested'],
  ['20,000 aliases', `a: &a 1\nb: [${'*a, '.repeat(20_000)}]`, ':2:4005: here is one alias more than 1000'],
  ['an error behind a line of a million characters', `a: ${'x'.repeat(1_000_000)}\nb: ]`, ':2:4: '],
  ['a key given twice', 'a: 1\nb:\n  c: 1\n  c: 2', ':4:3: '],
  ['a tag of JavaScript', 'a: !!js/function "x"', 'Unresolved tag'],
  ['a tag of anybody', 'a: !custom x', 'Unresolved tag'],
])('%s', async (_what, text, words) => {
  const path = join(folder, 'orchestrator-monitoring.yaml');
  writeFileSync(path, text);

  await expect(readConfigFile(path)).rejects.toThrow(words);
});

test('a file without an end', async () => {
  await expect(readConfigFile('/dev/zero')).rejects.toThrow('/dev/zero:1:1: this file is larger than 16 MB');
}, 5_000);
