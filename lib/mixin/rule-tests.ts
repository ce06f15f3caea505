/** Unit tests for the rules of one configuration, as data: series, and what must be there when. */
import type { Alert } from './alerts';
import { seconds, type Duration } from './duration';
import type { Mixin } from './mixin';
import { profileOf } from './profiles';
import { SAMPLE_SPACING, type InputSeries, type Labels, type Outcome, type RuleCase, type Situation } from './rule-cases';
import { findIdleLabel, findTargetLabels, type TargetLabels } from './rule-case-labels';
import { firingTimeline, keyOf, type AlertTiming, type Firing } from './rule-case-timeline';
import type { RecordingRule } from './recording-rules';
import { isWorkload } from './workers';

/** Which alerts a check looks at, where those of the same name are too many. */
export interface Restriction {
  /** Labels that tell this rule from others of the same name: one that the rule does not set must be absent. */
  readonly ruleLabels: readonly string[];
  /** Labels of the series. */
  readonly series: Labels;
}

/** What must be true at one time of a test. */
export type RuleCheck =
  | {
      /** Exactly these alerts fire. */
      readonly kind: 'firing';
      readonly at: number;
      readonly alert: Alert;
      readonly firing: readonly Firing[];
      readonly only?: Restriction;
      /** Whether the texts are looked at, too; once in a test is enough. */
      readonly words: boolean;
    }
  /** The alert has not fired since the test began. */
  | { readonly kind: 'neverFired'; readonly at: number; readonly alert: Alert; readonly only?: Restriction }
  /** A recorded series has these values. */
  | { readonly kind: 'recorded'; readonly at: number; readonly record: string; readonly outcomes: readonly Outcome[] };

/** One test. */
export interface RuleTest {
  /** The rule that it is about: an alert, or a recorded series. */
  readonly subject: string;
  /** What it shows, as a clause. */
  readonly name: string;
  readonly series: readonly InputSeries[];
  /** Seconds; to here the input goes. */
  readonly until: number;
  readonly checks: readonly RuleCheck[];
}

/** A case that the configuration leaves no room for. */
export interface LeftOutCase {
  readonly subject: string;
  readonly what: string;
  readonly why: string;
}

/** The tests of one configuration. */
export interface RuleTestSuite {
  readonly evaluationInterval: Duration;
  /** Rule groups in the order in which they are evaluated: what others read comes first. */
  readonly groups: readonly string[];
  readonly tests: readonly RuleTest[];
  readonly leftOut: readonly LeftOutCase[];
}

/** More evaluations than this, and a case takes longer than anybody would wait. */
const MAXIMUM_EVALUATIONS = 8_000;

/** The tests of a configuration, in the order of its rules. */
export function createRuleTests(mixin: Mixin): RuleTestSuite {
  const tests: RuleTest[] = [];
  const leftOut: LeftOutCase[] = [];
  for (const rule of mixin.ruleGroups.flatMap(({ rules }) => rules)) {
    const found = rule.kind === 'alert' ? testsOfAlert(rule, mixin) : testsOfRecording(rule, mixin);
    tests.push(...found.tests);
    leftOut.push(...found.leftOut);
  }
  return {
    evaluationInterval: mixin.config.evaluationInterval,
    groups: mixin.ruleGroups.map(({ name }) => name),
    tests,
    leftOut,
  };
}

interface Found {
  readonly tests: readonly RuleTest[];
  readonly leftOut: readonly LeftOutCase[];
}

function testsOfAlert(alert: Alert, mixin: Mixin): Found {
  const subject = alert.key === '' ? alert.name : `${alert.name} (${alert.key})`;
  const situation = situationOf(alert, mixin);
  const cases = profileOf(mixin.config.profile).alertCases[alert.name];
  if (situation === undefined || cases === undefined) {
    const why =
      cases === undefined
        ? 'the profile has no cases for it'
        : 'no labels were found that the selector accepts; write a simpler regular expression, or a test of your own';
    return { tests: [], leftOut: [{ subject, what: 'all cases', why }] };
  }
  const timing = timingOf(alert, mixin);
  const tests: RuleTest[] = [];
  const leftOut: LeftOutCase[] = [];
  for (const ruleCase of cases(situation)) {
    const test = testOf(ruleCase, alert, situation.siblings, timing, subject);
    if (typeof test === 'string') {
      leftOut.push({ subject, what: ruleCase.name, why: test });
    } else {
      tests.push(test);
    }
  }
  if (!cases(situation).some(({ fires }) => fires)) {
    leftOut.push({ subject, what: 'a case in which it fires', why: 'with these settings there is none that a test could show' });
  }
  const outsider = tests.find(({ checks }) => checks.some((check) => check.kind === 'firing' && check.firing.length > 0));
  return { tests: [...tests, ...outsideOf(alert, mixin, timing, subject, outsider?.name)], leftOut };
}

