/** Situations of minutes and hours that no recording holds: what alerts remember of the workers that there should be. */
import { requireTool } from '../../real/tools';
import {
  alertsIn,
  type Course,
  HOUR,
  INTERVAL,
  named,
  ORDERS,
  PREFIX,
  scaledToZero,
  scraped,
  series,
  type SeriesOf,
  wanted,
  worker,
} from './situation';

requireTool('promtool')('what an alert', () => {
  test('remembers: a pause goes on, although the worker is another one by now', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1, inputNeverPausesFor: '1h' }] },
      duration: 3 * HOUR,
      has: [
        ...worker('w1', 1, 1.5 * HOUR),
        series(
          `${PREFIX}events_processed_total`,
          [
            [0, (second) => second],
            [HOUR, HOUR],
            [1.5 * HOUR, null],
          ],
          {
            instance: 'w1',
            replica_set: 'orders',
            projection: 'p',
          },
        ),
        ...scraped('w2', [[1.5 * HOUR, 1]]),
      ],
    });

    expect(named('OrchestratorNoEventsHandled', fired)).toEqual([
      expect.objectContaining({ from: 2 * HOUR + 120, to: 3 * HOUR + INTERVAL }),
    ]);
  });

  test('believes: a workload that was scaled to zero, while kube-state-metrics is away for some minutes', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }] },
      duration: HOUR,
      has: [
        ...worker('w1', 1, 600),
        wanted([
          [0, 1],
          [570, 0],
          [1_200, null],
          [1_500, 0],
        ]),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });

  test.each([undefined, 600])(
    'misses: workers of a workload that is not there, with the last of them gone at %s',
    async (gone) => {
      const { fired } = await alertsIn({
        props: { replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }] },
        duration: 3 * HOUR,
        has:
          gone === undefined
            ? []
            : [
                ...worker('w1', 1, gone),
                wanted([
                  [0, 1],
                  [gone, null],
                ]),
              ],
      });

      expect(named('OrchestratorReplicaSetAbsent', fired).map(({ to }) => to)).toEqual([3 * HOUR + INTERVAL]);
      // Whether it died along with kube-state-metrics or was scaled to zero meanwhile, nobody can tell: it is not left waiting.
      expect(named('OrchestratorNoWorkers', fired).map(({ from }) => from)).toEqual(
        gone === undefined ? [] : [gone + 90],
      );
    },
  );

  test('believes: a workload that was scaled to zero, while kube-state-metrics is away for hours', async () => {
    const { fired } = await scaledToZero(4 * HOUR, [1_200, null]);

    expect(fired.map(({ alert }) => alert)).toEqual(['OrchestratorExpectedWorkersUnknown']);
  });

  test.each([
    ['without labels that only the job of the workers has', { team: 'x' }, {}],
    ['of their own cluster, where each has kube-state-metrics', { cluster: 'eu' }, { cluster: 'eu' }],
  ])('reads: the replicas of a workload, %s', async (_what, pinned, place) => {
    const { fired } = await alertsIn({
      props: {
        selector: { job: 'projection-workers', ...pinned },
        replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
      },
      duration: HOUR,
      has: [
        ...worker('w1', 1, undefined, pinned),
        wanted([[0, 1]], place),
        wanted([[0, 5]], { cluster: 'us', team: 'y' }),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });

  test('waits for: workers of a workload that was scaled to zero, while kube-state-metrics was away, take minutes to start', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }] },
      duration: HOUR,
      has: [
        ...worker('w1', 1, 600),
        wanted([
          [0, 1],
          [570, 0],
          [900, null],
          [1_980, 0],
          [2_400, 1],
        ]),
        ...scraped('w2', [[2_640, 1]]),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual(['OrchestratorExpectedWorkersUnknown']);
  });

  test('waits for: the first worker of a workload that was scaled to zero for hours', async () => {
    const first: Course = [[2 * HOUR + 480, 1]];
    const { fired } = await alertsIn({
      props: { replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }] },
      duration: 3 * HOUR,
      has: [
        ...worker('w1', 1, 600),
        wanted([
          [0, 1],
          [570, 0],
          [2 * HOUR, 1],
        ]),
        ...scraped('w2', first),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });

  test('outlasts: a pause goes on where the only worker restarts', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1, inputNeverPausesFor: '30m' }] },
      duration: HOUR,
      has: [
        ...['up', `${PREFIX}workers_registered_total`, `${PREFIX}current_generation_partitions`].map((name) =>
          series(
            name,
            [
              [0, 1],
              [1_500, name === 'up' ? 0 : null],
              [1_560, 1],
            ],
            { instance: 'w1', ...(name === 'up' ? {} : { replica_set: 'orders' }) },
          ),
        ),
        series(
          `${PREFIX}events_processed_total`,
          [
            [0, (second) => second],
            [600, 600],
            [1_500, null],
          ],
          { instance: 'w1', replica_set: 'orders', projection: 'p' },
        ),
      ],
    });

    expect(named('OrchestratorNoEventsHandled', fired)).toEqual([
      expect.objectContaining({ from: 600 + 120 + HOUR / 2, to: HOUR + INTERVAL }),
    ]);
  });

  test('counts: who is missing is missing also while others are replaced every four minutes', async () => {
    const replaced = (index: number): readonly SeriesOf[] => {
      const [from, instance] = [600 + 240 * index, `r${String(index)}`];
      const until = (value: Course[number][1]): Course => [
        [index === 0 ? 0 : from, value],
        [from + 240, null],
      ];
      return [
        series('up', until(1), { instance }),
        series('process_start_time_seconds', until(from), { instance }),
        ...[`${PREFIX}workers_registered_total`, `${PREFIX}current_generation_partitions`].map((name) =>
          series(name, until(2), { instance, replica_set: 'orders' }),
        ),
      ];
    };
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: 2_400,
      has: [
        ...worker('w1', 3),
        ...worker('w2', 3, 600),
        ...Array.from({ length: 8 }, (_, index) => replaced(index)).flat(),
      ],
    });

    expect(named('OrchestratorWorkerMismatch', fired)).not.toEqual([]);
  });

  test('knows of its place: a number is told of the workload’s namespace alone', async () => {
    const { fired } = await alertsIn({
      props: {
        aggregateBy: ['namespace'],
        replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
      },
      duration: HOUR,
      has: [
        ...worker('w1', 1, undefined, { namespace: 'shop' }),
        ...worker('w2', 1, undefined, { namespace: 'staging' }),
        wanted([[0, 1]]),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });

  test('knows of its place: a workload of a cluster that the selector leaves out does not count', async () => {
    const replicas = (cluster: string, value: number): SeriesOf => wanted([[0, value]], { cluster });
    const { fired } = await alertsIn({
      props: {
        selector: { job: 'projection-workers', cluster: { not: 'dev' } },
        replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
      },
      duration: HOUR,
      has: [...worker('w1', 1, undefined, { cluster: 'eu' }), replicas('eu', 1), replicas('dev', 2)],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });

  test('counts: workers of another place do not stand in for those that are missing', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: HOUR,
      has: [
        ...['w1', 'w2', 'w3'].flatMap((instance, index) =>
          worker(instance, 3, index === 0 ? undefined : 600, { namespace: 'shop' }),
        ),
        ...['w4', 'w5', 'w6'].flatMap((instance) => worker(instance, 3, undefined, { namespace: 'staging' })),
      ],
    });

    expect(named('OrchestratorWorkerMismatch', fired)).toHaveLength(1);
  });
});
