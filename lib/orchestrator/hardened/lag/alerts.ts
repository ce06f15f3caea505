/** Alerts that need the database: how far behind the projections are, and who works on them. */
import { alert, projection, replicaSet } from '../alert';
import type { Area } from '../../../model/area';
import { constant, times, type Labels, type ProbeTarget } from '../../../model/probe';
import { ask } from '../../../model/signal';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { DATABASE_METRICS } from '../../database/metrics';
import { METRICS } from '../../metrics';
import { MOST_WORKERS, PROBED } from '../../probes';
import { errorRate } from '../projections/signals';
import { LATE_BY_DATABASE } from '../symptoms';
import { hasDatabase, labelsOfJobs, seriesOfDatabase, tablesOf } from './database-series';
import { generationsOfWorkers, unownedPartitions } from './ownership';
import * as signals from './signals';

const ofSet = (at: ProbeTarget): Labels => ({ replica_set: at.subject });
const ofPartition = (at: ProbeTarget, partition: number): Labels => ({
  ...ofSet(at),
  ...PROBED,
  partition: String(partition),
});

/** Seconds from which a projection is behind: as long as a coordination may take. */
export const BEHIND_SECONDS = 60;

const UNOWNED = alert({
  name: 'OrchestratorPartitionUnowned',
  signal: unownedPartitions,
  for: '1m',
  keepFiringFor: '2m',
  severity: 'critical',
  summary: text`Nobody handles the events of a partition.`,
  description: ({ threshold }) =>
    text`${value('humanize')} partitions of replica set ${replicaSet} have no live worker (more than ${threshold}): nobody handles their events, whatever the workers’ own metrics say.`,
  panel: 'partitions-without-worker',
  reason:
    'The orchestrator’s own table says who owns which partition. A worker that was cut off from the database, or whose heartbeat hangs, still answers scrapes. A heartbeat counts as fresh for 30 s, and a new generation has 60 s to coordinate: in a deployment one follows another, and each is over before. A replica set whose workload is scaled to zero, or was within ten minutes, or that may have no worker and has none, rests. One without a live worker is left to OrchestratorNoWorkers, and to what that waits for, as long as its workers’ metrics are known.',
  silences: [{ alerts: [...LATE_BY_DATABASE, 'OrchestratorNoEventsHandled'] }],
  sign: { text: 'Partition without worker', rank: 35 },
  // So many partitions that nobody owns, beside one that somebody does.
  probe: {
    values: 'whole',
    settle: () => 60,
    series: seriesOfDatabase((value, at, make) => [
      make(DATABASE_METRICS.partitions, ofSet(at), () => value + 1),
      make(DATABASE_METRICS.ownedPartitions, ofSet(at), () => 1),
      make(DATABASE_METRICS.liveWorkers, { ...ofSet(at), state: 'running' }, () => 1),
    ]),
  },
  runbook: {
    meaning: 'A partition of the newest generation has no running worker with a heartbeat of the last 30 seconds.',
    impact:
      'Events of that partition are not handled. Every projection of the replica set misses them until a worker takes the partition over.',
    diagnosis: [
      { question: 'How many, and since when?', query: (context) => ask(unownedPartitions, context) },
      {
        question: 'Which partition, and whose was it?',
        sql: (context) => {
          const { generations, workers } = tablesOf(context);
          return `SELECT replica_set, partition_key, state, now() - last_heartbeat AS silent FROM ${workers} w
WHERE generation_id = (SELECT id FROM ${generations} g WHERE g.replica_set = w.replica_set ORDER BY created_at DESC LIMIT 1);`;
        },
      },
      { question: 'Does that worker still reach the database? Its log says; its metrics do not.' },
    ],
    fix: [
      'Restart the worker that lost the database; the replica set then coordinates anew.',
      'If no worker is left, start one.',
      'If it was scaled to zero on purpose: name the workload in `workers` of the replica set, or set it to 0; then nobody is told.',
      'If workers are there and none takes the partition, they do not converge: see OrchestratorGenerationsDiffer.',
    ],
  },
});

