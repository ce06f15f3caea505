/** Unit tests for the rules of one configuration, as data: series, and what must be there when. */
import { testsOfAlerts } from './alert-tests';
import type { Alert } from './alerts';
import { seconds, type Duration } from './duration';
import type { Mixin } from './mixin';
import { profileOf } from './profiles';
import { findTargets, targetOf } from './rule-case-situation';
import { findIdleLabel } from './rule-case-labels';
import type { InputSeries, Labels, Outcome } from './rule-cases';
import type { Firing } from './rule-case-timeline';
import type { RecordingRule } from './recording-rules';

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
      /** One of the rules of the name. */
      readonly alert: Alert;
      readonly firing: readonly (Firing & { readonly alert: Alert })[];
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

/** Tests, and the cases that found no place. */
export interface FoundTests {
  readonly tests: readonly RuleTest[];
  readonly leftOut: readonly LeftOutCase[];
}

/** The tests of a configuration, in the order of its rules. */
export function createRuleTests(mixin: Mixin): RuleTestSuite {
  const rules = mixin.ruleGroups.flatMap(({ rules: members }) => members);
  const names = [...new Set(rules.map((rule) => (rule.kind === 'alert' ? rule.name : rule.record)))];
  const found = names.map((name) => {
    const recording = mixin.recordingRules.find(({ record }) => record === name);
    return recording === undefined
      ? testsOfAlerts(
          mixin.alerts.filter((alert) => alert.name === name),
          mixin,
        )
      : testsOfRecording(recording, mixin);
  });
  return {
    evaluationInterval: mixin.config.evaluationInterval,
    groups: mixin.ruleGroups.map(({ name }) => name),
    tests: found.flatMap(({ tests }) => tests),
    leftOut: found.flatMap(({ leftOut }) => leftOut),
  };
}

function testsOfRecording(rule: RecordingRule, mixin: Mixin): FoundTests {
  const cases = profileOf(mixin.config.profile).recordingCases[rule.record];
  const found = findTargets(mixin, {}, 1);
  const subject = rule.record;
  const perWorker =
    mixin.config.profile === 'hardened' && mixin.config.selector.some(({ label }) => label === 'instance');
  if (cases === undefined || found === undefined || perWorker) {
    const why = perWorker
      ? 'the selector looks at instances, so that nothing is added up'
      : cases === undefined
        ? 'it is a quantile, interpolated within a bucket'
        : 'no labels were found that the selector accepts';
    return { tests: [], leftOut: [{ subject, what: 'all cases', why }] };
  }
  const evaluation = seconds(mixin.config.evaluationInterval);
  const tests = cases({
    shared: found.shared,
    target: targetOf(found, 0),
    idleLabel: findIdleLabel(mixin.config.selector, mixin.config.aggregateBy),
    evaluation,
  }).map(({ name, series, checks }): RuleTest => {
    const recorded = checks.flatMap((wanted) => {
      // Recorded values are those of an evaluation.
      const at = Math.ceil(wanted.at / evaluation) * evaluation;
      const outcomes = wanted.outcomes({ at, openLeft: false });
      const newer = wanted.outcomes({ at, openLeft: true });
      const agree =
        outcomes.length === newer.length && outcomes.every(({ value }, index) => value === newer[index]?.value);
      return agree ? [{ kind: 'recorded' as const, at, record: rule.record, outcomes }] : [];
    });
    return { subject, name, series, until: Math.max(0, ...recorded.map(({ at }) => at)), checks: recorded };
  });
  return { tests: tests.filter(({ checks }) => checks.length > 0), leftOut: [] };
}
