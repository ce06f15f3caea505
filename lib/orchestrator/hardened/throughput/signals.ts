/** Questions about the throughput of projections: how busy they are, whether they keep up with their siblings, whether they stand still. */
import { call, compare, hang, on, over } from '../../../promql/write';
import { formatDuration, seconds, type Duration } from '../../../promql/duration';
import { ask, current, type QueryContext, type Signal } from '../../../model/signal';
import {
  atMostWorkers,
  by,
  FRESH,
  labelsOf,
  ofAllProjections,
  ofTargets,
  ofWorkers,
  PROJECTION,
  PROJECTION_ON_WORKER,
  restarted,
  TARGET,
  WORKER,
} from '../asking';
import { lacksDatabase } from '../lag/database-series';
import { METRICS } from '../../metrics';

const SHARE_OF_TIME = {
  minimum: { value: 0, why: 'it is a share of time' },
  maximum: { value: 1, why: 'a worker runs a projection once at a time' },
} as const;

const DURATION_SUM = `${METRICS.eventProcessingDuration.name}_sum`;

/** Leaves out workers that are gone: rates go on for a while without them. */
const ofLivingWorkers = (context: QueryContext): string =>
  `and ${on(labelsOf(WORKER, context))} ${ofWorkers(context, METRICS.currentGenerationPartitions.name)}`;

/** Share of its time that the busiest worker spends in a projection's handler. */
export const projectionBusy: Signal = {
  name: 'projectionBusy',
  title: 'Busy share of a projection',
  unit: 'ratio',
  labels: PROJECTION,
  range: SHARE_OF_TIME,
  recordedAs: { record: 'job:orchestrator_projection_busy:max5m' },
  applies: lacksDatabase,
  expression: (context) =>
    `${by('max', PROJECTION, context)} (rate(${ofWorkers(context, DURATION_SUM, '5m')}) ${ofLivingWorkers(context)})`,
};

/** Events a second that the fastest projection of a worker handled over two minutes, whichever projections are chosen. */
export const fastestProjection: Signal = {
  name: 'fastestProjection',
  title: 'Events of the fastest projection',
  unit: 'events/s',
  labels: ['replica_set', 'instance'],
  range: { minimum: { value: 0, why: 'it is a rate' } },
  recordedAs: { record: 'instance:orchestrator_events_max:rate2m' },
  applies: lacksDatabase,
  expression: (context) =>
    `${by('max', WORKER, context)} (${pace(ofAllProjections(context))} ${ofLivingWorkers(context)})`,
};

const pace = (context: QueryContext, offset = ''): string =>
  `rate(${ofWorkers(context, METRICS.eventsProcessed.name, '2m')}${offset})`;

/**
 * The lower of a worker's last two values of `fastestProjection`, two minutes apart: a sibling that worked off a backlog in one burst is not
 * faster than the input.
 */
function fastestOfLate(context: QueryContext): string {
  const now = ask(fastestProjection, context);
  if (context.recorded.has(fastestProjection.name)) {
    return `${now} offset 2m < ${now} or ${now}`;
  }
  // Nobody can ask what another signal in its place was two minutes ago.
  return current(fastestProjection, context) === fastestProjection
    ? `${by('max', WORKER, context)} (${pace(ofAllProjections(context), ' offset 2m')}) < ${now} or ${now}`
    : now;
}

/** Up to this share of its time no projection is called slow, however much more its siblings handle. */
const HARDLY_BUSY = 0.1;

/**
 * Part of its fastest sibling's events with which a projection keeps up. Two that handle the same are never counted at the same event, and in
 * front of a handler that is busy most of its time events wait, now more, now fewer.
 */
const KEEPS_UP = 0.8;

/**
 * Share of its time over four minutes that the busiest worker spends in a projection's handler, where a sibling projection handles more
 * events. A process that restarted within four minutes is left out: rates see the one before it, too.
 */
export const projectionSlow: Signal = {
  name: 'projectionSlow',
  title: 'Busy share of a slow projection',
  unit: 'ratio',
  labels: PROJECTION,
  range: {
    ...SHARE_OF_TIME,
    minimum: { value: HARDLY_BUSY, why: 'one that is less busy is never called slow' },
  },
  recordedAs: { record: 'job:orchestrator_projection_slow:max4m' },
  applies: lacksDatabase,
  expression: (context) => {
    const slow = `${by('max', PROJECTION, context)} (
  rate(${ofWorkers(context, DURATION_SUM, '4m')})
  and ${on(labelsOf(PROJECTION_ON_WORKER, context))} (
    ${by('max', PROJECTION_ON_WORKER, context)} (${pace(context)}) < ${on(labelsOf(WORKER, context))} group_left () (${String(KEEPS_UP)} * (${fastestOfLate(context)}))
  )
  unless ${on(labelsOf(TARGET, context))} ${restarted(context, '4m')}
)`;
    return compare(slow, '>', HARDLY_BUSY);
  },
};

