/**
 * Templates that users wrote for Prometheus, as Grafana's alerting reads them. Both are Go templates with Prometheus's functions; what differs
 * is the data: the value of an expression is `$values.A.Value` in Grafana, and some of what Prometheus knows it does not.
 */
import { CONSTANTS, PORTABLE_FUNCTIONS } from './functions';
import { GIVEN_VARIABLES, parseTemplate, type Operand } from './parse';

/** A template in Grafana's language, or why there is none. */
export type TranslatedTemplate = { readonly text: string } | { readonly problem: string };

/** How Grafana's templates call the value of the alert's expression, whose query is `A`. */
const GRAFANA_VALUE = '$values.A.Value';

/** Translates a template. Text outside of actions stays as it is. */
export function toGrafanaTemplate(template: string): TranslatedTemplate {
  const parsed = parseTemplate(template);
  if ('problem' in parsed) {
    return parsed;
  }
  const taken = parsed.variables.find((name) => name === '$values' || GIVEN_VARIABLES.has(name));
  if (taken !== undefined) {
    return { problem: `${taken} has a meaning already` };
  }
  let text = '';
  let from = 0;
  for (const operand of parsed.operands) {
    const { at, end, data } = operand;
    const source = template.slice(at, end);
    const translated = data === undefined ? source : translateData(data, source);
    const problem =
      translated === undefined ? `${source} is unknown there, or holds something else` : problemOf(operand);
    if (problem !== undefined) {
      return { problem };
    }
    if (translated !== source) {
      text += template.slice(from, at) + (translated ?? '');
      from = end;
    }
  }
  return { text: text + template.slice(from) };
}

/** Data by the names that they have there; undefined for what there is not. */
function translateData([datum, ...below]: readonly string[], source: string): string | undefined {
  if (datum === 'Labels' && below.length === 1) {
    return source;
  }
  if (datum === 'Value' && below.length === 0) {
    return source === '$value' ? GRAFANA_VALUE : source.replace('.Value', '.Values.A.Value');
  }
  return datum === 'ExternalURL' && below.length === 0 ? 'externalURL' : undefined;
}

function problemOf({ kind, text, inner, fields: [field], data }: Operand): string | undefined {
  if (kind === 'word' && !PORTABLE_FUNCTIONS.has(text) && !CONSTANTS.has(text)) {
    return `${text} is unknown there, or does something else`;
  }
  if (inner !== undefined && field !== undefined) {
    return `.${field} behind parentheses may be something else there`;
  }
  return kind === 'field' && data === undefined
    ? `${text} within range or with may be something else there`
    : undefined;
}
