/** Unit tests for the rules of one configuration, as data: series, and what must be there when. */
import { testsOfAlerts } from './alert-tests';
import { formatDuration } from '../../promql/duration';
import type { Mixin } from '../../orchestrator/mixin';
import { profileOf } from '../../orchestrator/profiles';
import { evaluationOf, findTargets, targetOf } from './case-situation';
import { findIdleLabel } from './case-labels';
import type { FoundTests, RuleTest, RuleTestSuite } from './rule-test';
import type { RecordingRule } from '../recording-rule';

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
    evaluationInterval: formatDuration(evaluationOf(mixin)),
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
  const evaluation = evaluationOf(mixin);
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
