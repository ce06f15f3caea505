/** Which cases test which rule of the profile `hardened`. */
import type { AlertName } from '../../alert-names';
import type { RecordingCases, RuleCases } from '../../../model/rule-tests/cases';
import { RECORDS } from '../records';
import { coordinationFailing, neverConverges } from './generations';
import { slowCoordination } from './coordinations';
import { heartbeatStalled, slowHeartbeat } from './heartbeats';
import { tooManyWorkers, workerMismatch } from './present-workers';
import { projectionErrors } from './projection-errors';
import { projectionSaturated, slowProjection } from './projection-progress';
import { projectionStalled } from './projection-stalls';
import { frequentReconfigurations, highReconfigurationRate, staleWorkersCleaned } from './reconfigurations';
import { recordedAs } from './recorded-alert-signals';
import { errorsOfYoungWorkers, minutelyHeartbeats, together } from './recorded-besides';
import { coordinationGrowth, generationRate } from './recorded-growth';
import { coordinationQuantile, heartbeatP99, processingP95 } from './recorded-quantiles';
import {
  answeredScrapes,
  errorRatio,
  fewestPartitions,
  knownReplicaSets,
  mostPartitions,
  registeredWorkers,
  reportedWorkers,
  workerStates,
} from './recorded-workers';
import { errorsRate, eventsRate, knownWorkers } from './recordings';
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
  [RECORDS.eventsRate]: eventsRate,
  [RECORDS.errorsRate]: errorsRate,
  [RECORDS.lastingErrors]: together(recordedAs('OrchestratorProjectionErrors', projectionErrors), errorsOfYoungWorkers),
  [RECORDS.errorRatio]: errorRatio,
  [RECORDS.coordinationBuckets]: coordinationGrowth,
  [RECORDS.coordinationP50]: coordinationQuantile(0.5),
  [RECORDS.coordinationP95]: coordinationQuantile(0.95),
  [RECORDS.coordinationP99]: coordinationQuantile(0.99),
  [RECORDS.knownWorkers]: knownWorkers,
  [RECORDS.knownReplicaSets]: knownReplicaSets,
  [RECORDS.workingWorkers]: recordedAs('OrchestratorNoWorkers', noWorkers),
  [RECORDS.registeredWorkers]: registeredWorkers,
  [RECORDS.presentWorkers]: recordedAs('OrchestratorWorkerMismatch', workerMismatch),
  [RECORDS.reportedWorkers]: reportedWorkers,
  [RECORDS.exitingWorkers]: recordedAs('OrchestratorWorkersExiting', workersExiting),
  [RECORDS.restarts]: recordedAs('OrchestratorWorkerCrashLoop', workerCrashLoop),
  [RECORDS.downTargets]: recordedAs('OrchestratorTargetDown', targetDown),
  [RECORDS.answeredScrapes]: answeredScrapes,
  [RECORDS.workerStates]: workerStates,
  [RECORDS.heartbeatP50]: recordedAs('OrchestratorSlowHeartbeat', slowHeartbeat, { threshold: 0.05 }),
  [RECORDS.heartbeatP99]: heartbeatP99,
  [RECORDS.heartbeats]: together(recordedAs('OrchestratorHeartbeatStalled', heartbeatStalled), minutelyHeartbeats),
  [RECORDS.staleWorkers]: recordedAs('OrchestratorStaleWorkersCleaned', staleWorkersCleaned),
  [RECORDS.coordinationMean]: recordedAs('OrchestratorSlowCoordination', slowCoordination),
  [RECORDS.waiting]: recordedAs('OrchestratorCoordinationFailing', coordinationFailing),
  [RECORDS.generations]: generationRate,
  [RECORDS.reconfigurations]: recordedAs('OrchestratorHighReconfigurationRate', highReconfigurationRate),
  [RECORDS.restlessSlots]: recordedAs('OrchestratorFrequentReconfigurations', frequentReconfigurations),
  [RECORDS.mostPartitions]: mostPartitions,
  [RECORDS.fewestPartitions]: fewestPartitions,
  [RECORDS.processingP95]: processingP95,
  [RECORDS.busyShare]: recordedAs('OrchestratorProjectionSaturated', projectionSaturated),
  [RECORDS.busyWhileSlow]: recordedAs('OrchestratorSlowProjection', slowProjection, {
    threshold: 0.1,
    isRecorded: ({ value }) => value > 0.1,
  }),
  [RECORDS.stalled]: recordedAs('OrchestratorProjectionStalled', projectionStalled, {
    isRecorded: ({ value }) => value > 0,
  }),
};
