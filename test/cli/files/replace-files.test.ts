/** What is in the way of files, what cannot be written, and what is left when the process is killed. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DEFAULTS_NOTICE, LINKS_SUGGESTION, Workplace } from '../command';
import { pause } from '../../real/server-process';
import { requireTool } from '../../real/tools';

jest.setTimeout(60_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const NOT_OURS =
  'out/prometheus/rules.yaml was not written by render, or was changed since; move it, or replace it with --force';
const locks = () =>
  existsSync(join(workplace.folder, 'out'))
    ? readdirSync(join(workplace.folder, 'out')).filter((name) => name.startsWith('.orchestrator-monitoring.lock-'))
    : [];
const makeDirectory = (path: string) => mkdirSync(join(workplace.folder, path), { recursive: true });
/** All that render says, and not which configuration it takes. */
const renderPrometheus = async (...flags: readonly string[]) => {
  const { code, out, err } = await workplace.run(['render', '-o', 'out', '--only', 'prometheus', ...flags]);
  return { code, out, err: err.replace(DEFAULTS_NOTICE + LINKS_SUGGESTION, '') };
};

test.each([[[]], [['--check']]])(
  'render %j names every directory at the place of a file, and replaces nothing',
  async (flags) => {
    makeDirectory('out/mimir/rules.yaml');
    makeDirectory('out/RUNBOOK.md');
    workplace.write('out/prometheus/rules.yaml', 'old');

    const command = ['render', '-o', 'out', '--only', 'prometheus,runbook,mimir'];
    const { code, out, err } = await workplace.run([...command, ...flags]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(
      err
        .replace(DEFAULTS_NOTICE + LINKS_SUGGESTION, '')
        .split('\n')
        .sort(),
    ).toEqual([
      '',
      'out/RUNBOOK.md is a directory; a file belongs there',
      'out/mimir/rules.yaml is a directory; a file belongs there',
      ...(flags.length > 0 ? [] : [NOT_OURS]),
    ]);
    expect(workplace.read('out/prometheus/rules.yaml')).toBe('old');
    expect(workplace.filesBelow('out')).toEqual(['prometheus/rules.yaml']);
  },
);

test('render names a directory at the place of the file of Grafana’s alerts', async () => {
  makeDirectory('out/grafana/provisioning/alerting/orchestrator.yaml');
  workplace.write('fleet.yaml', 'alerts: { evaluatedBy: grafana }\ngrafanaUrl: https://grafana.example\n');

  expect(await workplace.run(['render', '-c', 'fleet.yaml', '-o', 'out', '--only', 'grafana'])).toEqual({
    code: 2,
    out: '',
    err: 'out/grafana/provisioning/alerting/orchestrator.yaml is a directory; a file belongs there\n',
  });
});

test.each([[[]], [['--check']]])(
  'render %j leaves a link at the place of a file, and what it leads to',
  async (flags) => {
    workplace.write('mine.yaml', 'mine');
    makeDirectory('out/prometheus');
    symlinkSync('../../mine.yaml', join(workplace.folder, 'out/prometheus/rules.yaml'));

    expect(await renderPrometheus(...flags)).toEqual({
      code: 2,
      out: '',
      err: 'out/prometheus/rules.yaml is a symbolic link; a file belongs there\n',
    });
    expect(workplace.read('mine.yaml')).toBe('mine');
  },
);

test('render does not follow a link out of its directory', async () => {
  makeDirectory('elsewhere');
  makeDirectory('out');
  symlinkSync('../elsewhere', join(workplace.folder, 'out/prometheus'));

  const { code, err } = await renderPrometheus();

  expect(code).toBe(2);
  expect(err).toMatch(/^out\/prometheus leads to \S+\/elsewhere, outside of out: nothing is written there\n$/);
  expect(workplace.filesBelow('elsewhere')).toEqual([]);
});

test('but into a directory that is a link itself', async () => {
  makeDirectory('elsewhere');
  symlinkSync('elsewhere', join(workplace.folder, 'out'));

  expect((await renderPrometheus()).code).toBe(0);
  expect(workplace.filesBelow('elsewhere')).toContain('prometheus/rules.yaml');
});

requireTool('mkfifo')('a named pipe', () => {
  test.each([[[]], [['--check']]])('keeps render %j from waiting for its writer', async (flags) => {
    makeDirectory('out/prometheus');
    spawnSync('mkfifo', [join(workplace.folder, 'out/prometheus/rules.yaml')]);

    expect(await renderPrometheus(...flags)).toEqual({
      code: 2,
      out: '',
      err: 'out/prometheus/rules.yaml is no plain file; a file belongs there\n',
    });
  });
});

test('what cannot be written is said in one line, and no file is replaced', async () => {
  workplace.write('out/grafana', 'a file where a directory belongs');
  workplace.write('out/prometheus/rules.yaml', 'old');

  const { code, out, err } = await workplace.run(['render', '-o', 'out', '--only', 'prometheus,grafana', '--force']);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.replace(DEFAULTS_NOTICE + LINKS_SUGGESTION, '')).toMatch(
    /^cannot write into out: E(NOTDIR|EXIST): [^\n]*\n$/,
  );
  expect(workplace.read('out/prometheus/rules.yaml')).toBe('old');
  expect(workplace.filesBelow('out')).toEqual(['grafana', 'prometheus/rules.yaml']);
});

