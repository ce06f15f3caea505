/** The doctor before a Prometheus that refuses some of its questions. */
import { doctor } from '../../../lib/cli/doctor/doctor';
import { called } from '../called';
import { Workplace } from '../command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../fake-server';

jest.setTimeout(60_000);

let workplace: Workplace;
let server: FakeServer;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(async () => {
  await server.stop();
  workplace.remove();
});

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly evidence: readonly string[];
  readonly fix: string;
}

/** What a server refuses with; undefined for what it answers. */
type Refuse = (url: URL) => { readonly status: number; readonly body: string } | undefined;

/** Runs the doctor before an empty Prometheus that refuses some of what it is asked. */
async function examine(refuse: Refuse, configuration = '{}') {
  workplace.write('orchestrator-monitoring.yaml', `${configuration}\n`);
  const fallback = answering(EMPTY_PROMETHEUS);
  server = await serve((request, response) => {
    const refusal = refuse(new URL(request.url ?? '', 'http://x'));
    if (refusal === undefined) {
      fallback(request, response);
    } else {
      response.writeHead(refusal.status).end(refusal.body);
    }
  });
  const { code, out } = await called(workplace, (output) =>
    doctor({ prometheus: server.url, timeout: 10, json: true }, output),
  );
  const { findings } = JSON.parse(out) as { findings: readonly Finding[] };
  return { code, findings };
}

const PANEL = `extend:
  panels:
    - name: product
      title: Product
      description: Workers by their state.
      unit: workers
      queries: [{ expression: 'pupsourcing_orchestrator_active_workers{$workers} * on (replica_set) pupsourcing_orchestrator_worker_state{$workers}', legend: '{{replica_set}}' }]
`;

