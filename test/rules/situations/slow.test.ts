/** Situations that no recording holds: projections that are slow, and budgets of errors. */
import { requireTool } from '../../real/tools';
import {
  alertsIn,
  type Course,
  DATABASE,
  databaseOf,
  growth,
  handled,
  HOUR,
  named,
  ORDERS,
  PREFIX,
  series,
  type SeriesOf,
  worker,
} from './situation';

requireTool('promtool')('a projection is slow', () => {
  const slowIn = async (has: readonly SeriesOf[]) => {
    const { fired } = await alertsIn({
      props: { replicaSets: [{ ...ORDERS, workers: 1 }] },
      duration: HOUR / 2,
      has,
    });
    return named('OrchestratorSlowProjection', fired);
  };

  test.each([0.85, 0.99])('where it works nearly all the time, and its sibling handles more: %d', async (busy) => {
    const has = [
      ...worker('w1', 1),
      ...handled('slow', [[0, growth(5)]], [[0, growth(busy)]]),
      ...handled('other', [[0, growth(10)]], [[0, growth(0.2)]]),
    ];

    expect(await slowIn(has)).toEqual([
      expect.objectContaining({ labels: expect.objectContaining({ projection: 'slow' }) }),
    ]);
  });

  test('not where it wants fewer events than its sibling, takes longer for each, and rests a third of the time', async () => {
    const has = [
      ...worker('w1', 1),
      ...handled('fewer', [[0, growth(2.5)]], [[0, growth(2.5 * 0.27)]]),
      ...handled('other', [[0, growth(10)]], [[0, growth(10 * 0.002)]]),
    ];

    expect(await slowIn(has)).toEqual([]);
  });

  test('not where a queue in front of it comes and goes', async () => {
    const has = [
      ...worker('w1', 1),
      ...handled('busy', [[0, growth(8.5)]], [[0, growth(0.95)]]),
      ...handled('other', [[0, growth(10)]], [[0, growth(0.2)]]),
    ];

    expect(await slowIn(has)).toEqual([]);
  });

  test('not where its sibling works off a backlog in one burst', async () => {
    const has = [
      ...worker('w1', 1),
      ...handled('steady', [[0, growth(5)]], [[0, growth(0.9)]]),
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

  test('that burnt for an hour is told while it burns, and not when all is well again', async () => {
    const hours = (count: number): number => count * HOUR;
    const [from, to] = [hours(8), hours(9)];
    const failing = (second: number): number => Math.min(Math.max(second - from, 0), to - from) / 10;
    const { told } = await alertsIn({
      props: {
        replicaSets: [{ ...ORDERS, workers: 1 }],
        objectives: [{ name: 'handled', successRatio: true, target: 0.999 }],
      },
      duration: hours(12),
      has: [
        ...worker('w1', 1),
        ...[['events_processed', growth(1)] as const, ['projection_errors', failing] as const].map(([name, course]) =>
          series(`${PREFIX}${name}_total`, [[0, course]], {
            instance: 'w1',
            replica_set: 'orders',
            projection: 'p',
          }),
        ),
      ],
    });

    const ofBudgets = told.filter(({ alert: { alert } }) => alert.startsWith('OrchestratorBudgetBurns'));
    expect(ofBudgets.filter(({ at }) => at < from || at > to)).toEqual([]);
    expect(ofBudgets.map(({ alert: { alert } }) => alert).sort()).toEqual([
      'OrchestratorBudgetBurns',
      'OrchestratorBudgetBurnsVeryFast',
    ]);
  });
});
