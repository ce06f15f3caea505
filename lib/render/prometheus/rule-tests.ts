/** Unit tests of the rules, as `promtool test rules` reads them. */
import {
  createRuleTests,
  formatDuration,
  is,
  quote,
  requireMixin,
  ruleTestInput,
  select,
  withoutNoise,
  type InputSeries,
  type LabelMatcher,
  type Labels,
  type Mixin,
  type RuleTest,
} from '../../orchestrator';
import type { JsonObject } from '../json';
import { toYaml } from '../yaml';

/** The tests of a mixin's rules, as an object, and the rules that have none, with the reason. */
export function renderPrometheusRuleTests(mixin: Mixin) {
  requireMixin(mixin);
  const { tests, untested } = createRuleTests(ruleTestInput(mixin));
  return { file: renderRuleTestFile(mixin, tests), untested };
}

/** Some of the tests of a mixin's rules. */
export function renderRuleTestFile({ config, ruleGroups }: Mixin, tests: readonly RuleTest[]) {
  return {
    // In the same directory.
    rule_files: ['rules.yaml'],
    evaluation_interval: config.evaluationInterval,
    group_eval_order: ruleGroups.map(({ name }) => name),
    tests: together(tests).map(renderRuleTests),
  };
}

/** The same as a file, with a comment for each rule that has no test. */
export function renderPrometheusRuleTestFile(mixin: Mixin): string {
  const { file, untested } = renderPrometheusRuleTests(mixin);
  const comments = untested.map(({ alert, why }) => `# Not tested: ${titleOf(alert)}: ${why}.\n`);
  return `# promtool test rules rules.test.yaml\n${comments.join('')}${toYaml(file)}`;
}

const titleOf = ({ name, key }: RuleTest['alert']): string => (key === '' ? name : `${name} (${key})`);

type Group = [RuleTest, ...RuleTest[]];

/** Most series that are played at once: promtool lets no query read more than 10,000 samples, and some read twenty of each series. */
const MOST_SERIES = 400;

/** Tests that nothing lets meet are played at once: each by itself would take promtool as long as all of them. */
function together(tests: readonly RuleTest[]): readonly Group[] {
  const groups: { readonly played: Group; readonly taken: Set<string> | undefined; size: number }[] = [];
  for (const test of tests) {
    const own = labelsThatTellApart(test);
    const group = groups.find(
      ({ played, taken, size }) =>
        size + test.series.length <= MOST_SERIES &&
        played[0].spacing === test.spacing &&
        played.every(({ alert, independent }) => alert.name === test.alert.name || (independent && test.independent)) &&
        own?.every((label) => taken?.has(label) === false),
    );
    if (group === undefined) {
      groups.push({ played: [test], taken: own && new Set(own), size: test.series.length });
    } else {
      group.played.push(test);
      group.size += test.series.length;
      own?.forEach((label) => group.taken?.add(label));
    }
  }
  return groups.map(({ played }) => played);
}

/** The addresses and replica sets of a test's series; undefined where they would not tell it from another one. */
function labelsThatTellApart({ series, plays }: RuleTest): readonly string[] | undefined {
  const valuesOf = (label: string): readonly string[] => series.flatMap(({ labels }) => labels[label] ?? []);
  const instances = valuesOf('instance');
  // What a scrape adds knows no replica set.
  const replicaSets = new Set(valuesOf('replica_set'));
  return instances.length < series.length || !plays.every(({ subject }) => replicaSets.has(subject))
    ? undefined
    : [...instances.map((value) => `instance ${value}`), ...[...replicaSets].map((value) => `replica set ${value}`)];
}

function renderRuleTests(tests: Group): JsonObject {
  const [{ spacing, plays }] = tests;
  const names = tests.map(({ alert }) => titleOf(alert)).join(', ');
  // Nobody would read the values of many rules.
  const values = plays.map(({ value, fires }) => `${String(value)} ${fires ? 'fires' : 'does not fire'}`).join(', ');
  return {
    name: tests.length > 1 ? names : `${names}: ${values}`,
    interval: formatDuration(spacing),
    input_series: tests.flatMap(({ series, at }) =>
      series.map((one) => ({ series: selector(one.metric, one.labels), values: renderValues(one, at, spacing) })),
    ),
    promql_expr_test: tests.flatMap(renderChecks),
  };
}

function renderChecks({ alert, plays, firing, about, outsider, at }: RuleTest): readonly JsonObject[] {
  // A rule without a scope of its own lacks the label: an empty value matches that.
  const ofRule = [
    is('alertname', alert.name),
    is('rule_scope', alert.key),
    ...Object.entries(about).map(([label, value]) => is(label, value)),
  ];
  const expect = (expr: string, samples: readonly JsonObject[]): JsonObject => ({
    expr,
    eval_time: formatDuration(at),
    exp_samples: samples,
  });
  const ever = (subject: string, ...more: readonly LabelMatcher[]): string =>
    `count_over_time(${select('ALERTS', [...ofRule, is('replica_set', subject), ...more])}[${formatDuration(at + 1)}])`;
  const { labels, templated, pending } = firing;
  const drop = (expr: string): string =>
    templated.length === 0 ? expr : `sum without (${templated.join(', ')}) (${expr})`;
  const alerting: Labels = { alertname: alert.name, ...labels };
  const checks = plays.flatMap(({ subject, fires }) =>
    fires
      ? [
          expect(drop(select('ALERTS', [...ofRule, is('replica_set', subject), is('alertstate', 'firing')])), [
            {
              labels: selector(templated.length === 0 ? 'ALERTS' : '', { ...alerting, alertstate: 'firing' }),
              value: 1,
            },
          ]),
          expect(
            drop(ever(subject, is('alertstate', 'pending'))),
            pending === 0 ? [] : [{ labels: selector('', { ...alerting, alertstate: 'pending' }), value: pending }],
          ),
        ]
      : [expect(ever(subject), [])],
  );
  return [...checks, ...(outsider === undefined ? [] : [expect(ever(outsider), [])])];
}

function selector(metric: string, labels: Labels): string {
  return `${metric}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(',')}}`;
}

/** Samples in promtool's notation: `1+2x3` is a sample and three more, each two higher; `_x3` three that are missing. */
function renderValues(series: InputSeries, until: number, spacing: number): string {
  const count = Math.floor(until / spacing) + 1;
  const samples = Array.from({ length: count }, (_, index) => series.sample(index * spacing));
  const parts: string[] = [];
  for (let from = 0; from < count;) {
    const rest = samples.slice(from);
    const [first, second] = rest;
    const step = first === undefined || second === undefined ? 0 : withoutNoise(second - first);
    const end = rest.findIndex((sample, index) =>
      first === undefined || sample === undefined
        ? sample !== first
        : Math.abs(first + step * index - sample) > 1e-6 * Math.max(1, Math.abs(step)),
    );
    const length = end < 0 ? rest.length : end;
    parts.push(first === undefined ? renderGap(length, from > 0) : renderRun(first, step, length));
    from += length;
  }
  return parts.join(' ');
}

/** A series that ends is marked as such, as a scrape that does not find it any more does. */
function renderGap(length: number, isEnd: boolean): string {
  const missing = isEnd ? length - 1 : length;
  return [...(isEnd ? ['stale'] : []), ...(missing > 0 ? [`_x${String(missing)}`] : [])].join(' ');
}

function renderRun(first: number, step: number, length: number): string {
  const rise = step === 0 ? '' : `${step < 0 ? '' : '+'}${String(step)}`;
  return length === 1 ? String(first) : `${String(first)}${rise}x${String(length - 1)}`;
}
