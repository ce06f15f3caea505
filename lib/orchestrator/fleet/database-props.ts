/** What a user writes about the database of the projections, and about the objectives that are measured by it. */
import type { Duration } from '../../promql/duration';
import type { SelectorProps } from './selector-props';

/** What runs the queries and exposes their results: postgres_exporter (also Grafana Alloy), sql_exporter, or CloudNativePG's own exporter. */
export type DatabaseExporter = 'postgres_exporter' | 'sql_exporter' | 'cloudnative-pg';

/**
 * Names of the tables, with a schema where it is not on the exporter's `search_path`: `events`, `orders.events`. Letters, digits and `_`, as
 * PostgreSQL stores them.
 */
export interface DatabaseTables {
  /** Events of the event store. @default 'events' */
  readonly events?: string;
  /** Checkpoints of the projections. @default 'projection_checkpoints' */
  readonly checkpoints?: string;
  /** Generations of the orchestrator. @default 'orchestrator_generations' */
  readonly generations?: string;
  /** Workers of the orchestrator. @default 'orchestrator_workers' */
  readonly workers?: string;
}

/** The PostgreSQL database of the event store and the orchestrator, as an exporter shows it: it knows how far behind each projection is. */
export interface DatabaseProps {
  /** The exporter that runs the queries. */
  readonly exporter: DatabaseExporter;
  /** Matchers that find the exporter's target, for instance `{ job: 'pupsourcing-database' }`. They apply to all of its metrics. */
  readonly selector: SelectorProps;
  /** @default - the names of the library's own migrations */
  readonly tables?: DatabaseTables;
  /** How often the exporter is scraped. 5s to 1m. @default - scrapeInterval, or 5s where that is shorter */
  readonly interval?: Duration;
  /**
   * Names of all projections that run, beside those of `replicaSets[].projections`. Name them when one was retired: its checkpoint stays, and
   * would pass for one that is stuck. At least one name.
   * @default - every projection that has a checkpoint
   */
  readonly projections?: readonly string[];
}

/** Windows of objectives. The alerts look at hours and days: for a window that is much longer or shorter they would come too late or too often. */
export type ObjectiveWindow = '28d' | '30d';

/**
 * What share of the time a read model is fresh, or of the attempts to handle an event succeeds: exactly one of `freshness` and `successRatio`. Its error
 * budget, 1 - `target`, is recorded, shown, and watched by alerts with the windows and paces of the SRE workbook. Needs `recordingRules`, and a
 * Prometheus that keeps the window.
 */
export interface ObjectiveProps {
  /** Value of the label `objective`: 1 to 30 lower-case letters, digits and `-`, beginning with a letter. */
  readonly name: string;
  /** Only this replica set. @default - all of the fleet */
  readonly replicaSet?: string;
  /** Only this projection. @default - all */
  readonly projection?: string;
  /**
   * How old the oldest event may be that a projection has not handled; where there are several, the worst one counts. 1s to 1d. Needs
   * `database`.
   */
  readonly freshness?: Duration;
  /** Events that are handled, among all attempts: an application has to count events and errors. */
  readonly successRatio?: true;
  /** The share that must be good: 0.5 to 0.99999. */
  readonly target: number;
  /** The window that the target holds for: four weeks always hold as many weekends. @default '30d' */
  readonly window?: ObjectiveWindow;
}
