/** What the runbook says about an alert: written beside its definition, rendered with the user's own thresholds. */
import type { QueryContext } from '../signal';

/** A question to ask while diagnosing, and the query that answers it. */
export interface DiagnosisStep {
  /** What to look at and what it tells. */
  readonly question: string;
  /** PromQL to paste, with the fleet's own selector; absent where the answer is not in Prometheus. */
  readonly query?: (context: QueryContext) => string;
}

/** One alert's section. */
export interface RunbookSection {
  /** What the alert says about the system. */
  readonly meaning: string;
  /** What users of the system notice, and what gets worse with time. */
  readonly impact: string;
  readonly diagnosis: readonly DiagnosisStep[];
  readonly fix: readonly string[];
}
