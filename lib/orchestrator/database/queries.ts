/**
 * The queries behind the metrics of the database, one for each family. They are cheap whatever the number of events and generations: each
 * step goes down an index of the library's own migrations, and none reads a table of events or generations from end to end.
 */
import type { MonitoringConfig } from '../fleet/config';
import { DATABASE_METRICS, type DatabaseMetric, type DatabaseQueryName } from './metrics';
import { quotedTables, type Tables } from './tables';

export interface DatabaseQuery {
  readonly name: DatabaseQueryName;
  /** One statement without a semicolon. Columns are `labels` first, then those of `metrics`. */
  readonly sql: string;
  readonly labels: readonly string[];
  readonly metrics: readonly DatabaseMetric[];
}

/** The queries of a configuration; none without `database`. */
export function databaseQueries(config: MonitoringConfig): readonly DatabaseQuery[] {
  if (config.database === undefined) {
    return [];
  }
  const tables = quotedTables(config.database);
  return [
    query('pupsourcing_event_store', headSql(tables)),
    query('pupsourcing_projection', projectionSql(tables, placementsOf(config))),
    query('pupsourcing_replica_set', replicaSetSql(tables)),
    query('pupsourcing_workers', workersSql(tables)),
  ];
}

function query(name: DatabaseQueryName, sql: string): DatabaseQuery {
  const metrics = Object.values<DatabaseMetric>(DATABASE_METRICS).filter((metric) => metric.query === name);
  return { name, sql, labels: metrics[0]?.labels ?? [], metrics };
}

/** Which replica set runs which projection: the database does not know. */
interface Placements {
  /** Projections whose replica set is known. */
  readonly placed: readonly (readonly [projection: string, replicaSet: string])[];
  /** Projections that are known by name alone; undefined for all those that have a checkpoint. */
  readonly listed: readonly string[] | undefined;
  /** Replica sets that run nothing but what they name. */
  readonly claimed: readonly string[];
  /** Listed replica sets that run the others. */
  readonly free: readonly string[];
  /** Whether one that is not listed may run them, too. */
  readonly open: boolean;
}

function placementsOf({ database, replicaSets, watchUnlisted }: MonitoringConfig): Placements {
  const claiming = replicaSets.filter(({ projections }) => projections !== undefined);
  const free = replicaSets.filter(({ projections }) => projections === undefined).map(({ name }) => name);
  const placed = claiming.flatMap(({ name, projections = [] }) =>
    projections.map((projection) => [projection, name] as const),
  );
  const names = new Set(placed.map(([projection]) => projection));
  return {
    placed,
    listed: database?.projections?.filter((projection) => !names.has(projection)),
    claimed: claiming.map(({ name }) => name),
    free,
    // One replica set runs whatever nobody else runs; others that are not listed are no reason to doubt that.
    open: free.length !== 1 && watchUnlisted,
  };
}

const ALIVE = (alias: string): string =>
  `${alias}.state IN ('pending', 'ready', 'running', 'stopping') AND ${alias}.last_heartbeat > now() - interval '30 seconds'`;

/** A standby says nothing: it shows what was, so that heartbeats look old, and two exporters would contradict each other. */
const ON_THE_PRIMARY = 'NOT pg_is_in_recovery()';

/** From one replica set to the next down the index: a replica set that reconfigures every minute has half a million generations a year. */
const newest = ({ generations }: Tables): string => `replica_sets AS (
  (SELECT g.replica_set FROM ${generations} g WHERE ${ON_THE_PRIMARY} ORDER BY g.replica_set LIMIT 1)
  UNION ALL
  SELECT (
    SELECT g.replica_set FROM ${generations} g
    WHERE g.replica_set > r.replica_set ORDER BY g.replica_set LIMIT 1
  )
  FROM replica_sets r WHERE r.replica_set IS NOT NULL
), newest AS (
  SELECT r.replica_set, g.id, g.total_partitions, g.created_at
  FROM replica_sets r
  CROSS JOIN LATERAL (
    SELECT n.id, n.total_partitions, n.created_at FROM ${generations} n
    WHERE n.replica_set = r.replica_set ORDER BY n.created_at DESC LIMIT 1
  ) g
)`;

const headSql = ({ events }: Tables): string =>
  `SELECT coalesce(max(global_position), 0) AS position FROM ${events} HAVING ${ON_THE_PRIMARY}`;

/** As long as a coordination may take: what generations that are younger own, or leave behind, is still to be seen. */
const COORDINATED = "now() - interval '60 seconds'";

const replicaSetSql = (tables: Tables): string => `WITH RECURSIVE ${newest(tables)}
SELECT
  n.replica_set,
  n.total_partitions AS partitions,
  CASE WHEN n.created_at > ${COORDINATED} THEN n.total_partitions ELSE (
    SELECT count(DISTINCT w.partition_key) FROM ${tables.workers} w
    WHERE w.generation_id = n.id AND w.state = 'running' AND w.last_heartbeat > now() - interval '30 seconds'
      AND w.partition_key BETWEEN 0 AND n.total_partitions - 1
  ) END AS owned_partitions,
  (
    SELECT count(DISTINCT least(g.created_at, coalesce((
      SELECT c.created_at FROM ${tables.generations} c
      WHERE c.replica_set = n.replica_set AND c.created_at <= ${COORDINATED} ORDER BY c.created_at DESC LIMIT 1
    ), '-infinity')))
    FROM ${tables.workers} w JOIN ${tables.generations} g ON g.id = w.generation_id
    WHERE w.replica_set = n.replica_set AND ${ALIVE('w')}
  ) AS live_generations
FROM newest n`;

