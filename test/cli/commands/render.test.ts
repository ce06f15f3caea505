import { readdirSync } from 'node:fs';
import { createMixin, renderFiles } from 'pupsourcing-orchestrator-monitoring';
import { DEFAULTS_NOTICE, LINKS_SUGGESTION, Workplace } from '../command';

jest.setTimeout(60_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const run = (...args: string[]) => workplace.run(args);
const write = (name: string, content: string) => workplace.write(name, content);
/** The files below a directory, without the record of what was written. */
const filesBelow = (directory: string) =>
  workplace.filesBelow(directory).filter((path) => path !== '.orchestrator-monitoring.json');

/** What `render` adds to what the renderers give by themselves. */
const ADDED = [
  'grafana/provisioning/datasources/orchestrator.yaml',
  'kubernetes/configmap-orchestrator-dashboard.yaml',
  'kubernetes/configmap-orchestrator-dashboard-provisioning.yaml',
  'kubernetes/configmap-orchestrator-rules.yaml',
  'kubernetes/configmap-orchestrator-scrape-config.yaml',
];

describe('render', () => {
  test('without a configuration writes the defaults, byte by byte what the renderers give', async () => {
    const { code, out, err } = await run('render', '--out', 'out');

    const expected = renderFiles(createMixin());
    const paths = [...expected.map(({ path }) => path), ...ADDED];
    expect({ code, err }).toEqual({ code: 0, err: DEFAULTS_NOTICE + LINKS_SUGGESTION });
    expect(out).toBe(paths.map((path) => `out/${path}\n`).join(''));
    expect(filesBelow('out')).toEqual(paths.sort());
    for (const { path, content } of expected) {
      expect(workplace.read(`out/${path}`)).toBe(content);
    }
  });

  test('writes the four files that every release has had under these names', async () => {
    await run('render', '--out', 'out', '--profile', 'upstream');

    expect(filesBelow('out')).toEqual(
      expect.arrayContaining([
        'grafana/dashboards/pupsourcing-orchestrator.json',
        'grafana/provisioning/dashboards/orchestrator.yaml',
        'prometheus/rules.yaml',
        'prometheus/scrape-config.yaml',
      ]),
    );
  });

  test('reads the props from YAML, and --profile wins over the file', async () => {
    const config = write(
      'fleet.yaml',
      'profile: hardened\nreplicaSets:\n  - { name: main, workers: { min: 2, max: 10 } }\n',
    );

    expect((await run('render', '--config', config, '--profile', 'upstream', '--out', 'out')).code).toBe(0);

    const mixin = createMixin({ profile: 'upstream', replicaSets: [{ name: 'main', workers: { min: 2, max: 10 } }] });
    const rules = renderFiles(mixin).find(({ path }) => path === 'prometheus/rules.yaml');
    expect(workplace.read('out/prometheus/rules.yaml')).toBe(rules?.content);
  });

  test('leaves files alone that it did not write, and replaces its own', async () => {
    write('out/prometheus/mine.yaml', 'mine');
    await run('render', '--out', 'out', '--profile', 'upstream');

    expect((await run('render', '--out', 'out')).code).toBe(0);

    expect(workplace.read('out/prometheus/mine.yaml')).toBe('mine');
    expect(workplace.read('out/prometheus/rules.yaml')).toContain('record:');
    expect(filesBelow('out').filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });

  test('names every mistake with its line and column, and writes nothing', async () => {
    const config = write(
      'fleet.yaml',
      'profil: hardened\nreplicaSets:\n  - name: main\n    workers: -1\n  - name: main\nscrapeInterval: 5x\n',
    );

    const { code, out, err } = await run('render', '-c', config, '-o', 'out');

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^4 problems in the monitoring configuration:\n/);
    expect(err).toContain('fleet.yaml:1:9: profil: ');
    expect(err).toContain('did you mean `profile`?');
    expect(err).toContain('fleet.yaml:4:14: replicaSets[0].workers: ');
    expect(err).toContain('fleet.yaml:5:11: replicaSets[1].name: ');
    expect(err).toContain('fleet.yaml:6:17: scrapeInterval: ');
    expect(readdirSync(workplace.folder)).toEqual(['fleet.yaml']);
  });

  test.each([
    ['a list', '- a\n', 'fleet.yaml:1:1: found a list; allowed: a mapping'],
    ['no YAML', 'a: [\n', 'fleet.yaml:2:1: '],
    ['a text', 'hello\n', 'fleet.yaml:1:1: found string; allowed: a mapping'],
  ])('refuses a configuration that is %s', async (_what, content, message) => {
    const { code, err } = await run('render', '-c', write('fleet.yaml', content), '-o', 'out');

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('takes an empty configuration file for the defaults', async () => {
    expect((await run('render', '-c', write('fleet.yaml', '# nothing yet\n'), '-o', 'out')).code).toBe(0);
  });

  test.each([
    [['render'], "required option '-o, --out <dir>' not specified"],
    [['render', '-o', 'out', '--profile', 'other'], "argument 'other' is invalid"],
    [['render', '-o', 'out', '-c', 'missing.yaml'], 'cannot read the configuration file missing.yaml'],
    [['unknown'], "unknown command 'unknown'"],
    [['render', '-o', 'taken/out'], 'taken'],
    [['render', '-o', '/proc/out'], '/proc/out'],
    [['render', '-o', '/proc/out/deeper'], '/proc/out'],
    [['render', '-o', 'out', '--only', 'prometheus,pictures'], 'Allowed: prometheus, mimir, alertmanager'],
    [
      ['render', '-o', 'out', '--prometheus-url', 'prometheus:9090'],
      'found "prometheus:9090"; allowed: an http or https URL without ? and #',
    ],
  ])('%j is wrong use: exit code 2, and says why', async (args, message) => {
    write('taken', 'a file where a directory should be made');

    const { code, err } = await run(...args);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('prints warnings without failing', async () => {
    const { code, err } = await run('render', '-o', 'out', '--profile', 'upstream');

    expect(code).toBe(0);
    expect(err.replace(DEFAULTS_NOTICE, '')).toMatch(
      /^warning: alerts\.overrides\.OrchestratorSlowCoordination\.threshold: /,
    );
  });

  test('--help teaches, and exits with 0', async () => {
    const help = (await run('render', '--help')).out;

    expect(help).toContain('replicaSets:');
    expect(help).toContain('--out <dir>');
  });

  test('--only writes the named parts and nothing else', async () => {
    expect((await run('render', '-o', 'out', '--only', 'prometheus,runbook')).code).toBe(0);

    expect([...new Set(filesBelow('out').map((path) => path.split('/')[0]))]).toEqual(['RUNBOOK.md', 'prometheus']);
  });

  test('the data source has the address that was given, and the scrape interval of the configuration', async () => {
    const config = write('fleet.yaml', 'scrapeInterval: 20s\n');

    await run(
      'render',
      '-o',
      'out',
      '-c',
      config,
      '--only',
      'grafana',
      '--prometheus-url',
      'https://metrics.example/p',
    );

    const file = workplace.read('out/grafana/provisioning/datasources/orchestrator.yaml');
    expect(file).toContain('url: https://metrics.example/p\n');
    expect(file).toContain('isDefault: false\n');
    expect(file).toContain('timeInterval: 20s\n');
  });

  test('the manifests hold what the plain files hold', async () => {
    await run('render', '-o', 'out');

    expect(workplace.read('out/kubernetes/configmap-orchestrator-rules.yaml')).toMatch(
      /^apiVersion: v1\nkind: ConfigMap\n/,
    );
    const key = '  pupsourcing-orchestrator.json: |\n';
    const [, dashboard = ''] = workplace.read('out/kubernetes/configmap-orchestrator-dashboard.yaml').split(key);
    const lines = dashboard.slice(0, dashboard.search(/\n {2}\S|\nkind: /));
    expect(`${lines.replace(/^ {4}/gm, '')}\n`).toBe(
      workplace.read('out/grafana/dashboards/pupsourcing-orchestrator.json'),
    );
  });
});

describe('render --check', () => {
  test('is content with what render wrote', async () => {
    await run('render', '-o', 'out');

    expect(await run('render', '-o', 'out', '--check')).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+ files in out are up to date\n$/),
      err: DEFAULTS_NOTICE + LINKS_SUGGESTION,
    });
  });

  test('fails on a change of one character, names the file, shows the line, and leaves it', async () => {
    await run('render', '-o', 'out', '--only', 'prometheus,grafana');
    const changed = workplace.read('out/prometheus/rules.yaml').replace(' for: 2m', ' for: 3m');
    write('out/prometheus/rules.yaml', changed);

    const { code, out, err } = await run('render', '-o', 'out', '--only', 'prometheus,grafana', '--check');

    expect(code).toBe(1);
    expect(out).toMatch(
      /^out\/prometheus\/rules\.yaml differs from line \d+ on, and was not written by render, or was changed since\n {2}- +for: 3m\n {2}\+ +for: 2m\n$/,
    );
    expect(err.replace(DEFAULTS_NOTICE + LINKS_SUGGESTION, '')).toMatch(/^1 of \d+ files differ; /);
    expect(workplace.read('out/prometheus/rules.yaml')).toBe(changed);
  });

  test('names a file that is missing, and writes none', async () => {
    const { code, out } = await run('render', '-o', 'out', '--only', 'runbook', '--check');

    expect({ code, out }).toEqual({
      code: 1,
      out: 'out/RUNBOOK.md is missing\nout/.orchestrator-monitoring.json is missing\n',
    });
    expect(readdirSync(workplace.folder)).toEqual([]);
  });

  test('a long difference is cut', async () => {
    write('out/RUNBOOK.md', 'line\n'.repeat(20));

    const { out } = await run('render', '-o', 'out', '--only', 'runbook', '--check');

    expect(out).toContain('\n  - (14 more)\n');
  });
});
