/** Alerts about the processes that workers run in: do they live, restart, answer. */
import { alert, replicaSet } from '../alert';
import { restarts } from '../asking';
import type { Area } from '../../../model/area';
import { constant, sampled, times, type InputSeries, type ProbeTarget } from '../../../model/probe';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import { MOST_WORKERS } from '../../probes';
import { OF_EXITING_WORKERS, RECONFIGURATIONS } from '../symptoms';
import * as signals from './signals';

const STARTED = 'process_start_time_seconds';
const HALF_AN_HOUR = 1_800;

/** Workers whose registration is known, whatever else becomes of them. */
const known = (count: number, at: ProbeTarget): readonly InputSeries[] =>
  times(count, (index) => constant(METRICS.workersRegistered.name, at.worker(index), 1));

/** A target that fails for the last seconds of each period. */
const failing = (at: ProbeTarget, index: number, period: number, down: number): InputSeries =>
  sampled('up', at.target(index), (second) => (second % period >= period - down ? 0 : 1));

const lastLogLine = 'Read the last log lines of a worker: it exits with the error that Run returned.';

const WORKERS_EXITING = alert({
  name: 'OrchestratorWorkersExiting',
  signal: signals.workersExiting,
  threshold: 1,
  for: '30s',
  keepFiringFor: '3m',
  severity: 'critical',
  summary: text`Several workers of the replica set exit and restart over and over.`,
  description: ({ threshold }) =>
    text`${value('humanize')} workers of replica set ${replicaSet} (more than ${threshold}) have each restarted at least three times within 30 minutes and were down in between: all of them exit for the same reason. Most often a projection fails permanently (its error counter dies with the process; the last log line names the projection and the position), otherwise the database is down or the configuration is wrong.`,
  panel: 'workers-exiting',
  reason:
    'A worker that exits on an error takes its error counter with it, so the error alert cannot see it. What remains is that several workers restart again and again, in the end with five minutes between two tries, as kubelet has it: a rolling restart restarts each of them once, and a rollback once more. Where all workers exit, it ends five minutes after the last restart, with OrchestratorNoWorkers: of workers that are well again nobody is told. Where some live on, it outlasts the lives of the others, of up to six minutes: longer ones may raise it anew.',
  sign: { text: 'Workers exit', rank: 20 },
  silences: [{ alerts: OF_EXITING_WORKERS, leftOut: ['OrchestratorWorkerCrashLoop', 'OrchestratorTargetDown'] }],
  // Each of some workers restarts every 200 s, and does not answer for 80 s before; one lives on.
  probe: {
    values: 'whole',
    settle: () => 900,
    most: () => MOST_WORKERS,
    series: (value, at) => [
      ...known(value + 1, at),
      ...times(value, (index) => failing(at, index, 200, 80)),
      ...times(value, (index) => sampled(STARTED, at.target(index), (second) => Math.floor(second / 200) * 200)),
      constant('up', at.target(value), 1),
      constant(STARTED, at.target(value), 0),
    ],
  },
  runbook: {
    meaning:
      'Several workers restart again and again. One broken worker is another alert; this is something that all of them meet.',
    impact:
      'Every restart makes all workers stop and coordinate anew. Between restarts some events are handled; the failing one never is.',
    diagnosis: [
      { question: lastLogLine },
      {
        question: 'Who restarts, and how often?',
        query: (context) => restarts(context, '30m'),
      },
    ],
    fix: [
      'A projection that fails on an event: fix the handler or skip the event, then let the workers restart.',
      'A bad release: roll back.',
    ],
  },
});

