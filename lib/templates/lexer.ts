/** The words of Go templates, as users write them into labels and annotations. */

/** A word of an action. Marks are `|`, parentheses, commas and signs of assignment. */
export interface Token {
  readonly kind: 'space' | 'string' | 'number' | 'variable' | 'field' | 'dot' | 'word' | 'mark';
  readonly text: string;
}

/** Plain words (and comments), or what stands between `{{` and `}}`. */
export type TemplatePart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'action'; readonly open: string; readonly tokens: readonly Token[]; readonly close: string };

/** Names of any kind end before one of these. */
const NAME_END = String.raw`(?=[ \t\r\n.,|:()]|\}\}|$)`;

const ESCAPE = String.raw`\\(?:[abfnrtv\\]|x[\da-fA-F]{2}|[0-3][0-7]{2}|u(?![dD][89a-fA-F])[\da-fA-F]{4}|U00(?:0[\da-fA-F]|10)[\da-fA-F]{4})`;

const FORMS: readonly (readonly [Token['kind'], RegExp])[] = [
  // Not the space of ` -}}`.
  ['space', /[ \t\r\n]+?(?=[ \t\r\n]-\}\}|[^ \t\r\n]|$)/y],
  ['string', new RegExp(String.raw`"(?:[^"\\\n]|\\"|${ESCAPE})*"`, 'uy')],
  ['string', /`[^`]*`/y],
  ['number', new RegExp(String.raw`'(?:[^'\\\n]|\\'|${ESCAPE})'`, 'uy')],
  ['number', /[-+]?\.?\d(?:[eEpP][-+]|[\w.])*(?:[-+][\w.]+i)?/y],
  ['variable', new RegExp(String.raw`\$[\p{L}\p{Nd}_]*${NAME_END}`, 'uy')],
  ['field', new RegExp(String.raw`\.[\p{L}\p{Nd}_]+${NAME_END}`, 'uy')],
  ['dot', new RegExp(String.raw`\.${NAME_END}`, 'uy')],
  ['word', new RegExp(String.raw`[\p{L}\p{Nd}_]+${NAME_END}`, 'uy')],
  ['mark', /:=|[=|(),]/y],
];

const OPEN = /\{\{(?:-[ \t\r\n])?/y;
const CLOSE = /(?:[ \t\r\n]-)?\}\}/y;

/** The parts of a template in their order, or why Go cannot read it. */
export function readTemplate(template: string): readonly TemplatePart[] | { readonly problem: string } {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let start = template.indexOf('{{'); start >= 0; start = template.indexOf('{{', at)) {
    parts.push({ kind: 'words', text: template.slice(at, start) });
    const open = matchAt(OPEN, template, start) ?? '{{';
    at = start + open.length;
    if (template.startsWith('/*', at)) {
      const end = template.indexOf('*/', at + 2) + 2;
      const close = end < 2 ? undefined : matchAt(CLOSE, template, end);
      if (close === undefined) {
        return { problem: 'a comment that is not closed' };
      }
      at = end + close.length;
      parts.push({ kind: 'words', text: template.slice(start, at) });
      continue;
    }
    const tokens: Token[] = [];
    let close = matchAt(CLOSE, template, at);
    while (close === undefined) {
      const token = tokenAt(template, at);
      if (token === undefined) {
        return {
          problem:
            at >= template.length
              ? 'not every {{ has its }}'
              : `cannot be read from ${JSON.stringify(template.slice(at, at + 20))} on`,
        };
      }
      tokens.push(token);
      at += token.text.length;
      close = matchAt(CLOSE, template, at);
    }
    at += close.length;
    parts.push({ kind: 'action', open, tokens, close });
  }
  return [...parts, { kind: 'words', text: template.slice(at) }];
}

function tokenAt(template: string, at: number): Token | undefined {
  for (const [kind, form] of FORMS) {
    const text = matchAt(form, template, at);
    if (text !== undefined) {
      return { kind, text };
    }
  }
  return undefined;
}

function matchAt(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}
