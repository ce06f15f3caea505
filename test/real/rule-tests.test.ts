/** The generated tests, run by the real promtool against the rules that they come with. */
import {
  ALERT_NAMES,
  createMixin,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  toYaml,
  type AlertName,
  type AlertOverride,
  type MonitoringProps,
  type ReplicaSetProps,
} from '../../lib';
import { inParallel, promtoolTest, promtoolTests } from './promtool-tests';
import { ruleSubjectsOf, type RuleSubjects } from './rule-subjects';
import { requireTool } from './tools';

// Hundreds of cases of an hour each, on a slow machine.
jest.setTimeout(900_000);

const REPLICA_SETS: readonly ReplicaSetProps[] = [
  { name: 'orders', workers: 3 },
  { name: 'billing', workers: { min: 2, max: 10 } },
];

/** Another threshold for every alert that has one. */
const THRESHOLDS: Readonly<Partial<Record<AlertName, number>>> = {
  OrchestratorNoWorkers: 2,
  OrchestratorReplicaSetAbsent: 3,
  OrchestratorWorkersExiting: 2,
  OrchestratorWorkerCrashLoop: 5,
  OrchestratorTargetDown: 2,
  OrchestratorNeverConverges: 1,
  OrchestratorCoordinationFailing: 90,
  OrchestratorSlowCoordination: 12.5,
  OrchestratorHighReconfigurationRate: 0.037,
  OrchestratorFrequentReconfigurations: 3,
  OrchestratorStaleWorkersCleaned: 4,
  OrchestratorProjectionErrors: 0.123,
  OrchestratorSlowProjection: 0.77,
  OrchestratorProjectionSaturated: 0.5,
  OrchestratorProjectionStalled: 1,
  OrchestratorHeartbeatStalled: 2,
  OrchestratorSlowHeartbeat: 1.2,
};

const overrides = (names: readonly AlertName[], of: (name: AlertName) => AlertOverride): MonitoringProps => ({
  replicaSets: REPLICA_SETS,
  alerts: { overrides: Object.fromEntries(names.map((name) => [name, of(name)])) },
});

/** Fifty replica sets with five distinct settings. */
const MANY = Array.from({ length: 50 }, (_, index): ReplicaSetProps => {
  const name = `set-${String(index)}`;
  const settings: readonly Omit<ReplicaSetProps, 'name'>[] = [
    { workers: 3 },
    { workers: 2, alerts: { OrchestratorTargetDown: { threshold: 1 }, OrchestratorSlowCoordination: { for: '2m' } } },
    { workers: { min: 2, max: 10 } },
    { workers: 0 },
    {},
  ];
  return { name, ...settings[index % settings.length] };
});

const ODD_NAMES = ['a"b', "a'b", 'a\\b', 'größe-漢-😀', '{{ $labels.job }}', 'a.b|c*', '$1', 'no', ' a '];

/** Fleets for which every alert must have a case in which it fires, and those for which some cannot. */
const COMPLETE: readonly (readonly [string, MonitoringProps])[] = [
  ['defaults', {}],
  ['a number and a range of workers', { replicaSets: REPLICA_SETS }],
  ['50 replica sets with 5 distinct settings', { replicaSets: MANY }],
  [
    'every threshold changed',
    overrides(Object.keys(THRESHOLDS) as AlertName[], (name) => ({ threshold: THRESHOLDS[name]! })),
  ],
  ['grouped by cluster and namespace', { replicaSets: REPLICA_SETS, aggregateBy: ['cluster', 'namespace'] }],
  ['recording rules off', { replicaSets: REPLICA_SETS, recordingRules: false }],
  [
    'workloads to read the number of workers from',
    {
      replicaSets: [
        { name: 'a', workers: { deployment: 'x', namespace: 'n' } },
        { name: 'b', workers: { statefulSet: 'y', namespace: 'n' } },
      ],
      aggregateBy: ['namespace'],
      watchUnlisted: false,
    },
  ],
  ['odd names', { replicaSets: ODD_NAMES.map((name, index) => ({ name, workers: index + 1 })) }],
  ['rules evaluated every 15 s', { replicaSets: REPLICA_SETS, evaluationInterval: '15s' }],
  ['rules evaluated every minute', { replicaSets: REPLICA_SETS, evaluationInterval: '1m' }],
  [
    'one worker is expected, and nothing else is watched',
    { replicaSets: [{ name: 'a', workers: 1 }], watchUnlisted: false },
  ],
  ['no waiting at all', overrides(ALERT_NAMES, () => ({ for: '0s', keepFiringFor: '0s' }))],
  [
    'labels and annotations of the user’s own',
    {
      replicaSets: REPLICA_SETS,
      alerts: {
        labels: { team: 'x{{ $labels.replica_set }}', odd: '{{ "{{" }}"' },
        annotations: {
          note: '{{ $value | humanize }}\n\t"{{ $labels.replica_set }}"',
          summary: '{{ $labels.projection }}!',
        },
      },
    },
  ],
  [
    'templates that cannot be foretold',
    {
      replicaSets: REPLICA_SETS,
      alerts: {
        labels: { team: '{{ $labels.replica_set | toUpper }}' },
        annotations: { note: '{{ printf "%.2f" $value }}' },
      },
    },
  ],
];

