/**
 * What an exporter tells from the tables of the event store and the orchestrator: the catalogue of the database, beside that of the workers
 * (`../metrics.ts`). All of them are gauges.
 */
import type { DescribedDatabase } from '../fleet/database-config';
import type { DatabaseExporter } from '../fleet/database-props';

/** One entry of the catalogue. */
export interface DatabaseMetric {
  /** Name as postgres_exporter and sql_exporter expose it; CloudNativePG puts `cnpg_` before it. */
  readonly name: string;
  /** The query that answers it. */
  readonly query: DatabaseQueryName;
  /** Column of the query's result. */
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

const PARTITION = ['replica_set', 'projection', 'partition'] as const;

function entry(
  query: DatabaseQueryName,
  column: string,
  labels: readonly string[],
  unit: DatabaseMetric['unit'],
  help: string,
): DatabaseMetric {
  return { name: `${query}_${column}`, query, column, labels, unit, help };
}

/** The metrics of the database, keyed by the name that the rest of the package calls them. */
export const DATABASE_METRICS = {
  headPosition: entry(
    'pupsourcing_event_store',
    'position',
    [],
    'position',
    'Global position of the newest event; 0 while there is none.',
  ),
  position: entry(
    'pupsourcing_projection',
    'position',
    PARTITION,
    'position',
    'Global position up to which the partition has passed all events; 0 before its first checkpoint.',
  ),
  lagEvents: entry(
    'pupsourcing_projection',
    'lag_events',
    PARTITION,
    'events',
    'Positions between the partition and the newest event; a little more than the events, since rolled back transactions leave gaps.',
  ),
  lagSeconds: entry(
    'pupsourcing_projection',
    'lag_seconds',
    PARTITION,
    'seconds',
    'Age of the oldest event that the partition has not passed; 0 when there is none.',
  ),
  partitions: entry(
    'pupsourcing_replica_set',
    'partitions',
    ['replica_set'],
    'partitions',
    'Partitions of the newest generation.',
  ),
  ownedPartitions: entry(
    'pupsourcing_replica_set',
    'owned_partitions',
    ['replica_set'],
    'partitions',
    'Partitions of the newest generation that a running worker with a heartbeat of the last 30 seconds owns.',
  ),
  liveGenerations: entry(
    'pupsourcing_replica_set',
    'live_generations',
    ['replica_set'],
    'generations',
    'Different generations among the workers with a heartbeat of the last 30 seconds; 1 when all work together.',
  ),
  liveWorkers: entry(
    'pupsourcing_workers',
    'live',
    ['replica_set', 'state'],
    'workers',
    'Workers with a heartbeat of the last 30 seconds, by state.',
  ),
} as const satisfies Record<string, DatabaseMetric>;

/** The name under which an exporter exposes a metric of the database. */
export function exposedName({ name }: DatabaseMetric, exporter: DatabaseExporter): string {
  return exporter === 'cloudnative-pg' ? `cnpg_${name}` : name;
}

/** The metrics that a configuration can read: none without `database`. */
export function databaseMetrics({ database }: Pick<DescribedDatabase, 'database'>): readonly DatabaseMetric[] {
  return database === undefined ? [] : Object.values(DATABASE_METRICS);
}
