/** Situations that no recording holds: what somebody is told of workers, and how often. */
import { type MonitoringProps } from '../../../lib';
import { DATABASE_METRICS } from '../../../lib/orchestrator/database/metrics';
import { requireTool } from '../../real/tools';
import {
  alertsIn,
  BACKING_OFF,
  type Course,
  DATABASE,
  databaseOf,
  ENDED,
  eachChanged,
  exiting,
  HOUR,
  INTERVAL,
  named,
  ofDatabase,
  ORDERS,
  PREFIX,
  restarting,
  scaledToZero,
  scraped,
  series,
  type SeriesOf,
  without,
  worker,
} from './situation';

requireTool('promtool')('somebody is told', () => {
  test('nothing of a rollout of twelve pods, each of which coordinates for 25 s', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 12 }] },
      duration: HOUR / 2,
      has: Array.from({ length: 12 }, (_, index) => {
        const [from, instance] = [600 + 45 * index, `new${String(index)}`];
        const labels = { instance, replica_set: 'orders' };
        return [
          ...worker(`old${String(index)}`, 12, from + 35),
          series('up', [[from, 1]], { instance }),
          series(`${PREFIX}workers_registered_total`, [[from, 1]], labels),
          series(`${PREFIX}current_generation_partitions`, [[from + 25, 12]], labels),
        ];
      }).flat(),
    });

    expect(fired).toEqual([]);
  });

  test('for an hour of a replica set that is not listed any more, and as long as it is dead where it is', async () => {
    const ended = [
      ofDatabase(DATABASE_METRICS.partitions, [[0, 1]]),
      ofDatabase(DATABASE_METRICS.ownedPartitions, [
        [0, 1],
        [600, 0],
      ]),
      ofDatabase(
        DATABASE_METRICS.liveWorkers,
        [
          [0, 1],
          [600, 0],
        ],
        { state: 'running' },
      ),
    ];
    const retired = (name: string): readonly SeriesOf[] =>
      eachChanged(ended, ({ labels, values }) => ({ labels: { ...labels, replica_set: name }, values }));
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE },
      duration: 3 * HOUR,
      has: [
        ...worker('w1', 1, 600),
        ofDatabase(DATABASE_METRICS.headPosition, [[0, 1]], { replica_set: '' }),
        ...retired('orders'),
        ...retired('retired'),
      ],
    });

    expect(
      named('OrchestratorPartitionUnowned', fired).map(({ labels, to }) => [labels['replica_set'], to < 2 * HOUR]),
    ).toEqual([
      ['orders', false],
      ['retired', true],
    ]);
  });

  test.each<[string, MonitoringProps['alerts'], readonly string[]]>([
    ['for hours', {}, ['OrchestratorNoWorkers', 'OrchestratorReplicaSetAbsent']],
    [
      'by the database where OrchestratorNoWorkers is switched off',
      { overrides: { OrchestratorNoWorkers: { enabled: false } } },
      ['OrchestratorPartitionUnowned', 'OrchestratorReplicaSetAbsent'],
    ],
  ])('of a dead replica set, %s', async (_what, alerts = {}, expected) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE, alerts },
      duration: 3 * HOUR,
      has: [...worker('w1', 1, 600), ...databaseOf(ENDED)],
    });

    expect(fired.filter(({ severity }) => severity === 'critical').map(({ alert }) => alert)).toEqual(expected);
  });

  test('once of a workload that was scaled to zero for two hours, and does not start', async () => {
    const { told } = await scaledToZero(3.5 * HOUR, [2 * HOUR, 1]);

    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorReplicaSetAbsent']);
  });

  test('once of a worker that hangs for five minutes, and of nothing more when it is back', async () => {
    const hanging = (value: number, during: number | null): Course => [
      [0, value],
      [600, during],
      [900, value],
    ];
    const { fired, told } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: HOUR / 2,
      has: [
        ...['w1', 'w2'].flatMap((instance) => worker(instance, 3)),
        ...scraped('w3', hanging(1, 0), hanging(3, null)),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toContain('OrchestratorWorkerMismatch');
    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorTargetDown']);
  });

  test('of a database that hangs, and not of the workers that exit and restart for want of it', async () => {
    // Every minute a start, and half a minute without an answer.
    const restarting = (instance: string): readonly SeriesOf[] => [
      ...[`${PREFIX}workers_registered_total`, `${PREFIX}current_generation_partitions`].map((name) =>
        series(name, [[0, 3]], { instance, replica_set: 'orders' }),
      ),
      series('up', [[0, (second) => (second < 600 || second % 60 === 30 ? 1 : 0)]], { instance }),
      series('process_start_time_seconds', [[0, (second) => (second < 600 ? -HOUR : second - (second % 60))]], {
        instance,
      }),
    ];
    const { fired, told } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: HOUR / 3,
      has: [
        ...worker('w1', 3),
        ...worker('w2', 3),
        ...restarting('w3'),
        ...['w1', 'w2'].map((instance) =>
          series(`${PREFIX}heartbeat_latency_seconds_count`, [[0, (second) => Math.min(second, 600) / 5]], {
            instance,
            replica_set: 'orders',
          }),
        ),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(['OrchestratorTargetDown', 'OrchestratorWorkerCrashLoop']),
    );
    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorHeartbeatStalled']);
  });

  test.each(['prometheus', 'grafana'] as const)(
    'of a single worker that exits over and over (%s)',
    async (evaluatedBy) => {
      const { fired } = await alertsIn({
        props: { replicaSets: [{ ...ORDERS, workers: 1 }], alerts: { evaluatedBy } },
        duration: HOUR,
        // Never without a worker for long.
        has: restarting('w1', exiting(600, 120, [30])),
      });

      expect(fired.map(({ alert }) => alert)).toEqual(['OrchestratorWorkerCrashLoop']);
    },
  );

  test('of a worker that exits over and over, whose metrics have a label that `up` lacks', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }] },
      duration: HOUR,
      has: eachChanged(restarting('w1', exiting(600, 120, [30])), ({ labels, values }) => ({
        labels: labels['__name__'] === 'up' ? labels : { ...labels, service: 'shop' },
        values,
      })),
    });

    expect(fired.map(({ alert }) => alert)).toEqual(['OrchestratorWorkerCrashLoop']);
  });

  test.each([
    [60, [0, 120, 240], ['OrchestratorWorkerCrashLoop', 'OrchestratorWorkersExiting']],
    [90, [0, 60, 150], ['OrchestratorNoWorkers', 'OrchestratorWorkerCrashLoop', 'OrchestratorWorkersExiting']],
    [180, [0], ['OrchestratorNoWorkers', 'OrchestratorWorkerCrashLoop']],
  ])('once of workers that exit after %d s, while kubelet waits longer and longer', async (life, apart, expected) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: apart.length }] },
      duration: 3 * HOUR,
      has: apart.flatMap((after, index) => restarting(`w${String(index)}`, exiting(600 + after, life, BACKING_OFF))),
    });
    const loops = ['OrchestratorNoWorkers', 'OrchestratorWorkerCrashLoop', 'OrchestratorWorkersExiting'];

    expect(loops.flatMap((name) => named(name, fired)).map(({ alert, to }) => [alert, to])).toEqual(
      expected.map((alert) => [alert, 3 * HOUR + INTERVAL]),
    );
  });

  const loops = (fired: Awaited<ReturnType<typeof alertsIn>>['fired']): readonly string[] =>
    ['OrchestratorWorkerCrashLoop', 'OrchestratorWorkersExiting'].flatMap((name) =>
      named(name, fired).map(({ alert }) => alert),
    );

  test.each([
    [480, [30]],
    [780, [30]],
    [360, BACKING_OFF],
  ])('once of one of three workers that exits after %d s: it is away for %j s', async (life, pauses) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: 3 * HOUR,
      has: [
        ...['w1', 'w2'].flatMap((instance) => worker(instance, 1)),
        ...restarting('w3', exiting(HOUR, life, pauses)),
      ],
    });

    expect(loops(fired)).toEqual(['OrchestratorWorkerCrashLoop']);
  });

  test.each([
    [200, 100],
    [380, 100],
  ])('once of two of three workers that exit after %d s, %d s apart', async (life, apart) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: 3 * HOUR,
      has: [
        ...worker('w1', 1),
        ...['w2', 'w3'].flatMap((instance, index) =>
          restarting(instance, exiting(600 + index * apart, life, BACKING_OFF)),
        ),
      ],
    });

    expect(loops(fired)).toEqual(['OrchestratorWorkerCrashLoop', 'OrchestratorWorkersExiting']);
  });

  test('until a worker has lived twice as long as before', async () => {
    const away = exiting(600, 60, [30]).filter(([from]) => from < HOUR);
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: 2 * HOUR,
      has: [...['w1', 'w2'].flatMap((instance) => worker(instance, 1)), ...restarting('w3', away)],
    });
    const last = away.at(-1)?.[1] ?? NaN;

    expect(named('OrchestratorWorkerCrashLoop', fired).map(({ to }) => Math.ceil((to - last) / 60))).toEqual([5]);
  });

  test.each([
    [480, 75],
    [900, 75],
    [1_500, 100],
  ])('nothing of a rollback after %d s, each restart of which takes %d s', async (rollback, takes) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: HOUR,
      has: [600, 720, 840].flatMap((from, index) =>
        restarting(
          `w${String(index)}`,
          [from, from + rollback].map((gone) => [gone, gone + takes] as const),
        ),
      ),
    });

    expect(named('OrchestratorWorkersExiting', fired)).toEqual([]);
  });

  test('of a worker that dies after a slow coordination', async () => {
    const coordinations = (instance: string): readonly SeriesOf[] => [
      series(
        `${PREFIX}coordination_duration_seconds_sum`,
        [
          [0, 1],
          [300, 41],
        ],
        { instance, replica_set: 'orders' },
      ),
      series(
        `${PREFIX}coordination_duration_seconds_count`,
        [
          [0, 1],
          [300, 2],
        ],
        { instance, replica_set: 'orders' },
      ),
    ];
    const { told } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: HOUR / 2,
      has: [
        ...['w1', 'w2', 'w3'].flatMap(coordinations),
        ...['w1', 'w2'].flatMap((instance) => worker(instance, 3)),
        series(
          'up',
          [
            [0, 1],
            [480, 0],
          ],
          { instance: 'w3' },
        ),
        series(
          `${PREFIX}workers_registered_total`,
          [
            [0, 1],
            [480, null],
          ],
          { instance: 'w3', replica_set: 'orders' },
        ),
        series(
          `${PREFIX}current_generation_partitions`,
          [
            [0, 3],
            [480, null],
          ],
          {
            instance: 'w3',
            replica_set: 'orders',
          },
        ),
      ],
    });

    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorSlowCoordination', 'OrchestratorTargetDown']);
    // It dies at 8 minutes.
    expect(told.at(-1)?.at).toBeLessThanOrEqual(11 * 60);
  });
});

