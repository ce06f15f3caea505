/** Names of all alerts, in the order in which a person would read them. The names are part of users' routes and silences: never rename one. */
export const ALERT_NAMES = [
  'OrchestratorNoWorkers',
  'OrchestratorReplicaSetAbsent',
  'OrchestratorWorkerMismatch',
  'OrchestratorTooManyWorkers',
  'OrchestratorWorkersExiting',
  'OrchestratorWorkerCrashLoop',
  'OrchestratorTargetDown',
  'OrchestratorNeverConverges',
  'OrchestratorCoordinationFailing',
  'OrchestratorSlowCoordination',
  'OrchestratorHighReconfigurationRate',
  'OrchestratorFrequentReconfigurations',
  'OrchestratorStaleWorkersCleaned',
  'OrchestratorProjectionErrors',
  'OrchestratorSlowProjection',
  'OrchestratorProjectionSaturated',
  'OrchestratorProjectionStalled',
  'OrchestratorHeartbeatStalled',
  'OrchestratorSlowHeartbeat',
] as const;

/** Name of an alert of this package, in either profile. */
export type AlertName = (typeof ALERT_NAMES)[number];
