/** Alerts about generations, coordinations and reconfigurations. */
import { alert, replicaSet } from '../alert';
import { restarts } from '../asking';
import type { Area } from '../../../model/area';
import { constant, isShort, SAMPLE_SPACING, sampled, times } from '../../../model/probe';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import { MOST_WORKERS, rateProbe } from '../../probes';
import { COORDINATIONS, HANDLING, RECONFIGURATIONS } from '../symptoms';
import * as signals from './signals';

const PARTITIONS = METRICS.currentGenerationPartitions.name;
const DURATION = METRICS.coordinationDuration.name;
const WINDOW = 300;

const NEVER_CONVERGES = alert({
  name: 'OrchestratorNeverConverges',
  signal: signals.workersApart,
  for: '2m',
  keepFiringFor: '3m',
  severity: 'critical',
  summary: text`The workers of the replica set do not run in one common generation.`,
  description: ({ threshold }) =>
    text`The workers of replica set ${replicaSet} never converge: ${value('humanize')} of them (more than ${threshold}) are not covered by the generation’s partitions. They disagree about the generation and work alone, each in its own; events of partitions that nobody owns are lost, although every other metric looks healthy. The stock coordinator of orchestrator v1.1.0 does this whenever a replica set has several workers: run one worker.`,
  panel: 'workers-apart',
  reason:
    'With the stock coordinator of v1.1.0, several workers of one replica set never share a generation: each waits for a minute, runs for a second and is superseded, forever, while `up`, the number of workers and the coordination time look healthy, and half of the events are lost. A generation has as many partitions as workers: a third more workers than the largest generation of the last two minutes has partitions give it away, from metrics that every worker exposes. A third, because in a rollout of many pods some that are gone still count; a single worker outside is OrchestratorWorkerLeftBehind. That workers report different numbers is no sign: they do throughout a long rolling restart. Workers that are all replaced at once, and take more than two minutes to end while they are scraped, look alike until they have.',
  sign: { text: 'Workers apart', rank: 40 },
  silences: [
    {
      alerts: [
        'OrchestratorWorkerLeftBehind',
        'OrchestratorWorkerCrashLoop',
        'OrchestratorWorkerMismatch',
        'OrchestratorTargetDown',
        ...COORDINATIONS,
        ...HANDLING,
      ],
    },
  ],
  // Each worker in a generation of its own, with one partition.
  probe: {
    values: 'whole',
    settle: () => 0,
    most: () => MOST_WORKERS - 1,
    series: (value, at) => times(value + 1, (index) => constant(PARTITIONS, at.worker(index), 1)),
  },
  runbook: {
    meaning:
      'There are a third more workers than the largest generation of the last two minutes has partitions: they are in different generations.',
    impact:
      'Each worker handles the partitions of a generation of its own. Partitions that no running worker owns are not handled: their events are lost to the read models.',
    diagnosis: [
      {
        question: 'What does each worker believe? Equal numbers, as many as there are workers, would be right.',
        query: ({ workers }) => select(PARTITIONS, workers),
      },
      {
        question:
          'Do two generations of equal numbers stand side by side, in a rollout? Workers that were all replaced at once, take more than two minutes to end and answer scrapes until then count as long as they do: that ends with them, and nothing has to be scaled.',
      },
      {
        question: 'Does it go on? Reconfigurations that never stop mean that no generation lasts.',
        query: ({ workers }) => `increase(${select(METRICS.reconfigurations.name, workers)}[10m])`,
      },
      {
        question:
          'Which version of the orchestrator, and which coordinator, do the workers run? `go version -m PROGRAM` lists the modules that a program was built from; the coordinator is what the application passes to the orchestrator.',
      },
    ],
    fix: [
      'At once: run one worker, which owns all partitions and handles all events: `kubectl scale deployment/NAME --replicas 1`. Where an autoscaler runs the workers, set its minimum and maximum to 1 first (`minReplicas`, `maxReplicas`), or it scales back.',
      'Set `workers: 1` for the replica set in the configuration, unless it names a workload there. Otherwise OrchestratorWorkerMismatch follows: fewer workers than expected.',
      'It is over when the panel Workers Apart shows 0 and the alert has resolved, three minutes later.',
      'For good: keep one worker for each replica set, and give each of several replica sets some of the projections where one is too slow. Up to v1.1.0, no release converges with several workers, and no generation store that does is published. A store that only counts, such as the instrumented one of this package’s documentation, changes nothing about it.',
      "Afterwards: the one worker goes on where a single worker last stood. It handles the events that were skipped, and others a second time. Rebuild read models that cannot bear that: silence OrchestratorNoWorkers for the replica set, stop the worker, empty the tables of the read model, delete the checkpoints of the projection (`DELETE FROM projection_checkpoints WHERE projection_name ~ '^NAME(_p[0-9]+)?$'`, unless the table has another name), and start the worker. Without a checkpoint it begins at the first event.",
    ],
  },
});

