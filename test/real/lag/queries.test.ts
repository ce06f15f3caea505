/** The queries on a real PostgreSQL: what they say, what they cost, and that the role may ask them and nothing else. */
import { createMixin, type MonitoringProps } from '../../../lib';
import { databaseQueries } from '../../../lib/orchestrator';
import { requireTool } from '../tools';
import { CHECKPOINT, EVENTS, GENERATION, WORKER } from './statements';
import { EXPORTER, LAG_PROPS, POSTGRES, startExporter, startPostgres, type RunningPostgres } from './postgres-process';

jest.setTimeout(180_000);

requireTool(POSTGRES)('queries of the database', () => {
  let postgres: RunningPostgres;
  let databases = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  /** A database of its own with these statements run in it, and what each query says there, as the role of the exporter. */
  async function ask(statements: readonly string[], props: Partial<MonitoringProps> = {}) {
    databases += 1;
    const name = `d${databases}`;
    await postgres.create(name, props);
    if (statements.length > 0) {
      await postgres.sql(name, statements.join(';\n'));
    }
    const { config } = createMixin({ ...LAG_PROPS, ...props });
    const [head, projections, replicaSets, workers] = await Promise.all(
      databaseQueries(config).map(async ({ sql }) =>
        (await postgres.sql(name, sql, 'pupsourcing_monitor')).map((row) => row.join(' ')).sort(),
      ),
    );
    return {
      name,
      pupsourcing_event_store: head,
      pupsourcing_projection: projections,
      pupsourcing_replica_set: replicaSets,
      pupsourcing_workers: workers,
    };
  }
  /** Replica set, projection, partition, position and events behind of each row; whole seconds behind. */
  const lags = ({ pupsourcing_projection: rows }: Awaited<ReturnType<typeof ask>>): readonly string[] =>
    rows!.map((row) => row.replace(/(\d+)\.\d+$/, '$1'));

  test('an empty database: no event, and nobody who would handle one', async () => {
    expect(await ask([])).toMatchObject({
      pupsourcing_event_store: ['0'],
      pupsourcing_projection: [],
      pupsourcing_replica_set: [],
      pupsourcing_workers: [],
    });
  });

  test('one partition: the checkpoint is named after the projection', async () => {
    const answers = await ask([
      GENERATION('main', 1, 5),
      WORKER('main', 0),
      EVENTS(100),
      CHECKPOINT('orders', 100),
      CHECKPOINT('totals', 40),
    ]);
    expect(answers.pupsourcing_event_store).toEqual(['100']);
    // The 41st of 100 events is 5.9 s old.
    expect(lags(answers)).toEqual(['main orders 0 100 0 0', expect.stringMatching(/^main totals 0 40 60 [56]$/)]);
    expect(answers.pupsourcing_replica_set).toEqual(['main 1 1 1']);
    expect(answers.pupsourcing_workers).toEqual([
      'main pending 0',
      'main ready 0',
      'main running 1',
      'main stopping 0',
    ]);
  });

  test('rows of partitions that the newest generation does not have do not count, and one that is missing counts from the beginning', async () => {
    const answers = await ask([
      ...[GENERATION('main', 1, 30), GENERATION('main', 4, 20), GENERATION('main', 3, 10)],
      EVENTS(100),
      ...[
        CHECKPOINT('orders', 7),
        CHECKPOINT('orders_p0', 100),
        CHECKPOINT('orders_p1', 90),
        CHECKPOINT('orders_p3', 50),
      ],
    ]);
    expect(lags(answers).map((row) => row.split(' ').slice(0, 5).join(' '))).toEqual([
      'main orders 0 100 0',
      'main orders 1 90 10',
      'main orders 2 0 100',
    ]);
  });

  test('a dead worker whose row is left owns nothing, and neither does one that only waits', async () => {
    const answers = await ask([
      GENERATION('main', 3, 5),
      ...[
        WORKER('main', 0),
        WORKER('main', 1, 'running', 31),
        WORKER('main', 2, 'ready'),
        WORKER('main', -1, 'stopped'),
      ],
    ]);
    expect(answers.pupsourcing_replica_set).toEqual(['main 3 1 1']);
    expect(answers.pupsourcing_workers).toEqual([
      'main pending 0',
      'main ready 1',
      'main running 1',
      'main stopping 0',
    ]);
  });

  test.each([
    { what: 'of late: they coordinate', minutesAgo: 0.9, answers: 'main 2 2 1' },
    { what: 'for longer than a coordination takes', minutesAgo: 1.1, answers: 'main 2 1 2' },
  ])('workers in two generations, $what', async ({ minutesAgo, answers }) => {
    const { pupsourcing_replica_set: replicaSets } = await ask([
      ...[GENERATION('main', 1, 5), WORKER('main', 0)],
      ...[GENERATION('main', 2, minutesAgo), WORKER('main', 0), WORKER('main', 1, 'ready')],
    ]);
    expect(replicaSets).toEqual([answers]);
  });

  test('the first workers, each of which makes a generation', async () => {
    const answers = await ask([0.2, 0.1].flatMap((ago) => [GENERATION('main', 1, ago), WORKER('main', 0, 'pending')]));
    expect(answers.pupsourcing_replica_set).toEqual(['main 1 1 1']);
  });

  test('two replica sets with different numbers of partitions: each projection by those of its own', async () => {
    const answers = await ask(
      [
        ...[GENERATION('main', 2, 5), GENERATION('billing', 1, 5), EVENTS(10)],
        ...[CHECKPOINT('orders_p0', 10), CHECKPOINT('orders_p1', 9), CHECKPOINT('invoices', 8), CHECKPOINT("it's", 10)],
      ],
      {
        replicaSets: [
          { name: 'main', projections: ['orders'] },
          { name: 'billing', projections: ['invoices', "it's"] },
        ],
      },
    );
    expect(lags(answers).map((row) => row.split(' ').slice(0, 5).join(' '))).toEqual([
      'billing invoices 0 8 2',
      "billing it's 0 10 0",
      'main orders 0 10 0',
      'main orders 1 9 1',
    ]);
  });

  test('the one replica set that names no projections runs what the others do not', async () => {
    const answers = await ask(
      [
        ...[GENERATION('main', 2, 5), GENERATION('billing', 1, 5), GENERATION('renamed', 4, 900), EVENTS(10)],
        ...[CHECKPOINT('orders_p0', 10), CHECKPOINT('orders_p1', 10), CHECKPOINT('invoices', 10)],
      ],
      { replicaSets: [{ name: 'main' }, { name: 'billing', projections: ['invoices'] }] },
    );
    expect(lags(answers)).toEqual(['billing invoices 0 10 0 0', 'main orders 0 10 0 0', 'main orders 1 10 0 0']);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['all others are named', [], []],
    [
      'another one lives',
      [GENERATION('main', 2, 9_000), WORKER('main', 0)],
      ['main legacy 0 0 1 0', 'main legacy 1 0 1 0'],
    ],
    ['others have been made within the hour', [GENERATION('a', 1, 5), GENERATION('b', 1, 50)], [' legacy 0 1 0 0']],
  ])('replica sets that were retired, and are not listed, run nothing: %s', async (_what, statements, rest) => {
    const answers = await ask(
      [
        ...[GENERATION('old-a', 1, 30_000), GENERATION('old-b', 1, 20_000), GENERATION('mail', 1, 10_000)],
        ...[WORKER('old-b', 0, 'running', 80_000), WORKER('mail', 0)],
        ...[EVENTS(1), CHECKPOINT('letters', 1), CHECKPOINT('legacy', 1), ...statements],
      ],
      { replicaSets: [{ name: 'mail', projections: ['letters'] }] },
    );
    expect(lags(answers)).toEqual([...rest, 'mail letters 0 1 0 0'].sort());
  });

  test('where no replica set has a worker, the one that was there last runs what was run', async () => {
    const answers = await ask([
      GENERATION('old', 3, 9_000),
      GENERATION('main', 1, 3_000),
      EVENTS(1),
      CHECKPOINT('p', 1),
    ]);
    expect(lags(answers)).toEqual(['main p 0 1 0 0']);
  });

  test('several replica sets and nobody who says what they run: no replica set, and the most partitions', async () => {
    const answers = await ask([GENERATION('a', 1, 5), GENERATION('b', 1, 5), EVENTS(1), CHECKPOINT('orders', 1)]);
    expect(lags(answers)).toEqual([' orders 0 1 0 0']);
  });

  test('listed projections: one that never wrote a checkpoint counts, one that was retired does not', async () => {
    const answers = await ask(
      [GENERATION('main', 1, 5), EVENTS(10), CHECKPOINT('retired', 1), CHECKPOINT('orders', 10)],
      {
        database: { ...LAG_PROPS.database, projections: ['orders', 'brand_new'] },
      },
    );
    expect(lags(answers).map((row) => row.split(' ').slice(0, 5).join(' '))).toEqual([
      'main brand_new 0 0 10',
      'main orders 0 10 0',
    ]);
  });

  const NAMES = [
    'Orders',
    'größe-漢',
    'a"b',
    "it's",
    '100%',
    '$1',
    'a\\\\b',
    'x'.repeat(200),
    'step',
    'step_p2',
    '_p1',
    'v2_p',
  ];

  test('names of projections, also such as a partition of another one would have', async () => {
    const answers = await ask([
      GENERATION('main', 1, 5),
      ...[EVENTS(10), WORKER('main', 0)],
      ...NAMES.map((name) => CHECKPOINT(name, 10)),
    ]);
    expect(lags(answers)).toEqual(NAMES.map((name) => `main ${name} 0 10 0 0`).sort());
  });

  test('the same with three partitions, beside their rows from the time of one', async () => {
    // Of `step` and `step_p2` the library itself would write one row.
    const names = NAMES.filter((name) => name !== 'step');
    const answers = await ask([
      ...[GENERATION('main', 1, 9), GENERATION('main', 3, 5), EVENTS(10)],
      ...names.map((name) => CHECKPOINT(name, 5)),
      ...names.flatMap((name) => [0, 1, 2].map((k) => CHECKPOINT(`${name}_p${k}`, 10))),
    ]);
    expect(lags(answers)).toEqual(names.flatMap((name) => [0, 1, 2].map((k) => `main ${name} ${k} 10 0 0`)).sort());
  });

  test('a new projection that has not got past its first event in one partition', async () => {
    const answers = await ask([GENERATION('main', 2, 5), EVENTS(10), CHECKPOINT('orders_p1', 10)]);
    expect(lags(answers).map((row) => row.split(' ').slice(0, 5).join(' '))).toEqual([
      'main orders 0 0 10',
      'main orders 1 10 0',
    ]);
  });

  test('a projection whose name ends like a partition, placed in a replica set', async () => {
    const answers = await ask(
      [
        ...[GENERATION('main', 1, 5), GENERATION('billing', 1, 5), EVENTS(10)],
        ...[CHECKPOINT('step_p2', 10), CHECKPOINT('orders', 10)],
      ],
      { replicaSets: [{ name: 'main', projections: ['step_p2'] }, { name: 'billing' }] },
    );
    expect(lags(answers)).toEqual(['billing orders 0 10 0 0', 'main step_p2 0 10 0 0']);
  });

  test('an event from the future is not older than any', async () => {
    const answers = await ask([
      ...[GENERATION('main', 1, 5), EVENTS(10), CHECKPOINT('orders', 5)],
      "UPDATE events SET created_at = now() + interval '1 hour'",
    ]);
    expect(lags(answers)).toEqual(['main orders 0 5 5 0']);
  });

  test('a standby gives no answer: what it shows is from earlier, and by then the heartbeats are old', async () => {
    const { name } = await ask([GENERATION('main', 1, 5), WORKER('main', 0), EVENTS(10), CHECKPOINT('orders', 10)]);
    const standby = await postgres.standby();
    try {
      expect(await standby.sql(name, 'SELECT count(*) FROM events')).toEqual([['10']]);
      for (const { name: query, sql } of databaseQueries(createMixin(LAG_PROPS).config)) {
        expect([query, await standby.sql(name, sql, 'pupsourcing_monitor')]).toEqual([query, []]);
      }
    } finally {
      await standby.stop();
    }
  });

  test('tables under other names, in a schema of their own', async () => {
    const props: Partial<MonitoringProps> = {
      database: { ...LAG_PROPS.database, tables: { events: 'public.events', workers: 'public.orchestrator_workers' } },
    };
    expect((await ask([EVENTS(3)], props)).pupsourcing_event_store).toEqual(['3']);
  });

  describe('the role', () => {
    let name: string;
    beforeAll(async () => {
      ({ name } = await ask(['CREATE TABLE secrets (id INT)', EVENTS(1)]));
    });
    test.each([
      ['the payload of an event', 'SELECT payload FROM events'],
      ['all of an event', 'SELECT * FROM events'],
      ['another table', 'SELECT * FROM secrets'],
      ['passwords', 'SELECT * FROM pg_authid'],
      ['to add an event', "INSERT INTO events (event_type) VALUES ('x')"],
      ['to move a checkpoint', 'UPDATE projection_checkpoints SET last_global_position = 0'],
      ['to remove workers', 'DELETE FROM orchestrator_workers'],
      ['to lock a table', 'LOCK TABLE orchestrator_generations IN SHARE MODE'],
      ['to empty a table', 'TRUNCATE projection_checkpoints'],
      ['to make a table', 'CREATE TABLE mine (id INT)'],
      ['to make a schema', 'CREATE SCHEMA mine'],
      ['to make a role', 'CREATE ROLE mine'],
      ['to become somebody else', 'SET ROLE postgres'],
    ])('is refused %s, also where a session allows itself to write', async (_what, statement) => {
      const own = `SET TRANSACTION READ WRITE; ${statement}`;
      await expect(postgres.sql(name, own, 'pupsourcing_monitor')).rejects.toThrow(/permission denied/);
    });

    test('gives up on a query that waits for a lock', async () => {
      const blocker = postgres.session(name);
      blocker.run('BEGIN');
      blocker.run('LOCK TABLE projection_checkpoints IN ACCESS EXCLUSIVE MODE');
      try {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await expect(
          postgres.sql(name, 'SELECT projection_name FROM projection_checkpoints', 'pupsourcing_monitor'),
        ).rejects.toThrow(/lock timeout/);
      } finally {
        await blocker.stop();
      }
    });
  });

  test('what the runbook asks the database: who is silent, which checkpoint is beyond the newest event, who is where', async () => {
    const { name } = await ask([
      GENERATION('main', 1, 5),
      WORKER('main', 0, 'running', 90),
      EVENTS(100),
      CHECKPOINT('orders', 90),
      CHECKPOINT('totals', 101),
    ]);
    const steps = createMixin(LAG_PROPS).runbook.flatMap(({ diagnosis }) => diagnosis);
    const answers = await Promise.all(steps.flatMap(({ sql }) => (sql === undefined ? [] : [postgres.sql(name, sql)])));

    expect(answers.map((rows) => rows.map((row) => row.join(' ')))).toEqual([
      [expect.stringMatching(/^main 0 running 00:01:3/)],
      [],
      ['totals 101'],
      [],
    ]);
  });

  requireTool(EXPORTER)('with the real exporter', () => {
    test('exposes every metric of the catalogue as a gauge, with its help and labels', async () => {
      const { name } = await ask([GENERATION('main', 1, 5), WORKER('main', 0), EVENTS(100), CHECKPOINT('orders', 90)]);
      const exporter = await startExporter(postgres, name);
      try {
        const lines = (await exporter.metrics()).split('\n').filter((line) => line.includes('pupsourcing_'));
        expect(lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.slice(7))).toEqual([
          'pupsourcing_event_store_position gauge',
          'pupsourcing_projection_lag_events gauge',
          'pupsourcing_projection_lag_seconds gauge',
          'pupsourcing_projection_position gauge',
          'pupsourcing_replica_set_live_generations gauge',
          'pupsourcing_replica_set_owned_partitions gauge',
          'pupsourcing_replica_set_partitions gauge',
          'pupsourcing_workers_live gauge',
        ]);
        expect(lines).toContainEqual(
          `pupsourcing_projection_lag_events{partition="0",projection="orders",replica_set="main",server="127.0.0.1:${postgres.port}"} 10`,
        );
      } finally {
        await exporter.stop();
      }
    });
  });
});
