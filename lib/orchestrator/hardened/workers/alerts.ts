/** Alerts about the workers of a replica set: are they there, and as many as there should be. */
import { alert, replicaSet } from '../alert';
import { restarts } from '../asking';
import type { Area } from '../../../model/area';
import { constant, sampled, times, type InputSeries, type ProbeTarget } from '../../../model/probe';
import type { ListedSubject, QueryContext } from '../../../model/signal';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import { MOST_WORKERS } from '../../probes';
import { OF_DEAD_REPLICA_SET, RECONFIGURATIONS } from '../symptoms';
import { expectedUnknown } from './expected';
import * as signals from './signals';

/** Replicas that a workload asks for in a test, at the least. */
const REPLICAS = 3;

const PARTITIONS = METRICS.currentGenerationPartitions.name;
const REGISTERED = METRICS.workersRegistered.name;

/** Workers that have finished a coordination. */
const working = (count: number, at: ProbeTarget): readonly InputSeries[] =>
  [PARTITIONS, REGISTERED].flatMap((metric) => times(count, (index) => constant(metric, at.worker(index), count)));

/** A worker that was there for the first minute. */
const gone = (at: ProbeTarget, index: number): InputSeries =>
  sampled(PARTITIONS, at.worker(index), (second) => (second <= 60 ? 1 : undefined));

/** What a listed replica set's workload asks for, as kube-state-metrics says it. */
function replicas({ listed, target }: ProbeTarget, count: number): readonly InputSeries[] {
  const minimum = listed?.minimum;
  if (typeof minimum !== 'object') {
    return [];
  }
  const own = Object.fromEntries(minimum.matchers.map(({ label, value }) => [label, value]));
  const { job: _job, instance: _instance, ...shared } = target(0);
  return [constant(minimum.metric, { ...shared, ...own }, count)];
}

const fewest = (listed: ListedSubject | undefined): number =>
  typeof listed?.minimum === 'object' ? REPLICAS : (listed?.minimum ?? 0);

const mostWanted = (listed: ListedSubject | undefined): number =>
  typeof listed?.maximum === 'number' ? listed.maximum : 0;

const whichWorkers = {
  question: 'Which workers are there?',
  query: ({ workers }: QueryContext) =>
    `count by (replica_set, instance) (${select(METRICS.workersRegistered.name, workers)})`,
};

/** The series of kube-state-metrics that say how many workers the listed replica sets should have, and others of their namespaces. */
const wantedSeries = ({ listed }: QueryContext): string => {
  const wanted = listed.flatMap(({ minimum }: ListedSubject) => (typeof minimum === 'object' ? [minimum] : []));
  const ofNamespaces = wanted.map(({ metric, matchers }) =>
    select(
      metric,
      matchers.filter(({ label }) => label === 'namespace'),
    ),
  );
  return [...new Set(ofNamespaces)].join(' or ');
};

const NO_WORKERS = alert({
  name: 'OrchestratorNoWorkers',
  signal: signals.workingWhereWanted,
  comparison: '<',
  threshold: 1,
  for: '90s',
  keepFiringFor: '5m',
  severity: 'critical',
  summary: text`No worker of the replica set is working.`,
  description: ({ threshold }) =>
    text`Replica set ${replicaSet} has ${value('humanize')} working workers and needs at least ${threshold}. Unless they merely cannot be scraped, its projections handle no events. Either all workers are gone (killed, scaled to zero, not scraped), or none completes its start: it crashes, the database is down, the coordination times out, or a projection fails permanently, so that every worker exits and restarts. The last log line of a worker says which.`,
  panel: 'active-workers',
  reason:
    'A comparison returns nothing once the series is gone. This alert compares the workers that work now with those of the last hour, so that a replica set that dies is named, even while another one lives in the same job. A worker works once it has finished a coordination: restart loops and endless timeouts do not count, nor do workers that register again and again without one, where the application calls `Run` again in its process. 90 s outlast a rolling restart, in which some worker always works. Where all exit over and over, some may work for minutes between two of kubelet’s pauses of five: it keeps firing for 5 more, so that this notifies once, and what follows from it is over before (OrchestratorCoordinationFailing may take a minute longer); workers that each live for four minutes or more may raise it anew after every pause. A workload that was scaled to zero has five minutes more to start: pods are scheduled, and images pulled. A single worker that is recreated or evicted may be away for as long: give its replica set `for: 5m`.',
  sign: { text: 'No workers', rank: 10 },
  probe: {
    values: 'whole',
    settle: () => 120,
    lasts: (value) => (value === 0 ? 3_500 : Infinity),
    most: () => MOST_WORKERS,
    suits: (listed) => listed === undefined || fewest(listed) > 0,
    series: (value, at) => [...working(value, at), gone(at, value), ...replicas(at, REPLICAS)],
  },
  silences: [
    {
      alerts: ['OrchestratorReplicaSetAbsent', ...OF_DEAD_REPLICA_SET],
      leftOut: ['OrchestratorWorkerCrashLoop', 'OrchestratorTargetDown'],
    },
  ],
  runbook: {
    meaning:
      'No worker of the replica set has finished a coordination since its process started, or none is scraped at all.',
    impact:
      'No event of any projection of the replica set is handled. Read models stand still, and lag grows until this is fixed.',
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
        query: (context) => restarts(context, '30m'),
      },
      { question: 'Read the last log lines of a worker: it exits with the error that Run returned.' },
    ],
    fix: [
      'No processes: check the workload (scaled to zero, unschedulable, image not found) and the scrape configuration.',
      'Restarts: fix what the log says. A projection that fails on one event fails again after every restart: fix its handler, or skip the event.',
      'Database unreachable: restore it; the workers recover by themselves.',
      'Scaled to zero while kube-state-metrics was away: it ends within minutes after that is back.',
      'A replica set that is retired: remove it from the configuration. One that is not listed stops alerting about an hour after its last worker.',
    ],
  },
});