requireTool('promtool')('where the clock of the host is set, a start of the process wavers by a second', () => {
  const wavering: SeriesOf = series('process_start_time_seconds', [[0, (second) => -HOUR + ((second / 240) & 1)]], {
    instance: 'w1',
  });
  const has = (beats: number): readonly SeriesOf[] => [
    wavering,
    ...without('process_start_time_seconds', worker('w1', 1)),
    series(`${PREFIX}heartbeat_latency_seconds_count`, [[0, (second) => Math.min(second, beats) / 5]], {
      instance: 'w1',
      replica_set: 'orders',
    }),
  ];
  const props = { replicaSets: [{ ...ORDERS, workers: 1 }] };

  test('which is no restart', async () => {
    expect((await alertsIn({ props, duration: HOUR, has: has(HOUR) })).fired).toEqual([]);
  });

  test('and hides no stalled heartbeat', async () => {
    const { fired } = await alertsIn({ props, duration: HOUR, has: has(HOUR / 2) });

    expect([...new Set(fired.map(({ alert }) => alert))]).toEqual(['OrchestratorHeartbeatStalled']);
  });

  /** One of three workers that restarts at some times, for half a minute each, and whose start reads higher for a scrape at others. */
  const firingWhere = async (restarts: readonly number[], wavers: readonly number[], by: number) => {
    const away = restarts.map((second) => [second, second + INTERVAL] as const);
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: 2 * HOUR,
      has: [
        ...['w1', 'w2'].flatMap((instance) => worker(instance, 3)),
        ...eachChanged(restarting('w3', away, 3), ({ labels, values }) => ({
          labels,
          values: values.map(([second, value]) => [
            second,
            labels['__name__'] === 'process_start_time_seconds' && typeof value === 'number' && wavers.includes(second)
              ? value + by
              : value,
          ]),
        })),
      ],
    });
    return fired.map(({ alert }) => alert);
  };

  test.each([
    [[4_800], 1],
    [[4_500, 4_800], 1],
    [[4_800, 5_160, 5_400], 1],
    [[5_070, 5_160], 2],
  ])('and one restart beside it is one: it reads higher at %j, by %d s', async (wavers, by) => {
    expect(await firingWhere([5_010], wavers, by)).toEqual([]);
  });

  test('and three restarts beside it are three', async () => {
    expect(await firingWhere([4_500, 4_770, 5_010], [4_410, 4_650, 4_890], 1)).toEqual(['OrchestratorWorkerCrashLoop']);
  });
});

