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

test('a rule about some replica sets is shown on one of them that its probe suits', () => {
  const { tests, untested } = createRuleTests(
    ruleTestInput(
      createMixin({
        watchUnlisted: false,
        replicaSets: [
          { name: 'resting', workers: 0, alerts: { OrchestratorNoWorkers: { for: '3m' } } },
          { name: 'other', workers: 3 },
          { name: 'one', workers: 1, alerts: { OrchestratorNoWorkers: { for: '3m' } } },
        ],
      }),
    ),
  );
  const shown = tests
    .filter(({ alert }) => alert.name === 'OrchestratorNoWorkers')
    .map(({ alert, plays }) => [alert.for, plays.find(({ fires }) => fires)?.subject]);

  expect(shown).toContainEqual(['3m', 'one']);
  expect(shown.filter(([, subject]) => subject === 'resting')).toEqual([]);
  expect(untested.filter(({ alert }) => alert.name === 'OrchestratorNoWorkers')).toEqual([]);
});

test('says of a rule without a test why: nobody is listed that it could be shown on', () => {
  const { untested } = createRuleTests(
    ruleTestInput(createMixin({ watchUnlisted: false, replicaSets: [{ name: 'resting', workers: 0 }] })),
  );

  expect(untested.map(({ alert, why }) => [alert.name, why])).toContainEqual([
    'OrchestratorNoWorkers',
    'the configuration lists no replica set that it could be shown on',
  ]);
});

test('of more than twenty rules of one name, twenty are tested', () => {
  const replicaSets = Array.from({ length: 22 }, (_, index) => ({
    name: `set-${index}`,
    workers: 3,
    alerts: { OrchestratorTargetDown: { for: `${index + 1}m` } },
  }));
  const { tests, untested } = createRuleTests(ruleTestInput(createMixin({ watchUnlisted: false, replicaSets })));
  const ofTargetDown = tests.filter(({ alert }) => alert.name === 'OrchestratorTargetDown').map(({ alert }) => alert);

  expect(new Set(ofTargetDown).size).toBe(20);
  expect(untested.filter(({ alert }) => alert.name === 'OrchestratorTargetDown').map(({ why }) => why)).toEqual([
    '20 rules of this name are tested already',
    '20 rules of this name are tested already',
  ]);
});

test('the replica set that a rule is not about is one on which it could fire', () => {
  const alerts = { OrchestratorWorkerMismatch: { for: '15m' }, OrchestratorTargetDown: { for: '15m' } };
  const { tests } = createRuleTests(
    ruleTestInput(
      createMixin({
        replicaSets: [
          { name: 'one', workers: 3, alerts },
          { name: 'two', workers: 3 },
          { name: 'resting', workers: 0 },
        ],
      }),
    ),
  );
  const outsiders = (name: string) =>
    tests.filter(({ alert, outsider }) => alert.name === name && outsider !== undefined).map((test) => test.outsider);

  // Nobody expects a number of workers of a replica set that is not listed.
  expect(outsiders('OrchestratorWorkerMismatch')).toEqual(['one', 'two']);
  expect(outsiders('OrchestratorTargetDown')).toEqual(['one', 'orchestrator-target-down-5']);
});

test('two replica sets of one workload, which wants one number, are not played in one test', () => {
  const workers = { deployment: 'shop', namespace: 'shop' };
  const { tests } = createRuleTests(
    ruleTestInput(
      createMixin({
        replicaSets: [
          { name: 'orders', workers },
          { name: 'invoices', workers },
          { name: 'letters', workers: { ...workers, deployment: 'letters' } },
        ],
      }),
    ),
  );
  const together = tests.map(({ plays }) => new Set(plays.map(({ subject }) => subject)));
  const wanted = tests.filter(({ alert }) => alert.name === 'OrchestratorExpectedWorkersUnknown');

  expect(together.length).toBeGreaterThan(20);
  expect(together.filter((subjects) => subjects.has('orders') && subjects.has('invoices'))).toEqual([]);
  expect(wanted.flatMap(({ plays }) => plays.map(({ value }) => value))).toEqual([0, 1]);
});