const WORKER_CRASH_LOOP = alert({
  name: 'OrchestratorWorkerCrashLoop',
  signal: signals.workerRestarts,
  threshold: 2,
  for: '30s',
  keepFiringFor: '3m',
  severity: 'warning',
  summary: text`A worker of the replica set restarts over and over.`,
  description: ({ threshold }) =>
    text`A worker of replica set ${replicaSet} has restarted ${value('humanize')} times within 30 minutes (more than ${threshold}), and each restart makes all workers coordinate anew. It crashes, runs out of memory, fails its coordination, or a projection fails on an event of its partition and makes it exit.`,
  panel: 'worker-restarts',
  reason:
    'Fast restarts hide between scrapes: the start time of the process gives them away. Between two crashes a worker may look well for as long as it lives. So it counts until the worker has lived twice as long as between its restarts, on average, and keeps firing for 3 minutes more: a crash loop notifies once, and one of short lives is over soon after the last restart. Three deployments in half an hour, at the same addresses, are told for a quarter of an hour after the third. Restarts more than 15 minutes apart are no loop; near that, or where kubelet waits five minutes after lives of nine, it may come and go, and OrchestratorTargetDown, which it silences, with it.',
  sign: { text: 'Worker restarts', rank: 80 },
  silences: [
    {
      alerts: [
        'OrchestratorWorkerMismatch',
        'OrchestratorTargetDown',
        ...RECONFIGURATIONS,
        'OrchestratorProjectionStalled',
      ],
      leftOut: ['OrchestratorTargetDown'],
    },
  ],
  // A worker restarts so often within its first minutes, and is down ever after.
  probe: {
    values: 'whole',
    settle: (value) => 30 * (value + 2),
    lasts: (value) => HALF_AN_HOUR - 30 * (value + 2),
    most: () => 40,
    series: (value, at) => [
      ...known(1, at),
      sampled('up', at.target(0), (second) => Number(second <= 30 * value)),
      sampled(STARTED, at.target(0), (second) => Math.min(value, Math.floor(second / 30)) * 30),
    ],
  },
  runbook: {
    meaning: 'One worker keeps restarting.',
    impact: 'Its partitions are handled in bursts, and every restart interrupts all other workers for seconds.',
    diagnosis: [
      {
        question: 'Which instance?',
        query: (context) => `topk(3, ${restarts(context, '30m')})`,
      },
      { question: lastLogLine },
      { question: 'Was it killed for its memory (reason OOMKilled of the pod)?' },
    ],
    fix: [
      'Fix what the log names, or take the worker out: scale down by one, and the others take over its partitions.',
    ],
  },
});

const TARGET_DOWN = alert({
  name: 'OrchestratorTargetDown',
  signal: signals.targetsDown,
  for: '30s',
  keepFiringFor: '2m',
  severity: 'warning',
  summary: text`A worker of the replica set cannot be scraped.`,
  description: ({ threshold }) =>
    text`${value('humanize')} workers of replica set ${replicaSet} (more than ${threshold}) did not answer most scrapes of the last 3 minutes, although service discovery still knows them. The worker was killed and not restarted, hangs, restarts over and over, or does its work while its metrics endpoint is slow or blocked.`,
  panel: 'targets-down',
  reason:
    'The first sign of a worker that is dead or hangs while its target remains. A rolling restart costs a target one or two scrapes; this wants more than a third of three minutes, and not those before a worker came for the first time: a pod that pulls its image is no worker yet.',
  sign: { text: 'Worker down', rank: 90 },
  silences: [{ alerts: ['OrchestratorWorkerMismatch', ...RECONFIGURATIONS], leftOut: ['OrchestratorWorkerMismatch'] }],
  probe: {
    values: 'whole',
    // Longer than a worker is new.
    settle: () => 240,
    most: () => MOST_WORKERS,
    series: (value, at) => [
      ...known(value + 1, at),
      ...times(value, (index) => constant('up', at.target(index), 0)),
      constant('up', at.target(value), 1),
    ],
  },
  runbook: {
    meaning: 'Prometheus knows the target and gets no answer.',
    impact:
      'Either the worker is gone and the others have its partitions, or it hangs and its events wait; what it exposes is unknown.',
    diagnosis: [
      { question: 'Which targets?', query: ({ targets }) => `${select('up', targets)} == 0` },
      { question: 'What does Prometheus say? Its page /targets shows the last error of the scrape.' },
    ],
    fix: [
      'Connection refused: the process is gone; restart it, or take the target out.',
      'Timeout: it hangs or is starved; take a goroutine dump, then restart it.',
      'If it does its work: open the metrics port for Prometheus.',
    ],
  },
});

/** Processes: do they live, restart, answer their scrapes. */
export const PROCESSES = {
  group: 'orchestrator_processes',
  recorded: signals.RECORDED,
  alerts: [WORKERS_EXITING, WORKER_CRASH_LOOP, TARGET_DOWN],
} as const satisfies Area;
