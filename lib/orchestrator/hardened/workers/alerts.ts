/** Alerts about the workers of a replica set: are they there, and do their processes live. */
import {
  single,
  type AlertDefinition,
  type AlertScope,
  type AlertSettings,
  type Condition,
} from '../../../model/alert-definition';
import { METRICS } from '../../metrics';
import { select } from '../../../promql/write';
import { labelValue, text, value } from '../../../templates/text';
import { isRange, isWorkload, maximumWorkers, mayBeIdle, minimumWorkers, workloadIdentity } from '../../fleet/workers';
import {
  downTargets,
  exitingWorkers,
  listedWithoutWorkers,
  presentWorkers,
  registeredWorkers,
  restartsOfOneWorker,
  workersBeyondWorkload,
  workingWorkers,
} from './signals';

const GROUP = 'orchestrator_workers';
const replicaSet = labelValue('replica_set');

const lastLogLine = 'Read the last log lines of a worker: it exits with the error that Run returned.';

function noWorkers({ threshold, workers }: AlertSettings): readonly Condition[] {
  return threshold === undefined || mayBeIdle(workers)
    ? []
    : [{ key: '', signal: workingWorkers, comparison: '<', threshold }];
}

function absent({ threshold, workers }: AlertSettings, { replicaSets }: AlertScope): readonly Condition[] {
  return threshold === undefined || mayBeIdle(workers) || replicaSets.length === 0
    ? []
    : [{ key: '', signal: listedWithoutWorkers(replicaSets), comparison: '<', threshold }];
}

function mismatch({ workers }: AlertSettings, scope: AlertScope): readonly Condition[] {
  if (isWorkload(workers)) {
    // The workload is part of the expression, so every replica set has a rule of its own.
    return scope.replicaSets.map((name) => ({
      key: 'workload',
      replicaSet: name,
      signal: workersBeyondWorkload(name, workers),
      comparison: '<',
      threshold: 0,
    }));
  }
  const minimum = minimumWorkers(workers);
  // Below one worker there is none, which OrchestratorNoWorkers tells.
  return minimum === undefined || minimum <= 1
    ? []
    : [{ key: '', signal: presentWorkers, comparison: '<', threshold: minimum }];
}

function tooMany({ workers }: AlertSettings): readonly Condition[] {
  const maximum = maximumWorkers(workers);
  return maximum === undefined ? [] : [{ key: '', signal: registeredWorkers, comparison: '>', threshold: maximum }];
}

