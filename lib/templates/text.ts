/** Texts of alerts that carry values, in Prometheus's template language: plain words are put into them as they are, whatever braces they have. */

/**
 * How a value is shown: as it is; as a number that people read (`0.15`, `12.5`, `1.5k`); with SI prefixes below 1, too (`150m`), which is shorter as a
 * template, and enough for whole numbers; as a percentage; or as a length of time.
 */
export type ValueFormat = 'plain' | 'number' | 'humanize' | 'humanizePercentage' | 'humanizeDuration';

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

const formatted = (format: string): string => `{{ $value | ${format} }}`;

/** `humanize` writes 0.15 as 150m, and `printf` alone 1500 as 1.5e+03. */
const NUMBER = `{{ if lt $value 1.0 }}${formatted('printf "%.3g"')}{{ else }}${formatted('humanize')}{{ end }}`;

const TEMPLATES: Readonly<Partial<Record<ValueFormat, string>>> = { plain: '{{ $value }}', number: NUMBER };

/** The value of the alert's expression. */
export function value(format: ValueFormat = 'number'): Text {
  return { template: TEMPLATES[format] ?? formatted(format) };
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
