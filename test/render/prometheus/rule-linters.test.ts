/**
 * What the field's rule linters want (mixtool, pint offline, gcx lint), over every rule that we ship. Exclusions are named one by one,
 * with their reason; a stale one fails.
 */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { createMixin, METRICS, renderPrometheusRules, type MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import type { Metric } from '../../../lib/orchestrator';
import { parseDuration, seriesNames } from '../../../lib/orchestrator';
import { type PrometheusRuleFields } from '../../../lib/render';

const CONFIGURATIONS: Readonly<Record<string, MonitoringProps>> = {
  defaults: {},
  'every kind of replica set': {
    replicaSets: [
      { name: 'fixed', workers: 3 },
      { name: 'scaled', workers: { min: 2, max: 10 } },
      { name: 'idle', workers: { min: 0, max: 2 } },
      { name: 'workload', workers: { deployment: 'projections', namespace: 'production' } },
      { name: 'own', workers: 3, alerts: { OrchestratorProjectionErrors: { threshold: 0.5, for: '10m' } } },
    ],
    aggregateBy: ['cluster', 'namespace'],
    grafanaUrl: 'https://grafana.example.org',
  },
  'without recording rules': { recordingRules: false, replicaSets: [{ name: 'main', workers: 3 }] },
};

/** A rule's finding that we accept, and why. */
const EXCLUSIONS: Readonly<Record<string, string>> = {
  'OrchestratorSlowCoordination: pint nan: a divisor is a number, or guarded':
    'a histogram without observations has sum 0 and count 0, and max passes over the NaN; a guard could not change the result',
  'OrchestratorHeartbeatStalled: pint: an alert waits':
    'its condition looks over two minutes, and holds only if no heartbeat came in all of them',
  'OrchestratorProjectionStalled: pint: an alert waits':
    'its condition looks over three minutes, and what has begun to stand still is remembered',
  'instance:orchestrator_restarts:30m: pint nan: a divisor is a number, or guarded':
    'clamp_min keeps it above 0; a guard would leave out the first second of a process',
  'OrchestratorWorkersExiting: pint nan: a divisor is a number, or guarded': 'the same',
  'OrchestratorWorkerCrashLoop: pint nan: a divisor is a number, or guarded': 'the same',
  'job:orchestrator_coordination:mean10m: pint nan: a divisor is a number, or guarded':
    'the same: it asks what OrchestratorSlowCoordination asks',
  'job:orchestrator_errors_ratio:5m: pint nan: a divisor is a number, or guarded':
    'the divisor holds the dividend, of which only what is above 0 is taken',
};

const COUNTERS = new Set(
  Object.values<Metric>(METRICS).flatMap((metric) => (metric.type === 'gauge' ? [] : seriesNames(metric))),
);

interface LintedRule {
  readonly group: string;
  readonly name: string;
  readonly rule: PrometheusRuleFields;
  readonly tree: Tree;
  readonly source: string;
}

/** A field of a rule that is a text; empty where it is absent. */
function textField(rule: PrometheusRuleFields, field: string): string {
  const value = rule[field];
  return typeof value === 'string' ? value : '';
}

const nameOf = (rule: PrometheusRuleFields): string => textField(rule, 'alert') || textField(rule, 'record');

function rulesOf(props: MonitoringProps): LintedRule[] {
  return renderPrometheusRules(
    createMixin({ grafanaUrl: 'https://grafana.example', ...props }).ruleGroups,
  ).groups.flatMap((group) =>
    group.rules.map((rule) => ({
      group: group.name,
      name: nameOf(rule),
      rule,
      source: rule.expr,
      tree: parser.parse(rule.expr),
    })),
  );
}

function nodes({ tree }: LintedRule, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: ({ node }) => {
      if (node.name === name) {
        found.push(node);
      }
    },
  });
  return found;
}

const textOf = ({ source }: LintedRule, node: SyntaxNode): string => source.slice(node.from, node.to);
const annotations = ({ rule }: LintedRule): Record<string, string> =>
  (rule['annotations'] ?? {}) as Record<string, string>;
