/**
 * The inhibitions of the profile `hardened`: the alert that says more, or says it first, silences what follows from the same fault. The
 * relation has no cycles, or two alerts would silence each other; a test sees to it.
 */
import type { AlertName } from '../alert-names';
import type { InhibitionDefinition } from '../../model/inhibition';

const REPLACEMENT: readonly AlertName[] = ['OrchestratorWorkerMismatch', 'OrchestratorTargetDown'];
const COORDINATION: readonly AlertName[] = ['OrchestratorSlowCoordination', 'OrchestratorCoordinationFailing'];
const UNREST: readonly AlertName[] = ['OrchestratorHighReconfigurationRate', 'OrchestratorFrequentReconfigurations'];
const PROGRESS: readonly AlertName[] = [
  'OrchestratorSlowProjection',
  'OrchestratorProjectionSaturated',
  'OrchestratorProjectionStalled',
];

/** Root cause first. */
export const HARDENED_INHIBITIONS: readonly InhibitionDefinition[] = [
  {
    source: 'OrchestratorNoWorkers',
    targets: [
      'OrchestratorReplicaSetAbsent',
      'OrchestratorWorkersExiting',
      'OrchestratorNeverConverges',
      'OrchestratorWorkerCrashLoop',
      ...REPLACEMENT,
      ...COORDINATION,
      ...UNREST,
      'OrchestratorHeartbeatStalled',
      'OrchestratorSlowHeartbeat',
      ...PROGRESS,
    ],
  },
  {
    source: 'OrchestratorWorkersExiting',
    targets: [
      'OrchestratorNeverConverges',
      'OrchestratorWorkerCrashLoop',
      ...REPLACEMENT,
      ...COORDINATION,
      ...UNREST,
      'OrchestratorHeartbeatStalled',
      'OrchestratorSlowHeartbeat',
      ...PROGRESS,
    ],
  },
  {
    source: 'OrchestratorHeartbeatStalled',
    targets: [
      'OrchestratorSlowHeartbeat',
      'OrchestratorNeverConverges',
      'OrchestratorWorkerMismatch',
      ...COORDINATION,
      ...UNREST,
      ...PROGRESS,
    ],
  },
  {
    source: 'OrchestratorNeverConverges',
    targets: ['OrchestratorWorkerCrashLoop', ...REPLACEMENT, ...COORDINATION, ...UNREST, ...PROGRESS],
  },
  {
    source: 'OrchestratorWorkerCrashLoop',
    targets: [...REPLACEMENT, 'OrchestratorCoordinationFailing', ...UNREST],
  },
  {
    source: 'OrchestratorSlowCoordination',
    // A worker whose coordination takes too long exits and misses scrapes. One that is really gone is missed by its number.
    targets: ['OrchestratorCoordinationFailing', 'OrchestratorTargetDown', ...UNREST],
  },
  { source: 'OrchestratorCoordinationFailing', targets: [...REPLACEMENT, ...UNREST] },
  { source: 'OrchestratorTargetDown', targets: ['OrchestratorWorkerMismatch', ...UNREST] },
  { source: 'OrchestratorWorkerMismatch', targets: UNREST },
  { source: 'OrchestratorHighReconfigurationRate', targets: ['OrchestratorFrequentReconfigurations'] },
  { source: 'OrchestratorProjectionErrors', targets: UNREST },
  { source: 'OrchestratorProjectionErrors', targets: PROGRESS, alsoEqual: ['projection'] },
  {
    source: 'OrchestratorSlowProjection',
    targets: ['OrchestratorProjectionSaturated', 'OrchestratorProjectionStalled'],
    alsoEqual: ['projection'],
  },
  { source: 'OrchestratorProjectionStalled', targets: ['OrchestratorProjectionSaturated'], alsoEqual: ['projection'] },
];
