/** Which expressions stay empty for want of a series. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, operandsOf, treeOf } from './grammar';

/** Functions that give a value for nothing. */
const ALWAYS = new Set(['absent', 'absent_over_time', 'scalar', 'time', 'vector']);

/** Whether an expression has no result at any time, where the series that `isMissing` names do not exist. */
export function staysEmpty(expression: string, isMissing: (name: string) => boolean): boolean {
  const textOf = ({ from, to }: SyntaxNode): string => expression.slice(from, to);
  const empty = (node: SyntaxNode): boolean => {
    const name = node.getChild('Identifier');
    const [left, ...right] = operandsOf(node);
    if (node.name === 'VectorSelector') {
      return name !== null && isMissing(textOf(name));
    }
    if (node.name === 'BinaryExpr' && left !== undefined) {
      const isOr = node.getChild('Or') !== null;
      return isOr
        ? empty(left) && right.every(empty)
        : empty(left) || (node.getChild('Unless') === null && right.some(empty));
    }
    return (
      !(node.name === 'FunctionCall' && ALWAYS.has(/^\w+/.exec(textOf(node))?.[0] ?? '')) &&
      childrenOf(node).some(empty)
    );
  };
  return empty(treeOf(expression).topNode);
}
