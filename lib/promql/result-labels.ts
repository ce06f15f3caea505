/** Which labels the result of an expression has, where the expression itself says so. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, labelsIn, operandsOf, treeOf, withoutMacros } from './grammar';
import { DEEPEST } from './type-check';

type Labels = readonly string[] | undefined;

/** What adds labels to those of its series. */
const ADDING = /^(?:count_values|info|label_join|label_replace)$/i;

/** Aggregations that keep the labels of what they pick. */
const PICKING = /^(?:bottomk|limitk|limit_ratio|topk)$/i;

/** What is around a selector and leaves it one. */
const AROUND_SELECTOR = /^(?:MatrixSelector|OffsetExpr|ParenExpr|StepInvariantExpr)$/;

/** The part of an expression that its result has its labels of: not what stands behind `and` and `unless`. */
export function labelledPart(expression: string): string {
  let { topNode: node } = treeOf(expression);
  for (let next: SyntaxNode | undefined = node; next !== undefined;) {
    node = next;
    const [left, right] = operandsOf(node);
    const isFiltered = node.getChild('And') !== null || node.getChild('Unless') !== null;
    next = right === undefined || isFiltered ? left : undefined;
  }
  return expression.slice(node.from, node.to);
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
      .filter((matcher) => matcher.getChild('MatchOp')?.getChild('EqlSingle'))
      .flatMap((matcher) => labelsIn(matcher, source))
      .filter((label) => label !== '__name__' && names.indexOf(label) === names.lastIndexOf(label));
  };
  const labelsOf = (node: SyntaxNode, depth: number): Labels => {
    const has = (kind: string): boolean => node.getChild(kind) !== null;
    const { from, to } = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp') ?? { from: 0, to: 0 };
    const name = source.slice(from, to);
    if (depth > DEEPEST || has('⚠') || node.name.endsWith('Selector') || ADDING.test(name)) {
      return undefined;
    }
    if (/^(?:absent|absent_over_time|scalar|vector)$/.test(name)) {
      return name.startsWith('absent') ? operandsOf(node.getChild('FunctionCallBody') ?? node).flatMap(pinnedBy) : [];
    }
    if (node.name === 'AggregateExpr' && !PICKING.test(name)) {
      const modifier = node.getChild('AggregateModifier');
      const grouping = modifier?.getChild('GroupingLabels');
      return modifier?.getChild('Without') ? undefined : grouping ? labelsIn(grouping, source) : [];
    }
    const operands = operandsOf(node.getChild('FunctionCallBody') ?? node).map((below) => labelsOf(below, depth + 1));
    const [left, right] = operands;
    if (has('And') || has('Unless')) {
      return left;
    }
    if (has('Or')) {
      const selected = of === 'selected' ? operandsOf(node).map((side) => !isConstant(side)) : [];
      if (selected.includes(false) && selected.includes(true)) {
        return operands[selected.indexOf(true)];
      }
      return right && left?.filter((label) => right.includes(label));
    }
    return has('MatchingModifierClause') || operands.includes(undefined)
      ? undefined
      : [...new Set(operands.flatMap((labels = []) => labels))].filter(
          (label) => label !== 'le' || !/^histogram_/i.test(name),
        );
  };
  return labelsOf(tree.topNode, 0);
}