const WORKER_LEFT_BEHIND = alert({
  name: 'OrchestratorWorkerLeftBehind',
  signal: signals.workerLeftBehind,
  for: '1m',
  keepFiringFor: '2m',
  severity: 'warning',
  summary: text`A worker of the replica set has been left behind in an old generation.`,
  description: ({ threshold }) =>
    text`Workers of replica set ${replicaSet} have settled in generations that differ by ${value('humanize')} partitions (more than ${threshold}): the others have reconfigured, and at least one worker does not know. It is cut off from the database, or hangs, while its process and its metrics endpoint live; the others have taken over its partitions.`,
  panel: 'partitions',
  reason:
    'A worker that loses the database without an error keeps its process, its target and its last numbers, and nothing else that the library exposes by itself gives it away. What does: after 30 s the others take it for dead and coordinate without it, so their number of partitions changes and its own does not. Numbers that have not changed for three minutes are compared, because in a rollout or while an autoscaler oscillates all of them keep changing.',
  sign: { text: 'Worker left behind', rank: 65 },
  // Two workers that have settled in generations of different sizes.
  probe: {
    values: 'whole',
    settle: () => 240,
    series: (value, at) => [constant(PARTITIONS, at.worker(0), 1), constant(PARTITIONS, at.worker(1), 1 + value)],
  },
  silences: [{ alerts: ['OrchestratorWorkerMismatch', ...RECONFIGURATIONS], leftOut: ['OrchestratorWorkerMismatch'] }],
  runbook: {
    meaning: 'Workers of one replica set are in generations of different sizes, and that has settled.',
    impact:
      'The others do the work of the one that was left behind. When it reaches the database again, it may handle events of partitions that are no longer its own until it notices.',
    diagnosis: [
      {
        question: 'Which worker reports another number than the rest? Most often the one that is alone with it.',
        query: ({ workers }) => select(PARTITIONS, workers),
      },
      { question: 'Can that worker reach the database: network policy, node, firewall, connection pool?' },
    ],
    fix: ['Restart the worker that was left behind.', 'Repair its way to the database.'],
  },
});