function restriction(siblings: readonly Alert[], replicaSet: string | undefined): Restriction {
  return {
    ruleLabels: [...new Set(siblings.flatMap(({ labels }) => Object.keys(labels)))],
    series: replicaSet === undefined ? {} : { replica_set: replicaSet },
  };
}

function testOf(
  ruleCase: RuleCase,
  alert: Alert,
  siblings: readonly Alert[],
  timing: AlertTiming,
  subject: string,
): RuleTest | string {
  if (ruleCase.until / timing.evaluation > MAXIMUM_EVALUATIONS) {
    return 'it would take too many evaluations';
  }
  const timeline = firingTimeline(ruleCase, timing, false);
  const newer = firingTimeline(ruleCase, timing, true);
  const fired = (firings: readonly (readonly Firing[])[]): boolean => firings.some((firing) => firing.length > 0);
  if (fired(timeline) !== ruleCase.fires || fired(newer) !== ruleCase.fires) {
    return `with these settings it ${ruleCase.fires ? 'does not fire' : 'fires'}`;
  }
  const only = ruleCase.othersFire === true ? { only: restriction(siblings, ruleCase.onlyReplicaSet) } : {};
  const end = (timeline.length - 1) * timing.evaluation;
  const { name, series } = ruleCase;
  if (!ruleCase.fires) {
    return { subject, name, series, until: end, checks: [{ kind: 'neverFired', at: end, alert, ...only }] };
  }
  const moments = timeline.flatMap((firing, index) =>
    sameAlerts(firing, timeline[index - 1] ?? []) && sameAlerts(newer[index] ?? [], newer[index - 1] ?? [])
      ? []
      : [index - 1, index],
  );
  const agreed = [...new Set([...moments, timeline.length - 1])].filter(
    (index) => index >= 0 && sameFirings(timeline[index] ?? [], newer[index] ?? []),
  );
  const first = agreed.find((index) => (timeline[index] ?? []).length > 0);
  return {
    subject,
    name,
    series,
    until: end,
    checks: agreed.map((index) => {
      const firing = timeline[index] ?? [];
      return { kind: 'firing', at: index * timing.evaluation, alert, firing, ...only, words: firing.length === 0 || index === first };
    }),
  };
}

function sameAlerts(some: readonly Firing[], others: readonly Firing[]): boolean {
  const keys = new Set(others.map(({ labels }) => keyOf(labels)));
  return some.length === others.length && some.every(({ labels }) => keys.has(keyOf(labels)));
}

/** Equal but for the last bits: a newer version may come to another last bit, which no text shows. */
function sameFirings(some: readonly Firing[], others: readonly Firing[]): boolean {
  return (
    sameAlerts(some, others) &&
    some.every(({ value }, index) => Math.abs(value - (others[index]?.value ?? NaN)) <= 1e-9 * Math.max(1, Math.abs(value)))
  );
}

function timingOf(alert: Alert, { config }: Mixin): AlertTiming {
  return {
    comparison: alert.condition.comparison,
    threshold: alert.condition.threshold,
    for: seconds(alert.for),
    keepFiringFor: seconds(alert.keepFiringFor ?? '0s'),
    evaluation: seconds(config.evaluationInterval),
  };
}

/** The first case that fires, played by a replica set that the rule is not about. */
function outsideOf(
  alert: Alert,
  mixin: Mixin,
  timing: AlertTiming,
  subject: string,
  caseName: string | undefined,
): readonly RuleTest[] {
  const outsider = outsiderOf(alert, mixin);
  const situation = outsider === undefined ? undefined : situationOf(alert, mixin, outsider);
  if (caseName === undefined || situation === undefined) {
    return [];
  }
  const played = profileOf(mixin.config.profile).alertCases[alert.name]?.(situation).find(({ name }) => name === caseName);
  if (played === undefined) {
    return [];
  }
  const at = Math.floor(played.until / timing.evaluation) * timing.evaluation;
  const name = `another replica set’s is not this rule’s: ${played.name}`;
  // Its own rule, which may fire, is told apart by its labels. The rule about listed replica sets reports its own all the time.
  const firing = { kind: 'neverFired', at, alert, only: restriction(situation.siblings, undefined) } as const;
  return alert.name === 'OrchestratorReplicaSetAbsent' ? [] : [{ subject, name, series: played.series, until: at, checks: [firing] }];
}

