/** Reads PromQL with Prometheus's own grammar: enough to see whether it parses, and which series and labels it uses. */
import type { SyntaxNode } from '@lezer/common';
import { badEscape, labelsIn, replaceMatcherValues, textOf, treeOf, withoutMacros } from './grammar';
import { passes } from './re2';
import { refusalOf } from './refusals';
import { typeProblem } from './type-check';

/** What an expression uses. */
export interface ParsedExpression {
  /** Position of the first character that does not fit the grammar; undefined where it parses. */
  readonly errorAt: number | undefined;
  /** What Prometheus refuses although it parses, a matcher's regular expression aside; undefined where there is nothing. */
  readonly refusal: string | undefined;
  /** The metric of each, undefined where it names none, and the labels that its matchers use. */
  readonly selectors: readonly { readonly metric: string | undefined; readonly labels: readonly string[] }[];
  /** Labels in each `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`, and the metrics that it is about: '' for one without a name. */
  readonly groupings: readonly { readonly labels: readonly string[]; readonly metrics: readonly string[] }[];
  /** Labels that `label_replace`, `label_join` or `count_values` write. */
  readonly writtenLabels: readonly string[];
}

/** Nodes of the syntax tree that can write a label: calls of functions, and aggregations. */
const WRITING: ReadonlySet<string> = new Set(['FunctionCall', 'AggregateExpr']);

/** What was parsed: fleets of one app, and their dashboards, mostly ask the same questions. */
const PARSED = new Map<string, ParsedExpression>();

/** Parses an expression of a rule or a panel. Never throws: an expression that does not parse has an `errorAt`. */
export function parsePromql(expression: string): ParsedExpression {
  // Fleets that differ in the values of matchers alone are parsed once: of those it counts whether they match the empty text.
  const valueless = replaceMatcherValues(expression, (text, isRegex) =>
    badEscape(text) === undefined
      ? passes({ label: '', op: isRegex ? '=~' : '=', value: textOf(text) }, '') === true
        ? '""'
        : '"-"'
      : text,
  );
  const parsed = remembered(valueless);
  // Only the expression itself knows where it goes wrong.
  return parsed.errorAt === undefined || valueless === expression ? parsed : remembered(expression);
}

function remembered(expression: string): ParsedExpression {
  const parsed = PARSED.get(expression) ?? parse(expression);
  PARSED.set(expression, parsed);
  return parsed;
}

function parse(expression: string): ParsedExpression {
  const source = withoutMacros(expression);
  const selectors: ReturnType<typeof usedSelector>[] = [];
  const groupings: ParsedExpression['groupings'][number][] = [];
  const writtenLabels: string[] = [];
  let errorAt: number | undefined;
  let wrong: string | undefined;
  const tree = treeOf(source);
  tree.iterate({
    enter: ({ type, from, node }) => {
      wrong ??= refusalOf(node, source);
      if (type.isError) {
        errorAt ??= from;
      } else if (type.name === 'VectorSelector') {
        selectors.push(usedSelector(node, source));
      } else if (type.name === 'GroupingLabels') {
        groupings.push({ labels: labelsIn(node, source), metrics: metricsOf(node, source) });
      } else if (
        WRITING.has(type.name) &&
        /^(?:label_(?:replace|join)|count_values)\b/.test(source.slice(node.from, node.to))
      ) {
        const destination = node.getChild('FunctionCallBody')?.getChild('StringLiteral');
        writtenLabels.push(...(destination ? [textOf(source.slice(destination.from, destination.to))] : []));
      }
    },
  });
  if (source.trim() === '') {
    errorAt = 0;
  }
  if (errorAt === undefined) {
    wrong ??= typeProblem(tree.topNode, source);
  }
  return { errorAt, refusal: wrong, selectors, groupings, writtenLabels };
}

/** The metrics of the aggregation, or of the operator, that a grouping belongs to. */
function metricsOf(grouping: SyntaxNode, source: string): readonly string[] {
  let whole = grouping;
  while (whole.parent !== null && !/^(?:Aggregate|Binary)Expr$/.test(whole.name)) {
    whole = whole.parent;
  }
  const metrics: string[] = [];
  whole.cursor().iterate(({ name, node }) => {
    if (name === 'VectorSelector') {
      metrics.push(usedSelector(node, source).metric ?? '');
    }
  });
  return metrics;
}

function usedSelector(node: SyntaxNode, source: string) {
  const identifier = node.getChild('Identifier');
  const matchers = node.getChild('LabelMatchers');
  return {
    metric: identifier ? source.slice(identifier.from, identifier.to) : undefined,
    labels: ['UnquotedLabelMatcher', 'QuotedLabelMatcher'].flatMap((kind) =>
      (matchers?.getChildren(kind) ?? []).flatMap((matcher) => labelsIn(matcher, source)),
    ),
  };
}
