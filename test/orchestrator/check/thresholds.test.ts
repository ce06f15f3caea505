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

test.each<[Comparison, number, SignalRange | undefined, boolean]>([
  ['>', 9.9, maximum, true],
  ['>', 10, maximum, false],
  ['>', 11, maximum, false],
  ['>=', 10, maximum, true],
  ['>=', 10.1, maximum, false],
  ['==', 10, maximum, true],
  ['==', 11, maximum, false],
  ['!=', 11, maximum, true],
  ['<', 11, maximum, true],
  ['<=', 11, maximum, true],
  ['<', 0.1, minimum, true],
  ['<', 0, minimum, false],
  ['<', -1, minimum, false],
  ['<=', 0, minimum, true],
  ['<=', -0.1, minimum, false],
  ['==', 0, minimum, true],
  ['==', -1, minimum, false],
  ['>', -1, minimum, true],
  ['>', 1e9, undefined, true],
  ['>', 1e9, minimum, true],
])('x %s %p, where x lies in %j, can be true: %p', (comparison, threshold, range, reachable) => {
  expect(findings(comparison, threshold, range)).toHaveLength(reachable ? 0 : 1);
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
