/** Unit tests of the rules, as `promtool test rules` reads them. */
import {
  createRuleTests,
  formatDuration,
  is,
  quote,
  SAMPLE_SPACING,
  select,
  type Alert,
  type Firing,
  type InputSeries,
  type Labels,
  type LeftOutCase,
  type Mixin,
  type Outcome,
  type Restriction,
  type RuleCheck,
  type RuleTest,
} from '../../orchestrator';
import { expandTemplate, expandText, type TemplateData } from './go-template';
import type { JsonObject } from '../json';
import { toYaml } from '../yaml';

/** Name of the rule file that the tests are written for, in the same directory. */
export const RULE_FILE = 'rules.yaml';

/** A promtool test file, as an object. */
export interface PrometheusRuleTestFile extends JsonObject {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly group_eval_order: readonly string[];
  readonly tests: readonly JsonObject[];
}

/** The tests of a mixin's rules, and the cases that its configuration leaves no room for. */
export function renderPrometheusRuleTests(mixin: Mixin): {
  readonly file: PrometheusRuleTestFile;
  readonly leftOut: readonly LeftOutCase[];
} {
  const { evaluationInterval, groups, tests, leftOut } = createRuleTests(mixin);
  return {
    leftOut,
    file: {
      rule_files: [RULE_FILE],
      evaluation_interval: evaluationInterval,
      group_eval_order: groups,
      tests: tests.map(renderRuleTest),
    },
  };
}

/** The same as a file, with comments about what is not tested. */
export function renderPrometheusRuleTestFile(mixin: Mixin): string {
  const { file, leftOut } = renderPrometheusRuleTests(mixin);
  const comments = leftOut.map(({ subject, what, why }) => `# Left out: ${subject}: ${what}: ${why}.\n`);
  return `# promtool test rules rules.test.yaml\n${comments.join('')}${toYaml(file)}`;
}

/** One test, as promtool reads it. */
export function renderRuleTest({ subject, name, series, until, checks }: RuleTest): JsonObject {
  const alerts = checks.filter((check) => check.kind === 'firing').flatMap(renderAlertCheck);
  const expressions = checks.flatMap(renderExpressionCheck);
  return {
    name: `${subject}: ${name}`,
    interval: formatDuration(series[0]?.spacing ?? SAMPLE_SPACING),
    input_series: series.map((one) => ({
      series: renderSelector(one.metric, one.labels),
      values: renderValues(one, until),
    })),
    ...(alerts.length === 0 ? {} : { alert_rule_test: alerts }),
    ...(expressions.length === 0 ? {} : { promql_expr_test: expressions }),
  };
}

type FiringCheck = Extract<RuleCheck, { readonly kind: 'firing' }>;

/** Whether `alert_rule_test` can hold it: it compares every alert of the name, with labels and texts. */
function isForAlertTest(check: FiringCheck): boolean {
  return (
    check.only === undefined &&
    check.words &&
    check.firing.every((firing) => expandAlert(firing.alert, firing) !== undefined)
  );
}

function renderAlertCheck(check: FiringCheck): readonly JsonObject[] {
  if (!isForAlertTest(check)) {
    return [];
  }
  return [
    {
      eval_time: formatDuration(check.at),
      alertname: check.alert.name,
      exp_alerts: check.firing.flatMap((firing) => {
        const expanded = expandAlert(firing.alert, firing);
        return expanded === undefined ? [] : [{ exp_labels: expanded.labels, exp_annotations: expanded.annotations }];
      }),
    },
  ];
}

function renderExpressionCheck(check: RuleCheck): readonly JsonObject[] {
  switch (check.kind) {
    case 'firing':
      return isForAlertTest(check) ? [] : [renderFiring(check)];
    case 'neverFired': {
      const alerts = selectAlerts(check.alert, check.only);
      const expr = `last_over_time(${alerts}[${formatDuration(check.at + 1)}])`;
      return [{ expr, eval_time: formatDuration(check.at), exp_samples: [] }];
    }
    case 'recorded':
      return [
        {
          // Versions of Prometheus differ in the last bits.
          expr: `round(${check.record}, ${String(ROUNDED_TO)})`,
          eval_time: formatDuration(check.at),
          exp_samples: check.outcomes.map(({ labels, value }: Outcome) => ({
            labels: renderSelector('', labels),
            value: round(value),
          })),
        },
      ];
  }
}

