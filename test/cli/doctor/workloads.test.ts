/** What the doctor makes of workloads whose replicas nobody reports, and of fleets that a label splits. */
import { createMixin, type MonitoringProps } from '../../../lib';
import { gatherFacts, type Facts } from '../../../lib/cli/doctor/facts';
import type { DoctorFinding } from '../../../lib/cli/doctor/finding';
import { diagnoseSplitFleet } from '../../../lib/cli/doctor/replica-sets';
import { diagnoseWorkloads } from '../../../lib/cli/doctor/replica-sets';
import { PrometheusApi } from '../../../lib/cli/http/prometheus-api';
import { EMPTY_PROMETHEUS, answering, serve } from '../fake-server';

// On a busy machine the first test, which loads the renderers, takes seconds.
jest.setTimeout(60_000);

type Labels = Readonly<Record<string, string>>;

const SHIP: MonitoringProps = {
  replicaSets: [{ name: 'ship', workers: { deployment: 'ship', namespace: 'projections' } }],
};

/** What a Prometheus with these series, by the beginning of the query that asks for them, gives. */
async function factsOf(props: MonitoringProps, series: Readonly<Record<string, readonly Labels[]>>): Promise<Facts> {
  const fallback = answering(EMPTY_PROMETHEUS);
  const server = await serve((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
    const [, found] = Object.entries(series).find(([beginning]) => query.startsWith(beginning)) ?? [];
    if (found === undefined || !(request.url ?? '').startsWith('/api/v1/query?')) {
      fallback(request, response);
      return;
    }
    const result = found.map((metric) => ({ metric, value: [1, '1'] }));
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  try {
    const api = new PrometheusApi({
      name: 'Prometheus',
      url: server.url,
      headers: {},
      authorities: undefined,
      timeoutMilliseconds: 10_000,
    });
    return await gatherFacts(api, createMixin(props), () => undefined);
  } finally {
    await server.stop();
  }
}

const spoken = (findings: readonly DoctorFinding[]): readonly string[] =>
  findings.map(({ code, evidence, fix }) => [code, ...evidence, fix].join(' | '));

describe('the number of workers that a workload wants', () => {
  const METRIC = 'kube_deployment_spec_replicas';
  /** Asked for the workload, and for whether the metric has any series. */
  const replicas = (
    own: readonly Labels[],
    any: readonly Labels[] = own.slice(0, 1),
    workers: readonly Labels[] = [],
  ) => ({
    [`${METRIC}{deployment="ship"}`]: own,
    'pupsourcing_orchestrator_workers_registered_total{': workers,
    'group by (__name__) (': any.map(() => ({ __name__: METRIC })),
  });
  const found = async (...args: Parameters<typeof replicas>) =>
    spoken(diagnoseWorkloads(await factsOf(SHIP, replicas(...args))));

  test('is known', async () => {
    expect(await found([{ deployment: 'ship', namespace: 'projections' }])).toEqual([]);
  });

  test.each<[string, Labels[], Labels[], string]>([
    [
      'kube-state-metrics is scraped without honor_labels',
      [{ deployment: 'ship', namespace: 'monitoring', exported_namespace: 'projections' }],
      [{}],
      'found: deployment="ship", namespace="monitoring", exported_namespace="projections" | scrape kube-state-metrics with honor_labels: true',
    ],
    [
      'the namespace is another',
      [{ deployment: 'ship', namespace: 'production' }],
      [{}],
      'found: deployment="ship", namespace="production" | fix the namespace of workers',
    ],
    ['the name is another', [], [{}], `${METRIC} has series of other workloads | fix the name of workers`],
    ['there is no kube-state-metrics', [], [], `${METRIC} has no series at all | scrape kube-state-metrics`],
  ])('is unknown where %s', async (_what, own, any, words) => {
    const [finding = '', ...others] = await found(own, any);

    expect(others).toEqual([]);
    expect(finding).toContain(`workload-unknown | no series of ${METRIC} for deployment projections/ship | ${words}`);
  });

  test('is said twice where two kube-state-metrics say it', async () => {
    const series = { deployment: 'ship', namespace: 'projections' };

    expect(
      await found([
        { ...series, cluster: 'eu' },
        { ...series, cluster: 'us' },
      ]),
    ).toEqual([
      expect.stringContaining('workload-twice | 1: deployment="ship", namespace="projections", cluster="eu"'),
    ]);
  });

  describe('in two clusters', () => {
    const [eu, us] = ['eu', 'us'].map((cluster) => ({ deployment: 'ship', namespace: 'projections', cluster }));
    const workers = ['eu', 'us'].map((cluster) => ({ instance: 'a:1', replica_set: 'ship', cluster }));
    const apart: MonitoringProps = { ...SHIP, aggregateBy: ['cluster'] };
    const pinned: MonitoringProps = { ...SHIP, selector: { job: 'projection-workers', cluster: 'eu' } };
    const unknown = 'workload-unknown | no series of kube_deployment_spec_replicas for deployment projections/ship';

    test.each<[string, MonitoringProps, Labels[], Labels[], readonly string[][]]>([
      ['is known of each', apart, [eu!, us!], workers, []],
      ['is known of both, by one', apart, [{ deployment: 'ship', namespace: 'projections' }], workers, []],
      ['is known of the one that is selected', pinned, [eu!, us!], workers.slice(0, 1), []],
      [
        'is known where the fleet has a label that the workload pins',
        { ...SHIP, aggregateBy: ['namespace'] },
        [{ deployment: 'ship', namespace: 'projections' }],
        ['projections', 'monitoring'].map((namespace) => ({ instance: 'a:1', replica_set: 'ship', namespace })),
        [],
      ],
      ['is known before there are workers', apart, [eu!], [], []],
      [
        'is unknown of one',
        apart,
        [eu!],
        workers,
        [[`${unknown} with cluster="us"`, 'found: deployment="ship", namespace="projections", cluster="eu"']],
      ],
      [
        'is unknown of the one that is selected',
        pinned,
        [us!],
        workers.slice(0, 1),
        [[unknown, 'found: deployment="ship", namespace="projections", cluster="us"']],
      ],
      ['is said twice of one', apart, [eu!, us!, { ...us!, replica: '1' }], workers, [['workload-twice']]],
    ])('%s', async (_what, props, own, of, findings) => {
      const facts = await factsOf(props, replicas(own, own, of));

      expect(spoken(diagnoseWorkloads(facts))).toEqual(
        findings.map((words) => expect.stringContaining(words.join(' | ')) as string),
      );
    });
  });

  test('is asked for a StatefulSet, too', async () => {
    const props: MonitoringProps = {
      replicaSets: [{ name: 'a', workers: { statefulSet: 'a', namespace: 'b' } }],
    };
    const facts = await factsOf(props, { 'kube_statefulset_replicas{statefulset="a"}': [{ namespace: 'b' }] });

    expect(facts.workloads).toHaveLength(1);
    expect(diagnoseWorkloads(facts)).toEqual([]);
  });
});

describe('a fleet that a label splits', () => {
  const worker = (instance: string, labels: Labels): Labels => ({
    job: 'projection-workers',
    instance,
    replica_set: 'main',
    ...labels,
  });
  const found = async (workers: readonly Labels[], props: MonitoringProps = {}) => {
    const facts = await factsOf(props, {
      'up{': workers.map(({ replica_set: _set, ...target }) => target),
      'pupsourcing_orchestrator_workers_registered_total{': workers,
    });
    return spoken([...diagnoseSplitFleet(facts, createMixin(props))]);
  };

  const TWO_CLUSTERS = [worker('a:1', { cluster: 'eu' }), worker('b:1', { cluster: 'us' })];

  test('into clusters is told, with what to set', async () => {
    expect(await found(TWO_CLUSTERS)).toEqual([
      'fleets-merged | main: cluster is eu and us | add cluster to aggregateBy, or give each cluster a configuration of its own with cluster in its selector',
    ]);
  });

  test('into clusters that use one address is not taken for two servers', async () => {
    expect(
      (await found([worker('a:1', { cluster: 'eu' }), worker('a:1', { cluster: 'us' })])).map(
        (text) => text.split(' ')[0],
      ),
    ).toEqual(['fleets-merged']);
  });

  test.each<[string, MonitoringProps]>([
    ['aggregateBy', { aggregateBy: ['cluster'] }],
    ['the selector', { selector: { job: 'projection-workers', cluster: 'eu' } }],
  ])('is in order where %s tells its clusters apart', async (_what, props) => {
    expect(await found(TWO_CLUSTERS, props)).toEqual([]);
  });

  test('is not in order where the selector takes both clusters', async () => {
    const selector = { job: 'projection-workers', cluster: { regex: 'eu|us' } };

    expect(await found(TWO_CLUSTERS, { selector })).toHaveLength(1);
  });

  test.each(['prometheus_replica', 'replica'])('into the series of two servers is told: %s', async (label) => {
    expect(await found([worker('a:1', { [label]: '0' }), worker('a:1', { [label]: '1' })])).toEqual([
      expect.stringContaining(`series-twice | projection-workers a:1: ${label} is 0 and 1 | two Prometheus servers`),
    ]);
  });

  test('into the series of two jobs is told', async () => {
    expect(
      await found([worker('a:1', { pod: 'a' }), worker('a:1', { job: 'pods', pod: 'a', endpoint: 'http' })]),
    ).toEqual([
      'series-twice | projection-workers a:1: job is pods and projection-workers; endpoint is http | several jobs scrape the same workers: take one of them out of Prometheus, or out of the selector',
    ]);
  });

  test('is told once of a worker with two replica sets', async () => {
    const both = [worker('a:1', { replica: '0' }), worker('a:1', { replica: '1' })];

    expect(await found([...both, ...both.map((labels) => ({ ...labels, replica_set: 'other' }))])).toEqual([
      expect.stringContaining('series-twice | projection-workers a:1: replica is 0 and 1 | two Prometheus servers'),
    ]);
  });

  test.each<[string, readonly Labels[], string]>([
    [
      'federated without honor_labels',
      ['x:1', 'y:1', 'z:1'].map((exported_instance) => worker('a:1', { exported_instance, exported_job: 'workers' })),
      'exported_instance is x:1, y:1 and z:1 | set honor_labels: true in the job that federates them',
    ],
    [
      'relabelled',
      ['x', 'y'].map((pod) => worker('a:1', { pod })),
      'pod is x and y | leave instance as Prometheus sets it',
    ],
  ])('is not seen where all workers have one instance, which is told: %s', async (_what, workers, words) => {
    expect(await found(workers)).toEqual([
      expect.stringContaining(`instance-shared | projection-workers a:1: ${words}`),
    ]);
  });

  test('is none where workers differ in pod, node and zone', async () => {
    expect(
      await found([
        worker('a:1', { pod: 'a', node: 'n1', zone: 'x' }),
        worker('b:1', { pod: 'b', node: 'n2', zone: 'y' }),
      ]),
    ).toEqual([]);
  });
});