const REPLICA_SET_ABSENT = alert({
  name: 'OrchestratorReplicaSetAbsent',
  signal: signals.replicaSetsAbsent,
  for: '5m',
  keepFiringFor: '3m',
  severity: 'critical',
  summary: text`A listed replica set has had no worker for almost an hour, or never had one.`,
  description: () =>
    text`Replica set ${replicaSet} is listed in the configuration and should have at least ${value('humanize')} workers, but none has worked within the last 50 minutes. It was never deployed, every worker exits at its start (the database is down, or a projection fails permanently), its workers are not scraped, its name is misspelled, or all its workers have been gone for that long.`,
  panel: 'replica-sets-absent',
  reason:
    'A replica set that never came, or that vanished, has no series to compare; the configuration knows its name. OrchestratorNoWorkers covers the first hour after the last worker was seen. This alert takes over before that hour ends, so that what follows from it stays silent. 5 minutes give a first deployment time to start.',
  silences: [{ alerts: OF_DEAD_REPLICA_SET }],
  sign: { text: 'Absent', rank: 15 },
  // The value is what is expected, where no worker is: a number follows from the configuration, a workload's replicas are played.
  probe: {
    values: 'whole',
    settle: () => 30,
    only: (listed) => (typeof listed?.minimum === 'object' ? undefined : [0, fewest(listed)]),
    suits: (listed) => fewest(listed) > 0,
    unseen: true,
    series: (value, at) => [...working(value === 0 ? 1 : 0, at), ...replicas(at, value === 0 ? REPLICAS : value)],
  },
  runbook: {
    meaning:
      'The configuration lists the replica set, and no worker of that name has finished a coordination within the last 50 minutes. Where `aggregateBy` has labels whose values only the workers tell, a replica set is known for six hours after its last worker; then the alert ends.',
    impact: 'No event of its projections is handled.',
    diagnosis: [
      {
        question: 'Which replica sets are there? Look for another spelling.',
        query: ({ workers }) => `count by (replica_set) (${select(METRICS.workersRegistered.name, workers)})`,
      },
      { question: 'Does Prometheus find the workers at all?', query: ({ targets }) => select('up', targets) },
      { question: 'Do they start and exit again? Read the last log line of a worker: it says why.' },
    ],
    fix: [
      'Deploy it, or fix the scrape configuration.',
      'Workers that exit: restore the database, or fix the handler that the log names.',
      'Correct the name in the configuration, or remove the replica set from it when it is retired.',
    ],
  },
});

export const WORKER_MISMATCH = alert({
  name: 'OrchestratorWorkerMismatch',
  signal: signals.missingWorkers,
  for: '5m',
  severity: 'warning',
  summary: text`The replica set has fewer workers than expected.`,
  description: ({ threshold }) =>
    text`Replica set ${replicaSet}: missing workers: ${value('humanize')} (more than ${threshold}). Nothing has replaced them. A worker was killed, hangs, cannot be scheduled, or lost its database connection.`,
  panel: 'workers-expected',
  reason:
    'The README’s alert, with its 5 minutes: an evicted worker is replaced sooner. A rollout that has one worker away at a time, as that of a StatefulSet, may take longer: then give the replica set a `for` as long as its rollouts. Present workers are the lower of what is scraped and what the application counts: the count of database rows lags behind by 30 s, and the count of targets knows nothing of a worker that lost its registration. Too many workers are another alert: another cause, another fix.',
  sign: { text: 'Worker missing', rank: 95 },
  // One worker reports how many the application counts: fewer than should be there.
  probe: {
    values: 'whole',
    settle: () => 0,
    most: (listed) => (typeof listed?.minimum === 'object' ? Infinity : fewest(listed) - 1),
    suits: (listed) => fewest(listed) > 1,
    series: (value, at) => {
      const wanted = typeof at.listed?.minimum === 'object' ? Math.max(0, value) + REPLICAS : fewest(at.listed);
      return [
        // What is expected of a replica set is known for the places where it was seen.
        constant(REGISTERED, at.worker(0), 1),
        constant(METRICS.activeWorkers.name, at.worker(0), wanted - value),
        ...replicas(at, wanted),
      ];
    },
  },
  silences: [{ alerts: RECONFIGURATIONS }],
  runbook: {
    meaning: 'Fewer workers than expected are registered and scraped, and that has lasted.',
    impact: 'The others have taken over the partitions: less throughput, less redundancy.',
    diagnosis: [
      whichWorkers,
      { question: 'Is a target down?', query: ({ targets }) => `${select('up', targets)} == 0` },
      { question: 'Does the workload have all its pods: pending, evicted, out of memory?' },
    ],
    fix: [
      'Fix what keeps the pod from running: resources, node, image.',
      'A worker that hangs: restart it.',
      'If the number is outdated: set `workers` of the replica set, or give a range or the workload to read it from.',
    ],
  },
});

