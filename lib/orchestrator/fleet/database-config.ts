/** The database and the objectives of a description, with every default filled in. */
import type { Duration } from '../../promql/duration';
import type { LabelMatcher } from '../../promql/write';
import type { DatabaseExporter, DatabaseTables, ObjectiveWindow } from './database-props';

/** DatabaseProps, checked and complete. */
export interface DatabaseConfig {
  readonly exporter: DatabaseExporter;
  readonly selector: readonly LabelMatcher[];
  readonly tables: Required<DatabaseTables>;
  readonly interval: Duration;
  readonly projections: readonly string[] | undefined;
}

/** An objective, checked and complete: of events where it has no freshness. */
export interface ObjectiveConfig {
  readonly name: string;
  readonly replicaSet: string | undefined;
  readonly projection: string | undefined;
  readonly freshness: Duration | undefined;
  readonly target: number;
  readonly window: ObjectiveWindow;
}

/** What signals of the database ask of a description. */
export interface DescribedDatabase {
  readonly database: DatabaseConfig | undefined;
  readonly objectives: readonly ObjectiveConfig[];
}
