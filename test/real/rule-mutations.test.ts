/** Whether the generated tests would notice a fault of a rule: each operator, number and duration is changed, one at a time. */
import { createMixin, renderPrometheusRules, renderPrometheusRuleTests, toYaml, type MonitoringProps } from '../../lib';
import { inParallel, promtoolTest } from './promtool-tests';
import { mutantsOf, type Mutant, type RuleFields } from './rule-mutations';
import { requireTool } from './tools';

jest.setTimeout(900_000);

/** A rule for every alert, and two for one of them. */
const FLEET: MonitoringProps = {
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
};

/** Seconds between evaluations, the default. */
const EVALUATION = 30;

/** Quantiles that are recorded where they are numbers: a quantile of something is above 0. */
const NUMBERS: readonly string[] = [
  'job:orchestrator_coordination_p50:5m: n_bucket:5m{job="projection-workers"})) «>=» 0 is >',
  'job:orchestrator_coordination_p50:5m: ucket:5m{job="projection-workers"})) >= «0» is (-1)',
  'job:orchestrator_coordination_p95:5m: n_bucket:5m{job="projection-workers"})) «>=» 0 is >',
  'job:orchestrator_coordination_p95:5m: ucket:5m{job="projection-workers"})) >= «0» is (-1)',
  'job:orchestrator_coordination_p99:5m: n_bucket:5m{job="projection-workers"})) «>=» 0 is >',
  'job:orchestrator_coordination_p99:5m: ucket:5m{job="projection-workers"})) >= «0» is (-1)',
  'job:orchestrator_heartbeat_p50:5m: ket{job="projection-workers"}[5m])) ) ) «>=» 0 is >',
  'job:orchestrator_heartbeat_p50:5m: {job="projection-workers"}[5m])) ) ) >= «0» is (-1)',
  'job:orchestrator_heartbeat_p99:5m: bucket{job="projection-workers"}[5m]))) «>=» 0 is >',
  'job:orchestrator_heartbeat_p99:5m: ket{job="projection-workers"}[5m]))) >= «0» is (-1)',
  'job:orchestrator_processing_p95:5m: bucket{job="projection-workers"}[5m]))) «>=» 0 is >',
  'job:orchestrator_processing_p95:5m: ket{job="projection-workers"}[5m]))) >= «0» is (-1)',
];

/** Faults that change nothing that anybody could see, and why. Each must still be one that survives. */
const HARMLESS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(NUMBERS.map((what) => [what, 'no quantile is 0 or below, and what is no number is left out'])),
  'OrchestratorCoordinationFailing: rojection-workers"} ) )[5m:30s]) ) > «120» is 121':
    'the value is a multiple of 30 s: none lies above 120 and not above 121',
};

interface Subject {
  readonly name: string;
  /** Rules of that name, and those that they read. */
  readonly rules: readonly RuleFields[];
  readonly reads: readonly RuleFields[];
  readonly tests: object;
}

/** The rules of each name, with the tests that are about them. */
function subjectsOf(props: MonitoringProps): readonly Subject[] {
  const mixin = createMixin(props);
  const rules = renderPrometheusRules(mixin.ruleGroups).groups.flatMap((group) => group.rules) as readonly RuleFields[];
  const { file } = renderPrometheusRuleTests(mixin);
  const nameOf = (rule: RuleFields): string => String(rule['alert'] ?? rule['record']);
  const recorded = mixin.recordingRules.map(({ record }) => record);
  return [...new Set(rules.map(nameOf))].map((name) => {
    const own = rules.filter((rule) => nameOf(rule) === name);
    const read = recorded.filter((record) => record !== name && own.some(({ expr }) => expr.includes(record)));
    return {
      name,
      rules: own,
      reads: rules.filter((rule) => read.includes(nameOf(rule))),
      tests: {
        ...file,
        group_eval_order: ['reads', 'rules'],
        tests: file.tests.filter(({ name: title }) => typeof title === 'string' && title.startsWith(`${name}: `)),
      },
    };
  });
}

const ruleFile = (reads: readonly RuleFields[], rules: readonly RuleFields[]): string =>
  toYaml({
    groups: [
      { name: 'reads', rules: reads },
      { name: 'rules', rules },
    ],
  });

interface Attempt extends Mutant {
  readonly subject: Subject;
  readonly rules: string;
}

function attemptsOf(subject: Subject): readonly Attempt[] {
  return subject.rules.flatMap((rule, index) =>
    mutantsOf(rule, EVALUATION).map((mutant): Attempt => ({
      ...mutant,
      // Two rules of one name are told apart by their places.
      what: subject.rules.length > 1 ? `${mutant.what} (rule ${String(index + 1)})` : mutant.what,
      subject,
      rules: ruleFile(
        subject.reads,
        subject.rules.map((other) => (other === rule ? mutant.rule : other)),
      ),
    })),
  );
}

async function survivorsOf(attempts: readonly Attempt[]): Promise<readonly string[]> {
  const verdicts = await inParallel(attempts, async ({ what, rules, subject }) => {
    const { status, output } = await promtoolTest(rules, toYaml(subject.tests));
    // A rule that does not load would fail, too; that would say nothing about the tests.
    return { what, survived: status === 0, loaded: status === 0 || output.includes('got:') };
  });
  expect(verdicts.filter(({ loaded }) => !loaded).map(({ what }) => what)).toEqual([]);
  return verdicts.filter(({ survived }) => survived).map(({ what }) => what);
}

requireTool('promtool')('a fault in a rule', () => {
  const recorded = subjectsOf(FLEET);
  // Without recording rules, what read them is written out.
  const unrecorded = subjectsOf({ ...FLEET, recordingRules: false }).filter(
    ({ rules }) => !recorded.some((other) => JSON.stringify(other.rules) === JSON.stringify(rules)),
  );
  const all = [
    ...recorded.map((subject) => ({ title: subject.name, subject })),
    ...unrecorded.map((subject) => ({ title: `${subject.name}, without recording rules`, subject })),
  ];
  const survived: string[] = [];

  test.each(all)('of $title fails the generated tests', async ({ subject }) => {
    const attempts = attemptsOf(subject);
    expect(attempts.length).toBeGreaterThan(1);
    const { status, output } = await promtoolTest(ruleFile(subject.reads, subject.rules), toYaml(subject.tests));
    expect({ status, output }).toMatchObject({ status: 0 });

    const survivors = await survivorsOf(attempts);
    survived.push(...survivors);

    expect(survivors.filter((what) => !(what in HARMLESS))).toEqual([]);
  });

  test('is called harmless only where it is', () => {
    expect(Object.keys(HARMLESS).filter((what) => !survived.includes(what))).toEqual([]);
  });
});
