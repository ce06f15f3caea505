/** What Prometheus refuses of the form of an expression although it parses, one node of the tree at a time; what needs types is in `type-check.ts`. */
import type { SyntaxNode } from '@lezer/common';
import { parseDuration } from './duration';
import { badEscape, COMPARISONS, hasAny, labelsIn, OF_SETS, operandsOf, sourceOf } from './grammar';

/** Where something is refused: a node of the tree, and the whole expression. */
type Refusal = (node: SyntaxNode, source: string) => string | undefined;

/** Operators whose right side a modifier behind them belongs to: the grammar gives it both sides, Prometheus the nearer one. */
const OPERATIONS = ['BinaryExpr', 'UnaryExpr'];
const MODIFIED = ['OffsetExpr', 'StepInvariantExpr'];

/** What offset and @ cannot stand behind, as a message calls it. */
const UNMOVABLE: Readonly<Partial<Record<string, (written: string) => string>>> = {
  AggregateExpr: (written) => `${written}(...)`,
  FunctionCall: (written) => `${written}(...)`,
  ParenExpr: () => 'a parenthesis',
  NumberDurationLiteral: () => 'a number',
  StringLiteral: () => 'a string',
};

const modifier: Refusal = (node, source) => {
  const name = node.name === 'OffsetExpr' ? 'offset' : '@';
  const [keyword] = [...node.getChildren('Offset'), ...node.getChildren('At')];
  const written = source.slice(keyword?.from, node.to);
  let [target] = operandsOf(node);
  while (target !== undefined && [...OPERATIONS, ...MODIFIED].includes(target.name)) {
    if (target.name === node.name) {
      return `\`${written}\` is a second ${name} of one selector; keep one`;
    }
    // The time of an @ is an operand, too.
    target = operandsOf(target).at(OPERATIONS.includes(target.name) ? -1 : 0);
  }
  const behind = target && UNMOVABLE[target.name]?.(/^\w+/.exec(sourceOf(target, source))?.[0] ?? '');
  return behind && `\`${written}\` stands behind ${behind}; move it behind each selector within, such as x ${written}`;
};

/** A range, or the range and the step of a subquery, whose operand must be what stands right before it. */
const brackets: Refusal = (node, source) => {
  const [operand] = operandsOf(node);
  let nearest = operand;
  while (nearest !== undefined && MODIFIED.includes(nearest.name)) {
    [nearest] = operandsOf(nearest);
  }
  if (node.name === 'MatrixSelector' && operand?.name !== 'VectorSelector') {
    return `${sourceOf(node, source)
      .slice((operand?.to ?? node.from) - node.from)
      .trim()} stands behind more than a selector; write a subquery, such as (...)[5m:], and an offset behind the range`;
  }
  return nearest && OPERATIONS.includes(nearest.name)
    ? 'a subquery takes what stands right before it, not the whole operation; put that into parentheses'
    : undefined;
};

/** The rules of matching in a binary operation. */
const matching: Refusal = (node, source) => {
  if (!hasAny(node, ['GroupLeft', 'GroupRight'])) {
    return undefined;
  }
  if (hasAny(node.parent, OF_SETS)) {
    return 'and, or and unless take no group_left and group_right; remove it';
  }
  const [matched = [], grouped = []] = node.getChildren('GroupingLabels').map((labels) => labelsIn(labels, source));
  const both = hasAny(node, ['On']) ? matched.find((label) => grouped.includes(label)) : undefined;
  return both && `the label ${both} stands in on and in group_left or group_right; remove it from the latter`;
};