const COORDINATION_FAILING = alert({
  name: 'OrchestratorCoordinationFailing',
  signal: signals.coordinationWaiting,
  threshold: 120,
  for: '30s',
  keepFiringFor: '3m',
  severity: 'warning',
  summary: text`A worker of the replica set cannot finish its coordination.`,
  description: ({ threshold }) =>
    text`For ${value('humanizeDuration')} of the last 5 minutes (more than ${threshold} s) a worker of replica set ${replicaSet} had registered and not finished a coordination: it waits for the others to become ready, times out after 60 s, exits, and tries again. A dead worker’s row in the current generation, or workers in different generations, are the usual causes.`,
  panel: 'coordination-waiting',
  reason:
    'The histogram of coordinations has a sample only for those that succeed. A worker that registers and never reports a generation is one whose coordination hangs or times out. A healthy start takes seconds, and the first 15 at a new address do not count, for all the pods of a rollout; two minutes of five outlast two timeouts. A rollout whose every pod coordinates for half a minute is told.',
  sign: { text: 'Not coordinated', rank: 70 },
  silences: [
    {
      alerts: [
        'OrchestratorWorkerCrashLoop',
        'OrchestratorWorkerMismatch',
        'OrchestratorTargetDown',
        ...RECONFIGURATIONS,
      ],
      leftOut: ['OrchestratorWorkerCrashLoop', 'OrchestratorTargetDown'],
    },
  ],
  // A worker waits for so long after its registration, counted in steps of 30 s from the second look on, and then finishes its coordination.
  // One that fires waits as long in every five minutes, so that it lasts.
  probe: {
    values: 'continuous',
    settle: (value) => value,
    only: () => times(11, (index) => 30 * index),
    series: (value, at) => {
      const isWaiting = (second: number): boolean => (at.fires ? (second + 270) % WINDOW : second - 30) < value;
      return [
        constant(METRICS.workersRegistered.name, at.worker(0), 1),
        sampled(PARTITIONS, at.worker(0), (second) => (isWaiting(second) ? undefined : 1)),
      ];
    },
  },
  runbook: {
    meaning: 'A worker registers, and its coordination does not end well.',
    impact:
      'The replica set stops for every attempt. With only some workers affected, the others may go on in an outdated generation.',
    diagnosis: [
      {
        question: 'Which worker has registered without reporting a generation?',
        query: ({ workers }) =>
          `${select(METRICS.workersRegistered.name, workers)} unless on (replica_set, instance) ${select(PARTITIONS, workers)}`,
      },
      {
        question:
          'Read its log for "coordination timeout", and the orchestrator’s tables for workers that no longer exist.',
      },
    ],
    fix: [
      'A row of a dead worker: wait for 30 s until it counts as stale, or delete it.',
      'If it does not end: restart all workers of the replica set at once.',
      'If OrchestratorNeverConverges follows: see there.',
    ],
  },
});

export const SLOW_COORDINATION = alert({
  name: 'OrchestratorSlowCoordination',
  signal: signals.coordinationSeconds,
  threshold: 30,
  for: '1m',
  keepFiringFor: '3m',
  severity: 'warning',
  summary: text`Coordinations of the replica set take long.`,
  description: ({ threshold }) =>
    text`The coordinations of replica set ${replicaSet} in the last 10 minutes took ${value('humanizeDuration')} on average (more than ${threshold} s) for the worker that waited longest. All workers stand still meanwhile, and one that takes more than 60 s fails. A worker that is slow to become ready (the one with the shortest wait) or a slow database is the usual cause.`,
  panel: 'coordination-quantiles',
  reason:
    'The README’s 30 s, asked in a way that can be answered: the default buckets end at 10 s, so a quantile never says more. The mean from sum and count is not bounded. A coordination is a rare event, so 10 minutes of it are looked at, and not 10 minutes waited.',
  sign: { text: 'Slow coordination', rank: 100 },
  silences: [
    { alerts: ['OrchestratorCoordinationFailing', ...RECONFIGURATIONS], leftOut: ['OrchestratorCoordinationFailing'] },
  ],
  // One coordination took so long; or, where the alert waits for longer than one counts, one every sample.
  probe: {
    values: 'continuous',
    settle: () => 60,
    // What many samples sum up to misses a threshold by its last bits.
    spacing: (value) => (isShort(value) ? SAMPLE_SPACING : undefined),
    series: (value, at) => {
      const again = at.lasting > 400;
      const counted = [`${DURATION}_sum`, `${DURATION}_count`].map((metric, index) => {
        const each = index === 0 ? value : 1;
        return sampled(metric, at.worker(0), (second) => each * (again ? 1 + Math.floor(second / 15) : 1));
      });
      return [...counted, constant('process_start_time_seconds', at.target(0), 0)];
    },
  },
  runbook: {
    meaning: 'Workers wait long until all of them are ready.',
    impact: 'During the wait no event is handled. At 60 s the coordination fails and workers exit.',
    diagnosis: [
      {
        question: 'Who waited how long? The one that waited least is the one the others waited for.',
        query: ({ workers }) =>
          `increase(${select(`${DURATION}_sum`, workers)}[10m]) / (increase(${select(`${DURATION}_count`, workers)}[10m]) > 0)`,
      },
      { question: 'What does that worker do when it starts: migrations, caches, a slow connection?' },
    ],
    fix: [
      'Do slow preparations before the orchestrator runs.',
      'Look at the database: locks on the orchestrator’s tables, latency.',
    ],
  },
});

