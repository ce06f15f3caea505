/** Servers that answer 200 and `success`, but not with what Prometheus answers. */
import { PrometheusApi } from '../../../lib/cli/http/prometheus-api';
import { Workplace } from '../command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../fake-server';

jest.setTimeout(30_000);

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function apiAnswering(path: string, data: unknown): Promise<PrometheusApi> {
  server = await serve(answering({ [path]: { status: 'success', data } }));
  return new PrometheusApi({
    name: 'Prometheus',
    url: server.url,
    headers: {},
    authorities: undefined,
    timeoutMilliseconds: 10_000,
  });
}

const QUERY = '/api/v1/query';
const RANGE = '/api/v1/query_range';
const TARGETS = '/api/v1/targets';
const RULES = '/api/v1/rules';

const ASK: Readonly<Record<string, (api: PrometheusApi) => Promise<unknown>>> = {
  [QUERY]: (api) => api.query('up'),
  [RANGE]: (api) => api.queryRange('up', 60, 5),
  [TARGETS]: (api) => api.targets(),
  [RULES]: (api) => api.rules(),
};

const SAMPLE = { metric: { job: 'x' }, value: [1, '1'] };
const RANGE_OF_ONE = { metric: { job: 'x' }, values: [[1, '1']] };
const TARGET = { labels: { job: 'x' }, scrapeInterval: '15s', lastError: '', health: 'up', scrapeUrl: 'http://x' };
const ALERT = { state: 'firing', labels: {}, annotations: {} };
const RULE = { name: 'x', type: 'alerting', query: 'up', duration: 0, labels: {}, annotations: {}, alerts: [ALERT] };
const GROUP = { name: 'x', interval: 30, evaluationTime: 0.1, lastEvaluation: '', rules: [RULE] };

const rule = (change: object) => ({ groups: [{ ...GROUP, rules: [{ ...RULE, ...change }] }] });

test.each<[string, unknown, string]>([
  [QUERY, {}, 'data.result'],
  [QUERY, null, 'data'],
  [QUERY, { result: 'up' }, 'data.result'],
  [QUERY, { result: [SAMPLE, {}] }, 'data.result[1].metric'],
  [QUERY, { result: [{ ...SAMPLE, metric: { job: 1 } }] }, 'data.result[0].metric.job'],
  [QUERY, { result: [{ ...SAMPLE, value: 1 }] }, 'data.result[0].value'],
  [QUERY, { result: [{ ...SAMPLE, value: [1, {}] }] }, 'data.result[0].value'],
  [RANGE, { result: [{ ...RANGE_OF_ONE, values: [[1, '1'], null] }] }, 'data.result[0].values[1]'],
  [TARGETS, { activeTargets: [{}] }, 'data.activeTargets[0].labels'],
  [TARGETS, { activeTargets: [{ ...TARGET, scrapeInterval: 15 }] }, 'data.activeTargets[0].scrapeInterval'],
  [RULES, { groups: [{ name: 'x' }] }, 'data.groups[0].rules'],
  [RULES, { groups: [{ ...GROUP, interval: '30s' }] }, 'data.groups[0].interval'],
  [RULES, rule({ query: undefined }), 'data.groups[0].rules[0].query'],
  [RULES, rule({ labels: null }), 'data.groups[0].rules[0].labels'],
  [RULES, rule({ alerts: [{ ...ALERT, annotations: null }] }), 'data.groups[0].rules[0].alerts[0].annotations'],
])('%s answers %j', async (path, data, place) => {
  const api = await apiAnswering(path, data);

  await expect(ASK[path]?.(api)).rejects.toMatchObject({
    name: 'UnreachableError',
    message: expect.stringContaining(
      `${server?.url ?? ''} answers 200, but not as Prometheus does (${path}: ${place}: `,
    ) as string,
  });
});

test.each<[string, unknown, unknown]>([
  [QUERY, { result: [SAMPLE] }, [{ metric: { job: 'x' }, value: 1 }]],
  [QUERY, { result: [{ metric: {}, histogram: [1, {}] }] }, [{ metric: {}, value: NaN }]],
  [QUERY, { resultType: 'scalar', result: [1, '1'] }, []],
  [RANGE, { result: [RANGE_OF_ONE] }, [{ metric: { job: 'x' }, values: [1] }]],
  [TARGETS, { activeTargets: [TARGET, { labels: {} }] }, [TARGET, { labels: {} }]],
  [TARGETS, {}, undefined],
  [RULES, { groups: [GROUP] }, [GROUP]],
  [RULES, rule({ alerts: null }), rule({ alerts: null }).groups],
  [RULES, {}, undefined],
])('%s may answer %j', async (path, data, read) => {
  expect(await ASK[path]?.(await apiAnswering(path, data))).toEqual(read);
});

describe('the commands', () => {
  let workplace: Workplace;

  beforeEach(() => {
    workplace = new Workplace();
  });

  afterEach(() => {
    workplace.remove();
  });

  const ALMOST = {
    ...EMPTY_PROMETHEUS,
    [QUERY]: { status: 'success', data: { result: [SAMPLE] } },
    [TARGETS]: { status: 'success', data: { activeTargets: [{}] } },
  };

  test.each([
    [['init', '--from-prometheus'], 3],
    [['doctor', '--prometheus'], 1],
  ])('%j say so', async (args, exit) => {
    server = await serve(answering(ALMOST));

    const { code, out, err } = await workplace.run([...args, server.url]);

    expect(code).toBe(exit);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toContain('answers 200, but not as Prometheus does (/api/v1/targets: ');
  });
});
