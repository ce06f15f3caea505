/** The runbook of one configuration: for each alert that it has, the section beside the definition, its queries ready to be pasted. */
import { groupBy } from '../group-by';
import type { RunbookSection } from './alert-definition';
import type { Alert } from './alerts';
import type { QueryContext } from '../signal';

/** A question to ask while diagnosing, and the query that answers it. */
export interface RunbookStep {
  readonly question: string;
  /** PromQL with the fleet's own selector, for all replica sets; undefined where the answer is not in Prometheus. */
  readonly query: string | undefined;
  /** SQL with the fleet's own tables; undefined where the answer is not in the database. */
  readonly sql: string | undefined;
}

/** What the runbook says about one alert. */
export interface RunbookEntry extends Omit<RunbookSection, 'diagnosis'> {
  readonly name: string;
  /** The alerts of that name, with the settings that the user gave them: one for each scope and condition. At least one. */
  readonly alerts: readonly Alert[];
  readonly diagnosis: readonly RunbookStep[];
}

/** The entries for the alerts of a configuration, in their order. `context` asks about all replica sets. */
export function resolveRunbook(alerts: readonly Alert[], context: QueryContext): readonly RunbookEntry[] {
  return [...groupBy(alerts, ({ name }) => name)].map(([name, named]) => {
    const section = named[0].definition.runbook;
    const diagnosis = section.diagnosis.map(({ question, query, sql }) => ({
      question,
      query: query?.(context),
      sql: sql?.(context),
    }));
    return { ...section, name, alerts: named, diagnosis };
  });
}
