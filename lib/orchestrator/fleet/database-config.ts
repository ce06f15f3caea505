/** The database and the objectives of a description, with every default filled in. */
import type { Duration } from '../../promql/duration';
import type { LabelMatcher } from '../../promql/write';
import type { DatabaseProps, DatabaseTables, ObjectiveProps, ObjectiveWindow } from './database-props';

/** DatabaseProps, checked and complete. */
export interface DatabaseConfig extends Omit<DatabaseProps, 'selector'> {
  readonly selector: readonly LabelMatcher[];
  readonly tables: Required<DatabaseTables>;
  readonly interval: Duration;
}

/** An objective, checked and complete: of events where it has no freshness. */
export interface ObjectiveConfig extends ObjectiveProps {
  readonly window: ObjectiveWindow;
  /** The replica sets that it is about, where it is not about one and those that nobody lists are not watched. @default - all */
  readonly among?: readonly string[];
}

/** What signals of the database ask of a description. */
export interface DescribedDatabase {
  readonly database: DatabaseConfig | undefined;
  readonly objectives: readonly ObjectiveConfig[];
}
