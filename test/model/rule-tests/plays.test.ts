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
