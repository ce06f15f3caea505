/** Files that an earlier render wrote and that this one would not. */
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { render as renderCommand, type RenderOptions } from '../../../lib/cli/commands/render';
import { called } from '../called';
import { Workplace, type Ended } from '../command';

// On a busy machine a render takes a second, and there are several in each test.
jest.setTimeout(60_000);

let workplace: Workplace;

beforeEach(async () => {
  workplace = new Workplace();
  workplace.write('old.yaml', 'grafanaUrl: https://grafana.example\ndashboard: { uid: fleet-old }\n');
  workplace.write('new.yaml', 'grafanaUrl: https://grafana.example\ndashboard: { uid: fleet-new }\n');
  await render('old');
});

afterEach(() => {
  workplace.remove();
});

const OLD = 'out/grafana/dashboards/fleet-old.json';
const RECORD = 'out/.orchestrator-monitoring.json';
const left = (file: string, advice: string) =>
  `warning: ${file} was written by an earlier render and is not rendered any more; ${advice}\n`;

function render(name: string, options: Partial<RenderOptions> = {}): Promise<Ended> {
  return called(workplace, (output) =>
    renderCommand(
      { config: [`${name}.yaml`], out: 'out', only: ['grafana'], prometheusUrl: 'http://prometheus:9090', ...options },
      output,
    ),
  );
}

const leftOver = () => workplace.filesBelow('out').filter((path) => path.includes('fleet-old'));

const removeLeftOver = () => {
  leftOver().forEach((path) => {
    rmSync(join(workplace.folder, 'out', path));
  });
};

test('are named at every render, until they are gone', async () => {
  const first = await render('new');
  const second = await render('new');

  expect(first.code).toBe(0);
  expect(first.err).toContain(left(OLD, 'delete it, or render with --prune'));
  expect(second.err).toBe(first.err);
  removeLeftOver();
  expect((await render('new')).err).toBe('');
});

test('fail --check, which says so, until they are gone', async () => {
  await render('new');

  const { code, out, err } = await render('new', { check: true });

  expect(code).toBe(1);
  expect(out).toContain(`${OLD} is not rendered any more\n`);
  expect(err).toMatch(
    /^\d files are left over; run the same command with --prune in place of --check to delete them\n$/,
  );
  removeLeftOver();
  expect((await render('new', { check: true })).code).toBe(0);
});

test('are deleted with --prune, and those of others are not', async () => {
  workplace.write('out/grafana/dashboards/mine.json', '{}');

  const { code, out, err } = await render('new', { prune: true });

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`${OLD} deleted\n`);
  expect(leftOver()).toEqual([]);
  expect(workplace.read('out/grafana/dashboards/mine.json')).toBe('{}');
  expect((await render('new', { check: true })).code).toBe(0);
});

test('are not deleted where somebody changed them', async () => {
  workplace.write(OLD, 'mine');

  const { err } = await render('new', { prune: true });

  expect(err).toContain(left(OLD, 'it was changed since: delete it yourself if nobody needs it'));
  expect(workplace.read(OLD)).toBe('mine');
});

test('are ours in a checkout with CRLF, too', async () => {
  for (const path of workplace.filesBelow('out')) {
    workplace.write(`out/${path}`, workplace.read(`out/${path}`).replaceAll('\n', '\r\n'));
  }

  expect(await render('old', { check: true })).toMatchObject({ code: 0, err: '' });
  expect(await render('new', { prune: true })).toMatchObject({ code: 0, err: '' });
  expect(leftOver()).toEqual([]);
});

test('are those of the parts that are rendered', async () => {
  const { err } = await render('new', { only: ['prometheus'], prune: true });

  expect(err).toBe('');
  expect(leftOver()).not.toEqual([]);
  expect((await render('new')).err).toContain(OLD);
});

