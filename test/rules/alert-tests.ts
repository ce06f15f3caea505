/**
 * The rules of a fleet, alert by alert: each with the recording rules that it reads and with its generated tests. A test of one alert has
 * nothing to do with the others, and promtool evaluates every rule that it is given at every step of every test.
 */
import { createMixin, renderPrometheusRules, toYaml, type JsonObject, type MonitoringProps } from '../../lib';
import type { Untested } from '../../lib/orchestrator';
import { renderPrometheusRuleTests } from '../../lib/render/prometheus/rule-tests';
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
  const { file, untested } = renderPrometheusRuleTests(mixin);
  const all = renderPrometheusRules(mixin.ruleGroups).groups.flatMap(({ rules }) => rules) as readonly RuleFields[];
  const recording = all.filter(({ record }) => record !== undefined);
  const names = [...new Set(all.flatMap(({ alert }) => (typeof alert === 'string' ? [alert] : [])))];
  const alerts = names.map((name): AlertTests => {
    const rules = all.filter(({ alert }) => alert === name);
    const reads = readBy(rules, recording);
    const tests = file.tests.flatMap((test) => partOf(test as GeneratedTest, name));
    return {
      name,
      rules,
      reads,
      tests,
      files: (changed = {}) => ({
        rules: toYaml({
          groups: [{ name: 'of_this_alert', rules: [...(changed.reads ?? reads), ...(changed.rules ?? rules)] }],
        }),
        tests: toYaml({ ...file, group_eval_order: ['of_this_alert'], tests: [...(changed.tests ?? tests)] }),
      }),
    };
  });
  const checksOf = (tests: readonly JsonObject[]): number =>
    tests.reduce((sum, test) => sum + (test as GeneratedTest).promql_expr_test.length, 0);
  const lost = checksOf(file.tests) - checksOf(alerts.flatMap(({ tests }) => tests));
  if (lost !== 0) {
    throw new Error(`${String(lost)} checks of generated tests are about no alert`);
  }
  return { alerts, untested };
}

/** A test of one alert, or of several that are played at once. */
interface GeneratedTest extends JsonObject {
  readonly input_series: readonly (JsonObject & { readonly series: string })[];
  readonly promql_expr_test: readonly (JsonObject & { readonly expr: string })[];
}

/** What a test has of an alert: its checks, and the series of the replica sets that they are about. Nothing, where it has no check of it. */
function partOf(test: GeneratedTest, name: string): readonly GeneratedTest[] {
  const label = (text: string, of: string): string | undefined =>
    new RegExp(`[{,]${of}=("(?:[^"\\\\]|\\\\.)*")`).exec(text)?.[1];
  const checks = test.promql_expr_test.filter(({ expr }) => expr.includes(`alertname="${name}"`));
  if (checks.length === 0 || checks.length === test.promql_expr_test.length) {
    return checks.length === 0 ? [] : [test];
  }
  const replicaSets = new Set(checks.map(({ expr }) => label(expr, 'replica_set')));
  const instances = new Set(
    test.input_series.flatMap(({ series }) =>
      replicaSets.has(label(series, 'replica_set')) ? [label(series, 'instance')] : [],
    ),
  );
  return [
    {
      ...test,
      input_series: test.input_series.filter(({ series }) => instances.has(label(series, 'instance'))),
      promql_expr_test: checks,
    },
  ];
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
