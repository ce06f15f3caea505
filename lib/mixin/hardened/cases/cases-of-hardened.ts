/** Which cases test which rule of the profile `hardened`. */
import type { AlertName } from '../../alert-names';
import type { RecordingCases, RuleCases } from '../../rule-cases';
import { KNOWN_WORKERS } from '../groupings';
import { ERRORS_RATE, EVENTS_RATE } from '../projection-signals';
import { coordinationFailing, neverConverges } from './generations';
import { slowCoordination } from './coordinations';
import { heartbeatStalled, slowHeartbeat } from './heartbeats';
import { tooManyWorkers, workerMismatch } from './present-workers';
import { projectionErrors } from './projection-errors';
import { projectionSaturated, slowProjection } from './projection-progress';
import { projectionStalled } from './projection-stalls';
import { frequentReconfigurations, highReconfigurationRate, staleWorkersCleaned } from './reconfigurations';
import { coordinationP95, errorsRate, eventsRate, knownWorkers } from './recordings';
import { targetDown, workersExiting } from './worker-processes';
import { workerCrashLoop } from './worker-restarts';
import { noWorkers, replicaSetAbsent } from './working-workers';

/** Cases of the alerts. */
export const HARDENED_ALERT_CASES: Readonly<Partial<Record<AlertName, RuleCases>>> = {
  OrchestratorNoWorkers: noWorkers,
  OrchestratorReplicaSetAbsent: replicaSetAbsent,
  OrchestratorWorkerMismatch: workerMismatch,
  OrchestratorTooManyWorkers: tooManyWorkers,
  OrchestratorWorkersExiting: workersExiting,
  OrchestratorWorkerCrashLoop: workerCrashLoop,
  OrchestratorTargetDown: targetDown,
  OrchestratorNeverConverges: neverConverges,
  OrchestratorCoordinationFailing: coordinationFailing,
  OrchestratorSlowCoordination: slowCoordination,
  OrchestratorHighReconfigurationRate: highReconfigurationRate,
  OrchestratorFrequentReconfigurations: frequentReconfigurations,
  OrchestratorStaleWorkersCleaned: staleWorkersCleaned,
  OrchestratorProjectionErrors: projectionErrors,
  OrchestratorSlowProjection: slowProjection,
  OrchestratorProjectionSaturated: projectionSaturated,
  OrchestratorProjectionStalled: projectionStalled,
  OrchestratorHeartbeatStalled: heartbeatStalled,
  OrchestratorSlowHeartbeat: slowHeartbeat,
};

/** Cases of the recorded series. */
export const HARDENED_RECORDING_CASES: Readonly<Record<string, RecordingCases>> = {
  [EVENTS_RATE]: eventsRate,
  [ERRORS_RATE]: errorsRate,
  'job:orchestrator_coordination_p95:5m': coordinationP95,
  [KNOWN_WORKERS]: knownWorkers,
};