/** For so long a projection stands still. A sibling that goes on then has done so for a minute and more. */
const STILL: Duration = '3m';

/** Events a second, over two minutes, of a sibling that goes on: a slower one says little of what others should have had meanwhile. */
const GOES_ON = 0.1;

/** Events within five minutes, of a projection that cannot rightly have none for three while a sibling has some. */
const LIVELY: { readonly within: Duration; readonly events: number } = { within: '5m', events: 25 };

/** For so long its events came in most scrapes of the worker, if that has lived for so long: those of an import, or of a batch, come in few. */
const THROUGHOUT: Duration = '30m';

/** Part of these scrapes. */
const MOST = 0.6;

/** For how long a sibling may rest, and nothing is said of a projection that stands still. */
const RESTS: Duration = '30m';

/** Events a second, on average, of one that does. */
const RESTING = 0.2;

/** For so long Prometheus may be away, and a standstill is remembered. */
const REMEMBERED: Duration = '5m';

/** Takes in workers that were scraped of late. */
const ofScrapedWorkers = (context: QueryContext): string =>
  `and ${on(labelsOf(WORKER, context))} last_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, FRESH)})`;

/** Where these events are counted from. */
const BEFORE = formatDuration(seconds(STILL) + seconds(LIVELY.within));

/**
 * What a worker handled before it coordinated anew, or before its process started, says nothing of the partitions that it has now. Longer than it is
 * looked back, by the time for which a sample stands: at \`offset\`, one from before may be the last.
 */
const SETTLED: Duration = '10m';

/**
 * The events of projections that stand still.
 *
 * @param remembered - those of projections that stood still before
 */
function standstill(context: QueryContext, remembered?: string): string {
  const events = ofWorkers(context, METRICS.eventsProcessed.name);
  const workers = METRICS.currentGenerationPartitions.name;
  const coordinations = `${METRICS.coordinationDuration.name}_count`;
  const worker = on(labelsOf(WORKER, context));
  return `${by('max', PROJECTION_ON_WORKER, context)} (${events}) == (
  ${by('max', PROJECTION_ON_WORKER, context)} (
    ${events} offset ${STILL} > ${events} offset ${BEFORE} + ${String(LIVELY.events)}
    and changes(${ofWorkers(context, METRICS.eventsProcessed.name, THROUGHOUT)} offset ${STILL}) > ${worker} group_left () (
      ${String(MOST)} * ${by('max', WORKER, context)} (count_over_time(${ofWorkers(context, workers, THROUGHOUT)} offset ${STILL}))
    )
    and ${worker} ${ask(fastestProjection, context)} > ${String(GOES_ON)}
  )${remembered === undefined ? '' : `\n  or ${remembered}`}
)
${ofScrapedWorkers(context)}
unless ${worker} changes(${ofWorkers(context, coordinations, SETTLED)}) > 0
unless ${on(labelsOf(TARGET, context))} ${ofTargets(context, 'process_start_time_seconds')} > time() - ${String(seconds(SETTLED))}`;
}

/**
 * How many events a projection had handled on a worker when it stopped: one that handled them steadily before, since its worker coordinated,
 * and none for three minutes, while a sibling on the same worker goes on. The recorded series knows it until the projection moves, or the
 * worker coordinates anew.
 */
export const stalledAt: Signal = {
  name: 'stalledAt',
  title: 'Events up to a standstill',
  unit: 'events',
  labels: PROJECTION_ON_WORKER,
  recordedAs: {
    record: 'instance:orchestrator_stalled_at:events',
    continued: (context, before) => standstill(context, call('last_over_time', before(REMEMBERED))),
  },
  applies: lacksDatabase,
  expression: (context) => standstill(context),
};

/** On how many workers a projection stands still whose siblings there are not at rest. */
export const projectionStalled: Signal = {
  name: 'projectionStalled',
  title: 'Workers on which a projection stands still',
  unit: 'workers',
  labels: PROJECTION,
  range: { minimum: { value: 0, why: 'it is a count' } },
  rangeOf: atMostWorkers,
  recordedAs: { record: 'job:orchestrator_projection_stalled:sum' },
  applies: lacksDatabase,
  expression: (context) => {
    const siblings = ask(fastestProjection, context);
    // Where nothing is recorded, a standstill is not known for longer.
    const busy = context.recorded.has(fastestProjection.name)
      ? `\n  and ${on(labelsOf(WORKER, context))} avg_over_time(${over(siblings, RESTS)}) > ${String(RESTING)}`
      : '';
    return `${by('count', PROJECTION, context)} (
  ${hang(ask(stalledAt, context))}${busy}
)`;
  },
};

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  projectionBusy,
  fastestProjection,
  projectionSlow,
  stalledAt,
  projectionStalled,
];
