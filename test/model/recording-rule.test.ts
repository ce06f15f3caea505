import { ask, createMixin, type QueryContext, type Signal } from '../../lib';
import { resolveRecordingRules, type Area } from '../../lib/orchestrator';

const context: QueryContext = {
  workers: [{ label: 'job', op: '=', value: 'workers' }],
  targets: [],
  by: ['cluster'],
  pinned: {},
  listed: [],
  window: '5m',
  recorded: new Set(),
};

const signal: Signal = {
  name: 'eventRate',
  title: 'Event rate',
  unit: 'events/s',
  labels: ['replica_set'],
  recordedAs: { record: 'level:metric:operation' },
  expression: ({ by, window }) => `sum by (${by.join()}) (rate(x[${window}]))`,
};

const area = (...recorded: readonly Signal[]): Area => ({ group: 'events', recorded, alerts: [] });

test('a rule asks its signal in the context that it is given', () => {
  expect(resolveRecordingRules(area(signal), context, true)).toEqual([
    {
      kind: 'record',
      record: 'level:metric:operation',
      group: 'events',
      signal,
      expression: 'sum by (cluster) (rate(x[5m]))',
      labels: ['cluster', 'replica_set'],
    },
  ]);
});

test('a rule reads what was recorded before it in its group, by the labels that the series has', () => {
  const reader: Signal = {
    ...signal,
    name: 'reader',
    recordedAs: { record: 'level:other:operation' },
    expression: (asked) => ask(signal, asked),
  };
  const matched = { ...context, workers: [...context.workers, { label: 'cluster', op: '=', value: 'eu' } as const] };
  const expressions = (...recorded: readonly Signal[]) =>
    resolveRecordingRules(area(...recorded), matched, true).map(({ expression }) => expression);

  expect(expressions(signal, reader)[1]).toBe('level:metric:operation{cluster="eu"}');
  expect(expressions(reader, signal)[0]).toBe('sum by (cluster) (rate(x[5m]))');
});

test.each([
  ['=', 'eu', 'cluster="eu"'],
  ['=~', 'eu|us', 'cluster=~"eu|us|"'],
  ['=~', '.*', 'cluster=~".*"'],
  ['!=', 'eu', 'cluster!="eu"'],
  ['!=', '', ''],
  ['!~', 'eu|us', 'cluster!~"eu|us"'],
  ['!~', 'eu|', ''],
] as const)('a label of the fleet whose value is open may be missing: %s %j', (op, value, read) => {
  const workers = [{ label: 'cluster', op, value }] as const;

  expect(ask(signal, { ...context, workers, recorded: new Set([signal.name]) })).toBe(
    `level:metric:operation${read === '' ? '' : `{${read}}`}`,
  );
});

test('a signal that a configuration gives nothing to ask is not recorded', () => {
  expect(resolveRecordingRules(area({ ...signal, applies: ({ listed }) => listed.length > 0 }), context, true)).toEqual(
    [],
  );
});

test('a rule that does not aggregate keeps whatever labels there are', () => {
  expect(resolveRecordingRules(area(signal), context, false)[0]?.labels).toBeUndefined();
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

test('a rule that goes on from what it recorded before reads that, by the labels that the series has', () => {
  const remembering: Signal = {
    ...signal,
    recordedAs: {
      record: 'level:metric:operation',
      continued: (_context, before) => `x or last_over_time(${before('1h')})`,
    },
  };
  const matched = { ...context, workers: [...context.workers, { label: 'cluster', op: '=', value: 'eu' } as const] };

  expect(resolveRecordingRules(area(remembering), matched, true)[0]?.expression).toBe(
    'x or last_over_time(level:metric:operation{cluster="eu"}[1h])',
  );
  expect(resolveRecordingRules(area(remembering), matched, false)[0]?.expression).toBe(signal.expression(matched));
});
