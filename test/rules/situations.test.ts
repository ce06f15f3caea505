/** Situations of hours, and of several places, that no recording holds: which alerts fire, and of which somebody is told. */
import { createMixin, renderPrometheusRules, toYaml, type MonitoringProps } from '../../lib';
import { DATABASE_METRICS, type DatabaseMetric } from '../../lib/orchestrator/database/metrics';
import { requireTool } from '../real/tools';
import { grafanaAlertsForPrometheus } from '../scenarios/grafana-rules';
import { notifications } from '../scenarios/inhibition';
import { replay, type FiringInterval } from '../scenarios/promtool-replay';
import { MINUTE } from '../scenarios/recorded';
import type { Sample, Series } from '../scenarios/scenario';

jest.setTimeout(120_000);

const HOUR = 3_600;
const INTERVAL = 30;

/** What happens to a series: its value from a second on; null where it ends. */
type Course = readonly (readonly [from: number, value: number | null | ((second: number) => number)])[];

/** Samples of a course, twice a minute. */
function followed(course: Course, duration: number): readonly Sample[] {
  return course.flatMap(([from, value], index): readonly Sample[] => {
    const to = course[index + 1]?.[0] ?? duration + INTERVAL;
    const at = (second: number): Sample => [second, typeof value === 'function' ? value(second) : value];
    return value === null
      ? [[from, null]]
      : Array.from({ length: Math.ceil((to - from) / INTERVAL) }, (_, step) => at(from + step * INTERVAL));
  });
}

type SeriesOf = (duration: number) => Series;

const PREFIX = 'pupsourcing_orchestrator_';

const series =
  (name: string, course: Course, labels: Readonly<Record<string, string>>): SeriesOf =>
  (duration) => ({
    labels: { __name__: name, job: 'projection-workers', ...labels },
    values: followed(course, duration),
  });

/** A worker that has been working with others from the beginning until it is gone, target and all. */
function worker(instance: string, generation: number, gone?: number, place: Readonly<Record<string, string>> = {}) {
  const until = (value: Course[number][1]): Course => [
    [0, value],
    ...(gone === undefined ? [] : [[gone, null] as const]),
  ];
  const labels = { instance, replica_set: 'orders', ...place };
  return [
    series('up', until(1), { instance, ...place }),
    series('process_start_time_seconds', until(-HOUR), { instance, ...place }),
    series(`${PREFIX}workers_registered_total`, until(1), labels),
    series(`${PREFIX}current_generation_partitions`, until(generation), labels),
  ];
}

/** A worker as its target answers, and what it counts as long as it does. */
const scraped = (instance: string, up: Course, counted: Course = up): readonly SeriesOf[] => [
  series('up', up, { instance }),
  ...[`${PREFIX}workers_registered_total`, `${PREFIX}current_generation_partitions`].map((name) =>
    series(name, counted, { instance, replica_set: 'orders' }),
  ),
];

/** Seconds that kubelet waits before it starts again what exits. */
const BACKING_OFF = [10, 20, 40, 80, 160, 300] as const;

/** When a process is away that exits after so many seconds, from a first restart on; the last pause comes again and again. */
function exiting(
  from: number,
  life: number,
  pauses: readonly number[],
): readonly (readonly [from: number, to: number])[] {
  const away = [[from, from] as const];
  for (let last = from; last < 4 * HOUR;) {
    const pause = pauses[away.length - 1] ?? pauses.at(-1) ?? 0;
    away.push([last + life, last + life + pause]);
    last += life + pause;
  }
  return away;
}

/** A worker whose process is away for some times, and starts anew. */
function restarting(instance: string, away: readonly (readonly [from: number, to: number])[]): readonly SeriesOf[] {
  const started = (second: number): number => away.findLast(([, to]) => to <= second)?.[1] ?? -HOUR;
  const lives = (second: number): boolean => away.every(([from, to]) => second < from || second >= to);
  const counted = (name: string, value: Course[number][1], labels: Readonly<Record<string, string>>): SeriesOf => {
    const of = series(name, [[0, value]], { instance, ...labels });
    return (duration) => {
      const { labels: all, values } = of(duration);
      return { labels: all, values: values.map(([second, at]) => [second, lives(second) ? at : null]) };
    };
  };
  return [
    series('up', [[0, (second) => Number(lives(second))]], { instance }),
    counted('process_start_time_seconds', started, {}),
    ...[`${PREFIX}workers_registered_total`, `${PREFIX}current_generation_partitions`].map((name) =>
      counted(name, 1, { replica_set: 'orders' }),
    ),
  ];
}

