/** The words of Go templates, as users write them into labels and annotations. */

/** A word of an action. Marks are `|`, parentheses, commas and signs of assignment; the last token of each action is its `end`. */
export interface Token {
  readonly kind: 'string' | 'number' | 'variable' | 'field' | 'dot' | 'word' | 'mark' | 'end';
  readonly text: string;
  /** Where it begins in the template. */
  readonly at: number;
  /** Whether space stands before it. */
  readonly spaced: boolean;
}

/** Why a template cannot be read. It never leaves this folder. */
export class UnreadableTemplate extends Error {}

/** Names of any kind, and numbers, end before one of these. */
const NAME_END = String.raw`(?=[ \t\r\n.,|:()]|\}\}|$)`;

const ESCAPE = String.raw`\\(?:[abfnrtv\\]|x[\da-fA-F]{2}|[0-3][0-7]{2}|u(?![dD][89a-fA-F])[\da-fA-F]{4}|U00(?:0[\da-fA-F]|10)[\da-fA-F]{4})`;

/** In decimal, with as many digits as fit. Go knows others (octal, hexadecimal, imaginary ones), which no text of an alert needs. */
const NUMBER = String.raw`[-+]?(?:(?:0|[1-9]\d{0,14})(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][-+]?\d{1,2})?`;

const FORMS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['end', /(?:[ \t\r\n]-)?\}\}/y],
  ['string', new RegExp(String.raw`"(?:[^"\\\n]|\\"|${ESCAPE})*"`, 'uy')],
  ['string', /`[^`]*`/y],
  ['number', new RegExp(String.raw`'(?:[^'\\\n]|\\'|${ESCAPE})'`, 'uy')],
  ['number', new RegExp(NUMBER + NAME_END, 'y')],
  ['variable', new RegExp(String.raw`\$[\p{L}\p{Nd}_]*${NAME_END}`, 'uy')],
  ['field', new RegExp(String.raw`\.[\p{L}\p{Nd}_]+${NAME_END}`, 'uy')],
  ['dot', new RegExp(String.raw`\.${NAME_END}`, 'uy')],
  ['word', new RegExp(String.raw`[\p{L}_][\p{L}\p{Nd}_]*${NAME_END}`, 'uy')],
  ['mark', /:=|[=|(),]/y],
];

/** Not the space of ` -}}`. */
const SPACE = /[ \t\r\n]*?(?=[ \t\r\n]-\}\}|[^ \t\r\n]|$)/y;
const OPEN = /\{\{(?:-[ \t\r\n])?/y;
const COMMENT = /\/\*(?:(?!\*\/)[^])*\*\/(?:[ \t\r\n]-)?\}\}/y;

/**
 * What stands between each `{{` and its `}}`, comments left out.
 *
 * @throws UnreadableTemplate
 */
export function readActions(template: string): readonly (readonly Token[])[] {
  const actions: Token[][] = [];
  let at: number;
  for (let start = template.indexOf('{{'); start >= 0; start = template.indexOf('{{', at)) {
    at = start + (matchAt(OPEN, template, start)?.length ?? 0);
    if (template.startsWith('/*', at)) {
      const comment = matchAt(COMMENT, template, at);
      if (comment === undefined) {
        throw new UnreadableTemplate('a comment that is not closed');
      }
      at += comment.length;
      continue;
    }
    const tokens: Token[] = [];
    while (tokens.at(-1)?.kind !== 'end') {
      const token = tokenAt(template, at);
      tokens.push(token);
      at = token.at + token.text.length;
    }
    actions.push(tokens);
  }
  return actions;
}

function tokenAt(template: string, start: number): Token {
  const at = start + (matchAt(SPACE, template, start)?.length ?? 0);
  for (const [kind, form] of FORMS) {
    const text = matchAt(form, template, at);
    if (text !== undefined) {
      return { kind, text, at, spaced: at > start };
    }
  }
  throw new UnreadableTemplate(
    at >= template.length
      ? 'not every {{ has its }}'
      : `cannot be read from ${JSON.stringify(template.slice(at, at + 20))} on`,
  );
}

function matchAt(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}
