/** The tables that the queries read, with the columns, keys and indexes that the library's migrations give them. */
export const LIBRARY_SCHEMA = `
CREATE TABLE events (
  global_position BIGSERIAL PRIMARY KEY,
  aggregate_type TEXT NOT NULL,
  aggregate_id TEXT NOT NULL,
  aggregate_version BIGINT NOT NULL,
  event_id UUID NOT NULL DEFAULT gen_random_uuid(),
  event_type TEXT NOT NULL,
  payload BYTEA NOT NULL,
  correlation_id UUID,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (aggregate_type, aggregate_id, aggregate_version)
);
CREATE INDEX events_by_type ON events (event_type, global_position);
CREATE INDEX events_by_correlation ON events (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE TABLE projection_checkpoints (
  projection_name TEXT PRIMARY KEY,
  last_global_position BIGINT NOT NULL DEFAULT 0,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX checkpoints_by_time ON projection_checkpoints (updated_at);
CREATE TABLE orchestrator_generations (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  replica_set TEXT NOT NULL,
  total_partitions INT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX generations_newest ON orchestrator_generations (replica_set, created_at DESC);
CREATE TABLE orchestrator_workers (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  replica_set TEXT NOT NULL,
  generation_id UUID NOT NULL REFERENCES orchestrator_generations (id),
  partition_key INT NOT NULL DEFAULT -1,
  state TEXT NOT NULL DEFAULT 'pending',
  last_heartbeat TIMESTAMPTZ NOT NULL DEFAULT now(),
  started_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX workers_by_replica_set ON orchestrator_workers (replica_set);
CREATE INDEX workers_by_generation ON orchestrator_workers (generation_id);
CREATE INDEX workers_by_state ON orchestrator_workers (state);
`;
