/**
 * Templates that users wrote for Prometheus, as Grafana's alerting reads them. Both are Go templates with Prometheus's functions; what differs
 * is the data: the value of an expression is `$values.A.Value` in Grafana, and some of what Prometheus knows it does not.
 */
import { PORTABLE_FUNCTIONS } from './functions';
import { partsOfTemplate } from './parts';

/** A template in Grafana's language, or why there is none. */
export type TranslatedTemplate = { readonly text: string } | { readonly problem: string };

/** How Grafana's templates call the value of the alert's expression, whose query is `A`. */
export const GRAFANA_VALUE = '$values.A.Value';

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['if', 'else', 'end', 'range', 'with', 'break', 'continue', 'true', 'false', 'nil'],
]);

/** Strings, then variables and fields with the fields behind them, names, and single characters. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'|\$\w*(?:\.\w+)*|\.[A-Za-z_]\w*(?:\.\w+)*|[A-Za-z_]\w*|[\d.][\w.]*|\s+|[^]/g;

/** Raised within this file only: what cannot be said in Grafana's language. */
class Untranslatable extends Error {}

/** Translates a template that is closed. Text outside of actions stays as it is. */
export function toGrafanaTemplate(template: string): TranslatedTemplate {
  const parts = partsOfTemplate(template);
  if (parts === undefined) {
    return { problem: 'an action is not closed' };
  }
  // What the dot means changes within range and with.
  const open: boolean[] = [];
  try {
    const translated = parts.map(({ kind, text }) => (kind === 'words' ? text : `{{${translateAction(text, open)}}}`));
    return { text: translated.join('') };
  } catch (error) {
    if (error instanceof Untranslatable) {
      return { problem: error.message };
    }
    throw error;
  }
}

/** How the data of a template are called at some place. */
interface DataNames {
  readonly labels: string;
  readonly values: string;
}

const VARIABLES: DataNames = { labels: '$labels', values: '$values' };
const ROOT: DataNames = { labels: '$.Labels', values: '$.Values' };
const DOT: DataNames = { labels: '.Labels', values: '.Values' };

/** Variables that one of the two gives a meaning to, and which of the data they are. */
const GIVEN: ReadonlyMap<string, string> = new Map([
  ['$labels', 'Labels'],
  ['$value', 'Value'],
  ['$values', 'Values'],
  ['$externalLabels', 'ExternalLabels'],
  ['$externalURL', 'ExternalURL'],
]);

/** Translates what stands between braces. `open` holds, for every block that is open, whether the dot means something else within. */
function translateAction(action: string, open: boolean[]): string {
  if (/^(?:- )?\/\*/.test(action)) {
    return action;
  }
  const tokens = action.match(TOKENS) ?? [];
  const dotIsData = !open.includes(true);
  const translated = tokens.map((token, at) => {
    const before = tokens.slice(0, at).join('');
    const indexed = /\bindex\s+$/.test(before);
    if (token.startsWith('$')) {
      const assigned = /^\s*(?:,\s*\$\w+\s*)?:?=/.test(tokens.slice(at + 1).join(''));
      return translateVariable(token, assigned, indexed);
    }
    if (token === '.' || /^\.[A-Za-z_]/.test(token)) {
      if (before.endsWith(')')) {
        throw new Untranslatable(`${token} behind parentheses may be something else there`);
      }
      return translateField(token, dotIsData, indexed);
    }
    if (/^[A-Za-z_]/.test(token) && !PORTABLE_FUNCTIONS.has(token) && !KEYWORDS.has(token)) {
      throw new Untranslatable(`${token} is unknown there, or does something else`);
    }
    return token;
  });
  const [keyword] = tokens.filter((token) => /^[A-Za-z_$.]/.test(token));
  if (keyword === 'range' || keyword === 'with' || keyword === 'if') {
    open.push(keyword !== 'if');
  } else if (keyword === 'end') {
    open.pop();
  }
  return translated.join('');
}

function translateVariable(token: string, assigned: boolean, indexed: boolean): string {
  const [name = '', ...fields] = token.split('.');
  const field = GIVEN.get(name);
  if (assigned && (field !== undefined || name === '$')) {
    throw new Untranslatable(`${name} has a meaning already`);
  }
  if (name === '$') {
    return translateData(token, fields, ROOT, indexed);
  }
  return field === undefined ? token : translateData(token, [field, ...fields], VARIABLES, indexed);
}

function translateField(token: string, dotIsData: boolean, indexed: boolean): string {
  if (dotIsData) {
    return translateData(token, token === '.' ? [] : token.slice(1).split('.'), DOT, indexed);
  }
  if (token === '.') {
    return token;
  }
  throw new Untranslatable(`${token} within range or with may be something else there`);
}

/** A field of what a template is given, by the names that it has there. */
function translateData(token: string, fields: readonly string[], names: DataNames, indexed: boolean): string {
  const [field, ...below] = fields;
  if (field === 'Labels' && (below.length === 1 || (below.length === 0 && indexed))) {
    return [names.labels, ...below].join('.');
  }
  if (field === 'Value' && below.length === 0) {
    return `${names.values}.A.Value`;
  }
  if (field === 'ExternalURL' && below.length === 0) {
    return 'externalURL';
  }
  throw new Untranslatable(`${token} is unknown there, or holds something else`);
}