/** The workers that a Deployment wants, as kube-state-metrics tells them. */
const wanted = (course: Course, place: Readonly<Record<string, string>> = {}): SeriesOf =>
  series('kube_deployment_spec_replicas', course, {
    job: 'kube-state-metrics',
    deployment: 'orders',
    namespace: 'shop',
    ...place,
  });

/** What an exporter of the database tells of the replica set. */
const ofDatabase = (
  { name }: DatabaseMetric,
  course: Course,
  labels: Readonly<Record<string, string>> = {},
): SeriesOf => series(name, course, { job: 'database', instance: 'exporter', replica_set: 'orders', ...labels });

/** The tables of a replica set with a projection, as the exporter tells them. */
interface Tables {
  /** Position of the newest event. @default - one a second */
  readonly head?: Course;
  readonly passed: Course;
  readonly lag: Course;
  readonly live: Course;
  readonly owned: Course;
}

const databaseOf = ({ head = [[0, (second) => second]], passed, lag, live, owned }: Tables): readonly SeriesOf[] => [
  ofDatabase(DATABASE_METRICS.headPosition, head, { replica_set: '' }),
  ofDatabase(DATABASE_METRICS.partitions, [[0, 1]]),
  ofDatabase(DATABASE_METRICS.ownedPartitions, owned),
  ofDatabase(DATABASE_METRICS.liveGenerations, live),
  ofDatabase(DATABASE_METRICS.liveWorkers, live, { state: 'running' }),
  ...[
    [DATABASE_METRICS.position, passed] as const,
    [DATABASE_METRICS.lagEvents, lag] as const,
    [DATABASE_METRICS.lagSeconds, lag] as const,
  ].map(([metric, course]) => ofDatabase(metric, course, { projection: 'p', partition: '0' })),
];

const DATABASE = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;

interface Situation {
  readonly props: MonitoringProps;
  readonly duration: number;
  readonly has: readonly SeriesOf[];
}

async function alertsIn({ props, duration, has }: Situation) {
  const mixin = createMixin(props);
  const recording = { ...MINUTE, t0: 0, scrapeInterval: INTERVAL, duration, series: has.map((of) => of(duration)) };
  const { groups } = renderPrometheusRules(mixin.ruleGroups);
  const byGrafana = mixin.config.alerts.evaluatedBy === 'grafana' ? grafanaAlertsForPrometheus(mixin) : [];
  const replayed = await replay(recording, toYaml({ groups: [...groups, ...byGrafana] }), INTERVAL);
  return { fired: replayed.firing, told: notifications(replayed, mixin.inhibitions) };
}

const named = (name: string, firing: readonly FiringInterval[]): readonly FiringInterval[] =>
  firing.filter(({ alert }) => alert === name);

