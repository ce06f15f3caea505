/** What the doctor makes of a Grafana. */
import type { RequestListener } from 'node:http';
import { parse } from 'yaml';
import { Workplace } from '../../command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../../fake-server';

jest.setTimeout(30_000);

let workplace: Workplace;
let prometheus: FakeServer;

beforeEach(async () => {
  workplace = new Workplace();
  prometheus = await serve(answering(EMPTY_PROMETHEUS));
  await workplace.run(['render', '-o', 'out', '--only', 'grafana']);
});

afterEach(async () => {
  await prometheus.stop();
  workplace.remove();
});

const UID = 'pupsourcing-orchestrator';

interface DashboardJson {
  readonly panels: { title: string; targets?: { expr: string }[]; panels?: unknown[] }[];
}

const rendered = (name: string): DashboardJson =>
  JSON.parse(workplace.read(`out/grafana/dashboards/${name}`)) as DashboardJson;

/** A Grafana in which all is well. */
function healthy(): Record<string, unknown> {
  const dashboards = workplace.filesBelow('out/grafana/dashboards').map((name): [string, unknown] => [
    `/api/dashboards/uid/${name.replace('.json', '')}`,
    // Grafana writes fields of its own.
    { meta: { version: 4 }, dashboard: { ...rendered(name), id: 17, version: 4, iteration: 1 } },
  ]);
  return {
    '/api/health': { database: 'ok' },
    '/api/datasources': [{ uid: 'p1', name: 'Metrics', type: 'prometheus' }],
    '/api/datasources/uid/p1/health': { status: 'OK' },
    ...Object.fromEntries(dashboards),
  };
}

/** Codes and evidence of the findings about Grafana. */
const examine = (answers: Record<string, unknown>) => examineServer(answering(answers));

async function examineServer(listener: RequestListener): Promise<{ code: number | null; findings: string[][] }> {
  const grafana = await serve(listener);
  try {
    const { code, out } = await workplace.run([
      ...['doctor', '--json', '--prometheus', prometheus.url],
      ...['--grafana', grafana.url],
    ]);
    const { findings } = JSON.parse(out) as { findings: { code: string; evidence: string[] }[] };
    return {
      code,
      findings: findings
        .filter((found) => found.code.startsWith('grafana'))
        .map((found) => [found.code, ...found.evidence]),
    };
  } finally {
    await grafana.stop();
  }
}

