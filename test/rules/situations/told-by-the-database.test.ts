/** Situations with a database that no recording holds: what somebody is told of, and how often. */
import { DATABASE_METRICS } from '../../../lib/orchestrator/database/metrics';
import { requireTool } from '../../real/tools';
import { type FiringInterval } from '../../scenarios/promtool-replay';
import {
  eachChanged,
  alertsIn,
  type Course,
  DATABASE,
  databaseOf,
  growth,
  handled,
  HOUR,
  INTERVAL,
  named,
  ofDatabase,
  ORDERS,
  PAUSE,
  PREFIX,
  series,
  type SeriesOf,
  worker,
} from './situation';

requireTool('promtool')('somebody is told', () => {
  test('once of a worker that hangs, also where there need not be one, by two exporters and Prometheus servers', async () => {
    const hanging = databaseOf({ ...PAUSE, live: [[0, 1]], owned: [[0, 1]] });
    const twin = (of: SeriesOf): SeriesOf => {
      return (duration) => {
        const { labels, values } = of(duration);
        return { labels: { ...labels, instance: 'exporter-2', prometheus_replica: 'b' }, values };
      };
    };
    const { told } = await alertsIn({
      props: { replicaSets: [{ name: 'orders', workers: { min: 0, max: 10 } }], database: DATABASE },
      duration: HOUR,
      has: [...hanging, ...hanging.map(twin)],
    });

    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorProjectionStuck']);
  });

  test.each([[], ['projection_errors']])('once of workers that handle no event for an hour: %j', async (...counted) => {
    const standing = (perSecond: number, after: number): Course => [
      [0, growth(perSecond)],
      [HOUR / 2, growth(after, HOUR / 2, (perSecond * HOUR) / 2)],
    ];
    const { fired, told } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1, inputNeverPausesFor: '15m' }], database: DATABASE },
      duration: 1.5 * HOUR,
      has: [
        ...worker('w1', 1),
        ...['events_processed', ...counted].map((name) =>
          series(`${PREFIX}${name}_total`, name === 'events_processed' ? standing(1, 0) : standing(0, 0.1), {
            instance: 'w1',
            replica_set: 'orders',
            projection: 'p',
          }),
        ),
        ...databaseOf({
          passed: standing(1, 0),
          lag: [
            [0, 0],
            [HOUR / 2, growth(1, HOUR / 2)],
          ],
          live: [[0, 1]],
          owned: [[0, 1]],
        }),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toContain('OrchestratorNoEventsHandled');
    expect(told.map(({ alert }) => alert.alert)).toEqual([
      'OrchestratorProjectionStuck',
      ...counted.map(() => 'OrchestratorProjectionErrors'),
    ]);
  });

  test('of a projection that passes over new events, since its checkpoint is from before a restore', async () => {
    const { told } = await alertsIn({
      props: { database: DATABASE },
      duration: HOUR / 2,
      has: databaseOf({
        head: [
          [0, (second) => second],
          [600, (second) => second - 500],
        ],
        passed: [
          [0, (second) => second],
          [600, 600],
          [1_100, (second) => second - 500],
        ],
        lag: [[0, 0]],
        live: [[0, 1]],
        owned: [[0, 1]],
      }),
    });

    expect(told.map(({ alert }) => alert)).toEqual([
      expect.objectContaining({
        alert: 'OrchestratorProjectionStuck',
        labels: expect.objectContaining({ projection: 'p' }),
      }),
    ]);
    expect(told[0]!.at).toBeLessThanOrEqual(600 + 3 * 60);
  });

  test('nothing of a partition that was away for a minute and a half, and goes on from where it was', async () => {
    const { fired } = await alertsIn({
      props: { database: DATABASE },
      duration: HOUR / 2,
      has: [
        ofDatabase(DATABASE_METRICS.position, [[0, (second) => second]], { projection: 'p', partition: '1' }),
        ...databaseOf({
          passed: [
            [0, (second) => second],
            [600, null],
            [690, 570],
            [750, (second) => Math.min(second, 570 + (second - 720) * 10)],
          ],
          lag: [
            [0, 5],
            [600, null],
            [690, (second) => Math.max(0, second - 570 - Math.max(0, second - 720) * 10)],
          ],
          live: [[0, 1]],
          owned: [[0, 1]],
        }),
      ],
    });

    expect(fired).toEqual([]);
  });

  test('once of a database that is gone', async () => {
    const gone = (value: Course[number][1]): Course => [
      [0, value],
      [600, null],
    ];
    const { fired, told } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE },
      duration: HOUR / 2,
      has: [
        ...worker('w1', 1),
        series(`${PREFIX}heartbeat_latency_seconds_count`, [[0, (second) => Math.min(second, 570) / 5]], {
          instance: 'w1',
          replica_set: 'orders',
        }),
        ...databaseOf({
          ...{ head: gone((second) => second), passed: gone((second) => second) },
          ...{ lag: gone(0), live: gone(1), owned: gone(1) },
        }),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toContain('OrchestratorLagUnknown');
    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorHeartbeatStalled']);
  });

  test.each(['orders-.+', '.+'])(
    'once of lag, where jobs %s of the workers are told apart, and it is of none',
    async (regex) => {
      const { fired, told } = await alertsIn({
        props: { selector: { job: { regex } }, aggregateBy: ['job'], replicaSets: [ORDERS], database: DATABASE },
        duration: HOUR,
        has: [
          ...['w1', 'w2', 'w3'].flatMap((name) => worker(name, 3, undefined, { job: 'orders-a' })),
          ...databaseOf({
            passed: [[0, 100]],
            lag: [[0, (second) => second + 60]],
            live: [[0, 1]],
            owned: [[0, 1]],
          }),
        ],
      });

      expect(new Set(fired.map(({ alert }) => alert))).toEqual(
        new Set(['OrchestratorProjectionStuck', 'OrchestratorProjectionBehind']),
      );
      expect(fired.filter(({ labels }) => labels['job'] !== undefined)).toEqual([]);
      expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorProjectionStuck']);
    },
  );

  test('that lag is unknown, where jobs of the workers are told apart, and the exporter is gone', async () => {
    const { fired } = await alertsIn({
      props: {
        selector: { job: { regex: 'orders-.+' } },
        aggregateBy: ['job'],
        replicaSets: [ORDERS],
        database: DATABASE,
      },
      duration: HOUR,
      has: ['w1', 'w2', 'w3'].flatMap((name) => worker(name, 3, undefined, { job: 'orders-a' })),
    });

    expect(fired.map(({ alert }) => alert)).toEqual(['OrchestratorLagUnknown']);
  });

  test('of what stands still, also where the exporter fails one scrape in three', async () => {
    const tables = databaseOf({
      passed: [
        [0, (second) => second],
        [600, 600],
      ],
      lag: [
        [0, 5],
        [600, (second) => second - 595],
      ],
      live: [[0, 1]],
      owned: [
        [0, 1],
        [600, 0],
      ],
    });
    const has = eachChanged(tables, ({ labels, values }) => ({
      labels,
      values: values.map(([second, value]) => [second, second % 90 === 0 ? null : value]),
    }));
    const { fired } = await alertsIn({ props: { database: DATABASE }, duration: HOUR / 2, has });

    expect(fired.map(({ alert, to }) => [alert, to]).sort()).toEqual(
      ['OrchestratorPartitionUnowned', 'OrchestratorProjectionBehind', 'OrchestratorProjectionStuck'].map((alert) => [
        alert,
        HOUR / 2 + INTERVAL,
      ]),
    );
  });

  test('that lag is unknown, where answers of the database come so seldom, or late, that no alert about lag sees them', async () => {
    const has = eachChanged(
      databaseOf({ passed: [[0, 600]], lag: [[0, 300]], live: [[0, 1]], owned: [[0, 1]] }),
      ({ labels, values }) => ({ labels, values: values.filter(([second]) => second % 240 === 0) }),
    );
    const { fired } = await alertsIn({ props: { database: DATABASE }, duration: HOUR / 2, has });

    expect(fired.map(({ alert }) => alert)).toContain('OrchestratorLagUnknown');
  });

  test('nothing of events that were removed, as long as none comes in', async () => {
    const { fired } = await alertsIn({
      props: { database: DATABASE },
      duration: HOUR / 2,
      has: databaseOf({
        head: [
          [0, 600],
          [600, 590],
        ],
        passed: [[0, 600]],
        lag: [[0, 0]],
        live: [[0, 1]],
        owned: [[0, 1]],
      }),
    });

    expect(fired).toEqual([]);
  });

  test('nothing of a store without an event yet, whose projections have no checkpoint', async () => {
    const { fired } = await alertsIn({
      props: { database: DATABASE },
      duration: HOUR / 2,
      has: databaseOf({ head: [[0, 0]], passed: [], lag: [], live: [[0, 1]], owned: [[0, 1]] }),
    });

    expect(fired).toEqual([]);
  });

  test('once of a replica set that stays dead for hours, whatever follows from it', async () => {
    const { fired, told } = await alertsIn({
      props: {
        replicaSets: [ORDERS],
        database: DATABASE,
      },
      duration: 3 * HOUR,
      has: [
        ...['w1', 'w2', 'w3'].flatMap((instance) => worker(instance, 3, 600)),
        ofDatabase(DATABASE_METRICS.partitions, [[0, 3]]),
        ofDatabase(DATABASE_METRICS.ownedPartitions, [
          [0, 3],
          [630, 0],
        ]),
        ofDatabase(
          DATABASE_METRICS.liveWorkers,
          [
            [0, 3],
            [630, 0],
          ],
          { state: 'running' },
        ),
        ofDatabase(DATABASE_METRICS.headPosition, [[0, (second) => second]], { replica_set: '' }),
        ...['0', '1', '2'].flatMap((partition) => [
          ofDatabase(DATABASE_METRICS.position, [[0, (second) => Math.min(second, 600)]], {
            projection: 'p',
            partition,
          }),
          ofDatabase(DATABASE_METRICS.lagEvents, [[0, (second) => Math.max(0, second - 600)]], {
            projection: 'p',
            partition,
          }),
        ]),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(['OrchestratorPartitionUnowned', 'OrchestratorProjectionStuck']),
    );
    expect(told.filter(({ alert }) => alert.severity === 'critical').map(({ alert }) => alert.alert)).toEqual([
      'OrchestratorNoWorkers',
      'OrchestratorReplicaSetAbsent',
    ]);
  });
});

