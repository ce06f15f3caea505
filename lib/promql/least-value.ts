/** The least value that an expression can have. */
import type { SyntaxNode } from '@lezer/common';
import { hasAny, operandsOf, sourceOf, treeOf } from './grammar';

/** The least value of a count, since one of nothing has no result; undefined where the expression itself says of no bound. */
export function leastValue(expression: string): number | undefined {
  const least = (node: SyntaxNode): number | undefined => {
    const [left] = operandsOf(node);
    const operator = node.getChild('AggregateOp');
    if (operator !== null) {
      return /^(?:count|count_values|group)$/i.test(sourceOf(operator, expression)) ? 1 : undefined;
    }
    const keepsValues = node.parent === null || node.name === 'ParenExpr' || hasAny(node, ['And', 'Unless']);
    return keepsValues && left !== undefined ? least(left) : undefined;
  };
  return least(treeOf(expression).topNode);
}
