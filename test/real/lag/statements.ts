/** Rows as the library writes them. */

/** A generation that was made some minutes ago. */
export const GENERATION = (replicaSet: string, partitions: number, minutesAgo: number): string =>
  `INSERT INTO orchestrator_generations (replica_set, total_partitions, created_at) VALUES ('${replicaSet}', ${partitions}, now() - interval '${minutesAgo} minutes')`;
/** A worker of the newest generation, with a heartbeat of some seconds ago. */
export const WORKER = (replicaSet: string, partition: number, state = 'running', silent = 1): string =>
  `INSERT INTO orchestrator_workers (replica_set, generation_id, partition_key, state, last_heartbeat) SELECT '${replicaSet}', id, ${partition}, '${state}', now() - interval '${silent} seconds' FROM orchestrator_generations WHERE replica_set = '${replicaSet}' ORDER BY created_at DESC LIMIT 1`;
/** Events, ten a second until now. */
export const EVENTS = (count: number): string =>
  `INSERT INTO events (aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at) SELECT 'order', i::text, 1, 'placed', 'secret', now() - (${count} - i) * interval '0.1 seconds' FROM generate_series(1, ${count}) i`;
/** How far a projection, or a partition of it, is. */
export const CHECKPOINT = (name: string, position: number): string =>
  `INSERT INTO projection_checkpoints (projection_name, last_global_position) VALUES ($$${name}$$, ${position})`;
/** A store of some years, by the number of its rows; it has one replica set, and of each projection only the first partition is at the head. */
export const LARGE_STORE = (size: {
  readonly events: number;
  readonly generations: number;
  readonly projections: number;
  readonly partitions: number;
}): readonly string[] => [
  EVENTS(size.events),
  `INSERT INTO orchestrator_generations (replica_set, total_partitions, created_at) SELECT 'main', ${size.partitions}, now() - i * interval '1 minute' FROM generate_series(1, ${size.generations}) i`,
  ...Array.from({ length: size.partitions }, (_, partition) => WORKER('main', partition)),
  `INSERT INTO projection_checkpoints (projection_name, last_global_position) SELECT 'projection' || i || '_p' || k, ${size.events} - i * k * ${Math.floor(size.events / 1_000)} FROM generate_series(1, ${size.projections}) i, generate_series(0, ${size.partitions - 1}) k`,
  'ANALYZE',
];
