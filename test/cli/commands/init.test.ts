import { join } from 'node:path';
import { parse } from 'yaml';
import manifest from '../../../package.json';
import { Workplace } from '../command';
import { answering, EMPTY_PROMETHEUS, serve } from '../fake-server';

jest.setTimeout(30_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const FILE = 'orchestrator-monitoring.yaml';

describe('init', () => {
  test('writes a commented configuration with which nothing is wrong', async () => {
    expect(await workplace.start(['init'])).toEqual({ code: 0, out: `${FILE}\n`, err: '' });

    expect(parse(workplace.read(FILE))).toEqual({
      profile: 'hardened',
      selector: { job: 'projection-workers' },
      replicaSets: [{ name: 'main', workers: 3 }],
      watchUnlisted: true,
      scrapeInterval: '15s',
      evaluationInterval: '30s',
    });
    expect((await workplace.run(['check', '-c', FILE])).code).toBe(0);
  });

  test('every setting that stands in a comment is right, too', async () => {
    await workplace.run(['init']);

    const text = workplace
      .read(FILE)
      .replace(/^# (?=(?:aggregateBy|alerts|grafanaUrl):)/gm, '')
      .replace(/^# (?= {2}(?:labels|overrides| {2}Orchestrator))/gm, '')
      .replace('    workers: 3', '    workers: { deployment: orders-workers, namespace: production }');
    workplace.write(FILE, text);

    expect(Object.keys(parse(text) as object)).toEqual(expect.arrayContaining(['aggregateBy', 'alerts', 'grafanaUrl']));
    expect(await workplace.run(['check', '-c', FILE])).toEqual({ code: 0, out: 'No problems found\n', err: '' });
  });

  test('names the schema in the installed package, beside the file or above it', async () => {
    await workplace.run(['init']);
    const [beside] = workplace.read(FILE).split('\n');
    workplace.write(`node_modules/${manifest.name}/schema/orchestrator-monitoring.schema.json`, '{}');
    await workplace.run(['init', '--out', 'fleet/prod.yaml']);
    const [above] = workplace.read('fleet/prod.yaml').split('\n');

    expect(beside).toBe(
      `# yaml-language-server: $schema=./node_modules/${manifest.name}/schema/orchestrator-monitoring.schema.json`,
    );
    expect(above).toBe(
      `# yaml-language-server: $schema=../node_modules/${manifest.name}/schema/orchestrator-monitoring.schema.json`,
    );
  });

  test('takes an absolute path', async () => {
    const path = join(workplace.folder, 'elsewhere.yaml');

    expect((await workplace.run(['init', '--out', path])).code).toBe(0);
    expect(workplace.filesBelow('.')).toHaveLength(1);
  });

  test('leaves a file that is there, unless it is forced', async () => {
    workplace.write(FILE, 'mine: true\n');

    const { code, err } = await workplace.run(['init']);
    expect({ code, err }).toEqual({ code: 2, err: `${FILE} exists already; --force replaces it\n` });
    expect(workplace.read(FILE)).toBe('mine: true\n');

    expect((await workplace.run(['init', '--force'])).code).toBe(0);
    expect(workplace.read(FILE)).toContain('replicaSets:');
  });

  test('fills in what Prometheus knows', async () => {
    const worker = (instance: string, replica_set: string, cluster: string, job = 'work.ers'): object => ({
      metric: {
        __name__: 'w',
        job,
        instance,
        replica_set,
        cluster,
        region: 'x',
        kubernetes_pod_name: `pod-${instance}`,
      },
      value: [1, '1'],
    });
    const projection = (name: string): object => ({
      metric: { replica_set: 'a: b', projection: name },
      value: [1, '1'],
    });
    const listener = answering({
      ...EMPTY_PROMETHEUS,
      '/api/v1/targets': {
        status: 'success',
        data: {
          activeTargets: ['5s', '20s', '1s', 'odd'].map((scrapeInterval) => ({
            labels: { job: 'work.ers' },
            scrapeInterval,
          })),
        },
      },
    });
    const server = await serve((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
      const result = query.includes('registered')
        ? [
            worker('i1', 'a: b', 'c1'),
            worker('i2', 'a: b', 'c2'),
            worker('i1', 'yes', 'c1'),
            worker('i3', 'yes', 'c1'),
            worker('i3', 'yes', 'c1', 'work.er'),
            worker('i3', 'yes', 'c2'),
          ]
        : query.includes('projection')
          ? [projection('p\n2'), projection('p1')]
          : undefined;
      if (result === undefined) {
        listener(request, response);
      } else {
        response.end(JSON.stringify({ status: 'success', data: { result } }));
      }
    });

    const { code } = await workplace.run(['init', '--from-prometheus', server.url]);
    await server.stop();

    const text = workplace.read(FILE);
    expect(code).toBe(0);
    expect(parse(text)).toEqual({
      profile: 'hardened',
      selector: { job: { regex: 'work\\.er|work\\.ers' } },
      aggregateBy: ['cluster'],
      replicaSets: [
        { name: 'a: b', workers: 1 },
        { name: 'yes', workers: { min: 1, max: 2 } },
      ],
      watchUnlisted: true,
      scrapeInterval: '20s',
      evaluationInterval: '30s',
    });
    expect(text).toContain('    # projections: p 2, p1\n');
    expect(text).toContain('#   cluster: c1, c2\n#   kubernetes_pod_name: pod-i1, pod-i2, pod-i3\n#   region: x\n');
    expect((await workplace.run(['check', '-c', FILE])).code).toBe(0);
  });

  test('takes the replica sets that the workers report, where their targets have a label of that name, too', async () => {
    const labels = (instance: string, exported_replica_set: string) => ({
      metric: { job: 'workers', instance, replica_set: 'pods', exported_replica_set, projection: `of-${instance}` },
      value: [1, '1'],
    });
    const listener = answering(EMPTY_PROMETHEUS);
    const asked: string[] = [];
    const server = await serve((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
      asked.push(query);
      if (query === '') {
        listener(request, response);
      } else {
        const result = [labels('i1', 'orders'), labels('i2', 'orders'), labels('i3', 'billing')];
        response.end(JSON.stringify({ status: 'success', data: { result } }));
      }
    });

    const { code, err } = await workplace.run(['init', '--from-prometheus', server.url]);
    await server.stop();

    expect(code).toBe(0);
    expect(err).toContain(
      'warning: the workers’ label replica_set is stored as exported_replica_set, where no rule finds it; set honor_labels: true in the scrape job, or stop relabelling to replica_set\n',
    );
    expect(asked.find((query) => query.includes('projection'))).toContain('exported_replica_set');
    expect(parse(workplace.read(FILE))).toMatchObject({
      replicaSets: [
        { name: 'billing', workers: 1 },
        { name: 'orders', workers: 2 },
      ],
    });
    expect(workplace.read(FILE)).toContain('    # projections: of-i1, of-i2\n');
    expect(workplace.read(FILE)).not.toContain('exported_replica_set');
  });

  test('writes nothing where Prometheus knows no workers, or cannot be reached', async () => {
    const server = await serve(answering(EMPTY_PROMETHEUS));
    const empty = await workplace.run(['init', '--from-prometheus', server.url]);
    await server.stop();
    const gone = await workplace.run(['init', '--from-prometheus', server.url]);

    expect([empty.code, gone.code]).toEqual([1, 3]);
    expect(empty.err).toContain(
      'knows no workers of the orchestrator; npx pupsourcing-orchestrator-monitoring doctor --prometheus',
    );
    expect(gone.err).toContain('cannot be reached');
    expect(workplace.filesBelow('.')).toEqual([]);
  });
});
