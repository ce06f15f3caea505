/** Situations that no recording holds: who stands still, and who only looks so. */
import { DATABASE_METRICS } from '../../../lib/orchestrator/database/metrics';
import { requireTool } from '../../real/tools';
import {
  eachChanged,
  alertsIn,
  AWAY,
  BACKING_OFF,
  type Course,
  DATABASE,
  databaseOf,
  exiting,
  growth,
  handled,
  HOUR,
  INTERVAL,
  named,
  ofDatabase,
  ORDERS,
  PAUSE,
  PREFIX,
  restarting,
  scraped,
  series,
  type SeriesOf,
  wanted,
  worker,
} from './situation';

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

requireTool('promtool')('what is scraped once a minute stands still for', () => {
  const alertsAfter = async (stall: number, phase: number) => {
    const stalled = (perSecond: number): Course => [
      [0, growth(perSecond)],
      [600 + phase, growth(perSecond)(600 + phase)],
      [600 + phase + stall, growth(perSecond, stall)],
    ];
    const all = [
      ...worker('w1', 1),
      series(`${PREFIX}heartbeat_latency_seconds_count`, stalled(1 / 30), { instance: 'w1', replica_set: 'orders' }),
      ...databaseOf({ passed: stalled(1), lag: [[0, 5]], live: [[0, 1]], owned: [[0, 1]] }),
    ];
    const has = eachChanged(all, ({ labels, values }) => ({
      labels,
      values: values.filter(([second]) => second % 60 === phase),
    }));
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
      ...eachChanged(worker(instance, 3), ({ labels, values }) => ({
        labels,
        values: values.filter(([second]) => second >= 1_110),
      })),
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

requireTool('promtool')('a projection hangs, and its sibling goes on', () => {
  const RESTS = 2 * HOUR;
  /** The evaluation after the last: its rules are evaluated once a minute. */
  const END = 4 * HOUR + 60;
  /** Seconds in which the alert fires. */
  const firingIn = async (
    hanging: Course,
    sibling: Course,
    more: readonly SeriesOf[] = [],
    itsWorker: readonly SeriesOf[] = worker('w1', 1),
  ) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }] },
      duration: 4 * HOUR,
      has: [...itsWorker, ...handled('hanging', hanging, [[0, 0]]), ...handled('sibling', sibling, [[0, 0]]), ...more],
    });
    return named('OrchestratorProjectionStalled', fired).map(({ from, to }) => [from, to]);
  };
  /** Its worker coordinates once more. */
  const coordinated = (at: number): readonly SeriesOf[] => [
    series(
      `${PREFIX}coordination_duration_seconds_count`,
      [
        [0, 1],
        [at, 2],
      ],
      { instance: 'w1', replica_set: 'orders' },
    ),
  ];
  /** Handles so many events a second for half an hour, and no more. */
  const hangs = (perSecond: number): Course => [
    [0, growth(perSecond)],
    [HOUR / 2, perSecond * (HOUR / 2)],
  ];

  test.each([0.3, 1, 10])('it is told for as long: %d a second', async (perSecond) => {
    expect(await firingIn(hangs(perSecond), [[0, growth(perSecond)]])).toEqual([[expect.any(Number), END]]);
  });

  test('until it moves again', async () => {
    const moves: Course = [...hangs(1), [RESTS, HOUR / 2 + 1]];
    const [[, to] = [], ...others] = await firingIn(moves, [[0, growth(1)]]);

    expect(others).toEqual([]);
    expect(to).toBeLessThan(RESTS + 300);
  });

  test('until its sibling has rested for half an hour, in which it handles an event now and then', async () => {
    const rests: Course = [
      [0, growth(1)],
      [RESTS, (second) => RESTS + Math.floor((second - RESTS) / 900)],
    ];
    const [[, to] = [], ...others] = await firingIn(hangs(1), rests);

    expect(others).toEqual([]);
    // It handled one a second, of which a fifth is left after 24 minutes.
    expect(to).toBeGreaterThan(RESTS + 1_440);
    expect(to).toBeLessThan(RESTS + HOUR / 2);
  });

  test('once, where its sibling has a quiet night, in which more events come for two minutes', async () => {
    const night: Course = [
      [0, growth(1)],
      [RESTS, growth(0.13, RESTS, RESTS)],
      [3 * HOUR, (second) => RESTS + 0.13 * (second - RESTS) + 0.2 * Math.min(second - 3 * HOUR, 120)],
    ];
    const told = await firingIn(hangs(1), night);

    expect(told).toHaveLength(1);
  });

  test('again when its sibling works again, hours later', async () => {
    const morning = 3.5 * HOUR;
    const returns: Course = [
      [0, growth(1)],
      [RESTS, RESTS],
      [morning, growth(1, morning, RESTS)],
    ];
    const [first, [from = 0, to] = [], ...others] = await firingIn(hangs(1), returns);

    expect(first?.[1]).toBeLessThan(RESTS + HOUR / 2 + 300);
    expect(from).toBeGreaterThan(morning);
    expect(from).toBeLessThan(morning + 480);
    expect([to, others]).toEqual([END, []]);
  });

  test('no longer than until its worker coordinates anew: its events may have gone to another one', async () => {
    const [[, to] = [], ...others] = await firingIn(hangs(1), [[0, growth(1)]], coordinated(RESTS));

    expect(others).toEqual([]);
    expect(to).toBeGreaterThan(RESTS);
    expect(to).toBeLessThan(RESTS + 300);
  });

  test('not at all where its worker coordinated then, and it handled no more since', async () => {
    expect(await firingIn(hangs(1), [[0, growth(1)]], coordinated(HOUR / 2))).toEqual([]);
  });

  test.each([0, 10, 20])('not at all where its partition moved then, and scrapes came %d s later', async (later) => {
    const moves = HOUR / 2 - later;
    const moved: Course = [
      [0, growth(10)],
      [moves, 10 * moves],
    ];

    expect(await firingIn(moved, [[0, growth(10)]], coordinated(HOUR / 2))).toEqual([]);
  });

  test.each([180, 300])('ten minutes after its worker coordinated, %d s after which it hung', async (after) => {
    const coordinatedAt = HOUR / 2 - after;
    const [[from, to] = [], ...others] = await firingIn(hangs(1), [[0, growth(1)]], coordinated(coordinatedAt));

    expect(from).toBeGreaterThanOrEqual(coordinatedAt + 600);
    expect(from).toBeLessThanOrEqual(coordinatedAt + 690);
    expect([to, others]).toEqual([END, []]);
  });

  test.each([
    [0.5, 300],
    [10, 300],
  ])('minutes after its process started, if it handled %d a second for %d s', async (perSecond, lasted) => {
    const starts = HOUR / 2 - lasted;
    const started: Course = [[starts, growth(perSecond, starts)]];
    const [[from = 0, to] = [], ...others] = await firingIn(
      [...started, [HOUR / 2, perSecond * lasted]],
      started,
      [],
      restarting('w1', [[0, starts]]),
    );

    expect(from).toBeGreaterThanOrEqual(starts + 600);
    expect(from).toBeLessThanOrEqual(starts + 660);
    expect([to, others]).toEqual([END, []]);
  });

  describe('or it has handled what came', () => {
    /** So many events a second for a time, from one second on, and hardly any before and after it. */
    const importing =
      (from: number, lasts: number, perSecond: number) =>
      (second: number): number =>
        Math.floor(second / 600) + perSecond * Math.min(Math.max(second - from, 0), lasts);
    /** The sibling handles that and other events. */
    const withOthers = (of: (second: number) => number): readonly [Course, Course] => [
      [[0, of]],
      [[0, (second) => 0.3 * second + of(second)]],
    ];

    test.each([
      [60, 6],
      [120, 3.3],
      [240, 5],
      [600, 2],
    ])('not where it was an import of %d s: %d a second', async (lasts, perSecond) => {
      expect(await firingIn(...withOthers(importing(HOUR, lasts, perSecond)))).toEqual([]);
    });

    test('not where a job brings it every quarter of an hour', async () => {
      const job = (second: number): number => 600 * Math.floor(second / 900) + 5 * Math.min(second % 900, 120);

      expect(await firingIn(...withOthers(job))).toEqual([]);
    });

    test.each([60, 900])(
      'not where it was an import of two minutes, %d s after its worker had coordinated',
      async (after) => {
        expect(await firingIn(...withOthers(importing(HOUR, 120, 10)), coordinated(HOUR - after))).toEqual([]);
      },
    );
  });

  test.each([60, 100])('not at all where its worker exits after %d s, at the same event each time', async (life) => {
    const away = exiting(HOUR / 2, life, BACKING_OFF);
    const inLife = (second: number): number => second - (away.findLast(([, to]) => to <= second)?.[1] ?? 0);
    const lives = (second: number): boolean => away.every(([from, to]) => second < from || second >= to);
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }] },
      duration: 2 * HOUR,
      has: [
        ...restarting('w1', away),
        ...[
          ['hanging', (second: number) => (second < HOUR / 2 ? second : Math.min(inLife(second), 7))] as const,
          ['sibling', inLife] as const,
        ].map(([projection, events]): SeriesOf => (duration) => {
          const of = series(`${PREFIX}events_processed_total`, [[0, events]], {
            instance: 'w1',
            replica_set: 'orders',
            projection,
          })(duration);
          return { ...of, values: of.values.map(([second, value]) => [second, lives(second) ? value : null]) };
        }),
      ],
    });

    expect(named('OrchestratorProjectionStalled', fired)).toEqual([]);
  });

  test.each([
    [300, 300],
    [300, 600],
    [600, 600],
  ])('once, while its sibling works for %d s and pauses for %d s', async (works, pauses) => {
    const inTurns: Course = [
      [0, growth(1)],
      [
        HOUR / 2,
        (second) => {
          const since = second - HOUR / 2;
          const turns = Math.floor(since / (works + pauses));
          return HOUR / 2 + turns * works + Math.min(since - turns * (works + pauses), works);
        },
      ],
    ];

    expect(await firingIn(hangs(1), inTurns)).toEqual([[expect.any(Number), END]]);
  });

  test.each([30, 60])('not at all where both come to rest, %d s after each other', async (later) => {
    const ends = HOUR / 2 + later;

    expect(
      await firingIn(hangs(3), [
        [0, growth(3)],
        [ends, 3 * ends],
      ]),
    ).toEqual([]);
  });

  test('not at all where both come to rest, but for an event of one', async () => {
    const events = 3 * (HOUR / 2);
    const sibling: Course = [...hangs(3), [HOUR / 2 + 90, events + 1]];

    expect(await firingIn(hangs(3), sibling)).toEqual([]);
  });

  test('not at all where both rest, and one goes on an hour later', async () => {
    const later = 1.5 * HOUR;
    const rests: Course = [...hangs(1), [later, growth(1, later, HOUR / 2)]];

    expect(await firingIn(hangs(1), rests)).toEqual([]);
  });
});
