/** Secrets that are planted everywhere, and must come out nowhere. Those of Pulumi's examples are in test/pulumi/examples.test.ts. */
import { EXIT_CODES } from '../../lib/cli/exit-codes';
import { run } from '../../lib/cli/program';
import { withoutSecrets } from '../../lib/cli/http/server';
import { called } from './called';
import { Workplace, type Ended } from './command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from './fake-server';

// Dozens of commands.
jest.setTimeout(300_000);

/** No secret of anybody's: made for each test, of letters that occur nowhere else. */
const secret = (name: string): string => ['planted', name, 'Zq7xW2'].join('-');

let workplace: Workplace;
let server: FakeServer;

beforeEach(async () => {
  workplace = new Workplace();
  // A server that repeats what it was sent, as those do that help with finding mistakes, and cuts nothing off.
  server = await serve((request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ status: 'error', error: `refused: ${JSON.stringify(request.headers)} ${request.url ?? ''}` }),
    );
  });
});

afterEach(async () => {
  await server.stop();
  workplace.remove();
});

const ENVIRONMENT = {
  PROMETHEUS_BASIC_AUTH: `reader:${secret('password')}`,
  PROMETHEUS_HEADERS: `X-Key: ${secret('header')}\nX-Scope-OrgID: ${secret('tenant')}`,
  GRAFANA_TOKEN: secret('token'),
  HTTPS_PROXY: `http://proxy:${secret('proxy')}@127.0.0.1:1`,
};

const leaks = (text: string): readonly string[] =>
  [...text.matchAll(/planted-\w+|Zq7xW2/g)]
    .map(([found]) => found)
    .concat(text.includes(Buffer.from(`reader:${secret('password')}`).toString('base64')) ? ['basic'] : []);

test('no command writes one, whether it succeeds or not', async () => {
  const userInfo = `http://ann:${secret('url')}@127.0.0.1:1`;
  workplace.write('fleet.yaml', 'replicaSets: [{ name: main, workers: 3 }]\n');
  workplace.write('links.yaml', `grafanaUrl: ${userInfo}\nrunbookBaseUrl: ${userInfo}/runbook\n`);
  const to = ['--prometheus', server.url];
  const commands: readonly (readonly string[])[] = [
    ['init', '--out', 'new.yaml'],
    ['init', '--out', 'other.yaml', '--from-prometheus', server.url],
    ['init', '--out', 'other.yaml', '--from-prometheus', userInfo],
    ['check', 'fleet.yaml'],
    ['check', 'links.yaml'],
    ['check', 'links.yaml', '--format', 'json'],
    ['check', 'links.yaml', '--format', 'sarif'],
    ['render', '-c', 'fleet.yaml', '-o', 'out'],
    ['render', '-c', 'fleet.yaml', '-o', 'out', '--check'],
    ['render', '-c', 'fleet.yaml', '-o', 'out', '--prometheus-url', userInfo],
    ['render', '-c', 'fleet.yaml', '-o', 'out', '--prometheus-url', `${userInfo}/a b`],
    ['render', '-c', 'links.yaml', '-o', 'links'],
    ['doctor', '-c', 'fleet.yaml', ...to],
    ['doctor', '-c', 'fleet.yaml', ...to, '--json'],
    ['doctor', '-c', 'fleet.yaml', ...to, '--grafana', server.url],
    ['doctor', '-c', 'fleet.yaml', '--prometheus', userInfo],
    ['doctor', '-c', 'fleet.yaml', '--prometheus', `${userInfo} `],
    ['doctor', '-c', 'fleet.yaml', '--prometheus', `ftp://ann:${secret('url')}@127.0.0.1`],
  ];

  const said: readonly Ended[] = await Promise.all(commands.map((command) => workplace.run(command, ENVIRONMENT)));

  expect(
    commands.map((command, index) => [command, leaks(`${said[index]?.out ?? ''}${said[index]?.err ?? ''}`)]),
  ).toEqual(commands.map((command) => [command, []]));
  // All of them ran: what is not said was not lost to a crash.
  expect(said.filter(({ code, err }) => code === null || err.includes('    at '))).toEqual([]);
  // The server was given them, and did repeat them.
  expect(leaks(JSON.stringify(server.requests.map(({ headers }) => headers)))).toContain('basic');
  expect(said.map(({ out }) => out).join('')).toContain('***');
  const files = workplace
    .filesBelow('out')
    .map((path) => `out/${path}`)
    .concat('new.yaml');
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((path) => leaks(workplace.read(path)).length > 0)).toEqual([]);
});

test('nor what a server says of targets, rules and data sources', async () => {
  const words = `refused ${secret('token')}`;
  const rule = {
    name: 'OrchestratorNoWorkers',
    type: 'alerting',
    query: 'up{job="projection-workers"}',
    health: 'err',
  };
  const alerts = [{ state: 'firing', annotations: { description: words } }];
  const groups = [{ name: 'orchestrator_workers', rules: [{ ...rule, lastError: words, alerts }] }];
  const labels = { job: 'projection-workers', instance: 'a:1' };
  const own = await serve(
    answering({
      '/api/v1/query': { status: 'success', data: { result: [{ metric: labels, value: [1, '0'] }] } },
      '/api/v1/query_range': EMPTY_PROMETHEUS['/api/v1/query_range'],
      '/api/v1/targets': { status: 'success', data: { activeTargets: [{ labels, lastError: words }] } },
      '/api/v1/rules': { status: 'success', data: { groups } },
      '/api/health': { database: 'ok' },
      '/api/datasources': [{ uid: 'p', name: 'Metrics', type: 'prometheus' }],
      '/api/datasources/uid/p/health': { status: 'ERROR', message: words },
      '/api/dashboards/uid/pupsourcing-orchestrator': { dashboard: { title: words } },
    }),
  );

  const { out } = await workplace.run(['doctor', '--json', '--prometheus', own.url, '--grafana', own.url], ENVIRONMENT);
  await own.stop();

  expect(leaks(out)).toEqual([]);
  for (const told of ['a:1: ', 'OrchestratorNoWorkers: ', 'Metrics: ', '"lastError": "', 'title is \\"']) {
    expect(out).toContain(`${told}refused ***`);
  }
});

