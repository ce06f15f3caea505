/** What promtool said before is kept, and asked anew where anything differs; a program in its place counts how often it is run. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { forgetOldAnswers, testRules, type TestVerdict } from './promtool';

const FILES = { 'rules.yaml': 'groups: []', 'test.yaml': 'tests: []' };

describe('what promtool said', () => {
  const { PATH, XDG_CACHE_HOME } = process.env;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kept-answers-'));
    process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
    install('echo asked >> "$COUNT"; cat rules.yaml; exit 1');
  });

  afterEach(() => {
    Object.assign(process.env, { PATH, XDG_CACHE_HOME });
    if (XDG_CACHE_HOME === undefined) {
      delete process.env['XDG_CACHE_HOME'];
    }
    rmSync(folder, { recursive: true, force: true });
  });

  /** A promtool that does what is said where it is not asked for its version. */
  function install(script: string, version = '1'): void {
    const programs = join(folder, version);
    mkdirSync(programs, { recursive: true });
    process.env['PATH'] = `${programs}:${PATH ?? ''}`;
    const program = join(programs, 'promtool');
    const head = `#!/bin/sh\nCOUNT=${join(folder, 'count')}\nif [ "$1" = --version ]; then echo ${version}; exit; fi\n`;
    writeFileSync(program, `${head}${script}\n`);
    chmodSync(program, 0o755);
  }

  const ask = (files: Readonly<Record<string, string>> = FILES): Promise<TestVerdict> =>
    testRules(files, ['test.yaml']);

  const runs = (): number =>
    existsSync(join(folder, 'count')) ? readFileSync(join(folder, 'count'), 'utf8').split('\n').length - 1 : 0;

  const answers = (): string => join(folder, 'cache', 'pupsourcing-orchestrator-monitoring', 'promtool');

  test('is not asked for again, status and all', async () => {
    const first = await ask();

    expect(first).toEqual({ status: 1, output: 'groups: []' });
    expect(await ask()).toEqual(first);
    expect(runs()).toBe(1);
  });

  test('is asked for anew where a file, or the program, is another', async () => {
    await ask();
    await ask({ ...FILES, 'test.yaml': 'tests: [] ' });
    await ask({ ...FILES, 'more.yaml': '' });
    install('echo asked >> "$COUNT"', '2');

    expect(await ask()).toEqual({ status: 0, output: '' });
    expect(runs()).toBe(4);
  });

  test('is not kept of a run that was ended', async () => {
    install('echo asked >> "$COUNT"; kill -9 $$');

    await expect(ask()).rejects.toThrow('promtool was ended by SIGKILL');
    await expect(ask()).rejects.toThrow('promtool was ended by SIGKILL');
    expect(runs()).toBe(2);
  });

  test('is asked for anew where what was kept is broken', async () => {
    const first = await ask();
    writeFileSync(join(answers(), readdirSync(answers())[0]!), 'half of it');

    expect(await ask()).toEqual(first);
    expect(runs()).toBe(2);
  });

  test('goes when nobody has asked for it in two weeks', async () => {
    await ask();
    const old = join(answers(), readdirSync(answers())[0]!);
    const threeWeeksAgo = Date.now() / 1_000 - 21 * 86_400;
    utimesSync(old, threeWeeksAgo, threeWeeksAgo);
    await ask({ ...FILES, 'more.yaml': '' });
    forgetOldAnswers();

    expect(existsSync(old)).toBe(false);
    expect(readdirSync(answers())).toHaveLength(1);
  });

  test('is an error where there is no promtool', async () => {
    process.env['PATH'] = join(folder, 'nowhere');

    await expect(ask()).rejects.toThrow(/^promtool could not be run: /);
  });
});
