import { createMixin } from '../../lib';
import type { AlertName, Profile } from '../../lib/orchestrator';
import { FITTING, leadsTo } from './fitting';

/** A configuration in which every alert exists. */
const mixinOf = (profile: Profile) =>
  createMixin({ profile, replicaSets: [{ name: 'orders', workers: 3, inputNeverPausesFor: '30m' }] });

describe.each(['hardened', 'upstream'] as const)('%s', (profile) => {
  const { alerts } = mixinOf(profile);
  const claims = Object.entries(FITTING[profile]).flatMap(([name, kinds]) =>
    Object.entries(kinds).map(([kind, quote]) => ({ name: name as AlertName, kind, quote })),
  );

  test('every alert has its kinds of fault, or deliberately none', () => {
    expect(Object.keys(FITTING[profile]).sort()).toEqual([...new Set(alerts.map(({ name }) => name))].sort());
  });

  test.each(claims)('$name leads to $kind: its text says "$quote"', ({ name, quote }) => {
    const texts = alerts
      .filter((alert) => alert.name === name)
      .map(({ annotations: { summary = '', description = '' } }) => `${summary} ${description}`);

    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => !text.includes(quote))).toEqual([]);
  });
});

test('an alert leads to what its profile claims, and to nothing else', () => {
  expect(leadsTo('hardened', 'OrchestratorNeverConverges', 'never-converges')).toBe(true);
  expect(leadsTo('hardened', 'OrchestratorNeverConverges', 'slow-projection')).toBe(false);
  expect(leadsTo('upstream', 'OrchestratorNoWorkers', 'all-workers-down')).toBe(false);
  expect(leadsTo('hardened', 'SomebodyElses', 'worker-down')).toBe(false);
});
