import { check, createMixin, type ReplicaSetProps } from 'pupsourcing-orchestrator-monitoring';

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
