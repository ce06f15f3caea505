/** Queries with their variables and macros filled in as Grafana does it. */
import type { LabelVariable } from '../../lib/orchestrator';
import type { RecordedPrometheus, Stretch } from './recorded-prometheus';

/** Which values of each variable are chosen: All, the first one, or every one by its name. */
export type Choice = 'all' | 'one' | 'several';

/** Values for the variables, as they are put into an expression. */
export type Filling = ReadonlyMap<string, string>;

/** Scrape interval that the data source is told, in seconds. */
const SCRAPE_INTERVAL = 15;

/** A value within a regular expression within a string of PromQL: escaped for both. */
const escaped = (value: string): string =>
  value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]+?.()|]/g, (character) => `\\\\${character}`);

/** One value stands for itself, several stand in parentheses. */
function chosen(values: readonly string[]): string {
  const [only = ''] = values;
  return values.length === 1 ? escaped(only) : `(${values.map(escaped).join('|')})`;
}

/** An expression as Prometheus receives it, for a step of so many seconds. */
export function filled(expression: string, filling: Filling, step: number): string {
  const rateInterval = Math.max(step + SCRAPE_INTERVAL, 4 * SCRAPE_INTERVAL);
  const all = new Map([...filling, ['__rate_interval', `${rateInterval}s`]]);
  return expression.replace(/\$(\w+)/g, (written, name: string) => all.get(name) ?? written);
}

/** Asks for the values of all variables, one after the other, and chooses among them; Prometheus must answer each without an error. */
export async function fillVariables(
  { variables }: { readonly variables: readonly Pick<LabelVariable, 'name' | 'query' | 'allValue'>[] },
  prometheus: RecordedPrometheus,
  stretch: Stretch,
  choice: Choice,
): Promise<{ readonly filling: Filling; readonly found: ReadonlyMap<string, readonly string[]> }> {
  const filling = new Map<string, string>();
  const found = new Map<string, readonly string[]>();
  for (const { name, query, allValue = '.+' } of variables) {
    const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
    const values = await prometheus.labelValues(filled(selector, filling, SCRAPE_INTERVAL), label, stretch);
    found.set(name, values);
    filling.set(
      name,
      choice === 'all' || values.length === 0 ? allValue : chosen(choice === 'one' ? values.slice(0, 1) : values),
    );
  }
  return { filling, found };
}
