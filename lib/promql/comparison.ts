/** What an alert's expression compares, read back from PromQL. */
import type { SyntaxNode } from '@lezer/common';
import { treeOf } from './grammar';
import { COMPARISONS, type Comparison } from './write';

/** `left comparison right`. */
export interface ReadComparison {
  readonly left: string;
  readonly comparison: Comparison;
  readonly right: string;
}

/**
 * The comparison that decides whether an alert's expression has a value: the outermost one, or that of the left side of `and` and `unless`.
 * Undefined where the expression compares nothing there, or only answers 0 or 1 (`bool`).
 */
export function comparisonOf(expression: string): ReadComparison | undefined {
  return comparisonIn(treeOf(expression).topNode.firstChild, expression);
}

/** `end` is where the right side ends. */
function comparisonIn(node: SyntaxNode | null, source: string, end = node?.to): ReadComparison | undefined {
  if (node === null) {
    return undefined;
  }
  // The grammar takes `a > b offset 1h` for the offset of all of it, which Prometheus takes for that of `b`.
  if (node.name === 'OffsetExpr' || node.name === 'StepInvariantExpr') {
    return comparisonIn(node.firstChild, source, node.to);
  }
  if (node.name === 'ParenExpr') {
    return comparisonIn(node.firstChild, source);
  }
  if (node.name !== 'BinaryExpr') {
    return undefined;
  }
  const { firstChild: left, lastChild: right } = node;
  const operator = left?.nextSibling;
  if (!left || !right || !operator) {
    return undefined;
  }
  if (operator.name === 'And' || operator.name === 'Unless') {
    return comparisonIn(left, source);
  }
  const written = source.slice(operator.from, operator.to);
  const comparison = COMPARISONS.find((one) => one === written);
  return comparison === undefined || node.getChild('BoolModifier') !== null
    ? undefined
    : { left: source.slice(left.from, left.to), comparison, right: source.slice(right.from, end) };
}
