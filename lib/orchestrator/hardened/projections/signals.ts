/** Questions about projections: how many events they handle, how often they fail, how long an event takes. */
import { hang, on } from '../../../promql/write';
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { born, by, labelsOf, ofAllProjections, ofReplicaSets, ofWorkers, PROJECTION, SET } from '../asking';
import { METRICS } from '../../metrics';

/** Growth of a counter a second over five minutes, by projection, also of one that was born in them. */
const rateOf = (metric: string, context: QueryContext): string => `${by('sum', PROJECTION, context)} (
  (
    ${born(context, metric, '5m')}
  ) / 300
  or
  rate(${ofWorkers(context, metric, '5m')})
)`;

/** Errors a second over five minutes, counting the first one. */
export const errorRate: Signal = {
  name: 'errorRate',
  title: 'Projection error rate',
  unit: 'errors/s',
  labels: PROJECTION,
  recordedAs: { record: 'job:orchestrator_errors_rate:5m' },
  expression: (context) => rateOf(METRICS.projectionErrors.name, context),
};

/** The error rate of projections that failed within the last three minutes too: a burst that is over does not count. */
export const lastingErrorRate: Signal = {
  name: 'lastingErrorRate',
  title: 'Lasting projection error rate',
  unit: 'errors/s',
  labels: PROJECTION,
  range: { minimum: { value: 0, why: 'a projection without errors has no series' } },
  recordedAs: { record: 'job:orchestrator_errors_lasting:rate5m' },
  expression: (context) => `${ask(errorRate, context)}
and ${on(labelsOf(PROJECTION, context))} (
  increase(${ofWorkers(context, METRICS.projectionErrors.name, '3m')}) > 0
  or
  (
    ${born(context, METRICS.projectionErrors.name, '3m')}
  ) > 0
)`,
};

/** Errors a second of all projections of a replica set. */
export const replicaSetErrorRate = ofReplicaSets({
  name: 'replicaSetErrorRate',
  title: 'Projection errors',
  unit: 'errors/s',
  expression: (context) => `${by('sum', SET, context)} (
  ${hang(ask(errorRate, context))}
)`,
});

/** Events handled a second, by projection, counting the first one, too: errors are held against them. */
export const eventRate: Signal = {
  name: 'eventRate',
  title: 'Event processing rate',
  unit: 'events/s',
  labels: PROJECTION,
  recordedAs: { record: 'job:orchestrator_events_rate:5m' },
  expression: (context) => rateOf(METRICS.eventsProcessed.name, context),
};

/** Errors among the attempts, of projections that failed within five minutes. */
export const errorRatio: Signal = {
  name: 'errorRatio',
  title: 'Projection error ratio',
  unit: 'ratio',
  labels: PROJECTION,
  recordedAs: { record: 'job:orchestrator_errors_ratio:5m' },
  expression: (context) => {
    const errors = ask(errorRate, context);
    return `(
  ${hang(errors)} > 0
) / (
  (
    ${hang(errors, '    ')}
  ) + ${ask(eventRate, context)}
  or
  ${hang(errors)}
)`;
  },
};

/** A quantile of the time that a projection takes for an event. */
export const processingP95: Signal = {
  name: 'processingP95',
  title: 'P95 processing latency',
  unit: 'seconds',
  labels: PROJECTION,
  recordedAs: { record: 'job:orchestrator_processing_p95:5m' },
  expression: (context) =>
    `histogram_quantile(0.95, ${by('sum', [...PROJECTION, 'le'], context)} (rate(${ofWorkers(context, `${METRICS.eventProcessingDuration.name}_bucket`, context.window)}))) >= 0`,
};

/**
 * Scrapes within two minutes at which any projection of the replica set had handled a further event, or its first one, for replica sets that
 * have a worker, or had until five minutes ago, as in a restart.
 */
export const handlingProgress = ofReplicaSets({
  name: 'handlingProgress',
  title: 'Scrapes with new events',
  unit: 'count',
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_handling:max2m' },
  applies: ({ listed }) => listed.some(({ neverRestsFor }) => neverRestsFor !== undefined),
  expression: (context) => {
    const [asked, events] = [ofAllProjections(context), METRICS.eventsProcessed.name];
    const working = `last_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, '5m')})`;
    const changes = `changes(${ofWorkers(asked, events, '2m')})`;
    return `${by('max', SET, context)} (
  (
    ${born(asked, events, '2m', { firstOfProcess: true, value: `1 + ${changes}` })}
  )
  or
  ${changes}
)
and ${on(labelsOf(SET, context))} ${working}
or
${by('group', SET, context)} (${working}) * 0`;
  },
});

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [eventRate, errorRate, lastingErrorRate, errorRatio, handlingProgress];
