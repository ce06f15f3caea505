import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const tool = path.join(__dirname, '../../tools/readme-command.cjs');

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [tool, ...args], { encoding: 'utf8' });
}

function withReadme<T>(text: string, use: (file: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readme-'));
  try {
    const file = path.join(folder, 'README.md');
    fs.writeFileSync(file, text);
    return use(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const readme = [
  '# Title',
  '<!-- command: synth -->',
  '```sh',
  'npm ci && npm run synth',
  '```',
  'Text.',
  '<!-- command: test -->',
  '',
  '```sh',
  'npm ci',
  'npm test',
  '```',
  '',
].join('\n');

test('prints the marked block, and only that', () => {
  withReadme(readme, (file) => {
    expect(run('synth', file)).toMatchObject({ status: 0, stdout: 'npm ci && npm run synth\n' });
    expect(run('test', file)).toMatchObject({ status: 0, stdout: 'npm ci\nnpm test\n' });
  });
});

test.each([
  ['a name that is not there', 'gone', readme, 0],
  ['a mark without a block', 'test', '<!-- command: test -->\nText.\n```sh\nnpm test\n```\n', 0],
  ['a mark that is there twice', 'test', `${readme}${readme}`, 2],
])('fails on %s', (_what, name, text, count) => {
  withReadme(text, (file) => {
    expect(run(name, file)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `${file} has ${count} sh blocks marked <!-- command: ${name} -->, and should have one\n`,
    });
  });
});

test.each([
  ['synth', /\bnpm run synth\b/],
  ['test', /\bnpm test\b/],
])('the README has its %s command', (name, command) => {
  expect(run(name).stdout).toMatch(command);
});
