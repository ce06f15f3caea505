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
    (text, [pattern, replacement]) => text.replace(pattern, (macro) => replacement.padStart(macro.length)),
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

/** Escapes of a quoted text, those that Prometheus knows with what they stand for. */
const ESCAPES =
  /\\(?:(?<letter>[abfnrtv\\"'])|(?<octal>[0-3][0-7]{2})|x(?<byte>[\dA-Fa-f]{2})|u(?<short>[\dA-Fa-f]{4})|U(?<long>[\dA-Fa-f]{8})|[^]?)/g;

const LETTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What an escape of a text in these quotes stands for; undefined where Prometheus knows none such. A byte is taken for a character. */
function meaningOf(quote: string, groups: Readonly<Partial<Record<string, string>>>): string | undefined {
  const { letter, octal, byte, short, long } = groups;
  if (letter !== undefined) {
    return LETTERS[letter] ?? (letter === '\\' || letter === quote ? letter : undefined);
  }
  const hex = byte ?? short ?? long;
  const code = octal === undefined ? parseInt(hex ?? '', 16) : parseInt(octal, 8);
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}

/** The first escape of a quoted text that Prometheus does not know. */
export function badEscape(text: string): string | undefined {
  const escapes = text.startsWith('`') || !text.includes('\\') ? [] : text.slice(1, -1).matchAll(ESCAPES);
  return [...escapes].find(({ groups = {} }) => meaningOf(text.charAt(0), groups) === undefined)?.[0];
}

/** What a quoted text stands for; escapes that Prometheus does not know stay as they are written. */
export function textOf(literal: string): string {
  const text = literal.slice(1, -1);
  return literal.startsWith('`')
    ? text
    : text.replace(ESCAPES, (...found) => {
        const groups = found.at(-1) as Readonly<Partial<Record<string, string>>>;
        return meaningOf(literal.charAt(0), groups) ?? found[0];
      });
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

/** A node as it is written. */
export const sourceOf = ({ from, to }: SyntaxNode, source: string): string => source.slice(from, to);

/** Whether a node of one of these kinds stands right below another. */
export const hasAny = (node: SyntaxNode | null, kinds: readonly string[]): boolean =>
  kinds.some((kind) => node !== null && node.getChild(kind) !== null);

/** Kinds of operators. */
export const OF_SETS = ['And', 'Or', 'Unless'];
export const COMPARISONS = ['Eql', 'EqlC', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte'];

/** Names of the labels right below a node; newer versions of Prometheus also take them in quotes. */
export function labelsIn(node: SyntaxNode, source: string): readonly string[] {
  return [
    ...node.getChildren('LabelName').map((label) => sourceOf(label, source)),
    ...node.getChildren('QuotedLabelName').map((label) => textOf(sourceOf(label, source))),
  ];
}
