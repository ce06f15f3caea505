/** `role.sql`: a role that may read what the queries read, and nothing else. */
import { identifier, type DatabaseConfig } from '../../orchestrator';

export const DATABASE_ROLE = 'pupsourcing_monitor';

/** Columns that the queries read. An event's payload is nobody's business here. */
const COLUMNS = {
  events: ['global_position', 'created_at'],
  checkpoints: ['projection_name', 'last_global_position'],
  generations: ['id', 'replica_set', 'total_partitions', 'created_at'],
  workers: ['id', 'replica_set', 'generation_id', 'partition_key', 'state', 'last_heartbeat'],
} as const satisfies Record<keyof DatabaseConfig['tables'], readonly string[]>;

/**
 * The statements, for the owner of the tables to run with psql; to run them again changes nothing. A new role has no attribute but LOGIN: to
 * name those that it lacks would need a superuser, or since PostgreSQL 16 the same attributes.
 */
export function renderRoleSql({ exporter, tables }: DatabaseConfig): string {
  return exporter === 'cloudnative-pg' ? forCloudNativePg(tables) : forExporter(tables);
}

function forExporter(tables: DatabaseConfig['tables']): string {
  return `-- A role for the exporter. It may read the columns that the queries read, and nothing else: no payload of an event, no other table.
-- Run it in the database of the event store, as the owner of the tables, with CREATEROLE, and set a password afterwards:
--   psql -v ON_ERROR_STOP=1 -d DATABASE -f role.sql
--   psql -d DATABASE -c '\\password ${DATABASE_ROLE}'
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${DATABASE_ROLE}') THEN
    CREATE ROLE ${DATABASE_ROLE} LOGIN;
  END IF;
END
$$;
-- A query that waits for a lock, or for a database that is too slow, gives up and is reported. It must not wait behind the workers.
ALTER ROLE ${DATABASE_ROLE} SET statement_timeout = '5s';
ALTER ROLE ${DATABASE_ROLE} SET lock_timeout = '2s';
ALTER ROLE ${DATABASE_ROLE} SET default_transaction_read_only = on;
-- Every query goes by an index. With statistics that are out of date, as after a restore, PostgreSQL might prefer to read a table from end to end.
ALTER ROLE ${DATABASE_ROLE} SET enable_seqscan = off;
${grants(tables, DATABASE_ROLE)}`;
}

function forCloudNativePg(tables: DatabaseConfig['tables']): string {
  return `-- CloudNativePG asks with the rights of pg_monitor. It may read the columns that the queries read, and no payload of an event.
-- Run it in the database of the event store, as the owner of the tables:
--   kubectl cnpg psql CLUSTER -- -v ON_ERROR_STOP=1 -d DATABASE -f - < role.sql
${grants(tables, 'pg_monitor')}`;
}

function grants(tables: DatabaseConfig['tables'], role: string): string {
  const schemas = [
    ...new Set(
      Object.values(tables).flatMap((table) => (table.includes('.') ? [table.slice(0, table.indexOf('.'))] : [])),
    ),
  ];
  return [
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${identifier(schema)} TO ${role};`),
    ...(['events', 'checkpoints', 'generations', 'workers'] as const).map(
      (table) => `GRANT SELECT (${COLUMNS[table].join(', ')}) ON ${identifier(tables[table])} TO ${role};`,
    ),
    '',
  ].join('\n');
}