export const HIGH_RECONFIGURATION_RATE = alert({
  name: 'OrchestratorHighReconfigurationRate',
  signal: signals.reconfigurationRate,
  threshold: 0.1,
  for: '5m',
  severity: 'warning',
  summary: text`The replica set reconfigures again and again.`,
  description: ({ threshold }) =>
    text`Replica set ${replicaSet} reconfigures ${value()} times a second (more than ${threshold}): workers keep joining and leaving, and hardly handle any events.`,
  panel: 'reconfiguration-rate',
  reason:
    'The README’s alert with its threshold and duration. A reconfiguration takes seconds, so 0.1 a second is close to all that is possible: it catches one that only reconfigures. Slower ones are OrchestratorFrequentReconfigurations.',
  silences: [{ alerts: ['OrchestratorFrequentReconfigurations'] }],
  probe: rateProbe(METRICS.reconfigurations.name),
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
        query: (context) => restarts(context, '5m'),
      },
    ],
    fix: ['Stop the worker that joins and leaves, or what scales the replica set up and down.'],
  },
});

const FREQUENT_RECONFIGURATIONS = alert({
  name: 'OrchestratorFrequentReconfigurations',
  signal: signals.frequentReconfigurations,
  threshold: 5,
  for: '1m',
  keepFiringFor: '15m',
  severity: 'warning',
  summary: text`The replica set is reconfigured again and again.`,
  description: ({ threshold }) =>
    text`Replica set ${replicaSet} was reconfigured in ${value('humanize')} of the twelve 5-minute windows of the last hour (more than ${threshold}): a worker restarts slowly but steadily, an autoscaler oscillates, or the workers never converge. Each reconfiguration stops all workers for seconds.`,
  panel: 'frequent-reconfigurations',
  reason:
    'The orchestrator’s documentation calls more than 5 reconfigurations an hour unstable. Counting them would fire after every rolling restart, which makes two for each pod; counting the 5-minute windows that saw one does not: instability is spread over the hour, a deployment is not. A long one is, as is the morning of an autoscaler, and the hour goes on when they are over: where that is normal, raise the `threshold`. So it does after what was told for another reason, such as a crash loop of an hour, which is then told once more. What comes every ten minutes or so is counted now five, now six times in an hour: it goes on for a quarter of an hour, so as not to come and go. Recorded windows begin with the rules: after these are loaded, it takes half an hour to see the first.',
  // Reconfigured in the first so many windows of five minutes, but for a scrape that the next one sees, and then at rest.
  probe: {
    values: 'whole',
    settle: (value) => (value + 1) * WINDOW,
    lasts: (value) => 3_600 - (value + 1) * WINDOW,
    most: () => 11,
    series: (value, at) => [
      sampled(
        METRICS.reconfigurations.name,
        at.worker(0),
        (second) => 100 + Math.min(second, value * WINDOW - 60) / 15,
      ),
    ],
  },
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
    fix: ['Give the autoscaler a longer stabilization window.', 'Fix whatever restarts the worker.'],
  },
});

/** Generations, coordinations and reconfigurations. */
export const COORDINATION = {
  group: 'orchestrator_coordination',
  recorded: signals.RECORDED,
  alerts: [
    NEVER_CONVERGES,
    WORKER_LEFT_BEHIND,
    COORDINATION_FAILING,
    SLOW_COORDINATION,
    HIGH_RECONFIGURATION_RATE,
    FREQUENT_RECONFIGURATIONS,
  ],
} as const satisfies Area;