test.each([['.'], ['grafana']])('a link to itself is said to be unreadable: %s', async (path) => {
  const own = path === '.' ? 'out' : `out/${path}`;
  makeDirectory(join(own, '..'));
  symlinkSync(own.replace(/.*\//, ''), join(workplace.folder, own));

  for (const command of [
    ['render', '-o', 'out'],
    ['render', '-o', 'out', '--check'],
    ['init', '-o', `${own}/a.yaml`],
  ]) {
    const { code, out, err } = await workplace.run(command);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^cannot read out\/[^\n]*: ELOOP: [^\n]*\n$/m);
  }
});

test('init --force names a directory, too', async () => {
  makeDirectory('fleet');

  expect(await workplace.run(['init', '-o', 'fleet', '--force'])).toEqual({
    code: 2,
    out: '',
    err: 'fleet is a directory; a file belongs there\n',
  });
});

test.each(['render', 'init'])('%s refuses an empty --out', async (command) => {
  const { code, out, err } = await workplace.run([command, '-o', '']);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(
    /^error: option '-o, --out <\w+>' argument '' is invalid\. Allowed: any text but the empty one\.\n/,
  );
  expect(workplace.filesBelow('.')).toEqual([]);
});

test.each(['render', 'init'])('%s does not take - for a name', async (command) => {
  const { code, out, err } = await workplace.run([command, '-o', '-']);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(
    /^error: option '-o, --out <\w+>' argument '-' is invalid\. Allowed: the name of a file or a directory; standard input and output have none here\.\n/,
  );
  expect(workplace.filesBelow('.')).toEqual([]);
});

/** How many renders are killed at least: `KILLS=200 npx jest test/cli/files/replace-files --selectProjects unit`. */
const KILLS = Number(process.env['KILLS'] ?? 4);

describe('a render that is killed', () => {
  /** Renders one configuration and the other, again and again, and says when it has rendered both. */
  const RENDERING = `
    const { run } = require(${JSON.stringify(join(__dirname, '../../../dist/cli/program.js'))});
    const output = { write: () => undefined, writeError: () => undefined, colour: false, watched: false };
    (async () => {
      for (;;) {
        for (const name of ['a', 'b']) {
          await run(['render', '-c', name + '.yaml', '-o', 'out', '--prune'], output);
        }
        process.stdout.write('.');
      }
    })();`;

  const tree = (directory: string) =>
    Object.fromEntries(workplace.filesBelow(directory).map((path) => [path, workplace.read(`${directory}/${path}`)]));

  test(
    'at whatever moment leaves each file whole, the old one or the new one, and none is lost; the next run cleans up',
    async () => {
      // Some files are in both, others in one alone.
      workplace.write('a.yaml', 'replicaSets: [{ name: a, workers: 3 }]\n');
      workplace.write('b.yaml', 'replicaSets: [{ name: b, workers: 3 }]\ndashboard: { uid: other }\n');
      for (const name of ['a', 'b']) {
        expect((await workplace.run(['render', '-c', `${name}.yaml`, '-o', name])).code).toBe(0);
      }
      const [a, b] = [tree('a'), tree('b')];
      const both = Object.keys(a).filter((path) => b[path] !== undefined);
      const torn: string[] = [];
      const lost: string[] = [];
      const unfinished = new Set<string>();
      // One at least in the midst of it, which a busy machine may miss.
      for (let round = 0; round < KILLS || unfinished.size === 0; round += 1) {
        const child = spawn(process.execPath, ['-e', RENDERING], { cwd: workplace.folder });
        await new Promise((resolve) => child.stdout.once('data', resolve));
        // From the moment when it begins to write, for as long as it writes, and a little longer.
        while (locks().length === 0) {
          await pause(1);
        }
        await pause(round % 25);
        child.kill('SIGKILL');
        await new Promise((resolve) => child.once('close', resolve));
        const left = tree('out');
        const ours = Object.keys(left).filter((path) => a[path] !== undefined || b[path] !== undefined);
        torn.push(...ours.filter((path) => !path.startsWith('.orch') && ![a[path], b[path]].includes(left[path])));
        lost.push(...both.filter((path) => left[path] === undefined));
        Object.keys(left)
          .filter((path) => !ours.includes(path))
          .forEach((path) => unfinished.add(path));

        expect(await workplace.run(['render', '-c', 'a.yaml', '-o', 'out', '--prune'])).toMatchObject({ code: 0 });
        expect(tree('out')).toEqual(a);
      }
      expect({ torn, lost }).toEqual({ torn: [], lost: [] });
    },
    60_000 + KILLS * 10_000,
  );

  test('leaves a lock of a process that is gone, which the next run removes', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    workplace.write(`out/.orchestrator-monitoring.lock-${String(pid)}-0-${hostname()}`, '');

    expect((await renderPrometheus()).code).toBe(0);
    expect(locks()).toEqual([]);
  });

  test('on another machine leaves one that is abandoned after a minute', async () => {
    const lock = workplace.write('out/.orchestrator-monitoring.lock-1-0-else-where', '');
    const before = await renderPrometheus();
    const old = new Date(Date.now() - 120_000);
    utimesSync(join(workplace.folder, lock), old, old);

    expect(before).toEqual({
      code: 2,
      out: '',
      err: `another run is writing into out; if there is none, it was killed: delete ${lock}, or try again in a minute\n`,
    });
    expect((await renderPrometheus()).code).toBe(0);
    expect(locks()).toEqual([]);
  });
});