/** Alerts about workers, most urgent first. */
export const WORKER_ALERTS: readonly AlertDefinition[] = [
  {
    name: 'OrchestratorNoWorkers',
    group: GROUP,
    threshold: 1,
    for: '90s',
    keepFiringFor: '3m',
    severity: 'critical',
    workersMatter: mayBeIdle,
    conditions: noWorkers,
    summary: text`No worker of the replica set is working.`,
    description: ({ threshold }) =>
      text`Replica set ${replicaSet} has ${value()} working workers, at least ${threshold} is needed: its projections handle no events. Either all workers are gone (killed, scaled to zero, targets lost), or none gets through its start: the database is down, the coordination times out, or a projection fails permanently, so that every worker exits and restarts in vain. The last log line of a worker says which.`,
    panel: 'active-workers',
    reason:
      'Whoever compares live series with a number hears nothing once the last series is gone. This one holds what works now against what was there within the last hour, so that a replica set that dies is told by name, also while another one lives in the same job. A worker works once it has finished a coordination: restarts in vain and endless timeouts do not look like life. 90 s outlast a rolling restart, in which some worker always works.',
    runbook: {
      meaning:
        'Not one worker of the replica set has finished a coordination since its process started, or none is scraped at all.',
      impact:
        'No event of any projection of the replica set is handled. Read models stand still, and lag grows until somebody mends it.',
      diagnosis: [
        {
          question: 'Are there processes? 0 or nothing: they are gone, or Prometheus does not find them.',
          query: ({ targets }) => select('up', targets),
        },
        {
          question: 'Do workers register without ever finishing a coordination?',
          query: ({ workers }) => select(METRICS.workersRegistered.name, workers),
        },
        {
          question: 'Do they restart over and over? Many restarts: they exit on an error.',
          query: ({ targets }) => `changes(${select('process_start_time_seconds', targets)}[30m])`,
        },
        { question: lastLogLine },
      ],
      mend: [
        'No processes: look at the workload (scaled to zero, unschedulable, image not found) and at the scrape configuration.',
        'Restarts: mend what the log says. A projection that fails on one event fails again after every restart: fix its handler, or skip the event.',
        'Database unreachable: mend it; workers come back by themselves.',
        'A replica set that is retired: take it out of the configuration; without configuration the alert ends after an hour.',
      ],
    },
  },
  {
    name: 'OrchestratorReplicaSetAbsent',
    group: GROUP,
    threshold: 1,
    for: '5m',
    severity: 'critical',
    workersMatter: mayBeIdle,
    conditions: absent,
    summary: text`A configured replica set has no worker.`,
    description: ({ threshold }) =>
      text`Replica set ${replicaSet} is configured, but has ${value()} working workers, at least ${threshold} is needed, and perhaps never had one: it was never deployed, its targets are not scraped, its name is misspelt, or all its workers have been gone for more than an hour.`,
    panel: 'replica-sets-absent',
    reason:
      'A replica set that vanished without a trace, or never came, has no series to compare. The configuration knows its name. It takes over where OrchestratorNoWorkers ends, an hour after the last worker was seen; 5 minutes give a first deployment time to start.',
    runbook: {
      meaning: 'The configuration lists the replica set, and no worker of that name has finished a coordination.',
      impact: 'No event of its projections is handled.',
      diagnosis: [
        {
          question: 'Which replica sets are there? Look for another spelling.',
          query: ({ workers }) =>
            `count by (replica_set) (${select(
              METRICS.workersRegistered.name,
              workers.filter(({ label }) => label !== 'replica_set'),
            )})`,
        },
        { question: 'Does Prometheus find the workers at all?', query: ({ targets }) => select('up', targets) },
      ],
      mend: [
        'Deploy it, or mend what the scrape configuration misses.',
        'Correct the name in the configuration, or take the replica set out of it when it is retired.',
      ],
    },
  },
  {
    name: 'OrchestratorWorkerMismatch',
    group: GROUP,
    threshold: undefined,
    for: '5m',
    keepFiringFor: '90s',
    severity: 'warning',
    workersMatter: (workers) => (isWorkload(workers) ? workloadIdentity(workers) : minimumWorkers(workers)),
    conditions: mismatch,
    summary: text`The replica set has fewer workers than expected.`,
    description: ({ threshold }, { workers }) =>
      isWorkload(workers)
        ? text`Replica set ${replicaSet} has ${value()} workers beyond the replicas that its workload asks for (below ${threshold}), and nothing has replaced the missing ones. A worker was killed, hangs, cannot be scheduled or lost its database connection.`
        : text`Replica set ${replicaSet} has ${value()} workers, ${isRange(workers) ? 'at least ' : ''}${threshold} are expected, and nothing has replaced the missing ones. A worker was killed, hangs, cannot be scheduled or lost its database connection.`,
    panel: 'workers-expected',
    reason:
      'The README’s alert, with its 5 minutes: an evicted worker is replaced sooner. It takes the lower of what is scraped and what the application counts, since the count of database rows lags behind by 30 s and the count of targets knows nothing of a worker that lost its registration. Too many workers are another alert: another cause, another mend.',
    runbook: {
      meaning: 'Fewer workers than expected are registered and scraped, and that has lasted.',
      impact: 'The others have taken over the partitions: less throughput, less redundancy.',
      diagnosis: [
        {
          question: 'Which workers are there?',
          query: ({ workers }) =>
            `count by (replica_set, instance) (${select(METRICS.workersRegistered.name, workers)})`,
        },
        { question: 'Is a target down?', query: ({ targets }) => `${select('up', targets)} == 0` },
        { question: 'Does the workload have all its pods: pending, evicted, out of memory?' },
      ],
      mend: [
        'Mend what keeps the pod from running: resources, node, image.',
        'A worker that hangs: restart it.',
        'If the number is outdated: set `workers` of the replica set, or give a range or the workload to read it from.',
      ],
    },
  },
  {
    name: 'OrchestratorTooManyWorkers',
    group: GROUP,
    threshold: undefined,
    for: '15m',
    severity: 'warning',
    workersMatter: maximumWorkers,
    conditions: tooMany,
    summary: text`The replica set has more workers than expected.`,
    description: ({ threshold }) =>
      text`Replica set ${replicaSet} has ${value()} registered workers, at most ${threshold} are expected: an old deployment was left running, a second one uses the same name, or the expected number is outdated.`,
    panel: 'workers-expected',
    reason:
      'Two deployments under one replica set name share partitions that neither knows the other to have. A rolling deployment has more workers for minutes, so it waits for 15.',
    runbook: {
      meaning:
        'More workers are registered than the configuration allows, and that has lasted longer than a deployment takes.',
      impact: 'Usually none at once. Two versions of the code may handle events of the same projection.',
      diagnosis: [
        {
          question: 'Which instances are there?',
          query: ({ workers }) =>
            `count by (replica_set, instance) (${select(METRICS.workersRegistered.name, workers)})`,
        },
      ],
      mend: ['Stop the workers that should not be there, or set `workers` of the replica set to what is wanted.'],
    },
  },
  {
    name: 'OrchestratorWorkersExiting',
    group: GROUP,
    threshold: 1,
    for: '30s',
    keepFiringFor: '3m',
    severity: 'critical',
    conditions: single(exitingWorkers, '>'),
    summary: text`Several workers of the replica set exit and restart over and over.`,
    description: ({ threshold }) =>
      text`${value()} workers of replica set ${replicaSet} (more than ${threshold}) have each restarted at least twice within 10 minutes and were down in between: something that every worker meets makes it exit. Most often a projection fails permanently (its error counter dies with the process; the last log line names the projection and the position), else the database or a bad configuration.`,
    panel: 'workers-exiting',
    reason:
      'A worker that exits on an error takes its error counter with it, so the error alert cannot see it. What remains is that several workers restart within minutes: a rolling restart restarts each of them once.',
    runbook: {
      meaning:
        'Several workers restart again and again. One broken worker is another alert; this is something that all of them meet.',
      impact:
        'Every restart makes all workers stop and coordinate anew. Between restarts some events are handled; the failing one never is.',
      diagnosis: [
        { question: lastLogLine },
        {
          question: 'Who restarts, and how often?',
          query: ({ targets }) => `changes(${select('process_start_time_seconds', targets)}[10m])`,
        },
      ],
      mend: [
        'A projection that fails on an event: fix the handler or skip the event, then let the workers restart.',
        'A bad release: roll back.',
      ],
    },
  },
  {
    name: 'OrchestratorWorkerCrashLoop',
    group: GROUP,
    threshold: 2,
    for: '30s',
    keepFiringFor: '3m',
    severity: 'warning',
    conditions: single(restartsOfOneWorker, '>'),
    summary: text`A worker of the replica set restarts over and over.`,
    description: ({ threshold }) =>
      text`A worker of replica set ${replicaSet} has restarted ${value()} times within 30 minutes (more than ${threshold}), and each restart makes all workers coordinate anew. It crashes, runs out of memory, fails its coordination, or a projection fails on an event of its partition and makes it exit.`,
    panel: 'worker-restarts',
    reason:
      'Fast restarts hide between scrapes: the start time of the process gives them away. It counts only while the worker still restarts or is down, so that three deployments in half an hour do not fire once they are over. Between two crashes the worker may look well for some minutes: it goes on firing for 3 more, so that one crash loop is told once.',
    runbook: {
      meaning: 'One worker keeps restarting.',
      impact: 'Its partitions are handled in bursts, and every restart interrupts all other workers for seconds.',
      diagnosis: [
        {
          question: 'Which instance?',
          query: ({ targets }) => `topk(3, changes(${select('process_start_time_seconds', targets)}[30m]))`,
        },
        { question: lastLogLine },
        { question: 'Was it killed for its memory (reason OOMKilled of the pod)?' },
      ],
      mend: [
        'Mend what the log says, or take the worker out: scale down by one, and the others take over its partitions.',
      ],
    },
  },
  {
    name: 'OrchestratorTargetDown',
    group: GROUP,
    threshold: 0,
    for: '1m',
    severity: 'warning',
    conditions: single(downTargets, '>'),
    summary: text`A worker of the replica set cannot be scraped.`,
    description: ({ threshold }) =>
      text`${value()} workers of replica set ${replicaSet} (more than ${threshold}) did not answer most scrapes of the last 4 minutes, although service discovery still knows them: the worker was killed and not restarted, hangs, restarts over and over, or its metrics port is blocked.`,
    panel: 'targets-down',
    reason:
      'The first sign of a worker that is dead or hangs while its target remains. A rolling restart costs a target one or two scrapes; this wants more than a third of four minutes.',
    runbook: {
      meaning: 'Prometheus knows the target and gets no answer.',
      impact:
        'Either the worker is gone and the others have its partitions, or it hangs and its events wait; what it exposes is unknown.',
      diagnosis: [
        { question: 'Which targets?', query: ({ targets }) => `${select('up', targets)} == 0` },
        { question: 'What does Prometheus say? Its page /targets shows the last error of the scrape.' },
      ],
      mend: [
        'Connection refused: the process is gone; restart it, or take the target out.',
        'Timeout: it hangs or is starved; take a goroutine dump, then restart it.',
        'If it does its work: open the metrics port for Prometheus.',
      ],
    },
  },
];