const STUCK = alert({
  name: 'OrchestratorProjectionStuck',
  signal: signals.stuckPartitions,
  for: '0s',
  keepFiringFor: '2m',
  severity: 'critical',
  summary: text`A projection does not move although there are events to handle.`,
  description: ({ threshold }) =>
    text`${projection} has not moved for 2 minutes on ${value('humanize')} partitions (more than ${threshold}), although there were events to handle all the while: its handler hangs or keeps failing, a lock holds it up, or its checkpoint lies beyond the newest event.`,
  panel: 'projection-checkpoints',
  reason:
    'A checkpoint moves with every batch that holds events. One that stands still for two minutes in which its lag never reached 0 is stuck, however few events that are; an idle night has no lag. Two minutes outlast a coordination that fails after 60 s and the start of the next one. A batch of a healthy handler takes seconds; a large one may take up to ten minutes, as long as every worker counts events that it handled and no errors. At an interval of 1m, three answers have to agree. A checkpoint beyond the newest event, as a restored database has it, stands still too: new events are passed over. While a replica set has no live worker, OrchestratorNoWorkers or OrchestratorPartitionUnowned speaks.',
  silences: [{ alerts: ['OrchestratorProjectionBehind', 'OrchestratorNoEventsHandled'] }],
  sign: { text: 'Stuck', rank: 52 },
  // So many partitions that stand still, beside one that moves; events wait for all of them.
  probe: {
    values: 'whole',
    settle: () => 300,
    most: () => MOST_WORKERS,
    labels: PROBED,
    series: seriesOfDatabase((value, at, make) =>
      times(value + 1, (partition) => [
        make(DATABASE_METRICS.position, ofPartition(at, partition), (second) =>
          partition === value ? 1_000 + second : 1_000,
        ),
        make(DATABASE_METRICS.lagEvents, ofPartition(at, partition), () => 5),
      ]).flat(),
    ),
  },
  runbook: {
    meaning: 'A partition of the projection passes no events, and there are some to pass.',
    impact: 'The read model stands still, for all aggregates or for those of the partition.',
    diagnosis: [
      {
        question:
          'How many events wait, in all partitions or in one? One: an event of it that cannot be handled, or its worker hangs. All: a lock, or something that all handlers need.',
        query: (context) => ask(signals.partitionLag, context),
      },
      {
        question:
          'Which worker handles none of its events any more? That is the one to restart where a handler hangs; its other projections may go on.',
        query: ({ workers }) =>
          `sum by (replica_set, projection, instance) (rate(${select(METRICS.eventsProcessed.name, workers)}[2m])) == 0`,
      },
      {
        question: 'Does its handler return errors? None: it hangs, or nobody counts them.',
        query: (context) => ask(errorRate, context),
      },
      {
        question: 'Does a session hold a lock on the checkpoint or on a table of the read model? Who waits for whom?',
        sql: () =>
          'SELECT pid, pg_blocking_pids(pid), state, query FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0;',
      },
      {
        question: 'What does the worker’s log say? A handler that is retried in place names the event again and again.',
      },
      {
        question:
          'Was the database restored? A checkpoint beyond the newest event makes the projection pass over everything up to it.',
        sql: (context) => {
          const { checkpoints, events } = tablesOf(context);
          return `SELECT projection_name, last_global_position FROM ${checkpoints}
WHERE last_global_position > (SELECT coalesce(max(global_position), 0) FROM ${events});`;
        },
      },
      { question: 'Was the projection retired? Its checkpoint stays in the table.' },
    ],
    fix: [
      'End the session that holds the lock.',
      'Fix the handler, or skip the event deliberately.',
      'A handler that hangs: restart the worker that handles none, then give the handler a timeout.',
      'A checkpoint beyond the newest event: stop the workers, set it to the last event that the read model holds, or to 0 and rebuild the read model.',
      'A retired projection: delete its checkpoint, or list those that run in `database.projections`.',
    ],
  },
});

const APART = alert({
  name: 'OrchestratorGenerationsDiffer',
  signal: generationsOfWorkers,
  threshold: 1,
  for: '1m',
  keepFiringFor: '3m',
  severity: 'critical',
  summary: text`Workers of one replica set work in different generations.`,
  description: ({ threshold }) =>
    text`The live workers of replica set ${replicaSet} are in ${value('humanize')} different generations (more than ${threshold}): each handles partitions by a different count, and events are handled twice or by nobody.`,
  panel: 'partitions-without-worker',
  reason:
    'The generation of each live worker stands in the database. In a deployment one generation follows another, and a worker has 60 s to come along; one that stays behind goes on, and its own metrics look healthy. Where no generation lasts, as with several workers and the stock coordinator of v1.1.0, OrchestratorNeverConverges speaks.',
  silences: [
    {
      alerts: [
        'OrchestratorNeverConverges',
        'OrchestratorPartitionUnowned',
        ...LATE_BY_DATABASE,
        'OrchestratorNoEventsHandled',
      ],
    },
  ],
  sign: { text: 'Generations differ', rank: 34 },
  // Live workers in so many generations.
  probe: {
    values: 'whole',
    settle: () => 60,
    series: seriesOfDatabase((value, at, make) => [make(DATABASE_METRICS.liveGenerations, ofSet(at), () => value)]),
  },
  runbook: {
    meaning: 'Live workers belong to different generations.',
    impact: 'Partitions are cut differently by each: events are handled twice, or by nobody.',
    diagnosis: [
      { question: 'Since when?', query: (context) => ask(generationsOfWorkers, context) },
      {
        question: 'Who is where?',
        sql: (context) =>
          `SELECT replica_set, generation_id, state, count(*) FROM ${tablesOf(context).workers}
WHERE last_heartbeat > now() - interval '30 seconds' GROUP BY 1, 2, 3;`,
      },
    ],
    fix: [
      'Several workers with the stock coordinator of v1.1.0: run one worker, as the runbook of OrchestratorNeverConverges says.',
      'Else restart all workers of the replica set together.',
    ],
  },
});