requireTool('promtool')('where an application calls Run again in its process', () => {
  /** From 600 s on, every worker registers once in so many seconds, and coordinates no more. */
  const retrying = (every: number): readonly SeriesOf[] =>
    ['w1', 'w2'].flatMap((instance) => {
      const labels = { instance, replica_set: 'orders' };
      const times = (second: number): number => Math.floor(Math.max(0, second - 600) / every);
      return [
        ...without(`${PREFIX}workers_registered_total`, worker(instance, 2)),
        series(`${PREFIX}workers_registered_total`, [[0, (second) => 1 + times(second)]], labels),
        series(`${PREFIX}coordination_duration_seconds_count`, [[0, 1]], labels),
        series(`${PREFIX}heartbeat_latency_seconds_count`, [[0, (second) => Math.min(second, 600) / 5]], labels),
      ];
    });

  test.each([10, 60])('somebody is told that no worker works, and of nothing else: every %d s', async (every) => {
    const { told } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 2 }] },
      duration: HOUR / 2,
      has: retrying(every),
    });

    expect(told.map(({ alert }) => alert.alert)).toEqual(['OrchestratorNoWorkers']);
  });

  /** What a worker has counted at so many seconds from each of its starts; null where it is away. */
  type Counts = readonly (readonly [after: number, value: number | null])[];

  const counting = (
    instance: string,
    starts: readonly number[],
    registered: Counts,
    coordinated = registered,
  ): readonly SeriesOf[] => {
    const labels = { instance, replica_set: 'orders' };
    const course = (counts: Counts): Course => [
      [0, counts.at(-1)?.[1] ?? null],
      ...starts.flatMap((start) => counts.map(([after, value]) => [start + after, value] as const)),
    ];
    const away = starts.map((start) => [start - INTERVAL, start] as const);
    return [
      ...without(`${PREFIX}workers_registered_total`, restarting(instance, away, 2)),
      series(`${PREFIX}workers_registered_total`, course(registered), labels),
      series(`${PREFIX}coordination_duration_seconds_count`, course(coordinated), labels),
    ];
  };

  // Registered when it starts, when the other one leaves, and when that is back.
  const first: Counts = [
    [-30, null],
    [0, 1],
    [30, 2],
    [60, 3],
  ];
  const second: Counts = [
    [-90, 2],
    [-60, 3],
    [-30, null],
    [0, 1],
  ];
  const superseded: Counts = [
    [-30, null],
    [0, 1],
    [30, 2],
    [60, 4],
  ];

  test.each([
    [
      'one after the other, in the same order twice',
      [...counting('w1', [1_200, 2_400], first), ...counting('w2', [1_260, 2_460], second)],
    ],
    [
      'all at once, where coordinations are superseded before they end',
      ['w1', 'w2'].flatMap((instance) =>
        counting(instance, [1_200, 2_400], superseded, [
          [-30, null],
          [0, 1],
        ]),
      ),
    ],
  ])('nobody is told of workers that restart and end at the same counts: %s', async (_how, has) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 2 }] },
      duration: HOUR,
      has,
    });

    expect(fired).toEqual([]);
  });
});

