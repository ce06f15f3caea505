/** What an expression says of its result: which labels it has, how small it is, what it is compared with, and when there is none. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, hasAny, labelsIn, operandsOf, sourceOf, treeOf, withoutMacros } from './grammar';
import { DEEPEST } from './type-check';
import { COMPARISONS, type Comparison } from './write';

type Labels = readonly string[] | undefined;

/** What adds labels to those of its series. */
const ADDING = /^(?:count_values|info|label_join|label_replace)$/i;

/** Aggregations that keep the labels of what they pick. */
const PICKING = /^(?:bottomk|limitk|limit_ratio|topk)$/i;

/** What is around a selector and leaves it one. */
const AROUND_SELECTOR = /^(?:MatrixSelector|OffsetExpr|ParenExpr|StepInvariantExpr)$/;

/** Functions that give a value for nothing. */
const ALWAYS = /^(?:absent|absent_over_time|scalar|time|vector)$/;

/** Operators whose result is some of their left side. */
const FILTERS = ['And', 'Unless'];

/** What a node calls; empty for one that is no call of a function or an aggregation. */
function calledBy(node: SyntaxNode, source: string): string {
  const name = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp');
  return name === null ? '' : sourceOf(name, source);
}

/** The part of an expression that its result has its labels of: not what stands behind `and` and `unless`. */
export function labelledPart(expression: string): string {
  let { topNode: node } = treeOf(expression);
  for (let next: SyntaxNode | undefined = node; next !== undefined;) {
    node = next;
    const [left, right] = operandsOf(node);
    next = right === undefined || hasAny(node, FILTERS) ? left : undefined;
  }
  return sourceOf(node, expression);
}

/**
 * Labels that each series of the result has; undefined where it has those of what is selected or joined, whatever they are.
 *
 * @param of - 'selected' leaves out what stands for nothing, such as `or vector(0)`, unless there is nothing else
 */
export function resultLabels(expression: string, of: 'all' | 'selected' = 'all'): Labels {
  const source = withoutMacros(expression);
  const tree = treeOf(source);
  const isConstant = ({ from, to }: SyntaxNode): boolean => {
    let selects = false;
    tree.iterate({ from, to, enter: ({ name }) => void (selects ||= name === 'VectorSelector') });
    return !selects;
  };
  /** Labels whose value a selector says, if only once; none of what is no selector. */
  const pinnedBy = (node: SyntaxNode): readonly string[] => {
    if (node.name !== 'VectorSelector') {
      return AROUND_SELECTOR.test(node.name) ? operandsOf(node).flatMap(pinnedBy) : [];
    }
    const matchers = childrenOf(node.getChild('LabelMatchers') ?? node);
    const names = matchers.flatMap((matcher) => labelsIn(matcher, source));
    return matchers
      .filter((matcher) => hasAny(matcher.getChild('MatchOp'), ['EqlSingle']))
      .flatMap((matcher) => labelsIn(matcher, source))
      .filter((label) => label !== '__name__' && names.indexOf(label) === names.lastIndexOf(label));
  };
  const labelsOf = (node: SyntaxNode, depth: number): Labels => {
    const name = calledBy(node, source);
    if (depth > DEEPEST || hasAny(node, ['⚠']) || node.name.endsWith('Selector') || ADDING.test(name)) {
      return undefined;
    }
    const below = operandsOf(node.getChild('FunctionCallBody') ?? node);
    if (ALWAYS.test(name)) {
      return name.startsWith('absent') ? below.flatMap(pinnedBy) : [];
    }
    if (node.name === 'AggregateExpr' && !PICKING.test(name)) {
      const modifier = node.getChild('AggregateModifier');
      const grouping = modifier?.getChild('GroupingLabels');
      return hasAny(modifier, ['Without']) ? undefined : grouping ? labelsIn(grouping, source) : [];
    }
    const operands = below.map((operand) => labelsOf(operand, depth + 1));
    const [left, right] = operands;
    if (hasAny(node, FILTERS)) {
      return left;
    }
    if (hasAny(node, ['Or'])) {
      const selected = of === 'selected' ? below.map((side) => !isConstant(side)) : [];
      return selected.includes(false) && selected.includes(true)
        ? operands[selected.indexOf(true)]
        : right && left?.filter((label) => right.includes(label));
    }
    return hasAny(node, ['MatchingModifierClause']) || operands.includes(undefined)
      ? undefined
      : [...new Set(operands.flatMap((labels = []) => labels))].filter(
          (label) => label !== 'le' || !/^histogram_/i.test(name),
        );
  };
  return labelsOf(tree.topNode, 0);
}

/** The least value of a count, since one of nothing has no result; undefined where the expression itself says of no bound. */
export function leastValue(expression: string): number | undefined {
  const least = (node: SyntaxNode): number | undefined => {
    if (node.name === 'AggregateExpr') {
      return /^(?:count|count_values|group)$/i.test(calledBy(node, expression)) ? 1 : undefined;
    }
    const [left] = operandsOf(node);
    const keepsValues = node.parent === null || node.name === 'ParenExpr' || hasAny(node, FILTERS);
    return keepsValues && left !== undefined ? least(left) : undefined;
  };
  return least(treeOf(expression).topNode);
}

/**
 * The comparison that decides whether an alert's expression has a value: the outermost one, or that of the left side of `and` and `unless`.
 * Undefined where the expression compares nothing there, or only answers 0 or 1 (`bool`).
 */
export function comparisonOf(expression: string): { left: string; comparison: Comparison; right: string } | undefined {
  /** `end` is where the right side ends. */
  const comparisonIn = (node: SyntaxNode | undefined, end = node?.to): ReturnType<typeof comparisonOf> => {
    const [left, right] = node === undefined ? [] : operandsOf(node);
    if (node === undefined || left === undefined) {
      return undefined;
    }
    // The grammar takes `a > b offset 1h` for the offset of all of it, which Prometheus takes for that of `b`.
    if (node.name === 'OffsetExpr' || node.name === 'StepInvariantExpr') {
      return comparisonIn(left, node.to);
    }
    if (node.name === 'ParenExpr' || hasAny(node, FILTERS)) {
      return comparisonIn(left);
    }
    const written = left.nextSibling && sourceOf(left.nextSibling, expression);
    const comparison = COMPARISONS.find((one) => one === written);
    return right === undefined || comparison === undefined || hasAny(node, ['BoolModifier'])
      ? undefined
      : { left: sourceOf(left, expression), comparison, right: expression.slice(right.from, end) };
  };
  return comparisonIn(operandsOf(treeOf(expression).topNode)[0]);
}

/** Whether an expression has no result at any time, where the series that `isMissing` names do not exist. */
export function staysEmpty(expression: string, isMissing: (name: string) => boolean): boolean {
  const empty = (node: SyntaxNode): boolean => {
    const name = node.getChild('Identifier');
    const [left, ...right] = operandsOf(node);
    if (node.name === 'VectorSelector') {
      return name !== null && isMissing(sourceOf(name, expression));
    }
    if (node.name === 'BinaryExpr' && left !== undefined) {
      return hasAny(node, ['Or'])
        ? empty(left) && right.every(empty)
        : empty(left) || (!hasAny(node, ['Unless']) && right.some(empty));
    }
    return !ALWAYS.test(calledBy(node, expression)) && childrenOf(node).some(empty);
  };
  return empty(treeOf(expression).topNode);
}