/** Fleets whose files are also run as they are, with all rules at once. With more rules that takes minutes, and shows no more. */
const WHOLE: ReadonlySet<string> = new Set(['grouped by cluster and namespace', 'recording rules off']);

const IN_PART: readonly (readonly [string, MonitoringProps])[] = [
  ['rules evaluated every 7 s', { evaluationInterval: '7s' }],
  ['rules evaluated every 5 minutes', { evaluationInterval: '5m' }],
  ['waiting for an hour', overrides(ALERT_NAMES, () => ({ for: '1h' }))],
  [
    'a selector with regular expressions, also for instances',
    {
      replicaSets: REPLICA_SETS,
      selector: {
        job: { regex: '(a|b)-workers.*' },
        env: { not: 'dev' },
        region: { notRegex: 'eu-.*' },
        instance: { regex: '10\\.0\\..+:\\d+' },
      },
    },
  ],
  ['a selector that leaves one instance', { selector: { job: 'x', instance: 'only:9' } }],
  ['the profile upstream', { profile: 'upstream', replicaSets: REPLICA_SETS }],
];

/** Each rule with its own tests alone: evaluating all rules in every test, as a user does, takes ten times as long. */
async function expectPassing({ subjects }: RuleSubjects): Promise<void> {
  const verdicts = await inParallel(subjects, async ({ name, cases, files }) => {
    const [verdict] = await promtoolTests(cases.length === 0 ? [] : [files(cases)]);
    return { name, output: verdict?.status === 0 ? 'SUCCESS' : (verdict?.output ?? 'SUCCESS') };
  });

  expect(verdicts.filter(({ output }) => output !== 'SUCCESS')).toEqual([]);
}

requireTool('promtool')('promtool test rules', () => {
  test.each(COMPLETE)('passes: %s', async (_what, props) => {
    const { subjects, leftOut } = ruleSubjectsOf(props);
    expect(leftOut.filter(({ what }) => what.startsWith('all cases') || what.startsWith('a case in which'))).toEqual(
      [],
    );
    expect(subjects.filter(({ cases }) => cases.length === 0).map(({ name }) => name)).toEqual([]);

    await expectPassing({ subjects, leftOut });
  });

  test.each(IN_PART)('passes, although not all can be shown: %s', async (_what, props) => {
    await expectPassing(ruleSubjectsOf(props));
  });

  test.each(ALERT_NAMES)('passes: every alert disabled but %s', async (only) => {
    const others = ALERT_NAMES.filter((name) => name !== only);
    const props = overrides(others, () => ({ enabled: false }));
    const found = ruleSubjectsOf({ ...props, recordingRules: false });
    expect(found.subjects.map(({ name }) => name)).toEqual([only]);

    await expectPassing(found);
  });

  test('passes for whole files, as they are rendered', async () => {
    const fleets = COMPLETE.filter(([what]) => WHOLE.has(what));
    expect(fleets).toHaveLength(WHOLE.size);
    const verdicts = await inParallel(fleets, async ([what, props]) => {
      const mixin = createMixin(props);
      const rules = toYaml(renderPrometheusRules(mixin.ruleGroups));
      const { status, output } = await promtoolTest(rules, renderPrometheusRuleTestFile(mixin));
      return { what, output: status === 0 ? 'SUCCESS' : output };
    });

    expect(verdicts.filter(({ output }) => output !== 'SUCCESS')).toEqual([]);
  });

  test('is given the same whatever the scrape interval is: no rule depends on it', () => {
    const [first, ...others] = ['5s', '15s', '30s', '1m'].map((scrapeInterval) => {
      const mixin = createMixin({ replicaSets: REPLICA_SETS, scrapeInterval });
      return [toYaml(renderPrometheusRules(mixin.ruleGroups)), renderPrometheusRuleTestFile(mixin)];
    });

    others.forEach((other) => {
      expect(other).toEqual(first);
    });
  });
});
