/** What follows from other faults, in groups: the alerts that are silenced while one that says more fires. */

/** Every worker that comes, goes or restarts makes the replica set reconfigure. */
export const RECONFIGURATIONS = [
  'OrchestratorHighReconfigurationRate',
  'OrchestratorFrequentReconfigurations',
] as const;

/** Coordinations that take long or fail, and what they make. */
export const COORDINATIONS = [
  'OrchestratorSlowCoordination',
  'OrchestratorCoordinationFailing',
  ...RECONFIGURATIONS,
] as const;

/** Events that are handled late, or not at all, as the workers tell it. */
export const HANDLING = [
  'OrchestratorNoEventsHandled',
  'OrchestratorSlowProjection',
  'OrchestratorProjectionSaturated',
  'OrchestratorProjectionStalled',
] as const;

/** A projection that stands still or falls behind, as the database tells it. */
export const LATE_BY_DATABASE = ['OrchestratorProjectionStuck', 'OrchestratorProjectionBehind'] as const;

/** Everything that the database tells. */
export const TOLD_BY_DATABASE = [
  'OrchestratorPartitionUnowned',
  'OrchestratorProjectionStuck',
  'OrchestratorGenerationsDiffer',
  'OrchestratorProjectionBehind',
] as const;

/** What follows where all workers of a replica set exit over and over. */
export const OF_EXITING_WORKERS = [
  'OrchestratorNeverConverges',
  'OrchestratorWorkerLeftBehind',
  'OrchestratorWorkerCrashLoop',
  'OrchestratorWorkerMismatch',
  'OrchestratorTargetDown',
  ...COORDINATIONS,
  'OrchestratorHeartbeatStalled',
  'OrchestratorSlowHeartbeat',
  ...HANDLING,
  ...TOLD_BY_DATABASE,
] as const;

/** What follows where no worker of a replica set works. */
export const OF_DEAD_REPLICA_SET = ['OrchestratorWorkersExiting', ...OF_EXITING_WORKERS] as const;
