/**
 * What an exporter tells from the tables of the event store and the orchestrator: the catalogue of the database, beside that of the workers
 * (`../metrics.ts`). All of them are gauges.
 */
import type { DescribedDatabase } from '../fleet/database-config';
import type { DatabaseExporter } from '../fleet/database-props';

export interface DatabaseMetric {
  /** Name as postgres_exporter and sql_exporter expose it; CloudNativePG puts `cnpg_` before it. */
  readonly name: string;
  readonly query: DatabaseQueryName;
  readonly column: string;
  /** Labels beside those of the scrape. */
  readonly labels: readonly string[];
  readonly unit: 'position' | 'events' | 'seconds' | 'workers' | 'partitions' | 'generations';
  /** One sentence: what a sample means. It becomes the metric's HELP. */
  readonly help: string;
}

/** Names of the queries: the beginning that the metrics of one query share. */
export type DatabaseQueryName =
  'pupsourcing_event_store' | 'pupsourcing_projection' | 'pupsourcing_replica_set' | 'pupsourcing_workers';

const answeredBy =
  (query: DatabaseQueryName, ...labels: readonly string[]) =>
  (column: string, unit: DatabaseMetric['unit'], help: string): DatabaseMetric => ({
    name: `${query}_${column}`,
    query,
    column,
    labels,
    unit,
    help,
  });

const eventStore = answeredBy('pupsourcing_event_store');
const projection = answeredBy('pupsourcing_projection', 'replica_set', 'projection', 'partition');
const replicaSet = answeredBy('pupsourcing_replica_set', 'replica_set');
const workers = answeredBy('pupsourcing_workers', 'replica_set', 'state');

/** The metrics of the database, keyed by the name that the rest of the package calls them. */
export const DATABASE_METRICS = {
  headPosition: eventStore('position', 'position', 'Global position of the newest event; 0 while there is none.'),
  position: projection(
    'position',
    'position',
    'Global position up to which the partition has passed all events; 0 before its first checkpoint.',
  ),
  lagEvents: projection(
    'lag_events',
    'events',
    'Positions between the partition and the newest event; a little more than the events, since rolled back transactions leave gaps.',
  ),
  lagSeconds: projection(
    'lag_seconds',
    'seconds',
    'Age of the oldest event that the partition has not passed; 0 when there is none.',
  ),
  partitions: replicaSet('partitions', 'partitions', 'Partitions of the newest generation.'),
  ownedPartitions: replicaSet(
    'owned_partitions',
    'partitions',
    'Partitions of the newest generation that a running worker with a heartbeat of the last 30 seconds owns; all of them for its first 60 seconds.',
  ),
  liveGenerations: replicaSet(
    'live_generations',
    'generations',
    'Different generations among the workers with a heartbeat of the last 30 seconds; those of the last 60 seconds, and the one before, count as one.',
  ),
  liveWorkers: workers('live', 'workers', 'Workers with a heartbeat of the last 30 seconds, by state.'),
} as const satisfies Record<string, DatabaseMetric>;

/** The name under which an exporter exposes a metric of the database. */
export function exposedName({ name }: DatabaseMetric, exporter: DatabaseExporter): string {
  return exporter === 'cloudnative-pg' ? `cnpg_${name}` : name;
}

/** The metrics that a configuration can read: none without `database`. */
export function databaseMetrics({ database }: Pick<DescribedDatabase, 'database'>): readonly DatabaseMetric[] {
  return database === undefined ? [] : Object.values(DATABASE_METRICS);
}