const ORDERS = { name: 'orders', workers: 3 } as const;

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
    },
  );

  test('believes: a workload that was scaled to zero, while kube-state-metrics is away for hours', async () => {
    const { fired } = await scaledToZero(4 * HOUR, [1_200, null]);

    expect(fired.map(({ alert }) => alert)).toEqual(['OrchestratorExpectedWorkersUnknown']);
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

/** Nobody works for two hours from the tenth minute on; then a worker comes within a minute, and catches up. */
const PAUSE: Tables = {
  passed: [
    [0, (second) => second],
    [600, 600],
    [2 * HOUR + 120, (second) => Math.min(second, 600 + (second - 2 * HOUR - 120) * 10)],
  ],
  lag: [
    [0, 0],
    [600, (second) => second - 600],
    [2 * HOUR + 120, (second) => Math.max(0, second - 600 - (second - 2 * HOUR - 120) * 10)],
  ],
  live: [
    [0, 1],
    [630, 0],
    [2 * HOUR + 60, 1],
  ],
  owned: [
    [0, 1],
    [630, 0],
    [2 * HOUR + 90, 1],
  ],
};

/** The same, where nothing comes after it. */
const ENDED: Tables = {
  passed: PAUSE.passed.slice(0, 2),
  lag: PAUSE.lag.slice(0, 2),
  live: PAUSE.live.slice(0, 2),
  owned: PAUSE.owned.slice(0, 2),
};

/** A workload that is scaled to zero at 570 s, has a database, and is told what it wants once more. */
const scaledToZero = (duration: number, next: Course[number]) =>
  alertsIn({
    props: {
      replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
      database: DATABASE,
    },
    duration,
    has: [...worker('w1', 1, 600), wanted([[0, 1], [570, 0], next]), ...databaseOf(ENDED)],
  });

/** There but for four minutes. */
const AWAY: Course = [
  [0, 1],
  [600, 0],
  [840, 1],
];

requireTool('promtool')('nobody is told that a projection stands still', () => {
  test('while its workload is scaled to zero, nor when it starts again', async () => {
    const { fired } = await alertsIn({
      props: {
        replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
        database: DATABASE,
      },
      duration: 3 * HOUR,
      has: [
        ...worker('w1', 1, 600),
        ...scraped('w2', [[2 * HOUR + 60, 1]]),
        wanted([
          [0, 1],
          [570, 0],
          [2 * HOUR, 1],
        ]),
        ...databaseOf(PAUSE),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });

  test('while its only worker is away for four minutes, and may be for five', async () => {
    const { fired } = await alertsIn({
      props: {
        replicaSets: [{ ...ORDERS, workers: 1, alerts: { OrchestratorNoWorkers: { for: '5m' } } }],
        database: DATABASE,
      },
      duration: HOUR / 2,
      has: [
        ...worker('w1', 1, 600),
        ...scraped('w2', [[840, 1]]),
        ...databaseOf({
          passed: [
            [0, growth(1)],
            [600, 600],
            [840, (second) => Math.min(second, 600 + (second - 840) * 10)],
          ],
          lag: [
            [0, 0],
            [600, growth(1, 600)],
            [840, (second) => Math.max(0, second - 600 - (second - 840) * 10)],
          ],
          ...{ live: AWAY, owned: AWAY },
        }),
      ],
    });

    expect(fired).toEqual([]);
  });

  test('while partitions that the first scale-up has made wait for its coordination', async () => {
    // The one partition that there was had a checkpoint of another name: the first of several begins at 0, too.
    const passed: Course = [
      [600, 0],
      [690, (second) => Math.min(second, (second - 660) * 10)],
    ];
    const lag: Course = [
      [600, growth(1)],
      [690, (second) => Math.max(0, second - (second - 660) * 10)],
    ];
    const second = { projection: 'p', partition: '1' };
    const { fired } = await alertsIn({
      props: { database: DATABASE },
      duration: HOUR / 2,
      has: [
        ...databaseOf({
          passed: [[0, growth(1)], ...passed],
          lag: [[0, 0], ...lag],
          live: [[0, 1]],
          owned: [[0, 1]],
        }),
        ofDatabase(DATABASE_METRICS.position, passed, second),
        ofDatabase(DATABASE_METRICS.lagEvents, lag, second),
        ofDatabase(DATABASE_METRICS.lagSeconds, lag, second),
      ],
    });

    expect(fired).toEqual([]);
  });

  test.each([0, { min: 0, max: 10 }])('while it has no worker and may have none: %j', async (workers) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ name: 'orders', workers }], database: DATABASE, watchUnlisted: false },
      duration: 3 * HOUR,
      has: databaseOf(PAUSE),
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });
});

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

  test('of what stands still, also where the exporter fails one scrape in three', async () => {
    const has = databaseOf({
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
    }).map((of): SeriesOf => (duration) => {
      const { labels, values } = of(duration);
      return { labels, values: values.map(([second, value]) => [second, second % 90 === 0 ? null : value]) };
    });
    const { fired } = await alertsIn({ props: { database: DATABASE }, duration: HOUR / 2, has });

    expect(fired.map(({ alert, to }) => [alert, to]).sort()).toEqual(
      ['OrchestratorPartitionUnowned', 'OrchestratorProjectionBehind', 'OrchestratorProjectionStuck'].map((alert) => [
        alert,
        HOUR / 2 + INTERVAL,
      ]),
    );
  });

  test('that lag is unknown, where answers of the database come so seldom, or late, that no alert about lag sees them', async () => {
    const has = databaseOf({ passed: [[0, 600]], lag: [[0, 300]], live: [[0, 1]], owned: [[0, 1]] }).map(
      (of): SeriesOf =>
        (duration) => {
          const { labels, values } = of(duration);
          return { labels, values: values.filter(([second]) => second % 240 === 0) };
        },
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

  test('for an hour of a replica set that is not listed any more, and as long as it is dead where it is', async () => {
    const retired = (name: string): readonly SeriesOf[] =>
      [
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
      ].map((of) => (duration) => {
        const { labels, values } = of(duration);
        return { labels: { ...labels, replica_set: name }, values };
      });
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

  test.each([480, 900])('nothing of a rollback after %d s, each restart of which takes 75 s', async (rollback) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [ORDERS] },
      duration: HOUR,
      has: [600, 720, 840].flatMap((from, index) =>
        restarting(
          `w${String(index)}`,
          [from, from + rollback].map((gone) => [gone, gone + 75] as const),
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

/** What a worker says of a projection: events that it handled, and seconds that its handler took. */
const handled = (
  projection: string,
  events: Course,
  busy: Course,
  labels: Readonly<Record<string, string>> = {},
): readonly SeriesOf[] =>
  [
    [`${PREFIX}events_processed_total`, events] as const,
    [`${PREFIX}event_processing_duration_seconds_sum`, busy] as const,
  ].map(([name, course]) => series(name, course, { instance: 'w1', replica_set: 'orders', projection, ...labels }));

/** Grows by so much a second, from a second on. */
const growth =
  (perSecond: number, since = 0, from = 0) =>
  (second: number): number =>
    from + perSecond * (second - since);

requireTool('promtool')('a projection is slow', () => {
  const slowIn = async (has: readonly SeriesOf[]) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }] },
      duration: HOUR / 2,
      has,
    });
    return named('OrchestratorSlowProjection', fired);
  };

  test('where it is busy, and its sibling handles twice as many events', async () => {
    const has = [
      ...worker('w1', 1),
      ...handled('slow', [[0, growth(5)]], [[0, growth(0.7)]]),
      ...handled('other', [[0, growth(10)]], [[0, growth(0.2)]]),
    ];

    expect(await slowIn(has)).toEqual([
      expect.objectContaining({ labels: expect.objectContaining({ projection: 'slow' }) }),
    ]);
  });

  test('not where its sibling works off a backlog in one burst', async () => {
    const has = [
      ...worker('w1', 1),
      ...handled('steady', [[0, growth(5)]], [[0, growth(0.7)]]),
      ...handled(
        'other',
        [
          [0, growth(5)],
          [900, growth(5, 0, 3_900)],
        ],
        [[0, growth(0.2)]],
      ),
    ];

    expect(await slowIn(has)).toEqual([]);
  });

  test('not where its process restarts, and its first event comes late', async () => {
    const restarted = (perSecond: number, first: number): Course => [
      [0, growth(perSecond)],
      [900, null],
      [first, growth(perSecond, first)],
    ];
    const has = [
      ...worker('w1', 1).slice(0, 1),
      ...worker('w1', 1).slice(2),
      series(
        'process_start_time_seconds',
        [
          [0, -HOUR],
          [900, 890],
        ],
        { instance: 'w1' },
      ),
      ...handled('late', restarted(5, 1_080), restarted(0.95, 1_080)),
      ...handled('other', restarted(5, 930), restarted(0.2, 930)),
    ];

    expect(await slowIn(has)).toEqual([]);
  });

  test('not than itself, as another Prometheus server sees it that stopped without a word', async () => {
    const until =
      (of: SeriesOf, end: number): SeriesOf =>
      (duration) => {
        const { labels, values } = of(duration);
        return { labels, values: values.filter(([second]) => second < end) };
      };
    const has = ['a', 'b'].flatMap((server) =>
      [
        ...worker('w1', 1, undefined, { server }),
        ...handled('only', [[0, growth(5)]], [[0, growth(0.9)]], { server }),
      ].map((of) => (server === 'a' ? until(of, 900) : of)),
    );

    expect(await slowIn(has)).toEqual([]);
  });
});

requireTool('promtool')('nobody is told that a projection is slow', () => {
  test('while the database says that it catches up, slower than its sibling', async () => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE },
      duration: HOUR / 2,
      has: [
        ...worker('w1', 1),
        ...handled('p', [[0, growth(600)]], [[0, growth(0.99)]]),
        ...handled('q', [[0, growth(1_000)]], [[0, growth(0.99)]]),
        ...databaseOf({
          head: [[0, growth(10, 0, 2e6)]],
          passed: [[0, growth(600)]],
          lag: [[0, growth(-590, 0, 2e6)]],
          live: [[0, 1]],
          owned: [[0, 1]],
        }),
      ],
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });
});