test.each<[string, object]>([
  ['standalone', {}],
  ['fileProvisioning', {}],
  ['sidecar', {}],
  ['kubePrometheusStack', { release: 'monitoring' }],
  ['prometheusOperator', {}],
  ['grafanaOperator', { instanceSelector: { a: 'b' } }],
  ['thanosRuler', {}],
  ['mimir', {}],
])('no file of the delivery %s holds one', async (name, options) => {
  const fleet = {
    replicaSets: [{ name: 'main', workers: 3 }],
    database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
    scrape: { authorization: { credentials: { name: 'workers', key: 'token' } } },
  };
  const datasource = { url: `http://ann:${secret('url')}@127.0.0.1` };
  workplace.write('fleet.yaml', JSON.stringify({ ...fleet, delivery: { name, ...options } }));
  workplace.write('url.yaml', JSON.stringify({ ...fleet, delivery: { name, ...options, datasource } }));

  const said = [
    await workplace.run(['render', '-c', 'fleet.yaml', '-o', 'out'], ENVIRONMENT),
    // Not all have a data source; those that have refuse it.
    await workplace.run(['render', '-c', 'url.yaml', '-o', 'out'], ENVIRONMENT),
  ];

  expect(said.map(({ code }) => code)).toEqual([0, 2]);
  expect(said.map(({ out, err }) => leaks(out + err))).toEqual([[], []]);
  const files = workplace.filesBelow('out').filter((path) => path.startsWith('kubernetes/'));
  expect(files.length).toBeGreaterThan(0);
  expect(workplace.filesBelow('out').filter((path) => leaks(workplace.read(`out/${path}`)).length > 0)).toEqual([]);
});

test.each(['cdk8s/main', 'deliveries/main', 'snapshot-testing/lib/main'])(
  'no object of examples/%s holds one',
  async (program) => {
    const printed = jest.spyOn(process, 'emitWarning').mockImplementation();

    const written = () => import(`../../examples/${program}`).then(() => EXIT_CODES.fine);
    await called(workplace, written, { ...ENVIRONMENT, CDK8S_OUTDIR: 'manifests' });

    expect(leaks(JSON.stringify(printed.mock.calls))).toEqual([]);
    const files = workplace.filesBelow('manifests');
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => leaks(workplace.read(`manifests/${path}`)).length > 0)).toEqual([]);
  },
);

test.each([
  ['user and password', `https//ann:${secret('url')}@x`, ''],
  ['a query', `http://x/?t=${secret('url')}`, 'found "http://x/?***"; '],
])('a wrong address is not repeated: %s', async (_what, address, found) => {
  const err: string[] = [];
  const code = await run(['doctor', '--prometheus', address], {
    write: () => undefined,
    writeError: (text) => err.push(text),
    colour: false,
    watched: false,
  });

  expect({ code, err: err.join('') }).toEqual({
    code: 2,
    err: `${found}allowed: an http or https URL without ? and # (see --help)\n`,
  });
});

test('our own words are never taken for one', async () => {
  const said = async (environment: NodeJS.ProcessEnv): Promise<string> =>
    (await workplace.run(['doctor', '--prometheus', 'http://127.0.0.1:1', '--json'], environment)).out;

  expect(await said({ PROMETHEUS_BASIC_AUTH: 'prom:prometheus', GRAFANA_BASIC_AUTH: 'reader:false' })).toBe(
    await said({}),
  );
});

describe('what a server said', () => {
  test.each<[string, NodeJS.ProcessEnv, string, string]>([
    ['a token', { PROMETHEUS_TOKEN: 'abcdefghijkl' }, 'Bearer abcdefghijkl, and abcdefghijkl', 'Bearer ***, and ***'],
    ['a password', { PROMETHEUS_BASIC_AUTH: 'ann:pass:word' }, 'ann pass:word', 'ann ***'],
    ['a password that is quoted', { PROMETHEUS_BASIC_AUTH: 'ann:pa"ss' }, '{"a":"pa\\"ss"}', '{"a":"***"}'],
    ['a password that is quoted twice', { GRAFANA_BASIC_AUTH: 'ann:pa\\ss' }, '{"a":"pa\\\\\\\\ss"}', '{"a":"***"}'],
    ['the value of a header', { PROMETHEUS_HEADERS: 'A: b\nX-Key:  key-one' }, 'a key-one', 'a ***'],
    ['a password with blanks, on one line', { GRAFANA_BASIC_AUTH: 'ann:pa\t ss' }, 'a pa ss', 'a ***'],
    ['two that begin alike', { PROMETHEUS_TOKEN: 'abcdefghijkl', GRAFANA_TOKEN: 'abcdefghxy' }, 'abcdefghxy', '***'],
    ['nothing that is too short', { PROMETHEUS_TOKEN: 'abc' }, 'abc', 'abc'],
    ['nothing where there is no secret', {}, 'abc', 'abc'],
    ['nothing of a file that is missing', { PROMETHEUS_TOKEN_FILE: 'missing' }, 'missing', 'missing'],
  ])('is without %s', (_what, environment, text, result) => {
    expect(withoutSecrets(text, environment)).toBe(result);
  });
});