test('two renders at once end one after the other, and nothing of them is mixed', async () => {
  workplace.write('a.yaml', 'evaluationInterval: 30s\ngrafanaUrl: https://grafana.example\n');
  workplace.write('b.yaml', 'evaluationInterval: 1m\ngrafanaUrl: https://grafana.example\n');
  for (const name of ['a', 'b']) {
    await workplace.run(['render', '-c', `${name}.yaml`, '-o', name, '--only', 'prometheus,mimir,runbook']);
  }

  const ended = await Promise.all(
    ['a', 'b', 'a', 'b'].map((name) =>
      workplace.start(['render', '-c', `${name}.yaml`, '-o', 'out', '--only', 'prometheus,mimir,runbook']),
    ),
  );

  const tree = (directory: string) =>
    workplace.filesBelow(directory).map((path) => workplace.read(`${directory}/${path}`));
  expect(ended.map(({ code, err }) => [code, err])).toEqual(Array(4).fill([0, '']));
  expect([tree('a'), tree('b')]).toContainEqual(tree('out'));
});

describe('a file of the user’s', () => {
  const path = 'out/prometheus/rules.yaml';
  const render = async (...flags: readonly string[]) => {
    const { code, err } = await renderPrometheus(...flags);
    return { code, err };
  };
  const refused = { code: 2, err: `${NOT_OURS}\n` };
  const fine = { code: 0, err: '' };

  test('is not replaced by the first render, unless it is forced', async () => {
    workplace.write(path, 'mine');

    expect(await render()).toEqual(refused);
    expect(workplace.filesBelow('out')).toEqual(['prometheus/rules.yaml']);
    expect(workplace.read(path)).toBe('mine');
    expect(await render('--force')).toEqual(fine);
    expect(workplace.read(path)).toMatch(/^groups:\n/);
    expect((await render('--force', '--check')).code).toBe(2);
  });

  test('is one of ours that was edited, and no longer when it is as it was, whatever its line ends', async () => {
    await render();
    const ours = workplace.read(path);
    workplace.write(path, `${ours}# mine\n`);

    expect(await render()).toEqual(refused);
    expect((await render('--check')).code).toBe(1);
    workplace.write(path, ours.replaceAll('\n', '\r\n'));
    expect((await render('--profile', 'upstream')).code).toBe(0);
  });

  test('is none where the record is missing and it holds what would be written', async () => {
    await render();
    const record = workplace.read('out/.orchestrator-monitoring.json');
    rmSync(join(workplace.folder, 'out/.orchestrator-monitoring.json'));

    expect((await render('--check')).code).toBe(1);
    expect(await render()).toEqual(fine);
    expect(workplace.read('out/.orchestrator-monitoring.json')).toBe(record);
  });
});

test('temporary files of others are nobody’s business', async () => {
  makeDirectory('out/prometheus');
  writeFileSync(join(workplace.folder, 'out/prometheus/.rules.yaml.swp'), 'mine');

  await renderPrometheus();

  expect(readdirSync(join(workplace.folder, 'out/prometheus'))).toContain('.rules.yaml.swp');
  expect(readFileSync(join(workplace.folder, 'out/prometheus/.rules.yaml.swp'), 'utf8')).toBe('mine');
});
