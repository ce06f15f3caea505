import { check, createMixin, type MonitoringProps } from '../../../lib';
import { type Alert, type Comparison, type SignalRange } from '../../../lib/orchestrator';

/** Findings about the first alert, were it to compare a signal of this range. */
function findings(comparison: Comparison, threshold: number, range: SignalRange | undefined) {
  const mixin = createMixin();
  const [sample] = mixin.alerts;
  const { range: _range, ...signal } = sample!.condition.signal;
  const condition = {
    ...sample!.condition,
    comparison,
    threshold,
    signal: range === undefined ? signal : { ...signal, range },
  };
  const alerts: readonly Alert[] = [{ ...sample!, condition }];
  return check({ ...mixin, alerts, ruleGroups: [] });
}

const maximum = { maximum: { value: 10, why: 'top' } };
const minimum = { minimum: { value: 0, why: 'bottom' } };

test.each<[Comparison, number, SignalRange | undefined, 'sometimes' | 'never' | 'always']>([
  ['>', 9.9, maximum, 'sometimes'],
  ['>', 10, maximum, 'never'],
  ['>', 11, maximum, 'never'],
  ['>=', 10, maximum, 'sometimes'],
  ['>=', 10.1, maximum, 'never'],
  ['==', 10, maximum, 'sometimes'],
  ['==', 11, maximum, 'never'],
  ['!=', 10, maximum, 'sometimes'],
  ['!=', 11, maximum, 'always'],
  ['<', 10, maximum, 'sometimes'],
  ['<', 11, maximum, 'always'],
  ['<=', 9.9, maximum, 'sometimes'],
  ['<=', 10, maximum, 'always'],
  ['<', 0.1, minimum, 'sometimes'],
  ['<', 0, minimum, 'never'],
  ['<', -1, minimum, 'never'],
  ['<=', 0, minimum, 'sometimes'],
  ['<=', -0.1, minimum, 'never'],
  ['==', 0, minimum, 'sometimes'],
  ['==', -1, minimum, 'never'],
  ['!=', -1, minimum, 'always'],
  ['>', 0, minimum, 'sometimes'],
  ['>', -1, minimum, 'always'],
  ['>=', 0, minimum, 'always'],
  ['>', 1e9, undefined, 'sometimes'],
  ['>', 1e9, minimum, 'sometimes'],
])('x %s %p, where x lies in %j, is true %s', (comparison, threshold, range, when) => {
  const [first, ...others] = findings(comparison, threshold, range).map(({ what }) => what);

  expect(others).toEqual([]);
  expect(first).toEqual(when === 'sometimes' ? undefined : expect.stringMatching(new RegExp(`would ${when} fire$`)));
});

test('no shipped alert takes a negative threshold, but those about a difference', () => {
  const replicaSets = [{ name: 'a', workers: { min: 2, max: 3 }, inputNeverPausesFor: '1h' as const }];
  const names = [...new Set(createMixin({ replicaSets }).alerts.map(({ name }) => name))];
  const overrides = Object.fromEntries(names.map((name) => [name, { threshold: -1 }]));
  const found = check(createMixin({ replicaSets, alerts: { overrides } })).map(({ what }) => what);

  expect(names.filter((name) => !found.some((what) => what.startsWith(`found -1: ${name} would `)))).toEqual([
    'OrchestratorWorkerMismatch',
    'OrchestratorTooManyWorkers',
  ]);
});

test('the finding says why, and what to do', () => {
  const [{ alerts }] = [createMixin()];
  const { name, condition } = alerts[0]!;

  expect(findings('>', 12, maximum)).toMatchObject([
    {
      severity: 'error',
      what: `found 12: ${name} would never fire`,
      why: `"${condition.signal.title}" cannot be above 10 (top)`,
      fix: 'set a threshold below 10, or disable the alert',
    },
  ]);
  expect(findings('<', -2, minimum)).toMatchObject([
    {
      what: `found -2: ${name} would never fire`,
      why: `"${condition.signal.title}" cannot be below 0 (bottom)`,
      fix: 'set a threshold above 0, or disable the alert',
    },
  ]);
});

test('nor does upstream take one, where an alert has a threshold', () => {
  const names = ['HighReconfigurationRate', 'SlowCoordination', 'ProjectionErrors'].map(
    (name) => `Orchestrator${name}`,
  );
  const overrides = Object.fromEntries(names.map((name) => [name, { threshold: -1 }]));

  expect(check(createMixin({ profile: 'upstream', alerts: { overrides } })).map(({ what }) => what)).toEqual(
    names.map((name) => `found -1: ${name} would always fire`),
  );
});

describe("upstream's own rule that can never fire", () => {
  const path = 'alerts.overrides.OrchestratorSlowCoordination.threshold';

  test('a warning, since it is kept to the letter', () => {
    expect(check(createMixin({ profile: 'upstream' }))).toEqual([
      {
        severity: 'warning',
        path,
        what: 'found 30: OrchestratorSlowCoordination would never fire',
        why: '"P95 coordination duration" cannot be above 10 (a quantile cannot exceed the top bucket)',
        fix: 'set a threshold below 10, or disable the alert',
      },
    ]);
  });

  test.each<[string, MonitoringProps['alerts']]>([
    ['a threshold that can be passed', { overrides: { OrchestratorSlowCoordination: { threshold: 9.9 } } }],
    ['the alert disabled', { overrides: { OrchestratorSlowCoordination: { enabled: false } } }],
    ['no alerts', { enabled: false }],
  ])('nothing with %s', (_what, alerts) => {
    expect(check(createMixin({ profile: 'upstream', alerts: alerts! }))).toEqual([]);
  });

  test('the path is where the number was given', () => {
    const replicaSets = [
      { name: 'a' },
      { name: 'b', alerts: { OrchestratorSlowCoordination: { threshold: 20 } } },
      { name: 'c', alerts: { OrchestratorSlowCoordination: { threshold: 20 } } },
    ];

    expect(check(createMixin({ profile: 'upstream', replicaSets })).map((finding) => finding.path)).toEqual([
      path,
      'replicaSets[1].alerts.OrchestratorSlowCoordination.threshold',
    ]);
  });
});

test('where the number follows from the workers, the path still leads to the alert', () => {
  const mixin = createMixin({ profile: 'upstream', replicaSets: [{ name: 'a', workers: 4 }] });
  const alerts = mixin.alerts
    .filter(({ name }) => name === 'OrchestratorWorkerMismatch')
    .map((alert) => {
      const signal = { ...alert.condition.signal, range: { maximum: { value: 3, why: 'only three fit' } } };
      return { ...alert, condition: { ...alert.condition, comparison: '>' as const, signal } };
    });

  expect(check({ ...mixin, alerts }).map(({ path }) => path)).toEqual([
    'alerts.overrides.OrchestratorWorkerMismatch.threshold',
  ]);
});
