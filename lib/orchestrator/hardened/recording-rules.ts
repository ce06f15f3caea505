/**
 * Recording rules of the profile `hardened`: the README's three names, truly aggregated, what several alerts ask, and what panels would
 * otherwise ask of every worker at every refresh. A group holds what is read from one another, and no more than twenty rules.
 */
import { block } from '../../promql/write';
import type { RecordingRuleDefinition } from '../../model/recording-rule';
import type { RecordedSignal, Signal } from '../../model/signal';
import {
  busySlots,
  coordinationSeconds,
  reconfigurationRate,
  secondsWithoutCoordination,
} from './coordination/signals';
import { coordinationGrowth, coordinationQuantile, generationRate } from './coordination/growth-signals';
import {
  answeredScrapes,
  busyAndSlow,
  HARDLY_BUSY,
  errorRatio,
  fewestPartitions,
  heartbeatP99,
  mostPartitions,
  processingQuantile,
  standingProjections,
  workerStates,
} from './dashboards/panel-signals';
import { RECORDS } from './records';
import {
  busyShare,
  errorRate,
  eventRate,
  heartbeatSeconds,
  lastingErrorRate,
  scrapesWithHeartbeat,
  staleWorkersCleaned,
} from './projections/signals';
import {
  activeWorkers,
  downTargets,
  exitingWorkers,
  knownReplicaSets,
  knownWorkerTargets,
  presentWorkers,
  registeredWorkers,
  restartsOfOneWorker,
  workingWorkers,
} from './workers/signals';

/** Without what is no number: a quantile of nothing. */
const numbers = (signal: Signal): Signal => ({
  ...signal,
  expression: (context) => `${block(signal.expression(context))} >= 0`,
});

const group = (
  name: string,
  rules: readonly Omit<RecordingRuleDefinition, 'group'>[],
): readonly RecordingRuleDefinition[] => rules.map((rule) => ({ ...rule, group: name }));

/** Recording rules of the profile `hardened`. */
export const HARDENED_RECORDING_RULES: readonly RecordingRuleDefinition[] = [
  ...group('orchestrator_aggregations', [
    { record: RECORDS.eventsRate, signal: eventRate },
    { record: RECORDS.errorsRate, signal: errorRate },
    {
      record: RECORDS.lastingErrors,
      signal: lastingErrorRate,
      merge: 'sum',
      readsRecorded: true,
    },
    { record: RECORDS.errorRatio, signal: errorRatio, merge: 'max', readsRecorded: true },
    { record: RECORDS.coordinationBuckets, signal: coordinationGrowth },
    {
      record: RECORDS.coordinationP50,
      signal: coordinationQuantile(0.5),
      merge: 'max',
      readsRecorded: true,
    },
    {
      record: RECORDS.coordinationP95,
      signal: coordinationQuantile(0.95),
      merge: 'max',
      readsRecorded: true,
    },
    {
      record: RECORDS.coordinationP99,
      signal: coordinationQuantile(0.99),
      merge: 'max',
      readsRecorded: true,
    },
  ]),
  ...group('orchestrator_recorded_workers', [
    { record: RECORDS.knownWorkers, signal: knownWorkerTargets },
    { record: RECORDS.knownReplicaSets, signal: knownReplicaSets, merge: 'max', readsRecorded: true },
    { record: RECORDS.workingWorkers, signal: workingWorkers, merge: 'sum' },
    { record: RECORDS.registeredWorkers, signal: registeredWorkers, merge: 'sum' },
    { record: RECORDS.presentWorkers, signal: presentWorkers, merge: 'sum' },
    { record: RECORDS.reportedWorkers, signal: activeWorkers, merge: 'max' },
    {
      record: RECORDS.exitingWorkers,
      signal: exitingWorkers,
      merge: 'sum',
      readsRecorded: true,
    },
    {
      record: RECORDS.restarts,
      signal: restartsOfOneWorker,
      merge: 'max',
      readsRecorded: true,
    },
    { record: RECORDS.downTargets, signal: downTargets, merge: 'sum', readsRecorded: true },
    { record: RECORDS.answeredScrapes, signal: answeredScrapes, merge: 'min' },
    { record: RECORDS.workerStates, signal: workerStates, merge: 'max' },
    { record: RECORDS.heartbeatP50, signal: numbers(heartbeatSeconds), merge: 'max' },
    { record: RECORDS.heartbeatP99, signal: heartbeatP99, merge: 'max' },
    { record: RECORDS.heartbeats, signal: scrapesWithHeartbeat, merge: 'min' },
    { record: RECORDS.staleWorkers, signal: staleWorkersCleaned, merge: 'sum' },
  ]),
  ...group('orchestrator_recorded_generations', [
    { record: RECORDS.coordinationMean, signal: coordinationSeconds, merge: 'max' },
    {
      record: RECORDS.waiting,
      signal: secondsWithoutCoordination,
      merge: 'max',
    },
    { record: RECORDS.generations, signal: generationRate, merge: 'sum' },
    { record: RECORDS.reconfigurations, signal: reconfigurationRate, merge: 'max' },
    { record: RECORDS.restlessSlots, signal: busySlots, merge: 'max' },
    { record: RECORDS.mostPartitions, signal: mostPartitions, merge: 'max' },
    { record: RECORDS.fewestPartitions, signal: fewestPartitions, merge: 'min' },
  ]),
  ...group('orchestrator_recorded_projections', [
    { record: RECORDS.processingP95, signal: processingQuantile(0.95), merge: 'max' },
    { record: RECORDS.busyShare, signal: busyShare, merge: 'max' },
    { record: RECORDS.busyWhileSlow, signal: busyAndSlow, merge: 'max', above: HARDLY_BUSY },
    { record: RECORDS.stalled, signal: standingProjections, merge: 'sum', above: 0 },
  ]).map((rule) => ({ ...rule, atMostEvery: '1m' })),
];

/** What panels read in place of asking for it: by the names of signals. */
export const RECORDED_SIGNALS: ReadonlyMap<string, RecordedSignal> = new Map(
  HARDENED_RECORDING_RULES.flatMap(({ record, signal, merge, above }) =>
    merge === undefined ? [] : [[signal.name, { record, merge, ...(above === undefined ? {} : { above }) }] as const],
  ),
);
