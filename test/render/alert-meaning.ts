/**
 * What a rule means, read from what was written: from a Prometheus rule by its own grammar, from a Grafana rule by its steps. Nothing here
 * knows how either is rendered.
 */
import { parser } from '@prometheus-io/lezer-promql';
import { decided, humanize, humanizeDuration, formatPlain, threeDigits } from './go-template';
import { parseDuration } from '../../lib/orchestrator';
import { type GrafanaAlertRule, type PrometheusRuleFields } from '../../lib/render';

/** A series that fires. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is the same in both forms of an alert. */
export interface Meaning {
  /** Tokens of the expression that is compared, without what surrounds the whole of it. */
  readonly asks: readonly string[];
  readonly comparison: string;
  readonly threshold: number;
  /** Seconds. */
  readonly pendingFor: number | undefined;
  readonly firesOnFor: number | undefined;
  /** What an absent series, or none at all, means. */
  readonly withoutSeries: 'no alert' | 'an alert';
  /** As read, for the sample. */
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly annotations: Readonly<Record<string, string | undefined>>;
}

type Node = NonNullable<ReturnType<typeof parser.parse>['topNode']['firstChild']>;

const OPERATORS: Readonly<Record<string, string>> = {
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  eq: '==',
  ne: '!=',
};

/** Meaning of an alert in a Prometheus rule file. */
export function meaningOfPrometheusRule(rule: PrometheusRuleFields, sample: Sample): Meaning {
  const { expr } = rule;
  const top = parse(expr);
  const children = childrenOf(top);
  const [left, operator, right] = children;
  if (top.name !== 'BinaryExpr' || children.length !== 3 || !left || !operator || !right) {
    throw new Error(`no comparison: ${expr}`);
  }
  return {
    asks: tokensOf(withoutParentheses(left), expr),
    comparison: expr.slice(operator.from, operator.to),
    threshold: Number(expr.slice(right.from, right.to)),
    pendingFor: durationOf(rule['for']),
    firesOnFor: durationOf(rule['keep_firing_for']),
    withoutSeries: 'no alert',
    labels: expandAll(rule['labels'], sample, '$value'),
    annotations: expandAll(rule['annotations'], sample, '$value'),
  };
}

/**
 * Meaning of an alert in Grafana's form, without the links to its panel.
 *
 * @param interval seconds between two evaluations
 */
export function meaningOfGrafanaRule(rule: GrafanaAlertRule, sample: Sample, interval: number): Meaning {
  const step = rule.data.find(({ refId }) => refId === rule.condition)?.model;
  if (step === undefined || !('conditions' in step) || step.conditions.length !== 1) {
    throw new Error(`${rule.title} has no threshold for a condition`);
  }
  const query = rule.data.find(({ refId }) => refId === step.expression)?.model;
  const [condition] = step.conditions;
  if (query === undefined || !('expr' in query) || condition?.evaluator.params.length !== 1) {
    throw new Error(`${rule.title} compares no query with a number`);
  }
  const { __dashboardUid__, __panelId__, ...annotations } = rule.annotations;
  // [processMissingSeriesStates] counts evaluations since the last one that had the series, and does not look at keepFiringFor.
  const missedFor = (rule.missingSeriesEvalsToResolve - 1) * interval;
  const firesOnFor = durationOf(rule.keepFiringFor);
  return {
    asks: tokensOf(parse(query.expr), query.expr),
    comparison: OPERATORS[condition.evaluator.type] ?? '',
    threshold: Number(condition.evaluator.params[0]),
    pendingFor: durationOf(rule.for),
    firesOnFor,
    withoutSeries: rule.noDataState === 'OK' && missedFor === (firesOnFor ?? 0) ? 'no alert' : 'an alert',
    labels: expandAll(rule.labels, sample, `$values.${step.expression}.Value`),
    annotations: expandAll(annotations, sample, `$values.${step.expression}.Value`),
  };
}

/** Whether an expression has a value where there are no series at all: an operand of its outermost `or`s that selects none. */
export function hasValueWithoutSeries(expr: string): boolean {
  const selects = (node: Node): boolean => node.name === 'VectorSelector' || childrenOf(node).some(selects);
  const visit = (node: Node): boolean => {
    const inner = withoutParentheses(node);
    const [left, operator, right] = childrenOf(inner);
    const isUnion = inner.name === 'BinaryExpr' && operator !== undefined && /^or$/i.test(textOf(operator, expr));
    return isUnion && left && right ? visit(left) || visit(right) : !selects(inner);
  };
  return visit(parse(expr));
}

function parse(expr: string): Node {
  const top = parser.parse(expr).topNode.firstChild;
  if (top === null) {
    throw new Error(`no expression: ${expr}`);
  }
  return withoutParentheses(top);
}

function withoutParentheses(node: Node): Node {
  const [inner, ...others] = childrenOf(node);
  return node.name === 'ParenExpr' && inner !== undefined && others.length === 0 ? withoutParentheses(inner) : node;
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

const textOf = ({ from, to }: Node, source: string): string => source.slice(from, to);

/** What is written, without white space outside of strings. */
function tokensOf(node: Node, source: string): readonly string[] {
  return textOf(node, source).match(/"(?:[^"\\]|\\.)*"|[\w:.$]+|[^\s\w]/g) ?? [];
}

function durationOf(value: unknown): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const inSeconds = typeof value === 'string' ? parseDuration(value) : undefined;
  if (inSeconds === undefined) {
    throw new Error(`no duration: ${JSON.stringify(value)}`);
  }
  return inSeconds;
}

function expandAll(texts: unknown, sample: Sample, variable: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries((texts ?? {}) as Readonly<Record<string, string>>).map(([name, template]) => [
      name,
      decided(template, sample.value).replace(/\{\{(.*?)\}\}(?!")/g, (_action, inside: string) =>
        evaluate(inside.trim(), sample, variable),
      ),
    ]),
  );
}

const FUNCTIONS: Readonly<Record<string, (value: number) => string>> = {
  humanize,
  humanizeDuration,
  'printf "%.3g"': threeDigits,
  humanizePercentage: (value) => `${humanize(value * 100)}%`,
};

/** The few actions that our texts, and those of this test, use. */
function evaluate(action: string, { labels, value }: Sample, variable: string): string {
  const literal = /^"([^"]*)"$/.exec(action)?.[1];
  if (literal !== undefined) {
    return literal;
  }
  const [operand = '', name, ...more] = action.split(/\s*\|\s*/);
  const label = /^\$labels\.(\w+)$/.exec(operand)?.[1];
  if (label !== undefined && more.length === 0) {
    const text = labels[label] ?? '';
    return name === 'urlquery' ? encodeURIComponent(text) : name === undefined ? text : `unknown ${action}`;
  }
  if (operand !== variable || more.length > 0) {
    return `unknown ${action}`;
  }
  return name === undefined ? formatPlain(value) : (FUNCTIONS[name]?.(value) ?? `unknown ${action}`);
}
