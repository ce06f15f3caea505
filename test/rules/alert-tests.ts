/**
 * The rules of a fleet, alert by alert: each with the recording rules that it reads and with its generated tests. A test of one alert has
 * nothing to do with the others, and promtool evaluates every rule that it is given at every step of every test.
 */
import { createMixin, renderPrometheusRules, toYaml, type JsonObject, type MonitoringProps } from '../../lib';
import { createRuleTests, ruleTestInput, type Untested } from '../../lib/orchestrator';
import { renderRuleTestFile } from '../../lib/render/prometheus/rule-tests';
import type { RuleTestFiles } from './promtool-tests';

/** Fields of a rule, as in a rule file. */
export type RuleFields = JsonObject & { readonly expr: string };

/** All rules of one alert. */
export interface AlertTests {
  readonly name: string;
  /** The alert's own rules. */
  readonly rules: readonly RuleFields[];
  /** Rules whose series they read, and those that these read. */
  readonly reads: readonly RuleFields[];
  readonly tests: readonly JsonObject[];
  /** A test file, for the rules or for others in their place. */
  readonly files: (changed?: {
    readonly rules?: readonly RuleFields[];
    readonly reads?: readonly RuleFields[];
    readonly tests?: readonly JsonObject[];
  }) => RuleTestFiles;
}

/** A fleet's alerts, and what its test file leaves out. */
export interface FleetTests {
  readonly alerts: readonly AlertTests[];
  readonly untested: readonly Untested[];
}

/** The alerts of a fleet, in the order of their rules. */
export function alertTestsOf(props: MonitoringProps): FleetTests {
  const mixin = createMixin(props);
  const { tests: ofAll, untested } = createRuleTests(ruleTestInput(mixin));
  const all = renderPrometheusRules(mixin.ruleGroups).groups.flatMap(({ rules }) => rules) as readonly RuleFields[];
  const recording = all.filter(({ record }) => record !== undefined);
  const names = [...new Set(all.flatMap(({ alert }) => (typeof alert === 'string' ? [alert] : [])))];
  const alerts = names.map((name): AlertTests => {
    const rules = all.filter(({ alert }) => alert === name);
    const reads = readBy(rules, recording);
    const file = renderRuleTestFile(
      mixin,
      ofAll.filter(({ alert }) => alert.name === name),
    );
    return {
      name,
      rules,
      reads,
      tests: file.tests,
      files: (changed = {}) => ({
        rules: toYaml({
          groups: [{ name: 'of_this_alert', rules: [...(changed.reads ?? reads), ...(changed.rules ?? rules)] }],
        }),
        tests: toYaml({ ...file, group_eval_order: ['of_this_alert'], tests: [...(changed.tests ?? file.tests)] }),
      }),
    };
  });
  return { alerts, untested };
}

/** The recording rules that some rules read, directly or through others, in their order. */
function readBy(rules: readonly RuleFields[], recording: readonly RuleFields[]): readonly RuleFields[] {
  const found = new Set<RuleFields>();
  const visit = ({ expr }: RuleFields): void => {
    for (const rule of recording) {
      // A name is followed by matchers or by the end of a word, never by more of a name.
      if (!found.has(rule) && new RegExp(`(?<![\\w:])${textOf(rule['record'])}(?![\\w:])`).test(expr)) {
        found.add(rule);
        visit(rule);
      }
    }
  };
  rules.forEach(visit);
  return recording.filter((rule) => found.has(rule));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
