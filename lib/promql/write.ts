/**
 * A small PromQL writer: it puts expressions together and escapes what has to be escaped. It decides nothing about what is asked;
 * `check.ts` parses what comes out with Prometheus's own grammar.
 */
import { replaceTexts, treeOf, withoutMacros } from './grammar';

/** One label matcher of a selector. `=~` and `!~` take an RE2 expression that Prometheus anchors at both ends. */
export interface LabelMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  /** The unescaped value. */
  readonly value: string;
  /** In a query of a dashboard: true for a variable of it, false for a user's text, in which Grafana finds none. @default - neither */
  readonly variables?: boolean;
}

/** A comparison between an expression and a number, as PromQL writes it. */
export type Comparison = '>' | '>=' | '<' | '<=' | '==' | '!=';

export const COMPARISONS: readonly Comparison[] = ['>', '>=', '<', '<=', '==', '!='];

/** A string literal: double quotes; backslash, quote and control characters escaped. Half a surrogate pair, which is no text, becomes U+FFFD. */
export function quote(value: string): string {
  // JSON's escapes are Go's escapes too, for everything that JSON.stringify produces from well-formed text.
  return JSON.stringify(value.toWellFormed());
}

/** The same text as a literal in which Grafana finds no `$job`, `${job}`, `$__interval` or `[[job]]` to replace. */
function quoteWithoutVariables(value: string): string {
  return quote(value).replaceAll('$', '\\u0024').replaceAll('[[', '[\\u005b');
}

/**
 * An expression of a rule that Grafana evaluates, with the same meaning: its queries have no variables, but a `$__range` or `${__interval}`
 * is replaced wherever it stands, also within a text.
 */