/** Values of matchers are "" where they match the empty text, and something else where they do not: see `parse.ts`. */
const selector: Refusal = (node, source) => {
  const matchers = node.getChild('LabelMatchers');
  const each = ['UnquotedLabelMatcher', 'QuotedLabelMatcher'].flatMap((kind) => matchers?.getChildren(kind) ?? []);
  const name = node.getChild('Identifier');
  if (name !== null) {
    const written = sourceOf(name, source);
    // The one operator in letters that the grammar takes for a metric, too.
    if (/^atan2$/i.test(written)) {
      return `${written} is an operator; ask for the metric with {__name__="${written}"}`;
    }
    const isNamed = each.some((matcher) => labelsIn(matcher, source).includes('__name__'));
    return isNamed ? 'a selector has its metric before the braces and as __name__, too; write one' : undefined;
  }
  const isOpen = (matcher: SyntaxNode): boolean =>
    hasAny(matcher.getChild('MatchOp'), ['EqlSingle', 'EqlRegex']) === sourceOf(matcher, source).endsWith('""');
  return each.every(isOpen) && !hasAny(matchers, ['QuotedLabelName'])
    ? 'a selector would match every series; name a metric, or a label with a value that is not empty'
    : undefined;
};

const number: Refusal = (node, source) => {
  const text = sourceOf(node, source).trim();
  const inSeconds = parseDuration(text);
  if (inSeconds !== undefined || text.includes('_')) {
    return `the number ${text} is written in a way that Prometheus 2.42 does not know; write ${String(inSeconds ?? Number(text.replaceAll('_', '')))}`;
  }
  // Hexadecimal ones are read as integers of 64 bits.
  const unsigned = text.replace(/^[-+]\s*/, '');
  const isHexadecimal = /^0x/i.test(unsigned);
  if (isHexadecimal ? BigInt(unsigned) >= 2n ** 63n : Number(unsigned) === Infinity) {
    return `the number ${unsigned} is too large; write ${isHexadecimal ? 'it in decimal' : 'Inf'}`;
  }
  return node.parent?.name === 'StepInvariantExpr' && !(Math.abs(Number(text)) < 2 ** 63)
    ? `\`@ ${text}\` is no time; write seconds since 1970, start() or end()`
    : undefined;
};

/** As many nanoseconds as 64 bits hold. */
const LONGEST_DURATION = 2 ** 63 / 1e9;

/** By the kinds of nodes. Newer functions, keywords and quoted names are let through: whether a Prometheus has them is known to its owner alone. */
const REFUSALS: Readonly<Partial<Record<string, Refusal>>> = {
  OffsetExpr: modifier,
  StepInvariantExpr: modifier,
  MatrixSelector: brackets,
  SubqueryExpr: brackets,
  MatchingModifierClause: matching,
  VectorSelector: selector,
  NumberDurationLiteral: number,
  NumberDurationLiteralInDurationContext: (node, source) => {
    const text = sourceOf(node, source).trim();
    const inSeconds = parseDuration(text);
    return inSeconds === undefined
      ? `the duration ${text} has no unit`
      : inSeconds === 0
        ? `the duration ${text} is not above 0; write a longer one, or leave an offset out`
        : inSeconds > LONGEST_DURATION
          ? `the duration ${text} is longer than the 292 years that Prometheus knows; write a shorter one`
          : undefined;
  },
  DurationExpr: (node, source) =>
    sourceOf(node, source).startsWith('-')
      ? `the duration ${sourceOf(node, source)} is not above 0; an offset alone can be negative`
      : undefined,
  BoolModifier: (node) =>
    hasAny(node.parent, COMPARISONS) ? undefined : '`bool` stands behind an operator that compares nothing; remove it',
  LabelName: (node, source) =>
    node.parent?.name === 'GroupingLabels' && /^(?:inf|nan|without)$/i.test(sourceOf(node, source))
      ? `the label ${sourceOf(node, source)} is taken for a number or a keyword; rename it with label_replace`
      : undefined,
  StringLiteral: (node, source) => {
    const escape = badEscape(sourceOf(node, source));
    return (
      escape &&
      `${sourceOf(node, source)} has ${escape}, which strings do not know; write \\${escape} for a backslash, or the text in backticks`
    );
  },
};

/** Why Prometheus refuses a node, whatever its type. */
export const refusalOf: Refusal = (node, source) => REFUSALS[node.name]?.(node, source);
