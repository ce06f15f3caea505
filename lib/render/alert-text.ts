/** Texts of alerts as Go templates: Prometheus and Grafana differ in how they call the value. */
import { GRAFANA_VALUE, type Text } from '../orchestrator';

/** A text in Prometheus's template language. */
export function renderPrometheusText(words: Text): string {
  return renderText(words, '$value');
}

/** A text in the template language of Grafana's alerting. */
export function renderGrafanaText(words: Text): string {
  return renderText(words, GRAFANA_VALUE);
}

/** Braces among the words are escaped, also the one that a placeholder follows. */
function renderText(words: Text, valueVariable: string): string {
  return words
    .map((part) => {
      if (typeof part === 'string') {
        return part.replace(/\{\{|\{$/g, '{{ "$&" }}');
      }
      if (part.kind === 'value') {
        return part.format === 'plain' ? `{{ ${valueVariable} }}` : `{{ ${valueVariable} | ${part.format} }}`;
      }
      return part.escapedForUrl ? `{{ $labels.${part.label} | urlquery }}` : `{{ $labels.${part.label} }}`;
    })
    .join('');
}
