/** Which expressions stay empty for want of a series. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, treeOf } from './grammar';

/** Functions that give a value for nothing. */
const ALWAYS = new Set(['absent', 'absent_over_time', 'scalar', 'time', 'vector']);

/** Whether an expression has no result at any time, where the series that `isMissing` names do not exist. */
export function staysEmpty(expression: string, isMissing: (name: string) => boolean): boolean {
  const empty = (node: SyntaxNode): boolean => {
    const text = expression.slice(node.from, node.to);
    switch (node.name) {
      case 'VectorSelector': {
        const name = node.getChild('Identifier');
        return name !== null && isMissing(expression.slice(name.from, name.to));
      }
      case 'FunctionCall':
        return !ALWAYS.has(/^\w+/.exec(text)?.[0] ?? '') && childrenOf(node).some(empty);
      case 'BinaryExpr': {
        const all = childrenOf(node);
        const [left, right] = [all[0], all.at(-1)];
        if (left === undefined || right === undefined) {
          return false;
        }
        const operator = all.slice(1, -1).map(({ name }) => name);
        return operator.includes('Or')
          ? empty(left) && empty(right)
          : operator.includes('Unless')
            ? empty(left)
            : empty(left) || empty(right);
      }
    }
    return childrenOf(node).some(empty);
  };
  return empty(treeOf(expression).topNode);
}
