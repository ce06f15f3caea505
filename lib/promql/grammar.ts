/** Prometheus's own grammar of PromQL. */
import type { SyntaxNode, Tree } from '@lezer/common';
import type * as grammar from '@prometheus-io/lezer-promql';

/** Macros that Grafana replaces before Prometheus sees the expression, and a value that each can have. */
const MACROS: readonly (readonly [pattern: RegExp, value: string])[] = [
  [/\$__(?:interval|range)_ms\b|\$\{__(?:interval|range)_ms\}/g, '60000'],
  [/\$__range_s\b|\$\{__range_s\}/g, '3600'],
  [/\$__(?:rate_interval|interval|range)\b|\$\{__(?:rate_interval|interval|range)\}/g, '5m'],
];

/** An expression with values in place of Grafana's macros, padded to their length: positions are those of the expression as it was written. */
export function withoutMacros(expression: string): string {
  return MACROS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, (macro) => replacement.padEnd(macro.length)),
    expression,
  );
}

/** Texts and comments of an expression: what they hold is none of its syntax. */
const TEXTS = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#.*/g;

/** An expression with something else in the place of each of its texts and comments, which come with their quotes and their position. */
export function replaceTexts(expression: string, replace: (text: string, position: number) => string): string {
  return expression.replace(TEXTS, replace);
}

/** An expression with something else in the place of each matcher's value, which comes with its quotes and with whether it is a regular expression. */
export function replaceMatcherValues(expression: string, replace: (text: string, isRegex: boolean) => string): string {
  return replaceTexts(expression, (text, position) => {
    const before = expression.slice(0, position).trimEnd().at(-1);
    return (before === '=' || before === '~') && !text.startsWith('#') ? replace(text, before === '~') : text;
  });
}

/** What a quoted text stands for; undefined where its escapes are other than JSON's. */
export function unquoted(text: string): string | undefined {
  if (text.startsWith('`')) {
    return text.slice(1, -1);
  }
  try {
    return JSON.parse(
      text.startsWith("'") ? `"${text.slice(1, -1).replace(/\\'/g, "'").replace(/"/g, '\\"')}"` : text,
    ) as string;
  } catch {
    return undefined;
  }
}

/** The same, but escapes that JSON does not have stay as they are written. */
export function textOf(literal: string): string {
  return unquoted(literal) ?? literal.slice(1, -1);
}

/** Grafana's macros that an expression holds, those in texts left out: there they are text, to Prometheus. */
export function macrosIn(expression: string): readonly string[] {
  return expression.includes('__') ? (replaceTexts(expression, () => '""').match(/\$(?:__\w+|\{__\w+\})/g) ?? []) : [];
}

/** The syntax tree of an expression; what does not fit the grammar is a node of its own. The grammar is loaded by the call that needs it. */
export function treeOf(expression: string): Tree {
  const { parser } = require('@prometheus-io/lezer-promql') as typeof grammar;
  return parser.parse(expression);
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

/** The expressions right below a node: neither operators and modifiers, nor comments. */
export const operandsOf = (node: SyntaxNode): readonly SyntaxNode[] => node.getChildren('Expr');

/** Names of the labels right below a node; newer versions of Prometheus also take them in quotes. */
export function labelsIn(node: SyntaxNode, source: string): readonly string[] {
  const nameOf = ({ from, to }: SyntaxNode): string => source.slice(from, to);
  return [
    ...node.getChildren('LabelName').map(nameOf),
    ...node.getChildren('QuotedLabelName').map((label) => textOf(nameOf(label))),
  ];
}
