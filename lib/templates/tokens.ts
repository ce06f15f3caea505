/** The words of an action of a Go template, as Go's lexer tells them apart. */

/** A word of an action. Marks such as `|` and parentheses are kinds of their own. */
export interface TemplateToken {
  readonly kind: 'space' | 'string' | 'number' | 'variable' | 'field' | 'dot' | 'word' | 'mark';
  readonly text: string;
}

const NUMBER_FORM = [
  String.raw`0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?`,
  String.raw`0[oO][0-7_]*(?:\.[0-7_]*)?`,
  String.raw`0[bB][01_]*(?:\.[01_]*)?`,
  String.raw`[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?`,
].join('|');

// A number behind a number, with its sign, is the imaginary part of the two.
const NUMBER = new RegExp(
  `(?=[-+\\d]|\\.\\d)[+-]?(?:${NUMBER_FORM})i?(?:[+-](?:${NUMBER_FORM})i)?(?![\\p{L}\\p{Nd}_+-])`,
  'uy',
);

/** Names of any kind end before a space, the end, or one of these. */
const NAME_END = String.raw`(?=[ \t\r\n.,|:()]|$)`;

const FORMS: readonly (readonly [TemplateToken['kind'], RegExp])[] = [
  ['space', /[ \t\r\n]+/uy],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/uy],
  ['number', /'(?:[^'\\\n]|\\[^\n])*'/uy],
  ['number', NUMBER],
  ['variable', new RegExp(String.raw`\$[\p{L}\p{Nd}_]*${NAME_END}`, 'uy')],
  ['field', new RegExp(String.raw`\.(?!\d)[\p{L}\p{Nd}_]+${NAME_END}`, 'uy')],
  ['dot', new RegExp(String.raw`\.(?!\d)${NAME_END}`, 'uy')],
  ['word', new RegExp(String.raw`[\p{L}\p{Nd}_]+${NAME_END}`, 'uy')],
  ['mark', /:=|[=|(),]/uy],
];

/** The words of what stands between braces, without signs that trim; or the text from where Go cannot read it. */
export function tokensOfAction(action: string): readonly TemplateToken[] | { readonly unreadable: string } {
  const tokens: TemplateToken[] = [];
  for (let at = 0; at < action.length;) {
    const token = tokenAt(action, at);
    if (token === undefined || !isLiteralRight(token)) {
      return { unreadable: action.slice(at) };
    }
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(action: string, at: number): TemplateToken | undefined {
  for (const [kind, form] of FORMS) {
    form.lastIndex = at;
    const text = form.exec(action)?.[0];
    if (text !== undefined && text !== '') {
      return { kind, text };
    }
  }
  return undefined;
}

function isLiteralRight({ kind, text }: TemplateToken): boolean {
  if (kind === 'string') {
    return text.startsWith('`') || STRING.test(text);
  }
  return kind !== 'number' || (text.startsWith("'") ? CHARACTER.test(text) : isNumber(text));
}

const ESCAPED = [
  String.raw`[abfnrtv\\]`,
  String.raw`x[\da-fA-F]{2}`,
  '[0-3][0-7]{2}',
  String.raw`u(?![dD][89a-fA-F])[\da-fA-F]{4}`,
  String.raw`U(?:0000(?![dD][89a-fA-F])|000[1-9a-fA-F]|0010)[\da-fA-F]{4}`,
].join('|');
const STRING = new RegExp(String.raw`^"(?:[^"\\\n]|\\(?:${ESCAPED}|"))*"$`, 'u');
const CHARACTER = new RegExp(String.raw`^'(?:[^'\\\n]|\\(?:${ESCAPED}|'))'$`, 'u');

const INTEGER = /^[+-]?(?:0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEXADECIMAL = /^[+-]?0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)[pP][+-]?\d+$/;

function isNumber(text: string): boolean {
  if (/\d[+-].*i$/.test(text) && !/^[^+-]*[eEpP][+-][^+-]*$/.test(text.slice(1))) {
    // A complex number, whose parts Go reads by rules of their own.
    return true;
  }
  if (text.endsWith('i')) {
    return isFloat(text.slice(0, -1));
  }
  return INTEGER.test(text) ? isIntegerInRange(text) : /[.eEpP]/.test(text) && isFloat(text);
}

/** Go reads signed numbers in 64 bits; others may need all 64 for themselves. */
function isIntegerInRange(text: string): boolean {
  const digits = text.replace(/^[+-]|_/g, '').replace(/^0(?=\d)/, '0o');
  const value = BigInt(digits);
  const limit = { '-': 2n ** 63n, '+': 2n ** 63n - 1n }[text.charAt(0)] ?? 2n ** 64n - 1n;
  return value <= limit;
}

function isFloat(text: string): boolean {
  const plain = text.replaceAll('_', '');
  return DECIMAL.test(plain)
    ? !/(?:^|\D)_|_(?:\D|$)|__/.test(text) && Number.isFinite(Number(plain))
    : HEXADECIMAL.test(plain);
}