requireTool('promtool')('nobody is told', () => {
  test('of pods that pull their images for minutes, and are well when they register', async () => {
    const starting = (instance: string, from: number): readonly SeriesOf[] => {
      const up: Course = [
        [from, 0],
        [from + 150, 1],
      ];
      return scraped(instance, up, [[from + 150, 3]]);
    };
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: { min: 1, max: 5 } }] },
      duration: HOUR / 2,
      has: [...worker('w1', 3), ...starting('w2', 600), ...starting('w3', 780)],
    });

    expect(fired).toEqual([]);
  });

  test('of workers that end their heartbeats when they are told to, and themselves 90 s later', async () => {
    const beating = (instance: string, until: number): readonly SeriesOf[] => [
      ...worker(instance, 3),
      series(`${PREFIX}heartbeat_latency_seconds_count`, [[0, (second) => Math.min(second, until) / 5]], {
        instance,
        replica_set: 'orders',
      }),
    ];
    // Of a target that is gone, Prometheus writes the end when it would have been scraped for the second time.
    const ending =
      (of: SeriesOf, at: number): SeriesOf =>
      (duration) => {
        const { labels, values } = of(duration);
        return { labels, values: [...values.filter(([second]) => second <= at), [at + 60, null]] };
      };
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS], scrapeInterval: '30s' },
      duration: HOUR / 2,
      has: [600, 780, 960].flatMap((told, index) => [
        ...beating(`old${String(index)}`, told).map((of) => ending(of, told + 90)),
        ...beating(`new${String(index)}`, HOUR),
      ]),
    });

    expect(named('OrchestratorHeartbeatStalled', fired)).toEqual([]);
  });

  test('at night of workers that are well again, when OrchestratorNoWorkers ends', async () => {
    const failing = (instance: string): readonly SeriesOf[] => {
      const away = [
        [600, 780],
        [810, 860],
        [880, 950],
      ] as const;
      return restarting(instance, away, 2);
    };
    const { told } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 2 }] },
      duration: HOUR / 2,
      has: [...failing('w1'), ...failing('w2')],
    });

    const late = told.filter(({ at, alert }) => at > 960 && alert.severity === 'critical');
    expect(late.map(({ alert }) => alert.alert)).toEqual([]);
  });
});