const workersSql = (tables: Tables): string => `WITH RECURSIVE ${newest(tables)}
SELECT n.replica_set, s.state, count(w.id) AS live
FROM newest n
CROSS JOIN (VALUES ('pending'), ('ready'), ('running'), ('stopping')) AS s (state)
LEFT JOIN ${tables.workers} w ON w.replica_set = n.replica_set AND w.state = s.state
  AND w.last_heartbeat > now() - interval '30 seconds'
GROUP BY n.replica_set, s.state`;

/**
 * What is expected, and how far it is: each projection has one checkpoint for every partition of its replica set's newest generation. Rows of
 * earlier partition counts are not asked for, and one that is missing has not passed anything.
 *
 * The array keeps PostgreSQL's estimate low: it takes a series for 1000 rows, and compiling what looks like 200000 rows takes a quarter of a second.
 */
function projectionSql(tables: Tables, placements: Placements): string {
  return `WITH RECURSIVE ${newest(tables)}, ${projections(tables, placements)}, expected AS (
  SELECT p.replica_set, p.projection, k.partition,
    CASE WHEN p.total_partitions = 1 THEN p.projection ELSE p.projection || '_p' || k.partition END AS checkpoint
  FROM projections p
  CROSS JOIN LATERAL unnest(ARRAY(SELECT generate_series(0, p.total_partitions - 1))) AS k (partition)
), passed AS (
  SELECT e.replica_set, e.projection, e.partition, coalesce(c.last_global_position, 0) AS position
  FROM expected e LEFT JOIN ${tables.checkpoints} c ON c.projection_name = e.checkpoint
)
SELECT
  p.replica_set,
  p.projection,
  p.partition,
  p.position,
  greatest(h.position - p.position, 0) AS lag_events,
  coalesce((
    SELECT greatest(extract(epoch FROM now() - e.created_at), 0) FROM ${tables.events} e
    WHERE e.global_position > p.position ORDER BY e.global_position LIMIT 1
  ), 0) AS lag_seconds
FROM passed p
CROSS JOIN (SELECT coalesce(max(global_position), 0) AS position FROM ${tables.events}) h`;
}

function projections(tables: Tables, placements: Placements): string {
  const { placed, listed } = placements;
  const values = (rows: readonly (readonly string[])[]): string =>
    `(VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')})`;
  const names = [...new Set(placed.map(([projection]) => projection))];
  const known =
    placed.length === 0
      ? []
      : [
          `SELECT n.replica_set, m.projection, n.total_partitions
  FROM ${values(placed)} AS m (projection, replica_set)
  JOIN newest n ON n.replica_set = m.replica_set`,
        ];
  // One replica set, or none of several: then the most partitions that one of them has.
  const rest = `(
    SELECT CASE count(*) WHEN 1 THEN min(n.replica_set) ELSE '' END AS replica_set, max(n.total_partitions) AS total_partitions
    FROM newest n
    WHERE ${mayRun(tables, placements)}
    HAVING count(*) > 0
  ) f`;
  const others =
    listed === undefined
      ? [found(tables, names, rest)]
      : listed.length === 0
        ? []
        : [
            `SELECT f.replica_set, o.projection, f.total_partitions
  FROM ${values(listed.map((name) => [name]))} AS o (projection)
  CROSS JOIN ${rest}`,
          ];
  const parts = [...known, ...others];
  return `projections (replica_set, projection, total_partitions) AS (
  ${parts.join('\n  UNION ALL\n  ')}
)`;
}

/**
 * Projections that have a checkpoint, by whatever number of partitions, without those that are placed. `step_p2` is a partition of `step` where
 * `step` has a first one, too; else a projection of that name, unless there are several partitions now and it has none of its own.
 */
function found({ checkpoints }: Tables, names: readonly string[], rest: string): string {
  const among = names.map(literal).join(', ');
  const without =
    names.length === 0 ? '' : `\n  WHERE c.projection_name NOT IN (${among}) AND b.name NOT IN (${among})`;
  const isThere = (name: string): string => `EXISTS (SELECT FROM ${checkpoints} o WHERE o.projection_name = ${name})`;
  return `SELECT DISTINCT f.replica_set, CASE
    WHEN ${isThere(`b.name || '_p0'`)}
      OR f.total_partitions > 1 AND NOT ${isThere(`c.projection_name || '_p0'`)} THEN b.name
    ELSE c.projection_name
  END, f.total_partitions
  FROM ${checkpoints} c
  CROSS JOIN LATERAL regexp_replace(c.projection_name, '_p[0-9]+$', '') AS b (name)
  CROSS JOIN ${rest}${without}`;
}

/**
 * Replica sets that may run what is not placed. One that is not listed counts for an hour after the last sign of life of any: it may be retired,
 * and where all are scaled to zero, those that were there last still count.
 */
function mayRun({ workers }: Tables, { claimed, free, open }: Placements): string {
  const isOf = (names: readonly string[]): string =>
    names.length === 0 ? 'false' : `n.replica_set IN (${names.map(literal).join(', ')})`;
  const lived = (set: string): string =>
    `greatest(${set}.created_at, (SELECT max(w.last_heartbeat) FROM ${workers} w WHERE w.generation_id = ${set}.id))`;
  const isOfLate = `${lived('n')} > (SELECT max(${lived('o')}) FROM newest o) - interval '1 hour'`;
  return open ? `${isOf(free)} OR NOT ${isOf(claimed)} AND ${isOfLate}` : isOf(free);
}

const literal = (text: string): string => `'${text.replace(/'/g, "''")}'`;
