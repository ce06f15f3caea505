/** Headers that a server asks for, and what is made of its answer where they are missing. */
import { doctor, type DoctorOptions } from '../../../lib/cli/doctor/doctor';
import { run } from '../../../lib/cli/program';
import { called } from '../called';
import { Workplace } from '../command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../fake-server';

jest.setTimeout(60_000);

let workplace: Workplace;
let servers: FakeServer[];

beforeEach(() => {
  workplace = new Workplace();
  workplace.write('orchestrator-monitoring.yaml', '{}\n');
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  workplace.remove();
});

/** A store of several tenants, which refuses those who name none. */
async function multiTenant(): Promise<FakeServer> {
  const listener = answering(EMPTY_PROMETHEUS);
  const server = await serve((request, response) => {
    if (request.headers['x-scope-orgid'] === undefined) {
      response.writeHead(401).end('no org id\n');
    } else {
      listener(request, response);
    }
  });
  servers.push(server);
  return server;
}

const examine = (prometheus: string, options: Partial<DoctorOptions> = {}) =>
  called(workplace, (output) => doctor({ prometheus, timeout: 10, json: true, ...options }, output));

const codes = (out: string): readonly string[] =>
  (JSON.parse(out) as { findings: { code: string }[] }).findings.map(({ code }) => code);

test('without a tenant, the server’s words are shown, and where the header goes', async () => {
  const { url } = await multiTenant();

  const { code, out } = await examine(url);

  expect(code).toBe(3);
  expect(out).toContain(`Prometheus at ${url} answers 401 (no org id)`);
  expect(out).toContain('X-Scope-OrgID (--header)');
});

test.each([401, 403])('Grafana’s %d names the option for Grafana’s headers', async (status) => {
  const { url } = await multiTenant();
  const grafana = await serve((_request, response) => response.writeHead(status).end());
  servers.push(grafana);

  const { code, out } = await examine(url, { header: ['X-Scope-OrgID: team-a'], grafana: grafana.url });

  expect(code).toBe(3);
  expect(out).toContain('set GRAFANA_TOKEN or GRAFANA_BASIC_AUTH');
  expect(out).toContain('X-Grafana-Org-Id (--grafana-header)');
  expect(out).not.toMatch(/\s\(?--header/);
});

test('whoever was asked too much is asked again later', async () => {
  const server = await serve((_request, response) => response.writeHead(429).end('too many outstanding requests'));
  servers.push(server);

  const { code, out } = await examine(server.url);

  expect(code).toBe(3);
  expect(out).toContain(
    `Prometheus at ${server.url} answers 429 (too many outstanding requests): it was asked too much; try again later, or raise its limit`,
  );
  expect(out).not.toContain('is it its address');
});

test('--header names it', async () => {
  const server = await multiTenant();

  const { code, out } = await examine(server.url, { header: ['X-Scope-OrgID: team-a', 'X-Other:  b '] });

  expect(code).toBe(1);
  expect(codes(out)).toEqual(['no-targets', 'rules-missing']);
  expect(
    new Set(server.requests.map(({ headers }) => `${String(headers['x-scope-orgid'])},${String(headers['x-other'])}`)),
  ).toEqual(new Set(['team-a,b']));
});

test('secret ones come from the environment; those of Grafana go to Grafana alone', async () => {
  const prometheus = await multiTenant();
  const grafana = await serve(answering({ '/api/health': { database: 'ok' }, '/api/datasources': [] }));
  servers.push(grafana);

  const { code } = await workplace.run(
    ['doctor', '--prometheus', prometheus.url, '--grafana', grafana.url, '--grafana-header', 'X-Grafana-Org-Id: 7'],
    { PROMETHEUS_HEADERS: 'X-Scope-OrgID: team-a\nX-Key: letters\n' },
  );

  expect(code).toBe(1);
  const [first] = prometheus.requests;
  expect([first?.headers['x-scope-orgid'], first?.headers['x-key'], first?.headers['x-grafana-org-id']]).toEqual([
    'team-a',
    'letters',
    undefined,
  ]);
  expect([grafana.requests[0]?.headers['x-scope-orgid'], grafana.requests[0]?.headers['x-grafana-org-id']]).toEqual([
    undefined,
    '7',
  ]);
});

test.each([
  [
    ['X-Scope-OrgID'],
    'found "X-Scope-OrgID" is not a header; allowed: "Name: value", for instance "X-Scope-OrgID: team"',
  ],
  [['a b: c'], 'is not a header'],
  [['X: a\nY: b'], 'is not a header'],
  [
    ['Authorization: Bearer x'],
    'the header Authorization cannot be set; use PROMETHEUS_TOKEN or PROMETHEUS_BASIC_AUTH',
  ],
  [['Host: x'], 'the header Host cannot be set'],
])('--header %j is wrong usage', async (header, message) => {
  const { code, err } = await examine('http://127.0.0.1:1', { header });

  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('doctor takes one configuration', async () => {
  workplace.write('other.yaml', 'selector: { job: other }\n');

  const { code, err } = await examine('http://127.0.0.1:1', { config: ['orchestrator-monitoring.yaml', 'other.yaml'] });

  expect(code).toBe(2);
  expect(err).toBe('doctor examines one configuration at a time: name one with --config\n');
});

test.each([
  ['doctor', false],
  ['render', true],
])('--config may be there several times: %s: %s', async (command, isSo) => {
  const { out } = await called(workplace, (output) => run([command, '--help'], output));

  expect(/--config <file>[^(]*\([^)]*repeatable\)/.test(out)).toBe(isSo);
});
