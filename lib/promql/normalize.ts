/** Expressions in one normal form: equal where they differ only in what the writer of an expression is free to choose. */
import type { SyntaxNode } from '@lezer/common';
import { parseDuration } from './duration';
import { childrenOf, textOf, treeOf } from './grammar';
import { quote } from './write';

/**
 * An expression without the freedom of its writer: blanks, comments, superfluous parentheses, the order of matchers and of grouping labels,
 * where an aggregation has its labels, and the spelling of strings, numbers, durations and keywords. Equal texts mean the same; texts that
 * differ may still mean the same. The result is no PromQL: it is for comparing. An expression that does not parse comes back as it is.
 */
export function normalize(expression: string): string {
  const tree = treeOf(expression);
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) {
      return expression;
    }
  } while (cursor.next());
  return print(tree.topNode, expression);
}

/** Lists whose order means nothing. */
const UNORDERED = new Set(['LabelMatchers', 'GroupingLabels']);

/** A node as its kind and what is below it, in parentheses; empty for what means nothing. */
function print(node: SyntaxNode, source: string): string {
  const text = source.slice(node.from, node.to);
  switch (node.name) {
    case 'LineComment':
      return '';
    case 'StringLiteral':
      return quote(textOf(text));
    // A label may be quoted for no reason.
    case 'QuotedLabelName':
      return textOf(text);
    case 'UnquotedLabelMatcher':
    case 'QuotedLabelMatcher':
    case 'ParenExpr':
      return parts(node, source).join(' ');
    case 'NumberDurationLiteral':
    case 'NumberDurationLiteralInDurationContext':
      return number(text);
    case 'Identifier':
    case 'LabelName':
      return text;
    case 'UnaryExpr':
      if (text.startsWith('+') && node.lastChild !== null) {
        return print(node.lastChild, source);
      }
  }
  const below = parts(node, source);
  // `max by () (x)` is `max(x)`, which is how Prometheus prints it. `without ()` means something else.
  if (node.name === 'AggregateModifier' && below.join(' ') === 'by') {
    return '';
  }
  if (UNORDERED.has(node.name)) {
    return below.length === 0 ? '' : `(${node.name} ${[...new Set(below)].sort().join(' ')})`;
  }
  return node.firstChild === null ? text.toLowerCase() : `(${[node.name, ...below].join(' ')})`;
}

function parts(node: SyntaxNode, source: string): readonly string[] {
  const children = childrenOf(node);
  // `sum(x) by (a)` is `sum by (a) (x)`.
  const isModifier = ({ name }: SyntaxNode): boolean => name === 'AggregateModifier';
  return [...children.filter(isModifier), ...children.filter((child) => !isModifier(child))]
    .map((child) => print(child, source))
    .filter((part) => part !== '');
}

/** Seconds of a duration, or the number. Prometheus writes `+Inf` for `Inf`, which is one word of the grammar behind some operands only. */
function number(text: string): string {
  return String(parseDuration(text) ?? (/^[\d.]/.test(text) ? Number(text) : text.toLowerCase().replace('+', '')));
}