test.each([
  [422, 'execution', 'found duplicate series for the match group {replica_set="main"}'],
  [503, 'timeout', 'query timed out in expression evaluation'],
])(
  'a panel whose query is refused with %i is a finding, and the rest is looked at',
  async (status, errorType, error) => {
    const { code, findings } = await examine(
      (url) =>
        (url.searchParams.get('query') ?? '').includes('* on (replica_set)')
          ? { status, body: JSON.stringify({ status: 'error', errorType, error }) }
          : undefined,
      PANEL,
    );

    expect({ code, codes: findings.map((finding) => finding.code) }).toEqual({
      code: 1,
      codes: ['no-targets', 'rules-missing', 'panels-refused'],
    });
    expect(findings[2]).toMatchObject({
      severity: 'error',
      evidence: [
        expect.stringMatching(/^Product: pupsourcing_orchestrator_active_workers\{job=.* on \(replica_set\) /),
      ],
      fix: expect.stringContaining('correct the expression') as string,
    });
    expect(findings[2]?.evidence[0]).toContain(error);
  },
);

test('panels that are refused for one reason are named together, without the expressions that nobody here wrote', async () => {
  const error = 'found duplicate series for the match group {replica_set="main"}';
  const { findings } = await examine((url) =>
    (url.searchParams.get('query') ?? '').includes('job:orchestrator_replica_sets_known:6h')
      ? { status: 422, body: JSON.stringify({ status: 'error', errorType: 'execution', error }) }
      : undefined,
  );

  expect(findings.find(({ code }) => code === 'panels-refused')?.evidence).toEqual([
    `State of Replica Sets; Replica Sets; Replica Sets in Trouble; Replica Sets, Worst First: Prometheus at ${server.url} refuses /api/v1/query: ${error}`,
  ]);
});

test.each([
  [429, 'it was asked too much'],
  [504, 'answers 504'],
])('whoever answers a panel with %i is not asked for the others', async (status, words) => {
  let isPanel = false;
  const { findings } = await examine(({ searchParams }) => {
    const refusal = isPanel ? { status, body: '' } : undefined;
    isPanel ||= (searchParams.get('query') ?? '').startsWith('group by (__name__) (');
    return refusal;
  });

  expect(findings.map((finding) => finding.code)).toEqual(['no-targets', 'rules-missing', 'prometheus-withheld']);
  expect(findings[2]?.evidence).toEqual([expect.stringMatching(`^what panels ask: .*${words}`)]);
  const asked = server.requests.map(({ url }) => url?.includes('group+by+%28__name__%29+%28'));
  expect(asked.length - asked.lastIndexOf(true)).toBe(2);
});

test.each([
  [403, 'Forbidden', ['/api/v1/rules', '/api/v1/targets'], 'warning'],
  [500, '<html>oops</html>', ['/api/v1/rules', '/api/v1/targets'], 'warning'],
  [403, '', ['/api/v1/status/buildinfo'], 'note'],
  [403, '', ['/api/v1/status/runtimeinfo'], 'note'],
])(
  'what %i (%s) of a proxy keeps back, %j, is named, and the rest is looked at',
  async (status, body, paths, severity) => {
    const { code, findings } = await examine((url) => (paths.includes(url.pathname) ? { status, body } : undefined));

    const rules = paths.includes('/api/v1/rules') ? [] : ['rules-missing'];
    expect(code).toBe(1);
    expect(findings.map((finding) => finding.code).sort()).toEqual(['no-targets', 'prometheus-withheld', ...rules]);
    const finding = findings.find((one) => one.code === 'prometheus-withheld');
    expect(finding?.severity).toBe(severity);
    expect([...(finding?.evidence ?? [])].sort()).toEqual(
      paths.map((path) => expect.stringMatching(`\\(${path}\\): .* answers ${String(status)}\\b`) as string),
    );
  },
);

test.each([
  ['the metrics of the workers', 'group by (__name__, job'],
  ['the labels of the workers', 'pupsourcing_orchestrator_workers_registered_total{'],
  ['metrics of workers that the selector does not match', 'group by (job'],
  ['series that rules record or read', 'group by (__name__) ('],
])('%s are not taken for missing where the question has no answer', async (what, beginning) => {
  const up = { status: 'success', data: { result: [{ metric: { job: 'pw', instance: 'a:1' }, value: [1, '1'] }] } };
  const { code, findings } = await examine(({ searchParams }) => {
    const query = searchParams.get('query') ?? '';
    const isUp = /^up\{[^}]*\}$/.test(query);
    return query.startsWith(beginning)
      ? { status: 504, body: '' }
      : isUp
        ? { status: 200, body: JSON.stringify(up) }
        : undefined;
  }, 'replicaSets: [{ name: main }]');

  const isOfMetrics = what === 'the metrics of the workers';
  const isOfJobs = what.startsWith('metrics of');
  expect(code).toBe(1);
  expect(findings.map((finding) => finding.code).sort()).toEqual([
    ...(isOfMetrics ? [] : ['no-metrics']),
    'prometheus-withheld',
    ...(isOfMetrics || isOfJobs ? [] : ['replica-set-missing']),
    'rules-missing',
  ]);
  expect(findings.find((one) => one.code === 'prometheus-withheld')?.evidence).toEqual([
    `${what}: Prometheus at ${server.url} answers 504`,
  ]);
});

test('where Grafana evaluates the alerts, and is not asked, a note says so', async () => {
  const { findings } = await examine(
    () => undefined,
    'alerts: { evaluatedBy: grafana, grafana: { datasourceUid: x } }',
  );

  expect(findings).toContainEqual(
    expect.objectContaining({ severity: 'note', code: 'grafana-not-asked', evidence: ['--grafana is not given'] }),
  );
});

test('an answer without end is none', async () => {
  const body = JSON.stringify({ status: 'success', data: { activeTargets: [], more: 'x'.repeat(33 * 1_048_576) } });
  const { findings } = await examine(({ pathname }) =>
    pathname === '/api/v1/targets' ? { status: 200, body } : undefined,
  );

  expect(findings.map((finding) => finding.code)).toEqual(['no-targets', 'rules-missing', 'prometheus-withheld']);
});

test('where nothing may be asked, that is all there is to say', async () => {
  const { code, findings } = await examine(() => ({ status: 403, body: '' }));

  expect({ code, codes: findings.map((finding) => finding.code) }).toEqual({
    code: 3,
    codes: ['prometheus-unreachable'],
  });
});