test('take the directories along that are empty then', async () => {
  workplace.write(
    'upstream.yaml',
    'profile: upstream\ngrafanaUrl: https://grafana.example\ndashboard: { uid: fleet-old }\n',
  );

  await render('upstream', { prune: true });

  expect(workplace.filesBelow('out').filter((path) => path.includes('alerting'))).toEqual([]);
  expect(workplace.filesBelow('out/grafana/provisioning').length).toBeGreaterThan(0);
});

test.each(['{"version":99}', '[]', 'null', '{"writtenFiles":[1]}', '{"writtenFiles":{},"grafanaRules":{"a":1}}'])(
  'cannot be told where the record is another thing, %s, and nothing is done',
  async (content) => {
    workplace.write(RECORD, content);

    for (const options of [{ prune: true }, { check: true }]) {
      expect(await render('new', options)).toEqual({
        code: 2,
        out: '',
        err: `${RECORD} is no record of this version of render; restore it from version control, or delete it and render with --force\n`,
      });
    }
    expect(workplace.read(RECORD)).toBe(content);
  },
);

test('are told from a record without rules of Grafana, as earlier builds wrote it', async () => {
  const { writtenFiles } = JSON.parse(workplace.read(RECORD)) as { writtenFiles: object };
  workplace.write(RECORD, JSON.stringify({ writtenFiles }));

  expect((await render('new', { prune: true })).out).toContain(`${OLD} deleted\n`);
});

test.each(['', '<<<<<<< HEAD\n{}\n'])('cannot be told where the record is %j, and nothing is done', async (content) => {
  workplace.write(RECORD, content);

  for (const options of [{ prune: true }, { check: true }]) {
    const { code, out, err } = await render('new', options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^out\/\.orchestrator-monitoring\.json is no JSON \(.*\); restore it from version control, or delete it and render with --force\n$/s,
    );
  }
  expect(workplace.read(RECORD)).toBe(content);
});

test('--check compares the record, too', async () => {
  workplace.write(RECORD, workplace.read(RECORD).replace('fleet-old.json', 'fleet-odd.json'));

  const { code, out } = await render('old', { check: true });

  expect(code).toBe(1);
  expect(out).toMatch(/^out\/\.orchestrator-monitoring\.json differs from line 3 on\n/);
});

test('a file that changed on both sides of a run that was killed is ours as it was and as it would have been', async () => {
  const { writtenFiles } = JSON.parse(workplace.read(RECORD)) as { writtenFiles: Record<string, string> };
  const both = Object.entries(writtenFiles).map(([path, hash]) => [path, `${hash}0123456789abcdef`]);
  workplace.write(RECORD, JSON.stringify({ writtenFiles: Object.fromEntries(both) }));
  workplace.write('old.yaml', 'grafanaUrl: https://other.example\ndashboard: { uid: fleet-old }\n');

  expect(await render('old')).toMatchObject({ code: 0, err: '' });
  expect(await render('old', { check: true })).toMatchObject({ code: 0 });
});

test.each(['../mine.txt', '/etc/hostname', 'grafana/../../mine.txt', 'grafana//x'])(
  'never lie at %s, whatever the record says',
  async (path) => {
    workplace.write('mine.txt', 'mine');
    workplace.write(RECORD, JSON.stringify({ writtenFiles: { [path]: '0000000000000000' } }));

    expect(await render('new', { prune: true })).toMatchObject({ code: 0, err: '' });
    expect(workplace.read('mine.txt')).toBe('mine');
  },
);

test('are not deleted through a link out of the directory', async () => {
  workplace.write('elsewhere/fleet-old.json', workplace.read(OLD));
  rmSync(join(workplace.folder, 'out/grafana/dashboards'), { recursive: true });
  symlinkSync('../../elsewhere', join(workplace.folder, 'out/grafana/dashboards'));

  const { code, err } = await render('new', { prune: true });

  expect(code).toBe(2);
  expect(err).toContain('outside of out');
  expect(workplace.filesBelow('elsewhere')).toEqual(['fleet-old.json']);
});