/** Alerts by their series `ALERTS`: with all labels where these can be foretold, else with those of the series. */
function renderFiring({ alert, firing, only, at }: FiringCheck): JsonObject {
  const labels = firing.map((one) => expandLabels(one.alert, one));
  const known = labels.every((one) => one !== undefined);
  const selected = selectAlerts(alert, only);
  const names = [...new Set(firing.flatMap((one) => Object.keys(one.labels)))].filter(
    (name) => !(name in alert.labels),
  );
  return {
    expr: known ? selected : `group by (${['alertname', ...names].join(', ')}) (${selected})`,
    eval_time: formatDuration(at),
    exp_samples: firing.map((one, index) => ({
      labels: known
        ? renderSelector('ALERTS', { alertname: alert.name, alertstate: 'firing', ...labels[index] })
        : renderSelector('', {
            alertname: alert.name,
            ...Object.fromEntries(names.map((name) => [name, one.labels[name] ?? ''])),
          }),
      value: 1,
    })),
  };
}

function selectAlerts(alert: Alert, only: Restriction | undefined): string {
  const own = (only?.ruleLabels ?? [])
    .map((label) => is(label, alert.labels[label] ?? ''))
    // What a template comes to cannot be selected.
    .filter(({ value }) => !value.includes('{{'));
  const series = Object.entries(only?.series ?? {}).map(([label, value]) => is(label, value));
  return select('ALERTS', [is('alertname', alert.name), is('alertstate', 'firing'), ...series, ...own]);
}

/** Labels of a firing alert, but for its name: those of the series, and the rule's own over them; undefined where a template says more. */
function expandLabels(alert: Alert, data: TemplateData): Labels | undefined {
  const own = expandAll(alert.labels, data);
  if (own === undefined) {
    return undefined;
  }
  return Object.fromEntries(Object.entries({ ...data.labels, ...own }).filter(([, value]) => value !== ''));
}

function expandAlert(
  alert: Alert,
  firing: Firing,
): { readonly labels: Labels; readonly annotations: Labels } | undefined {
  const labels = expandLabels(alert, firing);
  const annotations = expandAll(alert.annotations, firing);
  return labels === undefined || annotations === undefined ? undefined : { labels, annotations };
}

function expandAll(texts: Alert['annotations'], data: TemplateData): Labels | undefined {
  const expanded = Object.entries(texts).map(([name, words]): readonly [string, string | undefined] => [
    name,
    typeof words === 'string' ? expandTemplate(words, data) : expandText(words, data),
  ]);
  return expanded.every((entry): entry is readonly [string, string] => entry[1] !== undefined)
    ? Object.fromEntries(expanded)
    : undefined;
}

/** What recorded values are rounded to before they are compared. */
const ROUNDED_TO = 0.000001;

/** Prometheus's `round`, to the last bit. */
function round(value: number): number {
  const inverse = 1 / ROUNDED_TO;
  return Math.floor(value * inverse + 0.5) / inverse;
}

function renderSelector(metric: string, labels: Labels): string {
  return `${metric}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(',')}}`;
}

/** Samples in promtool's notation: `1x3` is a sample and three more of it, `_` none, `stale` the end of the series. */
function renderValues({ segments, spacing = SAMPLE_SPACING }: InputSeries, until: number): string {
  const starts = segments.map(({ from }) => from / spacing);
  const end = Math.floor(until / spacing) + 1;
  const leading = Math.min(starts[0] ?? end, end);
  const parts = segments.map(({ value, perSample = 0 }, index) => {
    const start = starts[index] ?? 0;
    const count = Math.min(starts[index + 1] ?? end, end) - start;
    if (count <= 0) {
      return '';
    }
    if (value === undefined) {
      return [...(start === 0 ? [] : ['stale']), ...missing(start === 0 ? count : count - 1)].join(' ');
    }
    const growth = perSample !== 0 || Number.isNaN(value) ? `+${String(perSample)}` : '';
    return count === 1 ? String(value) : `${String(value)}${growth}x${String(count - 1)}`;
  });
  return [...missing(leading), ...parts].filter((part) => part !== '').join(' ');
}

function missing(count: number): readonly string[] {
  return count <= 0 ? [] : [`_x${String(count)}`];
}
