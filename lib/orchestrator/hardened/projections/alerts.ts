/** Alerts about projections, and about the database that all of them need. */
import { single, type AlertDefinition } from '../../../model/alert-definition';
import { METRICS } from '../../metrics';
import { select } from '../../../promql/write';
import { labelValue, text, value } from '../../../templates/text';
import {
  busyShare,
  busyShareOfSlow,
  heartbeatSeconds,
  lastingErrorRate,
  scrapesWithHeartbeat,
  stalledProjections,
} from './signals';

const GROUP = 'orchestrator_projections';
const replicaSet = labelValue('replica_set');
const projection = text`Projection ${labelValue('projection')} of replica set ${replicaSet}`;
const duration = METRICS.eventProcessingDuration.name;

const meanHandling = {
  question: 'How long does one event take?',
  query: ({ workers }: Parameters<typeof busyShare.expression>[0]) =>
    `sum by (replica_set, projection) (rate(${select(`${duration}_sum`, workers)}[5m])) / (sum by (replica_set, projection) (rate(${select(`${duration}_count`, workers)}[5m])) > 0)`,
};

/** Alerts about projections, most urgent first. */
export const PROJECTION_ALERTS: readonly AlertDefinition[] = [
  {
    name: 'OrchestratorProjectionErrors',
    group: GROUP,
    threshold: 0.01,
    for: '5m',
    severity: 'critical',
    conditions: single(lastingErrorRate, '>'),
    summary: text`A projection keeps failing.`,
    description: ({ threshold }) =>
      text`${projection} fails ${value()} times a second (more than ${threshold}) and does not stop: its handler returns errors, and its events are not handled.`,
    panel: 'projection-error-rate',
    reason:
      'The README’s alert with its threshold and duration, over all workers, from the first error on: a labelled counter is born at 1, which a rate does not see. Errors must go on within the last three minutes, so that a burst during a short stall of the database is over before anybody is woken. Only where the application counts errors and retries; one that exits is OrchestratorWorkersExiting.',
    runbook: {
      meaning: 'The handler of a projection returns errors again and again, and the application retries.',
      impact:
        'The projection stands still at the event that fails, or skips events, as the application decides. Its read model is outdated or wrong.',
      diagnosis: [
        {
          question: 'Which workers? One: an event of its partition. All: the handler, or what it talks to.',
          query: ({ workers }) =>
            `sum by (projection, instance) (rate(${select(METRICS.projectionErrors.name, workers)}[5m])) > 0`,
        },
        { question: 'What does the log say: the event, its position, the error?' },
      ],
      mend: [
        'What the handler talks to is down: mend that; the projection goes on by itself.',
        'One event cannot be handled: fix the handler, or skip the event deliberately.',
        'A bad release: roll back.',
      ],
    },
  },
  {
    name: 'OrchestratorSlowProjection',
    group: GROUP,
    threshold: 0.6,
    for: '30s',
    keepFiringFor: '2m',
    severity: 'warning',
    conditions: single(busyShareOfSlow, '>'),
    summary: text`A projection is slower than its input.`,
    description: ({ threshold }) =>
      text`${projection} keeps a worker busy ${value('humanizePercentage')} of the time (more than ${threshold * 100}%) and yet handles fewer events than its siblings: it falls behind. Its handler is slow: a slow query, or a slow downstream service.`,
    panel: 'projection-busy-share',
    reason:
      'There is no metric of lag. What can be told: a projection whose handler is busy nearly all the time and that still handles fewer events than its siblings on the same worker falls behind. Siblings that catch up are busy too, but faster.',
    runbook: {
      meaning: 'The handler cannot keep up with the events that come in.',
      impact: 'The read model lags, more with every minute.',
      diagnosis: [
        meanHandling,
        {
          question: 'How much slower than its siblings?',
          query: ({ workers }) =>
            `sum by (replica_set, projection) (rate(${select(METRICS.eventsProcessed.name, workers)}[5m]))`,
        },
        { question: 'What does the handler wait for: its database, a lock, another service?' },
      ],
      mend: ['Speed the handler up: an index, a batch, a cache.', 'Add workers: partitions are handled in parallel.'],
    },
  },
  {
    name: 'OrchestratorProjectionSaturated',
    group: GROUP,
    threshold: 0.95,
    for: '10m',
    severity: 'warning',
    conditions: single(busyShare, '>'),
    summary: text`A projection has no capacity left.`,
    description: ({ threshold }) =>
      text`${projection} keeps a worker busy ${value('humanizePercentage')} of the time (more than ${threshold * 100}%): it is slower than its input, or it catches up after an outage or a rebuild.`,
    panel: 'projection-busy-share',
    reason:
      'A projection without siblings, or one whose siblings are as slow, has nothing to be compared with. That it is never idle for ten minutes can be told; whether it catches up or falls behind cannot.',
    runbook: {
      meaning: 'The handler is never idle.',
      impact: 'If it is not catching up, the read model lags, more with every minute.',
      diagnosis: [
        meanHandling,
        {
          question:
            'Is it catching up, after an outage, a deployment or a rebuild? Compare its position with the newest event.',
        },
      ],
      mend: ['Wait, if it catches up.', 'Else speed the handler up, or add workers.'],
    },
  },
  {
    name: 'OrchestratorProjectionStalled',
    group: GROUP,
    threshold: 0,
    for: '1m',
    keepFiringFor: '2m',
    severity: 'warning',
    conditions: single(stalledProjections, '>'),
    summary: text`A projection stands still while its siblings go on.`,
    description: ({ threshold }) =>
      text`${projection} has handled no event for 2 minutes on ${value()} workers (more than ${threshold}), although it did before and other projections on the same workers do: its handler hangs or fails.`,
    panel: 'projections-stalled',
    reason:
      'A handler that hangs returns no error and observes no duration. That a projection stands still while its siblings on the same worker go on cannot be for want of events.',
    runbook: {
      meaning: 'One projection has stopped; the worker lives.',
      impact: 'Its read model stands still.',
      diagnosis: [
        {
          question: 'On which workers?',
          query: ({ workers }) => `rate(${select(METRICS.eventsProcessed.name, workers)}[2m])`,
        },
        { question: 'Where does it hang? A goroutine dump of the worker says.' },
      ],
      mend: ['Restart the worker, then mend what the handler waited for; give it a timeout.'],
    },
  },
  {
    name: 'OrchestratorHeartbeatStalled',
    group: GROUP,
    threshold: 1,
    for: '0s',
    keepFiringFor: '2m',
    severity: 'critical',
    conditions: single(scrapesWithHeartbeat, '<'),
    summary: text`A worker of the replica set has completed no heartbeat for two minutes.`,
    description: ({ threshold }) =>
      text`A worker of replica set ${replicaSet} has completed ${value()} heartbeats within 2 minutes (less than ${threshold}; a worker counts as dead after 30 s): the orchestrator’s tables are locked, the database hangs, or the worker has given up.`,
    panel: 'heartbeat-progress',
    reason:
      'A heartbeat that hangs leaves no sample, so its latency cannot show it; that no new one arrives can. A stall of half a minute is normal life and is over before. It looks over two minutes, so nothing would be gained by waiting after that: a stall of two and a half minutes would go unreported. Only where the application records heartbeats.',
    runbook: {
      meaning: 'A worker cannot write its heartbeat.',
      impact:
        'The others take it for dead after 30 s and take over its partitions; when all are affected, nothing is handled.',
      diagnosis: [
        {
          question: 'One worker or all?',
          query: ({ workers }) => `changes(${select(`${METRICS.heartbeatLatency.name}_count`, workers)}[2m])`,
        },
        { question: 'Who holds locks on the orchestrator’s tables? Does the database answer at all?' },
      ],
      mend: ['End the session that holds the lock.', 'Mend the database.', 'One worker alone: restart it.'],
    },
  },
  {
    name: 'OrchestratorSlowHeartbeat',
    group: GROUP,
    threshold: 5,
    for: '2m',
    severity: 'warning',
    conditions: single(heartbeatSeconds, '>'),
    summary: text`Heartbeats of the replica set are slow.`,
    description: ({ threshold }) =>
      text`Half of the heartbeats of replica set ${replicaSet} in the last 5 minutes took ${value('humanizeDuration')} or longer (more than ${threshold} seconds): the database is slow. Above 30 s, workers count as dead and the replica set reconfigures.`,
    panel: 'heartbeat-latency',
    reason:
      'A heartbeat is due every 5 s; when half of them take longer than that, the database is in trouble. The median, because one long stall is normal life. Only where the application records heartbeats.',
    runbook: {
      meaning: 'Writing a heartbeat takes seconds; normal are milliseconds.',
      impact: 'Everything that the workers do with the database is as slow. At 30 s they count as dead.',
      diagnosis: [
        { question: 'How loaded is the database: connections, locks, input and output?' },
        {
          question: 'Since when?',
          query: (context) => heartbeatSeconds.expression(context),
        },
      ],
      mend: ['Relieve the database; end what blocks it.'],
    },
  },
];
