import * as fc from 'fast-check';

import { resolveConfig, type AlertOverride, type MonitoringProps, type ReplicaSetProps } from '../../lib';
import { scopesOf } from '../../lib/model/alert-scopes';

const errors = {
  name: 'OrchestratorProjectionErrors',
  threshold: 0.01,
  for: '5m',
  severity: 'critical',
} as const;

const mismatch = {
  name: 'OrchestratorWorkerMismatch',
  threshold: undefined,
  for: '5m',
  severity: 'warning',
  workersMatter: (workers: ReplicaSetProps['workers']) => (typeof workers === 'number' ? workers : undefined),
} as const;

const sets = (...names: string[]): readonly ReplicaSetProps[] => names.map((name) => ({ name }));

const withOverride = (name: string, override: AlertOverride): ReplicaSetProps => ({
  name,
  alerts: { OrchestratorProjectionErrors: override },
});

function scopes(props: MonitoringProps, definition: Parameters<typeof scopesOf>[1] = errors, workers?: number) {
  return scopesOf(resolveConfig(props), definition, workers);
}

/** The scopes in short: which replica sets, and which matcher restricts a rule to them. */
function shapes(props: MonitoringProps, definition: Parameters<typeof scopesOf>[1] = errors, workers?: number) {
  return scopes(props, definition, workers).map(({ scope: { replicaSets, unlisted, matchers } }) => ({
    replicaSets,
    unlisted,
    matchers: matchers.map(({ label, op, value }) => `${label}${op}${value}`),
  }));
}

describe('which replica sets share a rule', () => {
  test('nobody is listed: one rule for all', () => {
    expect(shapes({})).toEqual([{ replicaSets: [], unlisted: true, matchers: [] }]);
  });

  test('equal settings: one rule for all, without a matcher', () => {
    expect(shapes({ replicaSets: sets('a', 'b') })).toEqual([
      { replicaSets: ['a', 'b'], unlisted: true, matchers: [] },
    ]);
  });

  test('settings of its own: a rule of its own, and the others go without', () => {
    const replicaSets = [...sets('a'), withOverride('b', { threshold: 1 }), ...sets('c')];

    expect(shapes({ replicaSets })).toEqual([
      { replicaSets: ['a', 'c'], unlisted: true, matchers: ['replica_set!=b'] },
      { replicaSets: ['b'], unlisted: false, matchers: ['replica_set=b'] },
    ]);
  });

  test('settings that agree, however they are written: one rule, by a pattern', () => {
    const labels = { a: '1', b: '2' };
    const replicaSets = [
      withOverride('x.y', { severity: 'info', labels }),
      ...sets('m'),
      withOverride('z', { labels: { b: '2', a: '1' }, severity: 'info' }),
    ];

    expect(shapes({ replicaSets })).toEqual([
      { replicaSets: ['m'], unlisted: true, matchers: ['replica_set!~x\\.y|z'] },
      { replicaSets: ['x.y', 'z'], unlisted: false, matchers: ['replica_set=~x\\.y|z'] },
    ]);
  });

  test('settings that say what holds anyway change nothing', () => {
    const replicaSets = [withOverride('a', { enabled: true, threshold: 0.01, for: '5m', severity: 'critical' })];

    expect(shapes({ replicaSets })).toEqual([{ replicaSets: ['a'], unlisted: true, matchers: [] }]);
  });

  test('nobody else is watched: only the listed ones, in their order', () => {
    const replicaSets = [...sets('b', 'a'), withOverride('c', { threshold: 1 })];

    expect(shapes({ replicaSets, watchUnlisted: false })).toEqual([
      { replicaSets: ['b', 'a'], unlisted: false, matchers: ['replica_set=~b|a'] },
      { replicaSets: ['c'], unlisted: false, matchers: ['replica_set=c'] },
    ]);
    expect(shapes({ watchUnlisted: false })).toEqual([]);
  });

  test('the rule for unlisted ones comes first, then by first replica set', () => {
    const replicaSets = [
      withOverride('d', { threshold: 1 }),
      withOverride('c', { threshold: 2 }),
      withOverride('b', { threshold: 1 }),
    ];

    expect(shapes({ replicaSets }).map(({ replicaSets: names }) => names)).toEqual([[], ['d', 'b'], ['c']]);
  });

  test('expected workers matter to the alert that counts them, and to no other', () => {
    const replicaSets = [
      { name: 'a', workers: 2 },
      { name: 'b', workers: 3 },
      { name: 'c', workers: 2 },
    ];

    expect(shapes({ replicaSets })).toHaveLength(1);
    expect(shapes({ replicaSets }, mismatch).map(({ replicaSets: names }) => names)).toEqual([[], ['a', 'c'], ['b']]);
    // With a number for those that say none, unlisted ones share the rule of whoever has that number.
    expect(shapes({ replicaSets }, mismatch, 3)).toEqual([
      { replicaSets: ['b'], unlisted: true, matchers: ['replica_set!~a|c'] },
      { replicaSets: ['a', 'c'], unlisted: false, matchers: ['replica_set=~a|c'] },
    ]);
  });

  test('a thousand replica sets with three settings are three rules', () => {
    const replicaSets = Array.from({ length: 1_000 }, (_, index) =>
      withOverride(`set-${String(index)}`, index % 3 === 0 ? {} : { threshold: index % 3 }),
    );
    const found = shapes({ replicaSets });

    expect(found.map(({ replicaSets: names }) => names.length)).toEqual([334, 333, 333]);
    expect(found.flatMap(({ replicaSets: names }) => names).sort()).toEqual(replicaSets.map(({ name }) => name).sort());
  });
});

