/** Whether the generated tests would notice a fault of a rule: each operator, number and duration is changed, one at a time. */
import type { MonitoringProps } from '../../lib';
import { huntMutants } from './mutation-hunt';
import { promtoolTests } from './promtool-tests';
import { ruleSubjectsOf } from './rule-subjects';
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
  'OrchestratorCoordinationFailing: ="projection-workers"} ) )[5m:30s]) ) > «120» is 121':
    'the value is a multiple of 30 s: none lies above 120 and not above 121',
};

requireTool('promtool')('a fault in a rule', () => {
  const recorded = ruleSubjectsOf(FLEET).subjects;
  // Without recording rules, what read them is written out.
  const unrecorded = ruleSubjectsOf({ ...FLEET, recordingRules: false }).subjects.filter(
    ({ rules }) => !recorded.some((other) => JSON.stringify(other.rules) === JSON.stringify(rules)),
  );
  const all = [
    ...recorded.map((subject) => ({ title: subject.name, subject })),
    ...unrecorded.map((subject) => ({ title: `${subject.name}, without recording rules`, subject })),
  ];
  const survived: string[] = [];

  test.each(all)('of $title fails the generated tests', async ({ subject }) => {
    const verdicts = await promtoolTests([subject.files(subject.cases)]);
    expect(verdicts).toMatchObject([{ status: 0 }]);

    const { survivors, unloadable, faults } = await huntMutants(subject, EVALUATION);
    survived.push(...survivors);

    expect(faults).toBeGreaterThan(1);
    expect(unloadable).toEqual([]);
    expect(survivors.filter((what) => !(what in HARMLESS))).toEqual([]);
  });

  test('is called harmless only where it is', () => {
    expect(Object.keys(HARMLESS).filter((what) => !survived.includes(what))).toEqual([]);
  });
});
