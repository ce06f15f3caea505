/** Texts of alerts that carry values, in Prometheus's template language: plain words are put into them as they are, whatever braces they have. */

/** How a value is shown: as it is, shortened with SI prefixes, as a percentage, or as a length of time. */
export type ValueFormat = 'plain' | 'humanize' | 'humanizePercentage' | 'humanizeDuration';

/** What `text` gives, or a place in it that the alerting system fills in. */
export interface Text {
  /** In Prometheus's language. */
  readonly template: string;
}

/** The value of a label of the series that fires. */
export function labelValue(label: string): Text {
  return { template: `{{ $labels.${label} }}` };
}

/** The value of a label of the series that fires, escaped as the value of a URL's query. */
export function labelInUrl(label: string): Text {
  return { template: `{{ $labels.${label} | urlquery }}` };
}

/** The value of the alert's expression. */
export function value(format: ValueFormat = 'humanize'): Text {
  return { template: format === 'plain' ? '{{ $value }}' : `{{ $value | ${format} }}` };
}

/** A tagged template: text\`Replica set \${labelValue('replica_set')} has \${value()} workers.\` */
export function text(words: TemplateStringsArray, ...parts: readonly (Text | string | number)[]): Text {
  let [template, plain] = ['', ''];
  words.forEach((word, index) => {
    const part = parts[index] ?? '';
    plain += word;
    if (typeof part === 'object') {
      template += escaped(plain) + part.template;
      plain = '';
    } else {
      plain += String(part);
    }
  });
  return { template: template + escaped(plain) };
}

/** Words without the braces that begin an action, also the one that a placeholder follows. */
const escaped = (plain: string): string => plain.replace(/\{\{|\{$/g, '{{ "$&" }}');

/** A text as a template; a string is one. */
export const templateOf = (words: Text | string): string => (typeof words === 'string' ? words : words.template);
