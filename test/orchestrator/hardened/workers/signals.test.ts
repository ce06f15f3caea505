import {
  check,
  createMixin,
  defineSignal,
  type MonitoringProps,
  type ReplicaSetProps,
} from 'pupsourcing-orchestrator-monitoring';

const mismatches = (workers: ReplicaSetProps['workers']): string[] =>
  createMixin({ replicaSets: [{ name: 'main', ...(workers === undefined ? {} : { workers }) }] })
    .alerts.filter(({ name }) => name === 'OrchestratorWorkerMismatch')
    .map(({ condition }) => `${condition.comparison} ${condition.threshold}`);

test.each<[ReplicaSetProps['workers'], string[]]>([
  [undefined, []],
  [0, []],
  [1, []],
  [2, ['> 0']],
  [{ min: 0, max: 2 }, []],
  [{ min: 1, max: 10 }, []],
  [{ min: 2, max: 10 }, ['> 0']],
  [{ deployment: 'projections', namespace: 'production' }, ['> 0']],
])('%j expected workers: too few are %j', (workers, conditions) => {
  expect(mismatches(workers)).toEqual(conditions);
});

test.each([0, 1, 2, 10_000, { min: 0, max: 0 }, { min: 1, max: 1 }, { min: 1, max: 10 }])(
  '%j workers are nothing to find fault with',
  (workers) => {
    expect(check(createMixin({ replicaSets: [{ name: 'main', workers }] }))).toEqual([]);
  },
);

const mostWorkers = (props: MonitoringProps): string[] =>
  createMixin(props)
    .ruleGroups.flatMap(({ rules }) => rules)
    .flatMap((rule) =>
      rule.kind === 'record' && rule.record === 'job:orchestrator_workers_expected:max' ? [rule.expression] : [],
    );

test('the most workers are not read from a minimum of the user’s own', () => {
  const expectedMinimum = defineSignal({
    name: 'expectedMinimum',
    title: 'Expected workers, at least',
    unit: 'workers',
    labels: ['replica_set'],
    recordedAs: { record: 'job:orchestrator_workers_expected:min' },
    expression: () => 'label_replace(vector(2), "replica_set", "set-0", "", "")',
  });
  const props = { replicaSets: [{ name: 'set-0', workers: 3 }], extend: { signals: [expectedMinimum] } };

  expect(mostWorkers(props)).toEqual([
    'label_replace(label_replace(vector(3), "replica_set", "set-0", "", ""), "job", "projection-workers", "", "")',
  ]);
});

test.each<[string, ReplicaSetProps['workers'][], string[]]>([
  ['numbers are those that are recorded', [3, 2], ['job:orchestrator_workers_expected:min{job="projection-workers"}']],
  [
    'a range goes before what is recorded',
    [3, { min: 2, max: 10 }],
    [
      'label_replace(label_replace(vector(10), "replica_set", "set-1", "", ""), "job", "projection-workers", "", "")\nor\njob:orchestrator_workers_expected:min{job="projection-workers"}',
    ],
  ],
  [
    'what has no upper bound must not get one from what is recorded',
    [3, undefined],
    ['label_replace(label_replace(vector(3), "replica_set", "set-0", "", ""), "job", "projection-workers", "", "")'],
  ],
  ['nothing has an upper bound', [undefined, { deployment: 'mail', namespace: 'shop' }], []],
])('the most workers: %s', (_what, workers, expressions) => {
  const replicaSets = workers.map((wanted, index) => ({
    name: `set-${String(index)}`,
    ...(wanted === undefined ? {} : { workers: wanted }),
  }));
  expect(mostWorkers({ replicaSets })).toEqual(expressions);
  // With nothing recorded to read, it is asked in full.
  expect(mostWorkers({ replicaSets, recordingRules: false })).toEqual([]);
});
