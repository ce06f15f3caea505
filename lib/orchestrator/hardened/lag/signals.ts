/** Questions that the database answers about time: how far behind projections are, and since when. */
import { DATABASE_METRICS, type DatabaseMetric } from '../../database/metrics';
import { formatDuration, seconds, type Duration } from '../../../promql/duration';
import { block, call, hang, on, operand, quote, union } from '../../../promql/write';
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { METRICS } from '../../metrics';
import { by, labelsOf, ofWorkers, PROJECTION, PROJECTION_ON_WORKER, SET, twoMinutesAt } from '../asking';
import { errorRate } from '../projections/signals';
import { databaseOf, largest, ofDatabase, ofTheDatabase, told } from './database-series';
import { generationsOfWorkers, unownedPartitions } from './ownership';

const { headPosition, position, lagEvents, lagSeconds, partitions, liveGenerations, liveWorkers } = DATABASE_METRICS;

const PARTITION = [...PROJECTION, 'partition'] as const;

/** How long a partition may stand still: longer than a coordination that fails (60 s) and the start of another one. */
const STANDING = '2m';

/** Range that shows whether a partition stands still for so long, however seldom the exporter is asked. */
const standingWindow = (context: QueryContext): Duration => twoMinutesAt(databaseOf(context).interval);

/** So long may a batch take. WithBatchSize(1000) of a handler that takes 0.3 s moves a checkpoint every five minutes: two of them fit. */
const BATCHES = '10m';

/** So much faster than its input must a projection be, to count as catching up. */
const FASTER = 1.1;

/** Range in which a rate sees at least four answers of the exporter, and no less than a minute. */
const rateWindow = (context: QueryContext): Duration =>
  formatDuration(Math.max(60, 4 * seconds(databaseOf(context).interval)));

/** Positions a second that each partition passes. */
const passed = (context: QueryContext, window = rateWindow(context)): string =>
  `${by('max', PARTITION, context)} (rate(${ofDatabase(context, position, window)}))`;

/** Positions a second that the event store grows by. */
const grown = (context: QueryContext, window = rateWindow(context)): string =>
  `${by('max', [], context)} (rate(${ofDatabase(context, headPosition, window)}))`;

/**
 * Leaves out replica sets that had no live worker at some time of the last two minutes: what stands still there is not the projection.
 * Partitions without a worker are a question of their own, and one who scaled to zero knows.
 */
const whereWorkersLive = (context: QueryContext): string =>
  `unless ${on(labelsOf(SET, context))} ${by('max', SET, context)} (min_over_time(${ofDatabase(context, liveGenerations, standingWindow(context))})) == 0`;

/** Seconds that the worst partition of a projection is behind. */
export const lag = ofTheDatabase({
  name: 'lag',
  recordedAs: { record: 'job:orchestrator_lag_seconds:max' },
  title: 'Lag',
  unit: 'seconds',
  labels: PROJECTION,
  range: { minimum: { value: 0, why: 'no event is from the future' } },
  expression: largest(lagSeconds, PROJECTION),
});

/** The lag of a replica set: that of its worst projection. */
export const replicaSetLag = ofTheDatabase({
  name: 'replicaSetLag',
  title: 'Lag',
  unit: 'seconds',
  labels: ['replica_set'],
  expression: largest(lagSeconds, ['replica_set']),
});

/**
 * The lag of projections that are not catching up: those that pass hardly more events than come in, although a worker lives. Of late, who has
 * just begun to catch up would count; over several batches, who moves once in a while does not. Partitions that a scale-up has just made begin
 * at 0, also the first where there was one, and wait for its coordination.
 */
export const lagNotFalling = ofTheDatabase({
  name: 'lagNotFalling',
  recordedAs: { record: 'job:orchestrator_lag_not_falling_seconds:max' },
  title: 'Lag of projections that do not catch up',
  unit: 'seconds',
  labels: PROJECTION,
  range: { minimum: { value: 0, why: 'no event is from the future' } },
  expression: (context) => `${by('max', PROJECTION, context)} (
  ${by('max', PARTITION, context)} (${told(context, lagSeconds)})
  and ${by('group', PARTITION, context)} (${told(context, position)} >= ${told(context, position, standingWindow(context))})
${[rateWindow(context), BATCHES]
  .map(
    (window) => `  and
  ${passed(context, window)}
  <= ${on(context.by)} group_left () (${String(FASTER)} * ${grown(context, window)})`,
  )
  .join('\n')}
  unless ${justStopped(context)}
  ${whereWorkersLive(context)}
)`,
});

/** Partitions that have stood still for a minute, and not yet for so long that they are stuck: one fault need not be told twice. */
const justStopped = (context: QueryContext): string =>
  `${by('group', PARTITION, context)} (${told(context, position)} == ${told(context, position, '1m')} != ${told(context, position, standingWindow(context))})`;

/** Position of the newest event, where events came in within two minutes: below a checkpoint when the store was restored, and the checkpoint not. */
const newerHead = (context: QueryContext): string => {
  const [head, before] = [told(context, headPosition), told(context, headPosition, STANDING)];
  return `${by('max', [], context)} (${head} > ${before})`;
};

/**
 * Leaves out projections in the middle of large batches: as many workers handled events of late as there are partitions, and none failed.
 * Who fails in the middle handles those before again and again; an application may not count errors, so no batch takes longer than BATCHES.
 */
