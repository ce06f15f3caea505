import { createMixin } from '../../../lib';
import { createRuleTests, ruleTestInput } from '../../../lib/orchestrator';

const replicaSets = [{ name: 'orders', workers: { min: 2, max: 3 }, inputNeverPausesFor: '1h' }] as const;
const database = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;

test.each(['hardened', 'upstream'] as const)('no value is played that a signal cannot have: %s', (profile) => {
  const { tests } = createRuleTests(ruleTestInput(createMixin({ profile, replicaSets, database })));
  const values = tests.flatMap(({ alert, plays }) =>
    plays.map(({ value }) => ({ name: alert.name, value, least: alert.condition.signal.range?.minimum?.value })),
  );

  expect(values.length).toBeGreaterThan(tests.length);
  expect(values.filter(({ value, least = -Infinity }) => value < least)).toEqual([]);
});

test('a value is played on the first replica set that can have it: of two workers three cannot be missing', () => {
  const { tests } = createRuleTests(
    ruleTestInput(
      createMixin({
        replicaSets: [
          { name: 'two', workers: 2 },
          { name: 'five', workers: 5 },
        ],
        alerts: { overrides: { OrchestratorWorkerMismatch: { threshold: 2 } } },
      }),
    ),
  );
  const plays = tests.filter(({ alert }) => alert.name === 'OrchestratorWorkerMismatch').flatMap((made) => made.plays);

  expect(plays.filter(({ fires }) => fires)).toEqual([{ subject: 'five', value: 3, fires: true }]);
});

test('where no process is seen, nothing keeps two replica sets apart: each value has a test of its own', () => {
  const { tests } = createRuleTests(
    ruleTestInput(
      createMixin({
        replicaSets: [
          { name: 'orders', workers: 3 },
          { name: 'invoices', workers: 3 },
        ],
      }),
    ),
  );
  const ofAbsent = tests.filter(({ alert }) => alert.name === 'OrchestratorReplicaSetAbsent');

  expect(ofAbsent.map(({ plays }) => plays.map(({ value }) => value))).toEqual([[0], [3]]);
});
