import { createMixin } from '../../../lib';
import { seconds, type AlertDefinition } from '../../../lib/orchestrator';
import { HARDENED_AREAS } from '../../../lib/orchestrator/hardened/areas';

test('no alert goes on for longer after its condition than one that silences it: it would be told when all is well again', () => {
  const definitions = HARDENED_AREAS.flatMap(({ alerts }): readonly AlertDefinition[] => alerts);
  const kept = new Map(
    definitions.map(({ name, keepFiringFor }) => [name, keepFiringFor === undefined ? 0 : seconds(keepFiringFor)]),
  );
  const outliving = definitions.flatMap(({ name: source, silences = [] }) =>
    silences
      .flatMap(({ alerts }) => alerts)
      // It looks over an hour, and is told after any fault that filled it.
      .filter((target) => target !== 'OrchestratorFrequentReconfigurations')
      .filter((target) => (kept.get(target) ?? 0) > (kept.get(source) ?? 0))
      .map((target) => `${target} outlives ${source}`),
  );

  expect(outliving).toEqual([]);
});

test('of two alerts about a budget, the quicker one goes on until the short window of the slower one has forgotten', () => {
  const { alerts } = createMixin({ objectives: [{ name: 'handled', successRatio: true, target: 0.99 }] });
  const pairs = alerts
    .filter(({ name }) => name.startsWith('OrchestratorBudgetBurns'))
    .flatMap(({ keepFiringFor, definition: { silences = [] } }) =>
      silences.flatMap(({ alerts: [slower] }) => {
        const { condition } = alerts.find(({ name }) => name === slower)!;
        return [[keepFiringFor, condition.signal.title] as const];
      }),
    );

  expect(pairs).toEqual([
    ['30m', 'Burn rate over 6h and 30m'],
    ['6h', 'Burn rate over 3d and 6h'],
  ]);
});

test('a constant label must be equal only where the alerts that are involved have one value of it', () => {
  const { inhibitions } = createMixin({
    alerts: {
      labels: { team: 'platform', stage: 'live' },
      overrides: { OrchestratorNoWorkers: { labels: { team: 'sre' } } },
    },
  });
  const equalOf = (name: string) => inhibitions.filter(({ source }) => source === name).map(({ equal }) => equal);

  expect(equalOf('OrchestratorNoWorkers')).toEqual([['job', 'stage', 'replica_set']]);
  expect(equalOf('OrchestratorSlowCoordination')).toEqual([['job', 'team', 'stage', 'replica_set']]);
});