const TOO_MANY_WORKERS = alert({
  name: 'OrchestratorTooManyWorkers',
  signal: signals.excessWorkers,
  for: '15m',
  severity: 'warning',
  summary: text`The replica set has more workers than expected.`,
  description: ({ threshold }) =>
    text`Replica set ${replicaSet}: excess workers: ${value('humanize')} (more than ${threshold}). An old deployment was left running, a second one uses the same name, or the expected number is outdated.`,
  panel: 'workers-expected',
  reason:
    'Two deployments under one replica set name unknowingly share partitions. A rolling deployment has more workers for minutes, so the alert waits for 15. A workload says how many workers it wants, and a rollout may have more, for as long as it takes: where `workers` names one, nothing is too many.',
  sign: { text: 'Too many workers', rank: 97 },
  probe: {
    values: 'whole',
    settle: () => 0,
    least: (listed) => -mostWanted(listed) + 1,
    most: (listed) => MOST_WORKERS - mostWanted(listed),
    suits: (listed) => listed?.maximum !== undefined,
    series: (value, at) => times(mostWanted(at.listed) + value, (index) => constant(REGISTERED, at.worker(index), 1)),
  },
  runbook: {
    meaning:
      'More workers are registered than the configuration allows, and that has lasted longer than a deployment takes.',
    impact: 'Usually none at once. Two versions of the code may handle events of the same projection.',
    diagnosis: [whichWorkers],
    fix: ['Stop the workers that should not be there, or set `workers` of the replica set to the number you want.'],
  },
});

const EXPECTED_WORKERS_UNKNOWN = alert({
  name: 'OrchestratorExpectedWorkersUnknown',
  signal: expectedUnknown,
  for: '15m',
  severity: 'warning',
  summary: text`The expected number of workers of a replica set cannot be read.`,
  description: () =>
    text`The configuration reads the number of workers of replica set ${replicaSet} from its workload, but Prometheus has no such series. Until it has, OrchestratorWorkerMismatch is silent, and OrchestratorNoWorkers goes by the number that was told last. kube-state-metrics is not scraped, is scraped without honor_labels (the label is then called exported_namespace), or does not know the workload.`,
  panel: 'workers-expected',
  reason:
    'An alert that compares with a series of another system is silent without it. 15 minutes outlast a restart of kube-state-metrics.',
  // Either kube-state-metrics says a number, or nothing does.
  probe: {
    values: 'whole',
    settle: () => 0,
    most: () => 1,
    suits: (listed) => typeof listed?.minimum === 'object',
    series: (value, at) => [constant(REGISTERED, at.worker(0), 1), ...(value === 0 ? replicas(at, REPLICAS) : [])],
  },
  runbook: {
    meaning: 'No series says how many replicas the workload of the replica set asks for.',
    impact:
      'OrchestratorWorkerMismatch cannot fire for this replica set. Zero, if that was told last, holds for six hours; else it should have a worker, and OrchestratorNoWorkers fires where it is scaled to zero meanwhile: a replica set that dies together with kube-state-metrics looks the same.',
    diagnosis: [
      { question: 'Does Prometheus have the series of the replica set’s workload?', query: wantedSeries },
      { question: 'Is kube-state-metrics scraped at all?', query: () => 'group by (job) (kube_pod_info)' },
      {
        question: 'Does the namespace stand in another label? Then the job lacks `honor_labels: true`.',
        query: () =>
          'group by (exported_namespace) ({__name__=~"kube_deployment_spec_replicas|kube_statefulset_replicas"})',
      },
    ],
    fix: [
      'Scrape kube-state-metrics with `honor_labels: true`.',
      'Correct the name or namespace of the workload in the configuration.',
      'Or give `workers` as a number or a range.',
    ],
  },
});

/** Workers: are they there, do they work, are there as many as there should be. */
export const WORKERS = {
  group: 'orchestrator_workers',
  recorded: signals.RECORDED,
  alerts: [NO_WORKERS, REPLICA_SET_ABSENT, WORKER_MISMATCH, TOO_MANY_WORKERS, EXPECTED_WORKERS_UNKNOWN],
} as const satisfies Area;