requireTool('promtool')('a projection with large batches', () => {
  /** A checkpoint that moves by a thousand events every 130 s, until it stands still; two events a second come in. */
  const batched =
    (until: number) =>
    (second: number): number =>
      1_000 * Math.floor(Math.min(second, until) / 130);
  const events: Course = [[0, growth(8)]];
  const alertsIn20Minutes = async (until: number, has: readonly SeriesOf[], partitions: readonly string[] = ['0']) =>
    (
      await alertsIn({
        props: { replicaSets: [{ ...ORDERS, workers: partitions.length }], database: DATABASE },
        duration: HOUR / 3,
        has: [
          ...partitions.flatMap((_, index) => worker(`w${String(index + 1)}`, partitions.length)),
          ...handled('p', events, [[0, growth(0.5)]]),
          ...databaseOf({
            head: [[0, growth(2, 0, 20_000)]],
            passed: [[0, batched(until)]],
            lag: [[0, (second) => 20_000 + 2 * second - batched(until)(second)]],
            live: [[0, 1]],
            owned: [[0, 1]],
          }),
          ...has,
        ],
      })
    ).fired;
  const stuckSince = (fired: readonly FiringInterval[]) =>
    named('OrchestratorProjectionStuck', fired).map(({ from }) => from);

  test('catches up: it is not stuck, and behind only until two batches are through', async () => {
    const fired = await alertsIn20Minutes(Infinity, []);

    expect(stuckSince(fired)).toEqual([]);
    expect(named('OrchestratorProjectionBehind', fired).filter(({ to }) => to > 2 * 130 + 150)).toEqual([]);
  });

  test('fails in the middle of one again and again: it is stuck', async () => {
    const errors = series(`${PREFIX}projection_errors_total`, [[610, (second) => Math.floor((second - 480) / 130)]], {
      instance: 'w1',
      replica_set: 'orders',
      projection: 'p',
    });

    expect(stuckSince(await alertsIn20Minutes(520, [errors]))).toEqual([660]);
  });

  test('fails, and nobody counts it: it is stuck when no batch takes so long', async () => {
    expect(stuckSince(await alertsIn20Minutes(520, []))).toEqual([1_140]);
  });

  test('hangs on one worker, while the other handles events: it is stuck', async () => {
    const other = [
      [DATABASE_METRICS.position, [[0, 10]]] as const,
      [DATABASE_METRICS.lagEvents, [[0, 20_000]]] as const,
    ].map(([metric, course]) => ofDatabase(metric, course as Course, { projection: 'p', partition: '1' }));

    expect(stuckSince(await alertsIn20Minutes(Infinity, other, ['0', '1']))).toEqual([120]);
  });
});