const betweenCheckpoints = (asked: QueryContext, whole: QueryContext): string => {
  const positions = told(asked, position);
  const handled = `increase(${ofWorkers(whole, METRICS.eventsProcessed.name, standingWindow(asked))}) > 0`;
  const projections = on(labelsOf(PROJECTION, asked));
  return `unless ${projections} (
    ${by('count', PROJECTION, asked)} (${by('group', PROJECTION_ON_WORKER, asked)} (${handled}))
    >= ${by('count', PROJECTION, asked)} (${by('group', PARTITION, asked)} (${positions}))
    unless ${projections} ${hang(operand(ask(errorRate, whole)), '    ')} > 0
    unless ${projections} ${positions} == ${told(asked, position, BATCHES)}
  )`;
};

/**
 * Partitions of a projection that have not moved for two minutes, although there were events to pass, and a live worker, all the while; also
 * those whose checkpoint lies beyond new events, which they pass over. They must be there all the while, too: a partition that the newest
 * generation does not have, or did not have for a minute, has others handle its events.
 */
export const stuckPartitions = ofTheDatabase({
  name: 'stuckPartitions',
  recordedAs: { record: 'job:orchestrator_stuck_partitions:count' },
  title: 'Partitions that stand still',
  unit: 'partitions',
  labels: PROJECTION,
  range: { minimum: { value: 0, why: 'it is a count' } },
  expression: (context, whole) => {
    const positions = told(context, position);
    // The first answer of the window and the last: the two tell the truth, too, where nothing was scraped between them.
    const before = formatDuration(seconds(standingWindow(context)) - seconds(databaseOf(context).interval));
    return `${by('count', PROJECTION, context)} (
  ${by('group', PARTITION, context)} (
    ${positions} == ${told(context, position, before)}
    and (
      min_over_time(${ofDatabase(context, lagEvents, standingWindow(context))}) > 0
      and ${told(context, lagEvents, before)} > 0
      or ${positions} > ${on(context.by)} group_left () ${newerHead(context)}
    )
    and ${told(context, position, '1m')}
  )
  ${betweenCheckpoints(context, whole)}
  ${whereWorkersLive(context)}
)`;
  },
});

/** One metric of each query: where it is missing, the query has no answer. */
export const WITNESSES = [headPosition, position, partitions, liveWorkers] as const;

/** Queries that the exporter has no answer for: it is down, the database is, or a query is refused or takes too long. */
export const missingQueries = ofTheDatabase({
  name: 'missingQueries',
  recordedAs: { record: 'job:orchestrator_missing_queries:sum' },
  title: 'Queries without an answer',
  unit: 'count',
  labels: [],
  range: {
    minimum: { value: 0, why: 'it is a count' },
    maximum: { value: WITNESSES.length, why: 'there are no more queries' },
  },
  expression: (context) =>
    `${by('sum', [], context)} ${block(union(WITNESSES.map((metric) => missing(context, metric))))}`,
});

/** 1 where a metric is missing: from one of several fleets, each of which has workers or had the metric within six hours, or from everywhere. */
function missing(context: QueryContext, metric: DatabaseMetric): string {
  // A query is about all replica sets, whichever a rule or a panel is about.
  const workers = context.workers.filter(({ label }) => label !== 'replica_set');
  const asked = { ...context, workers, extraMatchers: [] };
  // As whoever asks about lag sees it: what is too late for them is no answer, and a scrape that fails now and then leaves nothing unknown.
  const answers = told(asked, metric);
  const group = by('group', [], context);
  const unanswered =
    context.by.length === 0
      ? `absent(${answers})`
      : `(${group} (${ofWorkers(asked, METRICS.workersRegistered.name)}) or ${group} (last_over_time(${ofDatabase(asked, metric, '6h')}))) unless ${group} (${answers})`;
  // Before the first event no projection has a checkpoint, and nothing to be behind of.
  const unlessEmpty =
    metric === position
      ? ` unless ${on(context.by)} ${by('max', [], context)} (${told(asked, headPosition)}) == 0`
      : '';
  // A label of its own keeps the answers of several queries apart.
  return call('label_replace', unanswered + unlessEmpty, quote('query'), quote(metric.query), quote(''), quote(''));
}

/** How long a projection still takes to catch up, at the pace of the last minutes. */
export const catchUpTime = ofTheDatabase({
  name: 'catchUpTime',
  title: 'Time to catch up',
  unit: 'seconds',
  labels: PROJECTION,
  expression: (context) => `${by('max', PROJECTION, context)} (
  ${by('max', PARTITION, context)} (${told(context, lagEvents)})
  / (
    ${passed(context)}
    - ${on(context.by)} group_left () ${grown(context)}
    > 0
  )
)`,
});

/** Events a second that come in. */
export const eventsIn = ofTheDatabase({
  name: 'eventsIn',
  title: 'Events in',
  unit: 'events/s',
  labels: [],
  expression: (context) => grown(context),
});

/** Events a second that the slowest partition of a projection passes. */
export const eventsOut = ofTheDatabase({
  name: 'eventsOut',
  title: 'Events out',
  unit: 'events/s',
  labels: PROJECTION,
  expression: (context) => `${by('min', PROJECTION, context)} (${passed(context)})`,
});

/** How many events each partition is behind. */
export const partitionLag = ofTheDatabase({
  name: 'partitionLag',
  title: 'Lag by partition',
  unit: 'events',
  labels: PARTITION,
  expression: largest(lagEvents, PARTITION),
});

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  lag,
  lagNotFalling,
  stuckPartitions,
  unownedPartitions,
  generationsOfWorkers,
  missingQueries,
];
