/** The doctor before servers that do not answer as Prometheus and Grafana do. */
import { Workplace } from '../command';
import { toText } from '../../../lib/cli/doctor/report';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../fake-server';

jest.setTimeout(30_000);

let workplace: Workplace;
let servers: FakeServer[];

beforeEach(() => {
  workplace = new Workplace();
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  workplace.remove();
});

async function fake(...args: Parameters<typeof serve>): Promise<FakeServer> {
  const server = await serve(...args);
  servers.push(server);
  return server;
}

interface Finding {
  readonly code: string;
  readonly evidence: readonly string[];
}

/** Runs the doctor and gives its exit code and findings. */
async function examine(
  prometheus: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | null; readonly findings: readonly Finding[]; readonly err: string }> {
  const { code, out, err } = await workplace.run(
    ['doctor', '--json', '--prometheus', prometheus, ...args],
    environment,
  );
  const { findings } = (out === '' ? { findings: [] } : JSON.parse(out)) as { findings: readonly Finding[] };
  return { code, findings, err };
}

const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

describe('doctor, before a Prometheus that gives no answer of use,', () => {
  test('says that nobody listens', async () => {
    const { code, findings } = await examine('http://127.0.0.1:1');

    expect({ code, codes: codes(findings) }).toEqual({ code: 3, codes: ['prometheus-unreachable'] });
    expect(findings[0]?.evidence).toEqual([
      'Prometheus at http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
    ]);
  });

  test('says so once, and asks once, although it has questions about the database, too', async () => {
    const { url, requests } = await fake((_request, response) => {
      response.statusCode = 503;
      response.end();
    });
    workplace.write(
      'orchestrator-monitoring.yaml',
      'replicaSets: [{ name: main, workers: 3 }]\ndatabase: { exporter: postgres_exporter, selector: { job: database } }\n',
    );

    const { code, findings } = await examine(url);

    expect({ code, codes: codes(findings) }).toEqual({ code: 3, codes: ['prometheus-unreachable'] });
    expect(requests.map(({ url: asked }) => asked)).toEqual([expect.stringMatching(/^\/api\/v1\/query\?/)]);
  });

  test('says the same in words, and not that all is well', async () => {
    const { code, out } = await workplace.start(['doctor', '--prometheus', 'http://127.0.0.1:1']);

    expect(code).toBe(3);
    expect(out).toMatch(/^error prometheus-unreachable\n {2}Prometheus could not be asked\n/);
    expect(out).toMatch(/\n1 error, 0 warnings, 0 notes\n$/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('names the variables where credentials are missing', async () => {
    const { url } = await fake((_request, response) => {
      response.statusCode = 401;
      response.end('Unauthorized');
    });

    const { code, findings } = await examine(url);

    expect(code).toBe(3);
    expect(findings[0]?.evidence[0]).toBe(
      `Prometheus at ${url} answers 401 (Unauthorized): it wants credentials, and none were given; set PROMETHEUS_TOKEN or PROMETHEUS_BASIC_AUTH (user:password), or the same with _FILE, or a header that it asks for, such as X-Scope-OrgID (--header)`,
    );
  });

  test('tells wrong credentials from missing ones, and does not repeat them', async () => {
    const { url } = await fake((_request, response) => {
      response.statusCode = 403;
      response.end();
    });

    const { code, findings } = await examine(url, [], { PROMETHEUS_TOKEN: 'secret-word' });

    expect(code).toBe(3);
    expect(findings[0]?.evidence[0]).toContain('those that were given were not accepted');
    expect(JSON.stringify(findings)).not.toContain('secret-word');
  });

  test('does not wait for ever', async () => {
    const { url } = await fake(() => undefined);

    const { code, findings } = await examine(url, ['--timeout', '0.3']);

    expect(code).toBe(3);
    expect(findings[0]?.evidence).toEqual([`Prometheus at ${url} does not answer within 0.3 s`]);
  });

  test('nor for an answer that trickles', async () => {
    const { url } = await fake((_request, response) => {
      response.write('{');
    });

    const { code, findings } = await examine(url, ['--timeout', '0.5']);

    expect(code).toBe(3);
    expect(findings[0]?.evidence).toEqual([`Prometheus at ${url} does not answer within 0.5 s`]);
  });

  test('asks nothing more where two questions were left unanswered', async () => {
    const asked: string[] = [];
    const answers = answering(EMPTY_PROMETHEUS);
    const { url } = await fake((request, response) => {
      asked.push(request.url ?? '');
      if (asked.length === 1) {
        answers(request, response);
      }
    });

    const { code, findings } = await examine(url, ['--timeout', '0.3']);

    expect({ code, asked: asked.length, codes: codes(findings) }).toEqual({
      code: 1,
      asked: 3,
      codes: ['no-targets', 'prometheus-withheld'],
    });
    expect(findings[1]?.evidence[2]).toMatch(/: it was not asked: Prometheus left the 2 questions before unanswered$/);
  });

  test.each([
    ['a page', '<html>Welcome to nginx</html>', 'but not as Prometheus does ("<html>Welcome to nginx</html>")'],
    ['other JSON', '{"hello":1}', 'but not as Prometheus does'],
    ['nothing', '', 'but not as Prometheus does (nothing)'],
    ['an error', '{"status":"error","error":"overloaded"}', 'refuses /api/v1/query: overloaded'],
  ])('knows %s for no answer of Prometheus’s', async (_what, body, words) => {
    const { url } = await fake((_request, response) => response.end(body));

    const { code, findings } = await examine(url);

    expect(code).toBe(3);
    expect(findings[0]?.evidence[0]).toContain(words);
  });

  test('says that a result is of another shape, instead of taking it for none', async () => {
    const { url } = await fake(
      answering({
        ...EMPTY_PROMETHEUS,
        '/api/v1/query': { status: 'success', data: { result: [7, { metric: 'x' }] } },
      }),
    );

    const { code, findings } = await examine(url);

    expect({ code, codes: codes(findings) }).toEqual({ code: 3, codes: ['prometheus-unreachable'] });
    expect(findings[0]?.evidence[0]).toContain('(/api/v1/query: data.result[0]: found 7; allowed: an object)');
  });

  test('tells that an empty Prometheus scrapes no workers', async () => {
    const { url } = await fake(answering(EMPTY_PROMETHEUS));

    const { code, findings } = await examine(url);

    expect({ code, codes: codes(findings) }).toEqual({ code: 1, codes: ['no-targets', 'rules-missing'] });
  });

  test('gets along without targets and rules, as those have none that only store', async () => {
    const { '/api/v1/query': query, '/api/v1/query_range': range } = EMPTY_PROMETHEUS;
    const { url } = await fake(answering({ '/p/api/v1/query': query, '/p/api/v1/query_range': range }));

    const { code, findings } = await examine(`${url}/p/`);

    expect({ code, codes: codes(findings) }).toEqual({ code: 1, codes: ['no-targets', 'no-rule-api'] });
  });

  test('sees that the clocks differ', async () => {
    const listener = answering(EMPTY_PROMETHEUS);
    const { url } = await fake((request, response) => {
      response.setHeader('date', new Date(Date.now() + 600_000).toUTCString());
      listener(request, response);
    });

    const { findings } = await examine(url);

    const skew = findings.find(({ code }) => code === 'clock-skew');
    expect(skew?.evidence[0]).toMatch(/^Prometheus is (599|600) s ahead$/);
  });
});

describe('credentials', () => {
  test('are sent: a token from a file, a user and password from the environment', async () => {
    const prometheus = await fake(answering(EMPTY_PROMETHEUS));
    const grafana = await fake(answering({ '/api/health': {}, '/api/datasources': [] }));
    workplace.write('token', 'abc\n');

    await examine(prometheus.url, ['--grafana', grafana.url], {
      PROMETHEUS_TOKEN_FILE: 'token',
      GRAFANA_BASIC_AUTH: 'ann:pass',
    });

    expect(new Set(prometheus.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer abc']));
    expect(new Set(grafana.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Basic ${Buffer.from('ann:pass').toString('base64')}`]),
    );
  });

  test('stay behind where a redirect leads to another host, and come along on the same', async () => {
    const other = await fake(answering(EMPTY_PROMETHEUS));
    const first = await fake(({ url = '' }, response) => {
      const target = url.startsWith('/moved') ? `${other.url}${url.slice(6)}` : `/moved${url}`;
      response.writeHead(302, { location: target }).end();
    });

    const { code, findings } = await examine(first.url, [], { PROMETHEUS_TOKEN: 'abc' });

    expect(code).toBe(3);
    expect(findings[0]?.evidence).toEqual([expect.stringContaining(`redirects to ${other.url}, which credentials`)]);
    expect(new Set(first.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer abc']));
    expect(other.requests).toEqual([]);
  });

  test('a circle of redirects ends', async () => {
    const { url } = await fake((_request, response) => response.writeHead(302, { location: '/' }).end());

    const { code, findings } = await examine(url);

    expect(code).toBe(3);
    expect(findings[0]?.evidence).toEqual([`Prometheus at ${url} redirects in circles`]);
  });

  test('have no place in the address', async () => {
    const { code, err } = await examine('http://ann:pass@127.0.0.1:1');

    expect(code).toBe(2);
    expect(err).toContain('PROMETHEUS_BASIC_AUTH');
    expect(err).not.toContain('pass@');
  });

  test('from a file that is missing are wrong use', async () => {
    const { code, err } = await examine('http://127.0.0.1:1', [], { PROMETHEUS_TOKEN_FILE: 'missing' });

    expect(code).toBe(2);
    expect(err).toContain('cannot read missing');
  });
});

test('a terminal acts upon nothing that a server says', () => {
  const finding = {
    severity: 'error',
    code: 'unknown',
    what: 'Found \u001b[31mred',
    evidence: ['instance="a\u202eb"\nand \u0007'],
    fix: 'C:\\d \u009b',
  } as const;
  const output = { write: () => undefined, writeError: () => undefined, colour: false, watched: false };

  expect(toText([finding], undefined, output)).toBe(
    'error unknown\n  Found \\u001b[31mred\n  - instance="a\\u202eb" and \\u0007\n  fix: C:\\d \\u009b\n\n1 error, 0 warnings, 0 notes\n',
  );
});