export function withoutMacrosInTexts(expression: string): string {
  return /\$\{?__/.test(expression)
    ? replaceTexts(expression, (text) =>
        text.startsWith('`')
          ? quoteWithoutVariables(text.slice(1, -1))
          : text.startsWith('#')
            ? text
            : text.replace(/\$(?=\{?__)/g, '\\u0024'),
      )
    : expression;
}

/** Escapes a literal for use inside an RE2 expression. */
export function escapeRegex(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

export function is(label: string, value: string): LabelMatcher {
  return { label, op: '=', value };
}

/** Matches any of the values: `=` for one, `=~` with escaped alternatives for several. Throws a RangeError for none. */
export function oneOf(label: string, values: readonly string[]): LabelMatcher {
  return alternatives(label, values, ['=', '=~']);
}

/** Matches none of the values: `!=` for one, `!~` with escaped alternatives for several. Throws a RangeError for none. */
export function noneOf(label: string, values: readonly string[]): LabelMatcher {
  return alternatives(label, values, ['!=', '!~']);
}

function alternatives(
  label: string,
  values: readonly string[],
  [literal, regex]: readonly ['=' | '!=', '=~' | '!~'],
): LabelMatcher {
  const [value, ...others] = values;
  if (value === undefined) {
    throw new RangeError(`a matcher on ${label} needs at least one value`);
  }
  return others.length === 0
    ? { label, op: literal, value }
    : { label, op: regex, value: values.map(escapeRegex).join('|') };
}

/** `{a="b",c=~"d"}`, or nothing without matchers. */
export function braces(matchers: readonly LabelMatcher[]): string {
  const written = matchers.map(({ label, op, value, variables }) => {
    const literal = variables === false ? quoteWithoutVariables(value) : quote(value);
    return `${label}${op}${literal}`;
  });
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}

export function select(metric: string, matchers: readonly LabelMatcher[] = []): string {
  return metric + braces(matchers);
}

/** A range vector selector, or a subquery where `of` is more than a selector. */
export function over(of: string, window: string): string {
  return `${of}[${window}]`;
}

/** `fn(args, ...)`. */
export function call(fn: string, ...args: readonly (string | number)[]): string {
  return `${fn}(${args.join(', ')})`;
}

/** `sum by (a, b) (expression)`; without labels, `sum(expression)`. */
export function aggregate(
  operator: 'sum' | 'min' | 'max' | 'avg' | 'count' | 'group',
  by: readonly string[],
  expression: string,
): string {
  return by.length === 0 ? `${operator}(${expression})` : `${operator} by (${by.join(', ')}) (${expression})`;
}

/** `expression > 5`. An expression of several lines is put into parentheses of its own; one of a single line must bind tighter: see `operand`. */
export function compare(expression: string, comparison: Comparison, threshold: number): string {
  const left = expression.includes('\n') && !isParenthesized(expression) ? block(expression) : expression;
  return `${left} ${comparison} ${formatNumber(threshold)}`;
}

/** Expressions that nothing beside them pulls apart. */
const TIGHT = new Set(['VectorSelector', 'FunctionCall', 'AggregateExpr', 'ParenExpr', 'NumberDurationLiteral']);

/**
 * An expression that somebody else wrote, ready to stand beside any operator: in parentheses, unless it needs none. What does not parse
 * stays as it is, for `check` to show.
 */
export function operand(expression: string): string {
  const written = expression.trim();
  const tree = treeOf(withoutMacros(written));
  const kinds = new Set<string>();
  tree.iterate({
    enter: ({ type }) => {
      kinds.add(type.isError ? 'error' : type.name);
    },
  });
  // A comment would swallow what follows in its line, unless a parenthesis ends that.
  const hasComment = kinds.has('LineComment') && !written.endsWith('\n)');
  if (kinds.has('error') || (!hasComment && TIGHT.has(tree.topNode.firstChild?.name ?? ''))) {
    return written;
  }
  return hasComment || written.includes('\n') ? block(written) : `(${written})`;
}

/** Whether the first parenthesis closes at the very end. Every alert asks it, so it is told without the grammar. */
function isParenthesized(expression: string): boolean {
  if (!expression.startsWith('(')) {
    return false;
  }
  let depth = 0;
  for (const { 0: part, index } of expression.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#.*|[()]/g)) {
    depth += part === '(' ? 1 : part === ')' ? -1 : 0;
    if (depth === 0) {
      return index === expression.length - 1;
    }
  }
  return false;
}

/** Parentheses around an expression of several lines, each indented by two spaces. */
export function block(expression: string): string {
  return `(\n${indent(expression)}\n)`;
}

/** Every line two spaces further to the right. */
export function indent(expression: string): string {
  return expression.replace(/^/gm, '  ');
}

/** Every line but the first further to the right, for what goes on where a line has begun. */
export function hang(expression: string, indentation = '  '): string {
  return expression.replace(/\n/g, `\n${indentation}`);
}

/** `expression` with a label set to a fixed value. A dollar sign in it would otherwise be taken for a group of the regular expression. */
export function labelled(expression: string, label: string, value: string): string {
  return call(
    'label_replace',
    expression,
    quote(label),
    quoteWithoutVariables(value.replace(/\$/g, '$$$$')),
    '""',
    '""',
  );
}

/**
 * Longest chain that is written flat. Prometheus takes the square of a chain's length to evaluate it, and readers of PromQL in JavaScript give
 * up somewhere above a hundred operands.
 */
const CHAIN = 20;

/** `a or b or c`, one operand a line; in nested parentheses where there are many. */
export function union(operands: readonly string[]): string {
  if (operands.length <= CHAIN) {
    return operands.join('\nor ');
  }
  let size = CHAIN;
  while (size * CHAIN < operands.length) {
    size *= CHAIN;
  }
  const parts = Array.from({ length: Math.ceil(operands.length / size) }, (_, index) =>
    operands.slice(index * size, (index + 1) * size),
  );
  return union(parts.map((part) => block(union(part))));
}

/** `on (a, b)`, or `on ()`. */
export function on(labels: readonly string[]): string {
  return `on (${labels.join(', ')})`;
}

/** A result as people would calculate it: 0.58 * 100 is 57.99999999999999 in floating-point numbers, 1 - 0.99 is 0.010000000000000009. */
export const withoutNoise = (value: number): number => Number(value.toPrecision(12));

/** A number as PromQL reads it. */
export function formatNumber(value: number): string {
  return Math.abs(value) === Infinity ? (value > 0 ? '+Inf' : '-Inf') : String(value);
}
