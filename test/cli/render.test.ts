import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createMixin, renderFiles } from 'pupsourcing-orchestrator-monitoring';

/** The built program, as a user's shell starts it. */
const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-monitoring-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return name;
}

function filesBelow(directory: string): string[] {
  return readdirSync(join(folder, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + directory.length + 2))
    .sort();
}

describe('render', () => {
  test('without a configuration writes the defaults, byte by byte what the renderers give', () => {
    const { code, out, err } = run('render', '--out', 'out');

    const expected = renderFiles(createMixin());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(expected.map(({ path }) => `out/${path}\n`).join(''));
    expect(filesBelow('out')).toEqual(expected.map(({ path }) => path).sort());
    for (const { path, content } of expected) {
      expect(readFileSync(join(folder, 'out', path), 'utf8')).toBe(content);
    }
  });

  test('writes the four files that every release has had under these names', () => {
    run('render', '--out', 'out', '--profile', 'upstream');

    expect(filesBelow('out')).toEqual(
      expect.arrayContaining([
        'grafana/dashboards/pupsourcing-orchestrator.json',
        'grafana/provisioning/dashboards/orchestrator.yaml',
        'prometheus/rules.yaml',
        'prometheus/scrape-config.yaml',
      ]),
    );
  });

  test('reads the props from YAML, and --profile wins over the file', () => {
    const config = write(
      'fleet.yaml',
      'profile: hardened\nreplicaSets:\n  - { name: main, workers: { min: 2, max: 10 } }\n',
    );

    expect(run('render', '--config', config, '--profile', 'upstream', '--out', 'out').code).toBe(0);

    const mixin = createMixin({ profile: 'upstream', replicaSets: [{ name: 'main', workers: { min: 2, max: 10 } }] });
    const rules = renderFiles(mixin).find(({ path }) => path === 'prometheus/rules.yaml');
    expect(readFileSync(join(folder, 'out/prometheus/rules.yaml'), 'utf8')).toBe(rules?.content);
  });

  test('leaves files alone that it did not write, and replaces its own', () => {
    write('out/prometheus/mine.yaml', 'mine');
    write('out/prometheus/rules.yaml', 'old');

    expect(run('render', '--out', 'out').code).toBe(0);

    expect(readFileSync(join(folder, 'out/prometheus/mine.yaml'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'out/prometheus/rules.yaml'), 'utf8')).toMatch(/^groups:\n/);
    expect(filesBelow('out').filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });

  test('names every mistake with its line and column, and writes nothing', () => {
    const config = write(
      'fleet.yaml',
      'profil: hardened\nreplicaSets:\n  - name: main\n    workers: -1\n  - name: main\nscrapeInterval: 5x\n',
    );

    const { code, out, err } = run('render', '-c', config, '-o', 'out');

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^4 problems in the monitoring configuration:\n/);
    expect(err).toContain('fleet.yaml:1:9: profil: ');
    expect(err).toContain('did you mean profile?');
    expect(err).toContain('fleet.yaml:4:14: replicaSets[0].workers: ');
    expect(err).toContain('fleet.yaml:5:11: replicaSets[1].name: ');
    expect(err).toContain('fleet.yaml:6:17: scrapeInterval: ');
    expect(readdirSync(folder)).toEqual(['fleet.yaml']);
  });

  test.each([
    ['a list', '- a\n', 'fleet.yaml:1:1: found a list; allowed is a mapping'],
    ['no YAML', 'a: [\n', 'fleet.yaml:2:1: '],
    ['a text', 'hello\n', 'fleet.yaml:1:1: found string; allowed is a mapping'],
  ])('refuses a configuration that is %s', (_what, content, message) => {
    const { code, err } = run('render', '-c', write('fleet.yaml', content), '-o', 'out');

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('takes an empty configuration file for the defaults', () => {
    expect(run('render', '-c', write('fleet.yaml', '# nothing yet\n'), '-o', 'out').code).toBe(0);
  });

  test.each([
    [['render'], "required option '-o, --out <dir>' not specified"],
    [['render', '-o', 'out', '--profile', 'other'], "argument 'other' is invalid"],
    [['render', '-o', 'out', '-c', 'missing.yaml'], 'cannot read the configuration file missing.yaml'],
    [['unknown'], "unknown command 'unknown'"],
    [['render', '-o', 'taken/out'], 'taken'],
  ])('%j is wrong use: exit code 2, and says why', (args, message) => {
    write('taken', 'a file where a directory should be made');

    const { code, err } = run(...args);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('prints warnings without failing', () => {
    const { code, err } = run('render', '-o', 'out', '--profile', 'upstream');

    expect(code).toBe(0);
    expect(err).toMatch(/^warning: alerts\.overrides\.OrchestratorSlowCoordination\.threshold: /);
  });

  test('--help teaches, and exits with 0', () => {
    const help = execFileSync(process.execPath, [MAIN, 'render', '--help'], { encoding: 'utf8' });

    expect(help).toContain('replicaSets:');
    expect(help).toContain('--out <dir>');
  });
});
