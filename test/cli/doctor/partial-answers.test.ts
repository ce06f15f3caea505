/** Answers that Prometheus itself calls doubtful, as Thanos does where one of its stores is down. */
import { doctor } from '../../../lib/cli/doctor/doctor';
import { called } from '../called';
import { Workplace } from '../command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../fake-server';

jest.setTimeout(60_000);

let workplace: Workplace;
let server: FakeServer;

beforeEach(() => {
  workplace = new Workplace();
  workplace.write('orchestrator-monitoring.yaml', '{}\n');
});

afterEach(async () => {
  await server.stop();
  workplace.remove();
});

const WORKER = { metric: { job: 'workers', instance: 'a:1', replica_set: 'main' }, value: [1, '1'] };

/** Runs the doctor before a server whose answers to queries say more than their data. */
async function examine(more: object) {
  server = await serve(
    answering({ ...EMPTY_PROMETHEUS, '/api/v1/query': { ...EMPTY_PROMETHEUS['/api/v1/query'], ...more } }),
  );
  const { out } = await called(workplace, (output) =>
    doctor({ prometheus: server.url, timeout: 10, json: true }, output),
  );
  const { findings } = JSON.parse(out) as { findings: Record<string, unknown>[] };
  return findings.filter(({ code }) => String(code).startsWith('prometheus-'));
}

test('doctor reports warnings once, however many answers have them', async () => {
  expect(await examine({ warnings: ['store x is down\u001b[2J', 'store y is down'] })).toEqual([
    {
      severity: 'warning',
      code: 'prometheus-warnings',
      what: 'Prometheus answers in part, or with warnings: the other findings may be wrong',
      evidence: [String.raw`store x is down\u001b[2J`, 'store y is down'],
      fix: expect.stringContaining('every store behind it') as string,
    },
  ]);
});

test.each([{ warnings: null }, { warnings: [] }, { warnings: 'x' }, { warnings: [1], infos: ['a remark'] }])(
  'doctor has nothing to say of %j',
  async (more) => {
    expect(await examine(more)).toEqual([]);
  },
);

test('init says that the fleet may be larger than what it wrote', async () => {
  const data = { resultType: 'vector', result: [WORKER] };
  server = await serve(
    answering({
      ...EMPTY_PROMETHEUS,
      '/api/v1/query': { status: 'success', warnings: ['store x is down'], data },
    }),
  );

  const { code, err } = await workplace.run(['init', '-o', 'new.yaml', '--from-prometheus', server.url]);

  expect(code).toBe(0);
  expect(err).toBe('warning: Prometheus answers in part, or with warnings: store x is down\n');
});