/** A replica set that an alert is not about; undefined where it is about all. */
function outsiderOf({ scope }: Alert, { config }: Mixin): string | undefined {
  if (scope.matchers.length === 0) {
    return undefined;
  }
  const listed = config.replicaSets.map(({ name }) => name);
  return scope.unlisted ? listed.find((name) => !scope.replicaSets.includes(name)) : unlistedName(listed);
}

function unlistedName(listed: readonly string[]): string {
  let name = 'unlisted';
  while (listed.includes(name)) {
    name = `${name}-too`;
  }
  return name;
}

function situationOf(alert: Alert, mixin: Mixin, outsider?: string): Situation | undefined {
  const { config } = mixin;
  const replicaSet = outsider ?? alert.scope.replicaSets[0] ?? unlistedName(config.replicaSets.map(({ name }) => name));
  const workers = config.replicaSets.find(({ name }) => name === (alert.scope.replicaSets[0] ?? replicaSet))?.workers;
  const hardened = config.profile === 'hardened';
  const given: Labels = isWorkload(workers)
    ? { namespace: workers.namespace, ...('deployment' in workers ? { deployment: workers.deployment } : { statefulset: workers.statefulSet }) }
    : {};
  const found = findTargets(mixin, alert.condition.key === 'workload' ? given : {});
  if (found === undefined) {
    return undefined;
  }
  const { shared, instances } = found;
  const timing = timingOf(alert, mixin);
  const rounded = (length: number): number => Math.ceil(length / timing.evaluation) * timing.evaluation;
  return {
    threshold: timing.threshold,
    patience: rounded(timing.for) + 2 * rounded(timing.evaluation) + 2 * SAMPLE_SPACING,
    aftermath: rounded(timing.keepFiringFor) + 2 * timing.evaluation + 2 * SAMPLE_SPACING,
    evaluation: timing.evaluation,
    replicaSet,
    covered: alert.scope.replicaSets,
    workers,
    by: hardened ? Object.fromEntries(config.aggregateBy.map((label) => [label, shared[label] ?? ''])) : {},
    target: (index) => ({ ...shared, instance: instances[index] ?? `beyond-${String(index)}` }),
    idleLabel: findIdleLabel(config.selector, config.aggregateBy),
    selector: config.selector,
    recorded: config.recordingRules,
    siblings: mixin.alerts.filter(({ name }) => name === alert.name),
  };
}

function findTargets({ config }: Mixin, given: Labels): TargetLabels | undefined {
  return config.profile === 'hardened'
    ? findTargetLabels(config.selector, config.aggregateBy, given)
    : findTargetLabels([{ label: 'job', op: '=', value: config.scrape.jobName }], [], {});
}

function testsOfRecording(rule: RecordingRule, mixin: Mixin): Found {
  const cases = profileOf(mixin.config.profile).recordingCases[rule.record];
  const found = findTargets(mixin, {});
  const subject = rule.record;
  if (cases === undefined || found === undefined) {
    return { tests: [], leftOut: [{ subject, what: 'all cases', why: 'no labels were found that the selector accepts' }] };
  }
  const evaluation = seconds(mixin.config.evaluationInterval);
  const tests = cases({
    shared: found.shared,
    target: (index) => ({ ...found.shared, instance: found.instances[index] ?? `beyond-${String(index)}` }),
    idleLabel: findIdleLabel(mixin.config.selector, mixin.config.aggregateBy),
    evaluation,
  }).map(({ name, series, checks }): RuleTest => {
    const recorded = checks.flatMap((wanted) => {
      // Recorded values are those of an evaluation.
      const at = Math.ceil(wanted.at / evaluation) * evaluation;
      const outcomes = wanted.outcomes({ at, openLeft: false });
      const newer = wanted.outcomes({ at, openLeft: true });
      const agree = outcomes.length === newer.length && outcomes.every(({ value }, index) => value === newer[index]?.value);
      return agree ? [{ kind: 'recorded' as const, at, record: rule.record, outcomes }] : [];
    });
    return { subject, name, series, until: Math.max(0, ...recorded.map(({ at }) => at)), checks: recorded };
  });
  return { tests: tests.filter(({ checks }) => checks.length > 0), leftOut: [] };
}
