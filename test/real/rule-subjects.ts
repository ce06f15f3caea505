/**
 * The rules of a fleet, name by name, each with those that it reads and with its generated tests: a test of one rule has nothing to do with
 * the others, and promtool evaluates every rule that it is given at every step of every test.
 */
import {
  createMixin,
  renderPrometheusRules,
  renderPrometheusRuleTests,
  toYaml,
  type LeftOutCase,
  type MonitoringProps,
} from '../../lib';
import type { RuleTestFiles } from './promtool-tests';
import type { RuleFields } from './rule-mutations';

/** A test of a test file. */
export interface Case {
  readonly name: string;
}

/** All rules of one name. */
export interface RuleSubject {
  readonly name: string;
  readonly rules: readonly RuleFields[];
  /** Rules whose series they read. */
  readonly reads: readonly RuleFields[];
  readonly cases: readonly Case[];
  /** A file of some of the cases, for the rules or for others in their place. */
  readonly files: (cases: readonly Case[], rules?: readonly RuleFields[]) => RuleTestFiles;
}

/** The rules of a fleet, and the cases that it leaves no room for. */
export interface RuleSubjects {
  readonly subjects: readonly RuleSubject[];
  readonly leftOut: readonly LeftOutCase[];
}

/** The rules of each name, in their order. */
export function ruleSubjectsOf(props: MonitoringProps): RuleSubjects {
  const mixin = createMixin(props);
  const rules = renderPrometheusRules(mixin.ruleGroups).groups.flatMap((group) => group.rules) as readonly RuleFields[];
  const { file, leftOut } = renderPrometheusRuleTests(mixin);
  const cases = file.tests as unknown as readonly Case[];
  const recorded = mixin.recordingRules.map(({ record }) => record);
  const subjects = [...new Set(rules.map(nameOf))].map((name): RuleSubject => {
    const own = rules.filter((rule) => nameOf(rule) === name);
    const read = recorded.filter((record) => record !== name && own.some(({ expr }) => expr.includes(record)));
    const reads = rules.filter((rule) => read.includes(nameOf(rule)));
    return {
      name,
      rules: own,
      reads,
      cases: cases.filter((each) => each.name.startsWith(`${name}: `)),
      files: (some, others = own) => ({
        rules: toYaml({
          groups: [
            { name: 'reads', rules: reads },
            { name: 'rules', rules: others },
          ],
        }),
        tests: toYaml({ ...file, group_eval_order: ['reads', 'rules'], tests: some }),
      }),
    };
  });
  const lost = cases.length - subjects.reduce((sum, each) => sum + each.cases.length, 0);
  if (lost !== 0) {
    throw new Error(`${String(lost)} generated tests are about no rule`);
  }
  return { subjects, leftOut };
}

const nameOf = (rule: RuleFields): string => String(rule['alert'] ?? rule['record']);
