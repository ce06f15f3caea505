/** What a rule is called comes from its own settings: replica sets elsewhere in the list change nothing of it. */
import * as fc from 'fast-check';
import { createMixin } from '../../lib';
import { runs } from '../properties';
import { grafanaAlertsOf } from '../render/grafana/grafana-alerts';

interface ReplicaSet {
  readonly name: string;
  readonly workers?: number | { readonly min: number; readonly max: number };
  readonly alerts?: { readonly OrchestratorNoWorkers: { readonly for: string } };
}

const replicaSets: fc.Arbitrary<readonly ReplicaSet[]> = fc
  .shuffledSubarray(['orders', 'billing', 'mail', 'search'], { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record(
          {
            name: fc.constant(name),
            workers: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant({ min: 2, max: 10 })),
            alerts: fc.constant({ OrchestratorNoWorkers: { for: '10m' } }),
          },
          { requiredKeys: ['name'] },
        ),
      ),
    ),
  );

/** Title and labels of each rule, by its uid. */
function rulesOf(sets: readonly ReplicaSet[]): ReadonlyMap<string, string> {
  const groups = grafanaAlertsOf(createMixin({ replicaSets: sets }), { datasourceUid: 'metrics' });
  return new Map(
    groups.flatMap(({ rules }) =>
      rules.map((rule) => [rule.uid, JSON.stringify([rule.title, 'labels' in rule ? rule.labels : {}])]),
    ),
  );
}

test('another order: no uid, title or label changes', () => {
  fc.assert(
    fc.property(replicaSets, (sets) => {
      expect(new Map([...rulesOf(sets.toReversed())].sort())).toEqual(new Map([...rulesOf(sets)].sort()));
    }),
    runs(40),
  );
});

test('one more, anywhere: every rule that was there is there, with its title and labels', () => {
  fc.assert(
    fc.property(replicaSets, fc.nat({ max: 4 }), (sets, at) => {
      const more = [...sets.slice(0, at), { name: 'another', workers: 7 }, ...sets.slice(at)];
      const [before, after] = [rulesOf(sets), rulesOf(more)];

      expect([...before].filter(([uid, words]) => after.get(uid) !== words)).toEqual([]);
    }),
    runs(40),
  );
});
