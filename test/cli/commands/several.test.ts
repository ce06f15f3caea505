/** Which configurations a command takes: the one in the folder, the defaults, or several together. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { check as checkCommand } from '../../../lib/cli/commands/check';
import { render as renderCommand, type RenderOptions } from '../../../lib/cli/commands/render';
import { called } from '../called';
import { DEFAULTS_NOTICE, LINKS_SUGGESTION, Workplace, type Ended } from '../command';

// On a busy machine a render takes seconds.
jest.setTimeout(120_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const check = (...config: readonly string[]): Promise<Ended> =>
  called(workplace, (output) => checkCommand({ config, format: 'text' }, output));
const renderWith = (options: Partial<RenderOptions>, ...config: readonly string[]): Promise<Ended> =>
  called(workplace, (output) =>
    renderCommand(
      { config, out: 'out', only: ['prometheus'], prometheusUrl: 'http://prometheus:9090', ...options },
      output,
    ),
  );
const render = (...config: readonly string[]): Promise<Ended> => renderWith({}, ...config);

test('a configuration in the folder is read without being named', async () => {
  workplace.write('orchestrator-monitoring.yaml', 'evaluationInterval: 1m\nscrapeIntervall: 5s\n');

  const { code, out, err } = await check();

  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('orchestrator-monitoring.yaml:2:18: error: scrapeIntervall');
  workplace.write('orchestrator-monitoring.yaml', 'evaluationInterval: 1m\n');
  expect((await render()).err).toBe(LINKS_SUGGESTION.replace('info: ', 'info: orchestrator-monitoring.yaml:1:1: '));
  expect(workplace.read('out/prometheus/rules.yaml')).toContain('interval: 1m\n');
});

test('without one, the defaults are used, and that is said', async () => {
  expect(await check()).toEqual({
    code: 0,
    out: expect.stringMatching(/^info: grafanaUrl\n[^]*No problems found\n$/) as string,
    err: DEFAULTS_NOTICE,
  });
  expect((await render()).err).toBe(DEFAULTS_NOTICE + LINKS_SUGGESTION);
});

describe('several', () => {
  const fleet = (name: string, set: string, job: string): string =>
    workplace.write(
      `${name}.yaml`,
      `selector: { job: ${job} }\nreplicaSets: [{ name: ${set}, workers: 2 }]\ndashboard: { uid: ${name} }\nruleNamespace: ${name}\n`,
    );

  test('are checked by themselves and against each other', async () => {
    const files = [fleet('eu', 'orders', 'workers'), fleet('us', 'orders', 'workers')];
    workplace.write('broken.yaml', 'profil: hardened\n');

    const { code, out } = await check(...files, 'broken.yaml');

    expect(code).toBe(1);
    expect(out).toContain('broken.yaml:1:9: error: profil\n');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'us.yaml:2:14: warning: replicaSets found orders, which eu.yaml lists too',
    );
  });

  test('of one Grafana, which asks a data source for each: their notifications are to tell them apart', async () => {
    const told = async (alerts: string) => {
      const files = ['eu', 'us'].map((region) =>
        workplace.write(
          `${region}.yaml`,
          `replicaSets: [{ name: orders, workers: 3 }]\ndashboard: { uid: ${region} }\n` +
            `alerts: { evaluatedBy: grafana, grafana: { datasourceUid: ${region} }, ${alerts.replace('REGION', region)} }\n`,
        ),
      );
      return (await render(...files)).err.split('\n').filter((line) => line.startsWith('warning: us.yaml'));
    };

    expect(await told('labels: { cluster: REGION }')).toEqual([]);
    expect(await told('enabled: true')).toEqual([
      'warning: us.yaml:3:9: alerts.labels: found no label that distinguishes its alerts from those of the other fleet, as in eu.yaml; notifications would not say whose alert it is, and in one Alertmanager equal alerts of both would be one; give both a label of one name in alerts.labels, for instance cluster',
    ]);
  });

  test('are rendered into a folder each, and what meets is said', async () => {
    const { code, out, err } = await render(fleet('eu', 'orders', 'workers'), fleet('us', 'orders', 'workers'));

    expect(code).toBe(0);
    expect(out).toContain('out/eu/prometheus/rules.yaml\n');
    expect(out).toContain('out/us/prometheus/rules.yaml\n');
    expect(err).toContain('warning: us.yaml:2:14: replicaSets: found orders, which eu.yaml lists too');
  });

  test.each([
    ['the same file twice', ['eu.yaml', 'eu.yaml'], 'eu.yaml is named twice'],
    ['the same file in two spellings', ['eu.yaml', './eu.yaml'], './eu.yaml is named twice'],
    [
      'two of one name',
      ['eu.yaml', 'a/eu.yaml'],
      'a/eu.yaml would be rendered into out/eu, which is no folder of its own; rename the file',
    ],
    [
      'one above the others',
      ['eu.yaml', '...yaml'],
      '...yaml would be rendered into ., which is no folder of its own; rename the file: its name',
    ],
    [
      'one that is called as a part of a single one',
      ['eu.yaml', 'grafana.yaml'],
      'grafana.yaml would be rendered into out/grafana, which is no folder of its own; rename the file: its name',
    ],
    [
      'one around the others',
      ['eu.yaml', '..yaml'],
      '..yaml would be rendered into out, which is no folder of its own; rename the file: its name',
    ],
  ])('but not %s', async (_what, files, message) => {
    fleet('eu', 'orders', 'workers');
    files.slice(1).forEach((file) => workplace.write(file, 'dashboard: { uid: us }\nruleNamespace: us\n'));
    const before = workplace.filesBelow('.');

    const { code, err } = await render(...files);

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(workplace.filesBelow('.')).toEqual(before);
  });

  test('leave over what those rendered that are gone', async () => {
    const [eu, us] = [fleet('eu', 'orders', 'eu'), fleet('us', 'billing', 'us')];
    const rulesBelow = () => workplace.filesBelow('out').filter((path) => path.endsWith('/rules.yaml'));
    await render(eu);

    const moved =
      'warning: out held files of a single configuration; those of several have a folder each (out/eu, out/us): have Prometheus and Grafana read them there';

    const { err } = await render(eu, us);
    expect(err).toContain(moved);
    expect(err).toContain('warning: out/prometheus/rules.yaml was written by an earlier render');
    expect(await renderWith({ prune: true }, eu, us)).toMatchObject({
      out: expect.stringContaining('out/prometheus/rules.yaml deleted\n') as string,
      err: expect.stringContaining(moved) as string,
    });
    expect((await render(eu, us)).err).not.toContain(moved);
    expect(await renderWith({ check: true }, eu)).toMatchObject({
      code: 1,
      out: expect.stringContaining('out/us/prometheus/rules.yaml is not rendered any more\n') as string,
    });
    expect((await renderWith({ prune: true, only: ['runbook'] }, us)).code).toBe(0);
    expect(rulesBelow()).toEqual(['eu/prometheus/rules.yaml', 'us/prometheus/rules.yaml']);
  });

  test('stay in their folders, down to the last of them', async () => {
    const [eu, us] = [fleet('eu', 'orders', 'eu'), fleet('us', 'billing', 'us')];
    await render(eu, us);
    const files = workplace.filesBelow('out/eu');
    const before = workplace.read('out/eu/prometheus/rules.yaml');

    const { out, err } = await renderWith({ prune: true }, eu);

    expect(err).not.toContain('single configuration');
    expect(out).toContain('out/us/prometheus/rules.yaml deleted\n');
    expect(workplace.filesBelow('out').filter((path) => !path.startsWith('.'))).toEqual(
      files.map((path) => `eu/${path}`),
    );
    expect(workplace.read('out/eu/prometheus/rules.yaml')).toBe(before);
    expect(await renderWith({ check: true }, eu)).toMatchObject({ code: 0 });
    // One that was never there is alone.
    expect((await render(us)).out).toContain('out/prometheus/rules.yaml\n');
  });

  test('a configuration that is called as a part is none that had a folder', async () => {
    fleet('prometheus', 'orders', 'eu');
    await render('prometheus.yaml');

    expect((await render('prometheus.yaml')).out).toContain('out/prometheus/rules.yaml\n');
    expect(await renderWith({ check: true }, 'prometheus.yaml')).toMatchObject({ code: 0 });
  });

  test('are all written, or none', async () => {
    mkdirSync(join(workplace.folder, 'out/us'), { recursive: true });
    symlinkSync('../..', join(workplace.folder, 'out/us/prometheus'));

    const { code, out, err } = await render(fleet('eu', 'orders', 'eu'), fleet('us', 'billing', 'us'));

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('outside of out');
    expect(workplace.filesBelow('out')).toEqual([]);
  });

  test('scrape jobs of one name are told where Prometheus reads them from files', async () => {
    const shared = (name: string, more = ''): string =>
      workplace.write(
        `${name}.yaml`,
        `selector: { job: workers, namespace: ${name} }\ndashboard: { uid: ${name} }\nscrape: { namespaces: [${name}] }\n${more}`,
      );
    const told =
      'b.yaml:3:9: warning: scrape.jobName found "workers" with other settings, as in a.yaml; Prometheus refuses';
    const words = async (more?: string): Promise<string> =>
      (await check(shared('a', more), shared('b', more))).out.replace(/\s+/g, ' ');

    expect(await words()).toContain(told);
    expect(await words('delivery: file-provisioning\n')).toContain(told);
    expect(await words('delivery: { name: prometheus-operator, scraping: additionalScrapeConfigs }\n')).toContain(told);
    expect(await words('delivery: { name: kube-prometheus-stack, release: x }\n')).toContain('No problems found');
  });

  test('one after the other into one folder: what the second replaces is said', async () => {
    const dashboards = (file: string): Promise<Ended> =>
      called(workplace, (output) =>
        renderCommand(
          { config: [file], out: 'out', only: ['grafana'], prometheusUrl: 'http://prometheus:9090' },
          output,
        ),
      );
    const [eu, us] = [fleet('eu', 'orders', 'eu'), fleet('us', 'orders', 'us')];

    expect((await dashboards(eu)).err).not.toContain('warning:');
    expect((await dashboards(us)).err).toContain(
      "warning: out holds dashboards of another dashboard.uid; if they are another fleet's, render each fleet into a folder of its own (--out)",
    );
  });

  test('that evaluate in one Grafana, with a Prometheus each: their files can lie in one folder', async () => {
    const evaluated = (name: string): string =>
      workplace.write(
        `${name}.yaml`,
        `selector: { job: ${name} }\ndashboard: { uid: ${name} }\nalerts: { evaluatedBy: grafana, grafana: { datasourceUid: prom-${name} } }\n`,
      );
    await called(workplace, (output) =>
      renderCommand(
        { config: ['eu', 'us'].map(evaluated), out: 'out', only: ['grafana'], prometheusUrl: 'http://prometheus:9090' },
        output,
      ),
    );
    const of = (name: string) => workplace.filesBelow(`out/${name}/grafana`).filter((path) => !path.startsWith('.'));
    const shared = of('eu').filter((path) => of('us').includes(path));

    expect(shared).toEqual(['provisioning/dashboards/orchestrator.yaml']);
    expect(workplace.read(`out/eu/grafana/${shared[0] ?? ''}`)).toBe(
      workplace.read(`out/us/grafana/${shared[0] ?? ''}`),
    );
    // Grafana knows data sources by their names, too.
    expect(workplace.read('out/eu/grafana/provisioning/datasources/orchestrator-prom-eu.yaml')).toContain(
      'name: Prometheus (prom-eu)\n',
    );
  });
});