describe('settings', () => {
  const settingsOf = (props: MonitoringProps) => scopes(props).map(({ settings }) => settings);

  test('those of the alert', () => {
    expect(settingsOf({})).toEqual([
      {
        enabled: true,
        threshold: 0.01,
        for: '5m',
        keepFiringFor: undefined,
        severity: 'critical',
        labels: {},
        annotations: {},
        workers: undefined,
      },
    ]);
  });

  test('a replica set wins over the fleet, and the fleet over the alert, field by field', () => {
    const props: MonitoringProps = {
      alerts: {
        labels: { team: 'all', zone: 'all' },
        annotations: { note: 'all', link: 'all' },
        overrides: {
          OrchestratorProjectionErrors: {
            threshold: 0.5,
            for: '1m',
            keepFiringFor: '2m',
            labels: { team: 'fleet', tier: 'fleet' },
            annotations: { note: 'fleet' },
          },
        },
      },
      replicaSets: [
        withOverride('a', {
          enabled: false,
          threshold: 0,
          for: '0s',
          labels: { tier: 'own' },
          annotations: { note: 'own' },
        }),
      ],
    };

    expect(settingsOf(props)).toEqual([
      {
        enabled: true,
        threshold: 0.5,
        for: '1m',
        keepFiringFor: '2m',
        severity: 'critical',
        labels: { team: 'fleet', zone: 'all', tier: 'fleet' },
        annotations: { note: 'fleet', link: 'all' },
        workers: undefined,
      },
      {
        enabled: false,
        threshold: 0,
        for: '0s',
        keepFiringFor: '2m',
        severity: 'critical',
        labels: { team: 'fleet', zone: 'all', tier: 'own' },
        annotations: { note: 'own', link: 'all' },
        workers: undefined,
      },
    ]);
  });

  test('a replica set can have what the fleet has not', () => {
    const [fleet, own] = settingsOf({
      alerts: { overrides: { OrchestratorProjectionErrors: { enabled: false } } },
      replicaSets: [withOverride('a', { enabled: true })],
    });

    expect([fleet?.enabled, own?.enabled]).toEqual([false, true]);
  });
});

test('every replica set is in exactly one scope, and its name is matched by that scope alone', () => {
  const name = fc.string({ unit: fc.constantFrom(...Array.from('ab.|*+()[]\\"^$ 漢😀')), minLength: 1, maxLength: 4 });
  const replicaSets = fc.uniqueArray(
    fc.record({ name: name.filter((text) => text.trim() !== ''), threshold: fc.nat(2) }),
    { selector: (set) => set.name, maxLength: 8 },
  );

  fc.assert(
    fc.property(replicaSets, fc.boolean(), name, (listed, watchUnlisted, other) => {
      const found = scopes({
        watchUnlisted,
        replicaSets: listed.map((set) =>
          withOverride(set.name, set.threshold === 0 ? {} : { threshold: set.threshold }),
        ),
      });
      const matching = (value: string) =>
        found.filter(({ scope }) =>
          scope.matchers.every(({ op, value: expected }) => {
            const matches = op.includes('~') ? new RegExp(`^(?:${expected})$`, 'u').test(value) : value === expected;
            return op.startsWith('!') ? !matches : matches;
          }),
        );

      for (const set of listed) {
        expect(matching(set.name).map(({ scope }) => scope.replicaSets.includes(set.name))).toEqual([true]);
      }
      if (!listed.some((set) => set.name === other)) {
        expect(matching(other).map(({ scope }) => scope.unlisted)).toEqual(watchUnlisted ? [true] : []);
      }
    }),
    { seed: 20_240_504, numRuns: 200 },
  );
});
