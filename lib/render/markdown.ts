/** Markdown as GitHub reads it: text and code that say what was written, whatever characters are in them. */
import { templateOf, value, type Comparison, type Duration, type Text } from '../orchestrator';
import { templateUse } from '../templates/use';

/** Words as they stand: what Markdown would read as markup is escaped, code between backticks is left alone. */
export function markdownText(words: string): string {
  return words
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\*_[\]<>|#]/g, '\\$&')))
    .join('');
}

/** A span of code, also with backticks in it. A pipe is escaped, so that it can stand in a table. */
export function markdownCode(code: string): string {
  const fence = fenceOf(code, 1);
  const padding = fence.length > 1 ? ' ' : '';
  return `${fence}${padding}${code.replace(/[\r\n]+/g, ' ').replace(/\|/g, '\\|')}${padding}${fence}`;
}

/** A block of code, its lines indented by `indent` blanks, for instance as a part of a list. */
export function markdownBlock(language: string, code: string, indent = 0): string {
  const fence = fenceOf(code, 3);
  return `${fence}${language}\n${code}\n${fence}`.replace(/^(?=.)/gm, ' '.repeat(indent));
}

/** More backticks than the code has in a row. */
function fenceOf(code: string, least: number): string {
  return '`'.repeat(Math.max(least, ...[...code.matchAll(/`+/g)].map(([run]) => run.length + 1)));
}

/** An action of a template, whatever braces are in its strings. */
const ACTION = /(\{\{(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`])*?\}\})/;

/** What decides, repeats, or gives names: what stands between such actions is no sentence. */
const CONTROL = /\{\{-?\s*(?:if|with|range|else|end|define|template|block)\b|:=/;

/**
 * A text of an alert for a reader who has no firing alert in front of them: placeholders stand as code, `value` for the value. One with blocks stands
 * as it is written.
 */
export function markdownTemplate(words: Text | string): string {
  const template = templateOf(words).replaceAll(value().template, value('plain').template);
  const parts = CONTROL.test(template) ? [template] : template.split(ACTION);
  // Two codes side by side would be read as one.
  const isBetween = (index: number): boolean => index > 0 && index < parts.length - 1;
  return parts
    .map((part, index) =>
      index % 2 === 1 ? markdownAction(part) : part === '' && isBetween(index) ? ' ' : markdownText(part),
    )
    .join('');
}

/** A label by its name, the value as `value`; whatever else as it is written. */
function markdownAction(action: string): string {
  const [, braces] = /^\{\{ "(\{+)" \}\}$/.exec(action) ?? [];
  const { labels, changing } = templateUse(action);
  const [name = action, ...others] = [...labels, ...changing.map(() => 'value')];
  return braces ?? markdownCode(others.length === 0 ? name : action);
}

/** A table. Cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  '>': 'above',
  '>=': 'at least',
  '<': 'below',
  '<=': 'at most',
  '==': 'exactly',
  '!=': 'other than',
};

export function comparisonWords(comparison: Comparison): string {
  return COMPARISONS[comparison];
}

/** How long a condition must hold, in words that can follow a number. */
export function durationWords(duration: Duration | undefined): string {
  return duration === undefined || duration === '0s' ? 'at once' : duration;
}
