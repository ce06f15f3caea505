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

/**
 * The same where recorded series are as empty as what they are made from, whatever there is of them.
 *
 * @param rules - rules that record; several may record one series
 */
export function staysEmptyBehind(
  rules: readonly { readonly record: string; readonly expression: string }[],
  isMissing: (name: string) => boolean,
): (expression: string) => boolean {
  const known = new Map<string, boolean>();
  const isNowhere = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) {
      return before;
    }
    // A series that goes on from itself has nothing to go on from.
    known.set(name, true);
    const sources = rules.filter(({ record }) => record === name);
    const nowhere =
      isMissing(name) || (sources.length > 0 && sources.every(({ expression }) => staysEmpty(expression, isNowhere)));
    known.set(name, nowhere);
    return nowhere;
  };
  return (expression) => staysEmpty(expression, isNowhere);
}
