/**
 * Whether Prometheus can read a regular expression. Prometheus uses RE2's syntax as Go has it, which is not JavaScript's: no looking
 * around, no back references, `(?P<name>...)`, `(?i)`, `[[:alpha:]]`. One expression that does not parse makes Prometheus refuse the whole file.
 */
import type * as re2js from 're2js';
import { replaceMatcherValues, textOf } from './grammar';
import type { LabelMatcher } from './write';

/** Classes that our parser knows and Prometheus 2.42 does not: scripts of Unicode 14 and later, and what is neither script nor category there. */
const NEWER_CLASSES: ReadonlySet<string> = new Set([
  ...['Cn', 'LC', 'Unknown'],
  ...['Cypro_Minoan', 'Old_Uyghur', 'Tangsa', 'Toto', 'Vithkuqi', 'Kawi', 'Nag_Mundari'],
  ...['Garay', 'Gurung_Khema', 'Kirat_Rai', 'Ol_Onal', 'Sunuwar', 'Todhri', 'Tulu_Tigalari'],
  ...['Beria_Erfe', 'Sidetic', 'Tai_Yo', 'Tolong_Siki'],
  ...['ASCII_Hex_Digit', 'Alphabetic', 'Dash', 'Emoji', 'Emoji_Component', 'Emoji_Modifier', 'Emoji_Modifier_Base'],
  ...['Emoji_Presentation', 'Extended_Pictographic', 'Hex_Digit', 'Lowercase', 'Math', 'Quotation_Mark'],
  ...['Terminal_Punctuation', 'Uppercase', 'White_Space'],
]);

/** Literal text, escapes, sets of characters and starts of groups: what must be told apart to find classes and names of groups. */
export const PARTS = /\\Q[^]*?(?:\\E|$)|\\[pP]\{\^?\w+\}|\\[^]|\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]|\(\?<\w*>?/g;

/** Why an expression an RE2 parser of today reads is none to Prometheus 2.42. */
function newerProblem(expression: string): string | undefined {
  for (const [part] of expression.matchAll(PARTS)) {
    if (part.startsWith('(?<')) {
      const name = part.replace(/^\(\?<|>$/g, '');
      return `error parsing regexp: invalid or unsupported Perl syntax: \`(?<\`; write (?P<${name}>`;
    }
    // Of what stands between \Q and \E, and of escapes, nothing is a class.
    const classes = part.startsWith('\\Q') ? [] : part.matchAll(/\\[pP]\{\^?(\w+)\}|\\[^]/g);
    for (const [found, name] of classes) {
      if (name !== undefined && NEWER_CLASSES.has(name)) {
        return `error parsing regexp: invalid character class range: \`${found}\``;
      }
    }
  }
  return undefined;
}

/** Why an expression is no RE2 expression, in the parser's words; undefined where it is one. */
export function re2Problem(expression: string): string | undefined {
  // Loaded by the call that needs it.
  const { RE2JS } = require('re2js') as typeof re2js;
  try {
    RE2JS.compile(expression);
    // Prometheus anchors it, which an unclosed \Q would swallow.
    RE2JS.compile(`^(?s:${expression})$`);
    return newerProblem(expression);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // The parser quotes what it could not read, which may be all of a very long expression.
    return words.length > 120 ? words.replace(/: `[^]*$/, '') : words;
  }
}

/** Names, alternatives of them and `.*`: no parser is needed to read these. */
const PLAIN = /^(?:[\w :/$|-]|\.[*+]?|\\[.^$|()[\]{}*+?-])*$/;

/** Whether an expression accepts a text as a whole, as a matcher asks; undefined for one that is no RE2 expression. */
export function acceptor(expression: string): ((text: string) => boolean) | undefined {
  if (PLAIN.test(expression)) {
    const pattern = new RegExp(`^(?:${expression})$`, 's');
    return (text) => pattern.test(text);
  }
  const { RE2JS } = require('re2js') as typeof re2js;
  try {
    const pattern = RE2JS.compile(expression, RE2JS.DOTALL);
    return (text) => pattern.matches(text);
  } catch {
    return undefined;
  }
}

/** Whether a matcher lets a value of its label pass; undefined where its expression is no RE2 expression. */
export function passes({ op, value: wanted }: LabelMatcher, value: string): boolean | undefined {
  if (op === '=' || op === '!=') {
    return (value === wanted) === (op === '=');
  }
  const accepts = acceptor(wanted);
  return accepts && accepts(value) === (op === '=~');
}

/** Whether some matcher of a label surely lets a value not pass. */
export function refuses(matchers: readonly LabelMatcher[], value: string): boolean {
  return matchers.some((matcher) => passes(matcher, value) === false);
}

/** Why Prometheus cannot read a regular expression that a matcher of a PromQL expression has; undefined where it reads all of them. */
export function matcherProblem(expression: string): string | undefined {
  let problem: string | undefined;
  replaceMatcherValues(expression, (text, isRegex) => {
    const value = isRegex ? textOf(text) : '';
    problem ??= PLAIN.test(value) ? undefined : re2Problem(value);
    return text;
  });
  return problem;
}