const labels = ({ rule }: LintedRule): Record<string, string> => (rule['labels'] ?? {}) as Record<string, string>;
const isAlert = ({ rule }: LintedRule): boolean => 'alert' in rule;

/** The operands of a binary expression, operators and modifiers left out. */
function operands(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (/Expr|Call|Selector|Literal$/.test(child.name)) {
      children.push(child);
    }
  }
  return children;
}

/** Each linter's rule: what is wrong with a rule, or nothing. */
const LINTERS: Readonly<Record<string, (rule: LintedRule) => boolean>> = {
  'mixtool: name of at most 40 characters': (rule) => rule.name.length > 40 || rule.group.length > 40,
  'mixtool: alert name in camel case': (rule) => isAlert(rule) && !/^([A-Z]+[a-z0-9]+)+$/.test(rule.name),
  'mixtool: severity is critical, warning or info': (rule) =>
    isAlert(rule) && !['critical', 'warning', 'info'].includes(labels(rule)['severity'] ?? ''),
  'mixtool: description has a template': (rule) => isAlert(rule) && !annotations(rule)['description']?.includes('{{'),
  'mixtool: summary is a sentence without a template': (rule) =>
    isAlert(rule) && !/^[A-Z][^{]+\.$/.test(annotations(rule)['summary'] ?? ''),
  'gcx: runbook and summary': (rule) =>
    isAlert(rule) && !(annotations(rule)['runbook_url'] && annotations(rule)['summary']),
  'pint syntax': (rule) => nodes(rule, '⚠').length > 0,
  'pint regexp: no =~ on a literal, no anchors': (rule) =>
    nodes(rule, 'UnquotedLabelMatcher').some((matcher) => {
      const [, op, value = ''] = /(=~|!~|!=|=)"(.*)"$/s.exec(textOf(rule, matcher)) ?? [];
      return (op === '=~' || op === '!~') && (/^[\w-]*$/.test(value) || value.startsWith('^') || value.endsWith('$'));
    }),
  'pint fragile: no topk or bottomk in an alert': (rule) => isAlert(rule) && /\b(?:topk|bottomk)\b/.test(rule.source),
  'pint comparison: an alert compares at its top': (rule) => {
    const top = rule.tree.topNode.firstChild;
    const last = top?.lastChild;
    return isAlert(rule) && !(top?.name === 'BinaryExpr' && last?.name === 'NumberDurationLiteral');
  },
  'pint: an alert waits': (rule) => isAlert(rule) && !((parseDuration(textField(rule.rule, 'for')) ?? 0) > 0),
  'pint nan: a divisor is a number, or guarded': (rule) =>
    nodes(rule, 'Div').some((division) => {
      const divisor = division.parent === null ? undefined : operands(division.parent)[1];
      return divisor !== undefined && !/^\d+$/.test(textOf(rule, divisor)) && !textOf(rule, divisor).endsWith('> 0)');
    }),
  'pint template: no value in labels': (rule) => Object.values(labels(rule)).some((value) => value.includes('$value')),
  'pint template: a value is humanized': (rule) =>
    isAlert(rule) && (annotations(rule)['description'] ?? '').includes('{{ $value }}'),
  'pint promql/rate: counters only': (rule) =>
    nodes(rule, 'FunctionCall')
      .filter((call) => /^(?:rate|irate|increase)\(/.test(textOf(rule, call)))
      .some((call) => {
        const metric = /^\w+\((\w[\w:]*)/.exec(textOf(rule, call))?.[1] ?? '';
        return !COUNTERS.has(metric);
      }),
  'pint promql/rate: at least two scrapes of a minute': (rule) =>
    nodes(rule, 'FunctionCall')
      .filter((call) => /^(?:rate|irate|increase)\(/.test(textOf(rule, call)))
      .some((call) => {
        const window = /\[(\w+)\]/.exec(textOf(rule, call))?.[1] ?? '';
        return (parseDuration(window) ?? 0) < 120;
      }),
};

const findings = (props: MonitoringProps): string[] =>
  rulesOf(props).flatMap((rule) =>
    Object.entries(LINTERS)
      .filter(([, isWrong]) => isWrong(rule))
      .map(([linter]) => `${rule.name}: ${linter}`),
  );

describe.each(Object.entries(CONFIGURATIONS))('%s', (_name, props) => {
  test('no rule is found fault with, but for the exclusions', () => {
    expect(findings(props).filter((finding) => EXCLUSIONS[finding] === undefined)).toEqual([]);
  });

  test('mixtool: groups hold at most 20 rules; pint: their interval is at most 5m', () => {
    for (const { rules, interval } of renderPrometheusRules(createMixin(props).ruleGroups).groups) {
      expect(rules.length).toBeLessThanOrEqual(20);
      expect(parseDuration(interval)).toBeLessThanOrEqual(300);
    }
  });

  test('pint: no recording rule reads what another group records', () => {
    const { recordingRules } = createMixin(props);
    for (const { record, expression, group } of recordingRules) {
      const read = recordingRules.filter((other) => other.group !== group && expression.includes(other.record));
      expect({ record, read }).toEqual({ record, read: [] });
    }
  });
});

test('no exclusion is stale', () => {
  const all = new Set(Object.values(CONFIGURATIONS).flatMap(findings));
  expect(Object.keys(EXCLUSIONS).filter((exclusion) => !all.has(exclusion))).toEqual([]);
});

describe('the linters find what they look for', () => {
  const [good] = rulesOf({ replicaSets: [{ name: 'main', workers: 3 }] }).filter(isAlert);
  const altered = (fields: Partial<Record<string, unknown>>): string[] => {
    const rule = { ...good?.rule, ...fields } as PrometheusRuleFields;
    const linted: LintedRule = {
      group: 'orchestrator',
      name: nameOf(rule),
      rule,
      source: rule.expr,
      tree: parser.parse(rule.expr),
    };
    return Object.entries(LINTERS)
      .filter(([, isWrong]) => isWrong(linted))
      .map(([linter]) => linter);
  };

  test.each<[string, Partial<Record<string, unknown>>]>([
    ['mixtool: name of at most 40 characters', { alert: 'A'.repeat(41).concat('a') }],
    ['mixtool: alert name in camel case', { alert: 'orchestrator_no_workers' }],
    ['mixtool: severity is critical, warning or info', { labels: { severity: 'page' } }],
    ['mixtool: description has a template', { annotations: { summary: 'A b.', description: 'no', runbook_url: 'x' } }],
    [
      'mixtool: summary is a sentence without a template',
      { annotations: { summary: 'A {{ $value }}.', description: '{{', runbook_url: 'x' } },
    ],
    ['gcx: runbook and summary', { annotations: { summary: 'A b.', description: '{{' } }],
    ['pint syntax', { expr: 'sum(up) > > 1' }],
    ['pint regexp: no =~ on a literal, no anchors', { expr: 'up{job=~"a"} > 1' }],
    ['pint regexp: no =~ on a literal, no anchors', { expr: 'up{job=~"^a.*"} > 1' }],
    ['pint fragile: no topk or bottomk in an alert', { expr: 'topk(3, up) > 1' }],
    ['pint comparison: an alert compares at its top', { expr: 'up' }],
    ['pint comparison: an alert compares at its top', { expr: 'up > up' }],
    ['pint: an alert waits', { for: undefined }],
    ['pint nan: a divisor is a number, or guarded', { expr: 'up / up > 1' }],
    ['pint template: no value in labels', { labels: { severity: 'info', value: '{{ $value }}' } }],
    [
      'pint template: a value is humanized',
      { annotations: { summary: 'A b.', description: '{{ $value }}', runbook_url: 'x' } },
    ],
    ['pint promql/rate: counters only', { expr: 'rate(up[5m]) > 1' }],
    ['pint promql/rate: at least two scrapes of a minute', { expr: `rate(${METRICS.generations.name}[1m]) > 1` }],
  ])('%s: %j', (linter, fields) => {
    expect(altered({})).toEqual([]);
    expect(altered(fields)).toContain(linter);
  });
});