describe('doctor --grafana', () => {
  test('has nothing to say where all is well', async () => {
    expect((await examine(healthy())).findings).toEqual([]);
  });

  test('misses the data source', async () => {
    const { findings } = await examine({
      ...healthy(),
      '/api/datasources': [{ uid: 'l', name: 'Logs', type: 'loki' }],
    });

    expect(findings).toEqual([['grafana-no-datasource', 'data sources of other types: 1']]);
  });

  test.each(['grafana-amazonprometheus-datasource', 'grafana-azureprometheus-datasource'])(
    'takes %s for Prometheus, and asks for its health',
    async (type) => {
      const answers = { ...healthy(), '/api/datasources': [{ uid: 'p1', name: 'Managed', type }] };
      const gone = { '/api/datasources/uid/p1/health': { status: 'ERROR', message: 'no credentials' } };

      expect((await examine(answers)).findings).toEqual([]);
      expect((await examine({ ...answers, ...gone })).findings).toEqual([
        ['grafana-datasource', 'Managed: no credentials'],
      ]);
    },
  );

  test('says why the data source does not answer', async () => {
    const { findings } = await examine({
      ...healthy(),
      '/api/datasources/uid/p1/health': { status: 'ERROR', message: 'connection refused' },
    });

    expect(findings).toEqual([['grafana-datasource', 'Metrics: connection refused']]);
  });

  test.each([
    ['alerts: { evaluatedBy: grafana, grafana: { datasourceUid: p1 } }', 'p2', []],
    ['alerts: { evaluatedBy: grafana, grafana: { datasourceUid: p2 } }', 'p2', [['grafana-datasource', 'p2: gone']]],
    ['alerts: { evaluatedBy: prometheus }', 'p2', []],
  ])('with %s, a data source %s that is dead comes to %j', async (description, dead, expected) => {
    workplace.write('orchestrator-monitoring.yaml', `${description}\n`);

    const { findings } = await examine({
      ...healthy(),
      '/api/datasources': ['p1', 'p2'].map((uid) => ({ uid, name: uid, type: 'prometheus' })),
      [`/api/datasources/uid/${dead}/health`]: { status: 'ERROR', message: 'gone' },
    });

    expect(findings.filter(([code]) => code === 'grafana-datasource')).toEqual(expected);
  });

  test('takes a data source whose health nobody tells for broken, and says the rest', async () => {
    const names = ['p1', 'p2'].map((uid) => ({ uid, name: uid, type: 'prometheus' }));
    const healthOf = (uid: string) => `/api/datasources/uid/${uid}/health`;
    const listener = answering({
      ...healthy(),
      '/api/datasources': names,
      [healthOf('p2')]: { status: 'ERROR', message: 'refused' },
    });

    const { findings } = await examineServer((request, response) => {
      if (request.url === healthOf('p1')) {
        response.destroy();
      } else {
        listener(request, response);
      }
    });

    expect(findings).toEqual([
      ['grafana-datasource', expect.stringMatching(/^p1: Grafana at .* cannot be reached/), 'p2: refused'],
    ]);
  });

  test('misses the data sources of the alerts, where Grafana evaluates them', async () => {
    workplace.write(
      'orchestrator-monitoring.yaml',
      'alerts: { evaluatedBy: grafana, grafana: { datasourceUid: p1, targetDatasourceUid: gone } }\n',
    );

    const { code, findings } = await examine(healthy());

    expect(code).toBe(1);
    expect(findings).toContainEqual([
      'grafana-alerts-datasource',
      'alerts.grafana.targetDatasourceUid is gone: Grafana has p1 (Metrics)',
    ]);
    expect(JSON.stringify(findings)).not.toContain('.datasourceUid');
  });

  const RULES = '/api/v1/provisioning/alert-rules';

  /** What Grafana answers once it has read the file, in which a lone `$` would stand for a variable of its environment. */
  async function rulesOfFile(): Promise<Record<string, unknown>[]> {
    await workplace.run(['render', '-o', 'out', '--only', 'grafana']);
    const file = parse(workplace.read('out/grafana/provisioning/alerting/orchestrator.yaml')) as {
      groups: { name: string; rules: Record<string, unknown>[] }[];
    };
    return file.groups.flatMap(({ name, rules }) =>
      rules.map(({ dashboardUid: _uid, panelId: _panel, ...rule }, index) => ({
        ...rule,
        // What its API calls otherwise.
        keepFiringFor: undefined,
        keep_firing_for: rule['keepFiringFor'] ?? '0s',
        missing_series_evals_to_resolve: undefined,
        missingSeriesEvalsToResolve: rule['missing_series_evals_to_resolve'],
        id: index,
        ruleGroup: name,
        folderUID: 'f',
        provenance: 'file',
      })),
    );
  }

  describe('where Grafana evaluates the alerts', () => {
    beforeEach(() => {
      workplace.write(
        'orchestrator-monitoring.yaml',
        [
          'alerts: { evaluatedBy: grafana, grafana: { datasourceUid: p1 }, annotations: { cost: "${HOME} ${{ $value }}" } }',
          'replicaSets: [{ name: orders, workers: 3 }]\n',
        ].join('\n'),
      );
    });

    const ofRules = async (answer: unknown): Promise<string[][]> =>
      (await examine({ ...healthy(), [RULES]: answer })).findings.filter(([code]) => code?.startsWith('grafana-rules'));

    test('its rules are those that are rendered', async () => {
      expect(await ofRules(await rulesOfFile())).toEqual([]);
    });

    test('they may have the uids and groups that a Pulumi stack gives them', async () => {
      const ofStack = (await rulesOfFile()).map((rule, index) => ({
        ...rule,
        uid: `of-stack-${String(index)}`,
        ruleGroup: 'shop',
      }));

      expect(await ofRules(ofStack)).toEqual([]);
    });

    test('it has none of them', async () => {
      const [[code, evidence] = []] = await ofRules([]);

      expect(code).toBe('grafana-rules-missing');
      expect(evidence).toMatch(/^expected \d+ rules, in pupsourcing-orchestrator-/);
    });

    test('it lacks one, has one that was changed and one that is no longer rendered', async () => {
      const [first, second, ...others] = await rulesOfFile();
      const kept = { ...second, for: '7m', isPaused: true, keep_firing_for: '9h' };
      const former = { ...first, uid: 'former', title: 'OrchestratorNoWorkers (threshold=2)' };

      expect(await ofRules([kept, former, ...others])).toEqual([
        [
          'grafana-rules-drifted',
          `${String(first?.['title'])} is not in Grafana`,
          `${String(second?.['title'])}: for is "7m"`,
          `${String(second?.['title'])}: keep_firing_for is "9h"`,
          `${String(second?.['title'])}: isPaused is true`,
          `OrchestratorNoWorkers (threshold=2) (former, group ${String(first?.['ruleGroup'])}) is in Grafana, but not rendered`,
        ],
      ]);
    });

    test('it does not let them be seen', async () => {
      const { findings } = await examine(healthy());

      expect(findings).toContainEqual(['grafana-rules-withheld', `${RULES} answers 404`]);
    });

    test.each([
      [403, ['grafana-rules-withheld', `${RULES} answers 403`]],
      [429, ['grafana-withheld', expect.stringContaining('it was asked too much')]],
      [500, ['grafana-withheld', expect.stringMatching(/^the alert rules: .* answers 500 \(database is locked\)$/)]],
    ])('it answers %i', async (status, finding) => {
      const listener = answering(healthy());
      const { findings } = await examineServer((request, response) => {
        if (request.url === RULES) {
          response.writeHead(status).end('database is locked');
        } else {
          listener(request, response);
        }
      });

      expect(findings).toContainEqual(finding);
    });
  });

  test('where Prometheus evaluates them, Grafana has none of them', async () => {
    const others = [{ uid: 'x', title: 'DiskFull', ruleGroup: 'disks' }];
    const [first] = parse(workplace.read('out/grafana/provisioning/alerting/orchestrator.yaml')).deleteRules as {
      uid: string;
    }[];
    const ours = { uid: first?.uid, title: 'OrchestratorNoWorkers', ruleGroup: 'shop-workers' };

    expect((await examine({ ...healthy(), [RULES]: others })).findings).toEqual([]);
    expect((await examine({ ...healthy(), [RULES]: [...others, ours] })).findings).toEqual([
      ['grafana-alerts-twice', 'OrchestratorNoWorkers (group shop-workers)'],
    ]);
  });

  const BOARD = `/api/dashboards/uid/${UID}`;
  test.each<[string, Record<string, unknown>]>([
    ['/api/health', { '/api/health': undefined }],
    ['/api/health', { '/api/health': [] }],
    ['/api/health', { '/api/health': { status: 'UP' } }],
    ['/api/datasources', { '/api/datasources': undefined }],
    ['/api/datasources', { '/api/datasources': {} }],
    ['/api/datasources', { '/api/datasources': ['x'] }],
    [BOARD, { [BOARD]: [] }],
    [BOARD, { [BOARD]: {} }],
  ])('takes no other server for one: %s of %j', async (path, change) => {
    const { code, findings } = await examine({ ...healthy(), ...change });

    // What answers nothing at all is not asked again; otherwise the rest is looked at.
    const [exit, finding] = path === '/api/health' ? [3, 'grafana-unreachable'] : [1, 'grafana-withheld'];
    expect({ code, findings }).toEqual({ code: exit, findings: [[finding, expect.stringMatching(/\bhttp:/)]] });
    expect(findings[0]?.[1]).toContain(` does not answer ${path} as Grafana does: is it its address, with its path?`);
  });

  test('misses the dashboard', async () => {
    const { [`/api/dashboards/uid/${UID}`]: _gone, ...others } = healthy();

    expect((await examine(others)).findings).toEqual([
      ['grafana-dashboard-missing', `/api/dashboards/uid/${UID} does not exist`],
    ]);
  });

  test('names what was changed in the dashboard', async () => {
    const changed = rendered(`${UID}.json`);
    changed.panels[0]!.title = 'Mine';

    const { findings } = await examine({ ...healthy(), [`/api/dashboards/uid/${UID}`]: { dashboard: changed } });

    expect(findings).toEqual([['grafana-dashboard-drifted', 'panels[0].title is "Mine"']]);
  });

  test('cannot reach one that wants credentials', async () => {
    const grafana = await serve((_request, response) => response.writeHead(401).end());

    const { code, out } = await workplace.run([
      ...['doctor', '--json', '--prometheus', prometheus.url],
      ...['--grafana', grafana.url],
    ]);
    await grafana.stop();

    const { findings } = JSON.parse(out) as { findings: { code: string }[] };
    expect(code).toBe(3);
    // What Prometheus says is said nevertheless.
    expect(findings.map((found) => found.code)).toEqual(['grafana-unreachable', 'no-targets', 'rules-missing']);
  });
});
