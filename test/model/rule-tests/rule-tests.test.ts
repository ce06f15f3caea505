/** Which tests are made for the rules of a configuration. That they pass is shown by test/real/rule-tests.test.ts. */
import { createMixin, createRuleTests, type MonitoringProps } from '../../../lib';
import { profileOf } from '../../../lib/orchestrator/profiles';

const REPLICA_SETS: MonitoringProps['replicaSets'] = [
  { name: 'orders', workers: 3 },
  { name: 'billing', workers: { min: 2, max: 10 } },
];

const suiteOf = (props: MonitoringProps) => createRuleTests(createMixin(props));

test('every alert and every recorded series of hardened has cases, and nothing is left out by default', () => {
  const mixin = createMixin({ replicaSets: REPLICA_SETS });
  const { tests, leftOut, groups } = createRuleTests(mixin);
  const { alertCases, recordingCases, alerts, recording } = profileOf('hardened');
  const subjects = [
    ...recording(mixin.config).rules.map(({ record }) => record),
    ...alerts(mixin.config).map(({ name }) => name),
  ];

  expect(leftOut).toEqual([]);
  expect(new Set(tests.map(({ subject }) => subject))).toEqual(new Set(subjects));
  expect(new Set([...Object.keys(recordingCases), ...Object.keys(alertCases)])).toEqual(new Set(subjects));
  expect(groups).toEqual(mixin.ruleGroups.map(({ name }) => name));
});

test('of very many rules of one name, the first are tested, and it is said how many are not', () => {
  const fleet = (size: number): MonitoringProps => ({
    replicaSets: Array.from({ length: size }, (_, index) => ({
      name: `set-${String(index)}`,
      alerts: { OrchestratorTargetDown: { threshold: index + 1 } },
    })),
  });
  const targetDown = (size: number) =>
    suiteOf(fleet(size)).tests.filter(({ subject }) => subject === 'OrchestratorTargetDown');

  // One rule is about those that nobody listed.
  expect(suiteOf(fleet(9)).leftOut).toEqual([]);
  expect(suiteOf(fleet(40)).leftOut).toEqual([
    {
      subject: 'OrchestratorTargetDown',
      what: 'all cases of 31 of its 41 rules',
      why: 'they differ from those before in their settings alone',
    },
  ]);
  const series = (size: number): number => targetDown(size).reduce((sum, test) => sum + test.series.length, 0);
  expect(series(40)).toBe(series(9));
});

test.each(['hardened', 'upstream'] as const)('%s: names of tests are unique', (profile) => {
  const names = suiteOf({ profile, replicaSets: REPLICA_SETS }).tests.map(({ subject, name }) => `${subject}: ${name}`);

  expect(new Set(names).size).toBe(names.length);
});

test('the alert of upstream that can never fire, and its quantile, have no tests, and it is said why', () => {
  expect(suiteOf({ profile: 'upstream' }).leftOut).toEqual([
    { subject: 'OrchestratorSlowCoordination', what: 'all cases', why: 'a test cannot show this alert' },
    {
      subject: 'job:orchestrator_coordination_p95:5m',
      what: 'all cases',
      why: 'it is a quantile, interpolated within a bucket',
    },
  ]);
});

test('every case in which an alert fires looks at it before, when it fires, and at its texts once', () => {
  for (const { checks } of suiteOf({ replicaSets: REPLICA_SETS }).tests) {
    const firing = checks.flatMap((check) => (check.kind === 'firing' ? [check] : []));
    const first = firing.findIndex((check) => check.firing.length > 0);
    if (first > 0) {
      // Where older and newer versions of Prometheus do not agree for a moment, neither is looked at.
      expect(firing[first]!.at - firing[first - 1]!.at).toBeLessThanOrEqual(60);
      expect(firing[first - 1]!.firing).toEqual([]);
    }
    expect(checks.length).toBeGreaterThan(0);
  }
});

test('rules of one name share their tests, each with a replica set of its own', () => {
  const { tests } = suiteOf({ replicaSets: REPLICA_SETS });
  const shared = tests.find(
    ({ subject, name }) => subject === 'OrchestratorWorkerMismatch' && name === 'a worker hardly answers for a while',
  )!;
  const fleets = shared.series.flatMap(({ metric, labels }) =>
    metric === 'up' ? [] : [[labels['replica_set'], labels['instance']]],
  );
  const instances = (replicaSet: string) =>
    fleets.filter(([name]) => name === replicaSet).map(([, instance]) => instance);

  expect(new Set(instances('orders')).size).toBe(3);
  expect(new Set(instances('billing')).size).toBe(2);
  expect(instances('orders').filter((instance) => instances('billing').includes(instance))).toEqual([]);
  // Nobody said how many workers others should have: one that plays along must not be reported.
  expect(instances('unlisted')).toHaveLength(3);
  const last = shared.checks.flatMap((check) => (check.kind === 'firing' ? check.firing : []));
  expect(new Set(last.map(({ labels }) => labels['replica_set']))).toEqual(new Set(['orders', 'billing']));
});

describe('what cannot be shown is left out, and it is said why', () => {
  test.each<[string, MonitoringProps, string]>([
    [
      'a selector that nothing satisfies as far as we see',
      { selector: { job: { regex: '(?i)\\p{Greek}{3}' } } },
      'no labels were found that the selector accepts; a simpler regular expression would help',
    ],
    [
      'a label that shows the value',
      { alerts: { labels: { now: '{{ $value }}' } } },
      'a label that shows the value makes another alert of every value; an annotation would not',
    ],
  ])('%s', (_what, props, why) => {
    const { tests, leftOut } = suiteOf({ ...props, recordingRules: false });

    expect(tests).toEqual([]);
    expect(new Set(leftOut.map((each) => each.why))).toEqual(new Set([why]));
  });

  test('a window that ends before the waiting does', () => {
    const overrides = { OrchestratorStaleWorkersCleaned: { for: '1h' } } as const;

    expect(suiteOf({ alerts: { overrides } }).leftOut).toEqual([
      {
        subject: 'OrchestratorStaleWorkersCleaned',
        what: 'a case in which it fires',
        why: 'no test can show one with these settings',
      },
    ]);
  });
});