requireTool('promtool')('where each cluster has a database of its own', () => {
  const tables = databaseOf({ passed: [[0, growth(1)]], lag: [[0, 0]], live: [[0, 1]], owned: [[0, 1]] });
  /** A cluster with a worker, whose exporter answers until some second. */
  const cluster = (name: string, until: number): readonly SeriesOf[] => [
    ...worker(`w-${name}`, 1, undefined, { cluster: name }),
    ...tables.map((of): SeriesOf => (duration) => {
      const { labels, values } = of(duration);
      const told = values.filter(([second]) => second < until);
      return { labels: { ...labels, cluster: name }, values: until < duration ? [...told, [until, null]] : told };
    }),
  ];

  test.each([
    ['is down for as long as a worker lives', 600, 6.5 * HOUR],
    ['was never there', 0, HOUR / 2],
  ])('somebody is told of the one whose exporter %s', async (_what, until, duration) => {
    const { fired } = await alertsIn({
      props: { aggregateBy: ['cluster'], replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE },
      duration,
      has: [...cluster('eu', until), ...cluster('us', Infinity)],
    });

    expect(fired.map(({ alert, labels, to }) => [alert, labels['cluster'], to])).toEqual([
      ['OrchestratorLagUnknown', 'eu', duration + INTERVAL],
    ]);
  });
});
