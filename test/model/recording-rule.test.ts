import { createMixin, resolveRecordingRules, type QueryContext, type Signal } from '../../lib';

const context: QueryContext = {
  workers: [{ label: 'job', op: '=', value: 'workers' }],
  targets: [],
  by: ['cluster'],
  window: '5m',
  recorded: false,
};

const signal: Signal = {
  name: 'eventRate',
  title: 'Event rate',
  description: 'Events a second.',
  unit: 'events/s',
  labels: ['replica_set'],
  expression: ({ by, window }) => `sum by (${by.join()}) (rate(x[${window}]))`,
};

const rules = [{ record: 'level:metric:operation', group: 'aggregations', signal }];

test('a rule asks its signal in the context that it is given', () => {
  expect(resolveRecordingRules({ rules, context, aggregates: true })).toEqual([
    {
      kind: 'record',
      record: 'level:metric:operation',
      group: 'aggregations',
      signal,
      expression: 'sum by (cluster) (rate(x[5m]))',
      labels: ['cluster', 'replica_set'],
      atMostEvery: undefined,
    },
  ]);
});

test('a rule may read what was recorded before it, where it says so', () => {
  const asked = { ...signal, expression: ({ recorded }: QueryContext) => String(recorded) };
  const [first, second] = resolveRecordingRules({
    rules: [
      { record: 'level:metric:operation', group: 'aggregations', signal: asked },
      { record: 'level:other:operation', group: 'aggregations', signal: asked, readsRecorded: true },
    ],
    context,
    aggregates: true,
  });

  expect([first?.expression, second?.expression]).toEqual(['false', 'true']);
});

test('a rule that does not aggregate keeps whatever labels there are', () => {
  expect(resolveRecordingRules({ rules, context, aggregates: false })[0]?.labels).toBeUndefined();
});

test.each(['upstream', 'hardened'] as const)(
  '%s: recording rules can be turned off, and nothing reads them then',
  (profile) => {
    const off = createMixin({ profile, recordingRules: false });
    const on = createMixin({ profile });
    const names = on.recordingRules.map(({ record }) => record);
    const expressions = [
      ...off.ruleGroups.flatMap(({ rules: members }) => members.map(({ expression }) => expression)),
      ...off.dashboards.flatMap(({ panels }) =>
        panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)),
      ),
    ];

    expect(off.recordingRules).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
    expect(expressions.filter((expression) => names.some((name) => expression.includes(name)))).toEqual([]);
  },
);

test.each(['upstream', 'hardened'] as const)('%s: names are level:metric:operations, each once', (profile) => {
  const names = createMixin({ profile }).recordingRules.map(({ record }) => record);

  expect(names.filter((name) => !/^[a-z_]+:[a-z0-9_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
