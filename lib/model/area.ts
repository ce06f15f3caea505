/** Areas: what belongs together about a system, evaluated in one rule group. */
import type { Duration } from '../promql/duration';
import type { AlertDefinition } from './alerts/alert-definition';
import type { QueryContext, Signal } from './signal';

/** One area of a system: first what is recorded, then the alerts that read it. */
export interface Area {
  /** Name of the rule group, which Prometheus evaluates from top to bottom. */
  readonly group: string;
  /** Signals with `recordedAs`; each may read what stands before it. */
  readonly recorded: readonly Signal[];
  /** In the order in which a person would read them. */
  readonly alerts: readonly AlertDefinition[];
  /** Shortest time between two evaluations, for what reads very many samples and what nobody waits for. @default - that of all rules */
  readonly every?: Duration;
  /** Whether a configuration has anything of it. @default - always */
  readonly applies?: (context: QueryContext) => boolean;
  /** The key that a configuration lacks where it has nothing of it. @default - none */
  readonly needs?: string;
  /** Labels of the fleet that the series of its alerts do not have. @default - none */
  readonly lacks?: (context: QueryContext) => readonly string[];
}
