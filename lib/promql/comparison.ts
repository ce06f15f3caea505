/** What an alert's expression compares, read back from PromQL. */
import type { SyntaxNode } from '@lezer/common';
import { treeOf } from './grammar';
import type { Comparison } from './write';

/** `left comparison right`. */
export interface ReadComparison {
  readonly left: string;
  readonly comparison: Comparison;
  readonly right: string;
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  Gtr: '>',
  Gte: '>=',
  Lss: '<',
  Lte: '<=',
  Eql: '==',
  Neq: '!=',
};

/**
 * The comparison that decides whether an alert's expression has a value: the outermost one, or that of the left side of `and` and `unless`.
 * Undefined where the expression compares nothing there.
 */
export function comparisonOf(expression: string): ReadComparison | undefined {
  return comparisonIn(treeOf(expression).topNode.firstChild, expression);
}

function comparisonIn(node: SyntaxNode | null, source: string): ReadComparison | undefined {
  if (node === null) {
    return undefined;
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
  const comparison = COMPARISONS[operator.name];
  return comparison === undefined
    ? undefined
    : { left: source.slice(left.from, left.to), comparison, right: source.slice(right.from, right.to) };
}