const BEHIND = alert({
  name: 'OrchestratorProjectionBehind',
  signal: signals.lagNotFalling,
  threshold: BEHIND_SECONDS,
  for: '30s',
  keepFiringFor: '2m',
  severity: 'warning',
  summary: text`A projection is behind and does not catch up.`,
  description: ({ threshold }) =>
    text`${projection} is ${value('humanizeDuration')} behind (more than ${threshold} s) and handles no more events than come in: its read model is outdated.`,
  panel: 'projection-lag',
  reason:
    'Seconds behind are what a user of the read model sees. A projection that passes clearly more events than come in catches up, after a deployment or in a rebuild, and needs nobody; over ten minutes, too, since large batches pass many at once and then none for minutes. The panel says how long it still takes. A coordination may take 60 s. One that stands still is behind, too, and in its second minute left to OrchestratorProjectionStuck. While a replica set has no live worker, OrchestratorNoWorkers or OrchestratorPartitionUnowned speaks.',
  sign: { text: 'Behind', rank: 105 },
  // So many seconds behind, while events come in twice as fast as they are passed.
  probe: {
    values: 'continuous',
    settle: () => 360,
    labels: PROBED,
    series: seriesOfDatabase((value, at, make) => [
      make(DATABASE_METRICS.lagSeconds, ofPartition(at, 0), () => value),
      make(DATABASE_METRICS.position, ofPartition(at, 0), (second) => 1_000 + second),
      make(DATABASE_METRICS.headPosition, {}, (second) => 2_000 + 2 * second),
    ]),
  },
  runbook: {
    meaning:
      'The oldest event that the projection has not handled is older than the threshold, and the distance does not shrink.',
    impact: 'Readers see outdated data, and it gets worse with every minute if more events come in than are handled.',
    diagnosis: [
      { question: 'How far behind?', query: (context) => ask(signals.lag, context) },
      {
        question:
          'Is the handler slow (one projection), or the database (all of them)? Compare the projections of the replica set.',
        query: (context) => ask(signals.lagNotFalling, context),
      },
      { question: 'Did the input grow? The panel Events In and Out says.' },
    ],
    fix: [
      'Speed the handler up: an index, a batch, a cache.',
      'Add workers: partitions are handled in parallel. Wait until the partitions are close together: an aggregate that moves to a partition which is ahead skips the events between.',
      'A slow database: end or move what else loads it (`pg_stat_activity` lists it).',
    ],
  },
});

const UNKNOWN = alert({
  name: 'OrchestratorLagUnknown',
  signal: signals.missingQueries,
  for: '1m',
  severity: 'warning',
  summary: text`The database does not say how far behind the projections are.`,
  description: ({ threshold }) =>
    text`${value('humanize')} of the 4 queries return nothing (more than ${threshold}): the exporter or the database is down, a query is refused or takes too long, the exporter asks a standby, its samples arrive more than a minute late, or no worker has ever run. A stuck projection would not be reported.`,
  panel: 'lag-queries',
  // So many queries give their last answer at the beginning, while a worker lives.
  probe: {
    values: 'whole',
    settle: () => 120,
    series: seriesOfDatabase((value, at, make) => [
      ...signals.WITNESSES.map((metric, index) =>
        make(metric, {}, (second) => (index < value && second > 0 ? undefined : 1)),
      ),
      constant(METRICS.workersRegistered.name, at.target(0), 1),
    ]),
  },
  reason:
    'The alerts about lag are silent without their metrics. They look back for a minute, at an interval of more than 30s for two scrapes, and so does this one. A query that has to wait for a lock on the orchestrator’s tables gives up, too: then the workers wait as well.',
  runbook: {
    meaning: 'Prometheus has no answer of one query or more.',
    impact:
      'Lag, stuck projections and partitions without a worker go unseen. When the database is down or locked, nothing is handled either.',
    diagnosis: [
      { question: 'How many queries?', query: (context) => ask(signals.missingQueries, context) },
      { question: 'Does the database answer? Does a session hold a lock on the tables?' },
      {
        question:
          'What does the exporter’s log say: refused (run role.sql), timed out, or a table that is not there (`database.tables`)? `orchestrator-monitoring doctor` says which query has no answer.',
      },
    ],
    fix: [
      'Fix the database, or end the session that holds the lock.',
      'Point the exporter at the primary: a standby gives no answer.',
      'Run database/role.sql again after tables were made anew.',
      'Load the queries that were rendered for this description, and restart the exporter.',
    ],
  },
});

/** How far behind the projections are, and who works on them, as the database says; most urgent first. */
export const LAG = {
  group: 'orchestrator_lag',
  recorded: signals.RECORDED,
  alerts: [UNOWNED, STUCK, APART, BEHIND, UNKNOWN],
  applies: hasDatabase,
  needs: 'database',
  lacks: labelsOfJobs,
} as const satisfies Area;
