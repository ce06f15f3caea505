/**
 * Templates that users wrote for Prometheus, as Grafana's alerting reads them. Both are Go templates with Prometheus's functions; what differs
 * is the data: the value of an expression is `$values.A.Value` in Grafana, and some of what Prometheus knows it does not.
 */
import { CONSTANTS, PORTABLE_FUNCTIONS } from './functions';
import { readTemplate, type Token } from './lexer';
import { DotScope, referencesOf, type Reference } from './references';

/** A template in Grafana's language, or why there is none. */
export type TranslatedTemplate = { readonly text: string } | { readonly problem: string };

/** How Grafana's templates call the value of the alert's expression, whose query is `A`. */
export const GRAFANA_VALUE = '$values.A.Value';

const KEYWORDS: ReadonlySet<string> = new Set(['if', 'else', 'end', 'range', 'with', 'break', 'continue']);

/** Translates a template. Text outside of actions stays as it is. */
export function toGrafanaTemplate(template: string): TranslatedTemplate {
  const parts = readTemplate(template);
  if ('problem' in parts) {
    return parts;
  }
  const scope = new DotScope();
  let text = '';
  for (const part of parts) {
    if (part.kind === 'words') {
      text += part.text;
      continue;
    }
    const translated = translateAction(part.tokens, scope.dotIsData);
    if ('problem' in translated) {
      return translated;
    }
    text += part.open + translated.text + part.close;
    scope.pass(part.tokens);
  }
  return { text };
}

function translateAction(tokens: readonly Token[], dotIsData: boolean): TranslatedTemplate {
  const references = new Map(referencesOf(tokens, dotIsData).map((reference) => [reference.at, reference]));
  let text = '';
  let next = 0;
  for (const [at, token] of tokens.entries()) {
    if (at < next) {
      continue;
    }
    const reference = references.get(at);
    next = at + (reference?.length ?? 1);
    const problem = reference === undefined ? problemOf(token, tokens[at - 1]) : assigned(token, tokens, at);
    if (problem !== undefined) {
      return { problem };
    }
    const translated = reference === undefined ? token.text : translateReference(reference);
    if (translated === undefined) {
      const source = tokens.slice(at, next).map((part) => part.text);
      return { problem: `${source.join('')} is unknown there, or holds something else` };
    }
    text += translated;
  }
  return { text };
}

function problemOf({ kind, text }: Token, before: Token | undefined): string | undefined {
  if (kind === 'word' && !PORTABLE_FUNCTIONS.has(text) && !KEYWORDS.has(text) && !CONSTANTS.has(text)) {
    return `${text} is unknown there, or does something else`;
  }
  if (kind !== 'field' || (before?.kind === 'variable' && before.text !== '$')) {
    return undefined;
  }
  return before?.kind === 'field'
    ? undefined
    : `${text} ${before?.text === ')' ? 'behind parentheses' : 'within range or with'} may be something else there`;
}

function assigned({ text }: Token, tokens: readonly Token[], at: number): string | undefined {
  const next = tokens.slice(at + 1).find(({ kind }) => kind !== 'space')?.text ?? '';
  return [':=', '=', ','].includes(next) ? `${text} has a meaning already` : undefined;
}

/** Data by the names that they have there; undefined for what there is not. */
function translateReference({ root, names, index }: Reference): string | undefined {
  const [datum, ...below] = names;
  const [labels, values] =
    root === '' ? ['.Labels', '.Values'] : root === '$' ? ['$.Labels', '$.Values'] : ['$labels', '$values'];
  if (datum === 'Labels' && (below.length === 1 || (below.length === 0 && index !== undefined))) {
    return [labels, ...below].join('.');
  }
  if (datum === 'Value' && below.length === 0) {
    return `${values}.A.Value`;
  }
  return datum === 'ExternalURL' && below.length === 0 ? 'externalURL' : undefined;
}
