/** Prometheus's own grammar of PromQL. */
import type { SyntaxNode, Tree } from '@lezer/common';
import type * as grammar from '@prometheus-io/lezer-promql';

/** The syntax tree of an expression; what does not fit the grammar is a node of its own. The grammar is loaded by the call that needs it. */
export function treeOf(expression: string): Tree {
  const { parser } = require('@prometheus-io/lezer-promql') as typeof grammar;
  return parser.parse(expression);
}

/** The nodes right below a node. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}
