/**
 * Texts of alerts that carry values: plain words with placeholders, kept apart from any template language. Prometheus and Grafana
 * write the placeholders differently; the renderers translate them.
 */

/** How a value is shown: as it is, shortened with SI prefixes, as a percentage, or as a length of time. */
export type ValueFormat = 'plain' | 'humanize' | 'humanizePercentage' | 'humanizeDuration';

/** A place in a text that the alerting system fills in: a label of the firing series, or the value of its expression. */
export type Placeholder =
  | { readonly kind: 'label'; readonly label: string; readonly escapedForUrl: boolean }
  | { readonly kind: 'value'; readonly format: ValueFormat };

/** Words and placeholders, in reading order. */
export type Text = readonly (string | Placeholder)[];

/** The value of a label of the series that fires. */
export function labelValue(label: string): Placeholder {
  return { kind: 'label', label, escapedForUrl: false };
}

/** The value of a label of the series that fires, escaped as the value of a URL's query. */
export function labelInUrl(label: string): Placeholder {
  return { kind: 'label', label, escapedForUrl: true };
}

/** The value of the alert's expression. */
export function value(format: ValueFormat = 'humanize'): Placeholder {
  return { kind: 'value', format };
}

/** A tagged template: text\`Replica set \${labelValue('replica_set')} has \${value()} workers.\` */
export function text(words: TemplateStringsArray, ...parts: readonly (Placeholder | Text | string | number)[]): Text {
  const all = words.flatMap((word, index): Text => {
    const part = parts[index];
    if (part === undefined) {
      return [word];
    }
    if (typeof part === 'object') {
      return [word, ...(Array.isArray(part) ? (part as Text) : [part as Placeholder])];
    }
    return [word, String(part)];
  });
  return mergeWords(all);
}

function mergeWords(parts: Text): Text {
  return parts.reduce<(string | Placeholder)[]>((merged, part) => {
    const last = merged[merged.length - 1];
    if (typeof part === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + part;
    } else if (part !== '') {
      merged.push(part);
    }
    return merged;
  }, []);
}
