/** Alerts about generations, coordinations and reconfigurations. */
import { single, type AlertDefinition } from '../../../model/alert-definition';
import { METRICS } from '../../metrics';
import { select } from '../../../promql/write';
import { labelValue, text, value } from '../../../templates/text';
import {
  busySlots,
  coordinationSeconds,
  reconfigurationRate,
  secondsWithoutCoordination,
  workersBeyondPartitions,
} from './signals';
import { staleWorkersCleaned } from '../projections/signals';

const GROUP = 'orchestrator_coordination';
const replicaSet = labelValue('replica_set');

/** Alerts about coordination, most urgent first. */
export const COORDINATION_ALERTS: readonly AlertDefinition[] = [
  {
    name: 'OrchestratorNeverConverges',
    group: GROUP,
    threshold: 0,
    for: '2m',
    keepFiringFor: '3m',
    severity: 'critical',
    conditions: single(workersBeyondPartitions, '>'),
    summary: text`The workers of the replica set do not run in one common generation.`,
    description: ({ threshold }) =>
      text`The workers of replica set ${replicaSet} never converge: ${value()} of them (more than ${threshold}) are not covered by the generation’s partitions. They disagree about the generation and work alone, each in its own; events of partitions that nobody owns are lost, although every other metric looks healthy. The stock coordinator of orchestrator v1.1.0 does this whenever a replica set has several workers: run one worker, or replace the generation store.`,
    panel: 'workers-apart',
    reason:
      'With the stock coordinator of v1.1.0, several workers of one replica set never share a generation: each waits for a minute, runs for a second and is superseded, for ever, while `up`, the number of workers and the coordination time look healthy, and half of the events are lost. A generation has as many partitions as workers: more workers than the largest generation of the last two minutes has partitions give it away, from metrics that every worker exposes. That workers report different numbers is no sign: they do throughout a long rolling restart.',
    runbook: {
      meaning:
        'There are more workers than the largest generation of the last two minutes has partitions: they are in different generations.',
      impact:
        'Each worker handles the partitions of a generation of its own. Partitions that no running worker owns are not handled: their events are lost to the read models.',
      diagnosis: [
        {
          question: 'What does each worker believe? Equal numbers, as many as there are workers, would be right.',
          query: ({ workers }) => select(METRICS.currentGenerationPartitions.name, workers),
        },
        {
          question: 'Does it go on? Reconfigurations that never stop mean that no generation lasts.',
          query: ({ workers }) => `increase(${select(METRICS.reconfigurations.name, workers)}[10m])`,
        },
        { question: 'Which version of the orchestrator, and which coordinator, do the workers run?' },
      ],
      mend: [
        'At once: scale the replica set to one worker. A single worker owns all partitions and handles all events.',
        'For good: give the orchestrator a generation store that lets workers converge (`WithGenerationStore`), or a version whose coordinator does.',
        'Afterwards: rebuild the read models, or replay the events since the fault began; events were skipped.',
      ],
    },
  },
  {
    name: 'OrchestratorCoordinationFailing',
    group: GROUP,
    threshold: 120,
    for: '30s',
    keepFiringFor: '3m',
    severity: 'warning',
    conditions: single(secondsWithoutCoordination, '>'),
    summary: text`A worker of the replica set cannot finish its coordination.`,
    description: ({ threshold }) =>
      text`A worker of replica set ${replicaSet} has registered, but for ${value('humanizeDuration')} of the last 5 minutes (more than ${threshold} seconds) it had not finished a coordination: it waits for the others to become ready, times out after 60 s, exits, and tries again. A dead worker’s row in the current generation, or workers in different generations, are the usual causes.`,
    panel: 'coordination-waiting',
    reason:
      'The histogram of coordinations has a sample only for those that succeed. A worker that registers and never reports a generation is one whose coordination hangs or times out. A healthy start takes seconds; two minutes of five outlast two timeouts.',
    runbook: {
      meaning: 'A worker registers, and its coordination does not end well.',
      impact:
        'The replica set stops for every attempt. With only some workers affected, the others may go on in an outdated generation.',
      diagnosis: [
        {
          question: 'Which worker has registered without reporting a generation?',
          query: ({ workers }) =>
            `${select(METRICS.workersRegistered.name, workers)} unless on (replica_set, instance) ${select(METRICS.currentGenerationPartitions.name, workers)}`,
        },
        {
          question:
            'Read its log for "coordination timeout", and the orchestrator’s tables for workers that no longer exist.',
        },
      ],
      mend: [
        'A row of a dead worker: wait for 30 s until it counts as stale, or delete it.',
        'If it does not end: restart all workers of the replica set at once.',
        'If OrchestratorNeverConverges follows: see there.',
      ],
    },
  },
  {
    name: 'OrchestratorSlowCoordination',
    group: GROUP,
    threshold: 30,
    for: '1m',
    severity: 'warning',
    conditions: single(coordinationSeconds, '>'),
    summary: text`Coordinations of the replica set take long.`,
    description: ({ threshold }) =>
      text`The coordinations of replica set ${replicaSet} in the last 10 minutes took ${value('humanizeDuration')} on average (more than ${threshold} seconds) for the worker that waited longest. All workers stand still meanwhile, and one that takes more than 60 s fails. A worker that is slow to become ready (the one with the shortest wait) or a slow database is the usual cause.`,
    panel: 'coordination-quantiles',
    reason:
      'The README’s 30 s, asked in a way that can be answered: the default buckets end at 10 s, so a quantile never says more. The mean from sum and count is not bounded. A coordination is a rare event, so 10 minutes of it are looked at, and not 10 minutes waited.',
    runbook: {
      meaning: 'Workers wait long until all of them are ready.',
      impact: 'During the wait no event is handled. At 60 s the coordination fails and workers exit.',
      diagnosis: [
        {
          question: 'Who waited how long? The one that waited least is the one the others waited for.',
          query: ({ workers }) => {
            const name = METRICS.coordinationDuration.name;
            return `increase(${select(`${name}_sum`, workers)}[10m]) / (increase(${select(`${name}_count`, workers)}[10m]) > 0)`;
          },
        },
        { question: 'What does that worker do when it starts: migrations, caches, a slow connection?' },
      ],
      mend: [
        'Do slow preparations before the orchestrator runs.',
        'Look at the database: locks on the orchestrator’s tables, latency.',
      ],
    },
  },
  {
    name: 'OrchestratorHighReconfigurationRate',
    group: GROUP,
    threshold: 0.1,
    for: '5m',
    severity: 'warning',
    conditions: single(reconfigurationRate, '>'),
    summary: text`The replica set reconfigures again and again.`,
    description: ({ threshold }) =>
      text`Replica set ${replicaSet} reconfigures ${value()} times a second (more than ${threshold}): workers join and leave without end and hardly handle events.`,
    panel: 'reconfiguration-rate',
    reason:
      'The README’s alert with its threshold and duration. A reconfiguration takes seconds, so 0.1 a second is close to all that is possible: it tells a replica set that does nothing else. Slower unrest is OrchestratorFrequentReconfigurations.',
    runbook: {
      meaning: 'Generations follow each other as fast as they can be made.',
      impact: 'All workers stop for every reconfiguration: hardly any event is handled.',
      diagnosis: [
        {
          question: 'Who joins? Each registration makes a generation.',
          query: ({ workers }) => `increase(${select(METRICS.workersRegistered.name, workers)}[5m])`,
        },
        {
          question: 'Do processes restart?',
          query: ({ targets }) => `changes(${select('process_start_time_seconds', targets)}[5m])`,
        },
      ],
      mend: ['Stop the worker that joins and leaves, or what scales the replica set up and down.'],
    },
  },
  {
    name: 'OrchestratorFrequentReconfigurations',
    group: GROUP,
    threshold: 5,
    for: '5m',
    severity: 'warning',
    conditions: single(busySlots, '>'),
    summary: text`The replica set has been reconfigured throughout the last hour.`,
    description: ({ threshold }) =>
      text`Replica set ${replicaSet} was reconfigured in ${value()} of the twelve 5-minute slots of the last hour (more than ${threshold}): a worker restarts slowly but steadily, an autoscaler swings, or the workers never converge. Each reconfiguration stops all workers for seconds.`,
    panel: 'reconfiguration-slots',
    reason:
      'The orchestrator’s documentation calls more than 5 reconfigurations an hour unstable. Counting them would fire after every rolling restart, which makes two for each pod; counting the slots of five minutes that saw one does not: unrest is spread over the hour, a deployment is not.',
    runbook: {
      meaning: 'Membership changes all the time, if slowly.',
      impact: 'Every change stops all workers for seconds; throughput suffers.',
      diagnosis: [
        {
          question: 'When?',
          query: ({ workers }) =>
            `max by (replica_set) (increase(${select(METRICS.reconfigurations.name, workers)}[5m]))`,
        },
        { question: 'Is there an autoscaler, and does it swing? Do pods get evicted or run out of memory?' },
      ],
      mend: ['Give the autoscaler a longer stabilization window.', 'Mend what restarts the worker.'],
    },
  },
  {
    name: 'OrchestratorStaleWorkersCleaned',
    group: GROUP,
    threshold: 0,
    for: '1m',
    severity: 'info',
    conditions: single(staleWorkersCleaned, '>'),
    summary: text`Workers of the replica set vanished without deregistering.`,
    description: ({ threshold }) =>
      text`${value()} stale workers of replica set ${replicaSet} (more than ${threshold}) were cleaned up within 15 minutes: they were killed (out of memory, node lost, SIGKILL) or could not reach the database for 30 s.`,
    panel: 'stale-workers',
    reason:
      'Nobody needs to get up for it, but whoever looks for the cause of something else wants to know that workers died instead of leaving. Only where the application counts it.',
    runbook: {
      meaning: 'A worker’s heartbeat was older than 30 s, so the others removed it.',
      impact: 'Its partitions waited for 30 s or more before others took them over.',
      diagnosis: [
        { question: 'Was a pod killed, or a node lost, at that time?' },
        {
          question: 'Were heartbeats slow?',
          query: ({ workers }) =>
            `histogram_quantile(0.99, sum by (replica_set, le) (rate(${select(`${METRICS.heartbeatLatency.name}_bucket`, workers)}[5m])))`,
        },
      ],
      mend: ['Let workers end by SIGTERM, with enough time to deregister.', 'Give them enough memory.'],
    },
  },
];