requireTool('promtool')('what is scraped once a minute stands still for', () => {
  const alertsAfter = async (stall: number, phase: number) => {
    const stalled = (perSecond: number): Course => [
      [0, growth(perSecond)],
      [600 + phase, growth(perSecond)(600 + phase)],
      [600 + phase + stall, growth(perSecond, stall)],
    ];
    const has = [
      ...worker('w1', 1),
      series(`${PREFIX}heartbeat_latency_seconds_count`, stalled(1 / 30), { instance: 'w1', replica_set: 'orders' }),
      ...databaseOf({ passed: stalled(1), lag: [[0, 5]], live: [[0, 1]], owned: [[0, 1]] }),
    ].map((of): SeriesOf => (duration) => {
      const { labels, values } = of(duration);
      return { labels, values: values.filter(([second]) => second % 60 === phase) };
    });
    const { fired } = await alertsIn({
      props: { scrapeInterval: '1m', replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE },
      duration: HOUR / 2,
      has,
    });
    return [...new Set(fired.map(({ alert }) => alert))].sort();
  };

  test.each([0, 30])('a minute: nobody is told (scraped at %d s)', async (phase) => {
    expect(await alertsAfter(60, phase)).toEqual([]);
  });

  test.each([0, 30])('three minutes: somebody is, of both (scraped at %d s)', async (phase) => {
    expect(await alertsAfter(180, phase)).toEqual(['OrchestratorHeartbeatStalled', 'OrchestratorProjectionStuck']);
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

requireTool('promtool')('an error budget', () => {
  test.each<[what: string, events: Course, errors: number, burns: boolean]>([
    ['burns by errors that come between two scrapes', [[0, growth(30)]], 9_000, true],
    ['does not where as many events come with them as may be', [[600, 9_000]], 9, false],
  ])('%s, before which there was no counter', async (_what, events, errors, burns) => {
    const { fired } = await alertsIn({
      props: {
        replicaSets: [{ ...ORDERS, workers: 1 }],
        objectives: [{ name: 'handled', successRatio: true, target: 0.999 }],
      },
      duration: 900,
      has: [
        ...worker('w1', 1),
        ...[['events_processed', events] as const, ['projection_errors', [[600, errors]] as Course] as const].map(
          ([name, course]) =>
            series(`${PREFIX}${name}_total`, course, { instance: 'w1', replica_set: 'orders', projection: 'p' }),
        ),
      ],
    });

    // At the evaluation after them, or the next: which of two groups is evaluated first, nobody says.
    const began = named('OrchestratorBudgetBurnsVeryFast', fired).map(({ from }) => from);
    expect(began.map((from) => from >= 600 && from <= 630)).toEqual(burns ? [true] : []);
  });
});

requireTool('promtool')('while an event is handled every tenth of a second, nobody is told of a stall', () => {
  /** A series but for some seconds in which nothing is scraped: it does not end by that. */
  const without =
    (of: SeriesOf, isAway: (second: number) => boolean, place: Readonly<Record<string, string>> = {}): SeriesOf =>
    (duration) => {
      const { labels, values } = of(duration);
      return { labels: { ...labels, ...place }, values: values.filter(([second]) => !isAway(second)) };
    };
  const healthy = (isAway: (second: number) => boolean, place: Readonly<Record<string, string>> = {}) =>
    [
      ...worker('w1', 1),
      ...['p', 'q'].flatMap((projection) => handled(projection, [[0, growth(10)]], [[0, growth(0.1)]])),
      ...databaseOf({
        head: [[0, growth(10, 0, 5)]],
        passed: [[0, growth(10)]],
        lag: [[0, 5]],
        live: [[0, 1]],
        owned: [[0, 1]],
      }),
    ].map((of) => without(of, isAway, place));
  const props = (scrapeInterval: '30s' | '1m') =>
    ({ scrapeInterval, replicaSets: [{ ...ORDERS, workers: 1 }], database: DATABASE }) as const;

  test.each([
    [150, '30s', 'prometheus'],
    [210, '1m', 'grafana'],
    [285, '1m', 'prometheus'],
  ] as const)('after %d s without a scrape (scraped every %s, %s)', async (gap, interval, evaluatedBy) => {
    const { fired } = await alertsIn({
      props: { ...props(interval), alerts: { evaluatedBy } },
      duration: HOUR / 2,
      has: healthy((second) => (second > 600 && second < 600 + gap) || (interval === '1m' && second % 60 !== 0)),
    });

    // Whoever goes on evaluating in the gap is told that nothing is known.
    expect(fired.map(({ alert }) => alert).filter((alert) => alert !== 'OrchestratorLagUnknown')).toEqual([]);
  });

  test('at the first event of an idle night, right after a gap', async () => {
    const at = (first: number, idle: number): Course => [
      [0, idle],
      [first, idle + 1],
    ];
    const { fired } = await alertsIn({
      props: props('30s'),
      duration: HOUR / 2,
      has: databaseOf({
        head: at(840, 100),
        passed: at(870, 100),
        lag: [...at(840, 0), [870, 0]],
        live: [[0, 1]],
        owned: [[0, 1]],
      }).map((of) => without(of, (second) => second > 600 && second < 840)),
    });

    expect(named('OrchestratorProjectionStuck', fired)).toEqual([]);
  });

  test('where one of two Prometheus servers of a store is away for some minutes', async () => {
    const { fired } = await alertsIn({
      props: props('30s'),
      duration: HOUR / 2,
      has: ['a', 'b'].flatMap((server) =>
        healthy((second) => server === 'b' && second > 600 && second < 850, { server }),
      ),
    });

    expect(fired.map(({ alert }) => alert)).toEqual([]);
  });
});

requireTool('promtool')('a replica set whose input never pauses for long handles no event', () => {
  /** Events of a worker, one at each of these seconds; until the first one it does not count. */
  const eventsAt = (instance: string, seconds: readonly number[], end?: number): SeriesOf =>
    series(
      `${PREFIX}events_processed_total`,
      [
        ...seconds.map((second, index) => [second, index + 1] as const),
        ...(end === undefined ? [] : [[end, null] as const]),
      ],
      { instance, replica_set: 'orders', projection: 'p' },
    );
  /** Seconds in which the alert fires. */
  const firingIn = async (inputNeverPausesFor: '10m' | '20m', duration: number, has: readonly SeriesOf[]) => {
    const props = { replicaSets: [{ ...ORDERS, workers: { min: 1, max: 3 }, inputNeverPausesFor }] };
    const { fired } = await alertsIn({ props, duration, has });
    return named('OrchestratorNoEventsHandled', fired).map(({ from, to }) => [from, to]);
  };

  test('nowhere: after a deployment, each worker counts from its first event on, which is one', async () => {
    const deployed = ['b1', 'b2', 'b3'].flatMap((instance, index) => [
      ...worker(instance, 3).map((of): SeriesOf => (duration) => {
        const { labels, values } = of(duration);
        return { labels, values: values.filter(([second]) => second >= 1_110) };
      }),
      eventsAt(instance, [1_560 + 480 * index]),
    ]);
    const has = [...worker('a', 1, 1_110), eventsAt('a', [0, 120, 600, 1_080], 1_110), ...deployed];

    expect(await firingIn('10m', 2_900, has)).toEqual([]);
  });

  test('at all, from its first day on', async () => {
    expect(await firingIn('10m', HOUR, worker('w1', 1))).toEqual([[600, HOUR + INTERVAL]]);
  });

  test('until one comes, and others come less often than it is looked for', async () => {
    const has = [...worker('w1', 1), eventsAt('w1', [0, 600, 3_000, 3_360, 3_720, 4_080, 4_440])];

    expect(await firingIn('20m', 4_500, has)).toEqual([[600 + 120 + 1_200, 3_000]]);
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

requireTool('promtool')('where the clock of the host is set, a start of the process wavers by a second', () => {
  const wavering: SeriesOf = series('process_start_time_seconds', [[0, (second) => -HOUR + ((second / 240) & 1)]], {
    instance: 'w1',
  });
  const has = (beats: number): readonly SeriesOf[] => [
    wavering,
    ...worker('w1', 1).filter((of) => of(0).labels['__name__'] !== 'process_start_time_seconds'),
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
});
