/** Go templates, as users write them into labels and annotations: enough to refuse what makes Prometheus refuse the rule file. */

/** A part of a template: plain words, or what stands between `{{` and `}}`. */
export type TemplatePart =
  { readonly kind: 'words'; readonly text: string } | { readonly kind: 'action'; readonly text: string };

/** Whether every `{{` has its `}}`, with something between. Strings and comments within an action may hold braces. */
export function isClosedTemplate(text: string): boolean {
  return partsOfTemplate(text) !== undefined;
}

/** Words and actions in their order; undefined where the template is not closed. */
export function partsOfTemplate(text: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', from)) {
    const end = endOfAction(text, start + 2);
    const action = end === undefined ? '' : text.slice(start + 2, end);
    if (end === undefined || /^-?\s*-?$/.test(action)) {
      return undefined;
    }
    parts.push({ kind: 'words', text: text.slice(from, start) }, { kind: 'action', text: action });
    from = end + 2;
  }
  return [...parts, { kind: 'words', text: text.slice(from) }];
}

/** Position of the `}}` that closes an action, which starts at `from`. */
function endOfAction(text: string, from: number): number | undefined {
  const comment = /^(?:-[ \t\r\n])?\/\*/.exec(text.slice(from, from + 4));
  if (comment !== null) {
    const end = text.indexOf('*/', from + comment[0].length);
    const close = /^\*\/(?:[ \t\r\n]-)?\}\}/.exec(text.slice(end, end + 6));
    return end < 0 || close === null ? undefined : end + close[0].length - 2;
  }
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (text.startsWith('}}', at)) {
      return at;
    }
    if (character === '{') {
      return undefined;
    }
    if (character === '"' || character === "'" || character === '`') {
      const close = endOfString(text, at);
      if (close === undefined) {
        return undefined;
      }
      at = close;
    }
  }
  return undefined;
}

function endOfString(text: string, open: number): number | undefined {
  const quote = text[open];
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === quote) {
      return at;
    }
    if (quote !== '`' && text[at] === '\n') {
      return undefined;
    }
    if (quote !== '`' && text[at] === '\\') {
      at += 1;
    }
  }
  return undefined;
}
