/** Alerts about projections: do they fail, do they handle events at all. */
import { alert, projection, replicaSet } from '../alert';
import type { Area } from '../../../model/area';
import { sampled } from '../../../model/probe';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import { flagging, PROBED, rateProbe } from '../../probes';
import { HANDLING, RECONFIGURATIONS, LATE_BY_DATABASE } from '../symptoms';
import * as signals from './signals';

export const PROJECTION_ERRORS = alert({
  name: 'OrchestratorProjectionErrors',
  signal: signals.lastingErrorRate,
  threshold: 0.01,
  for: '5m',
  keepFiringFor: '2m',
  severity: 'critical',
  summary: text`A projection keeps failing.`,
  description: ({ threshold }) =>
    text`${projection} fails ${value()} times a second (more than ${threshold}), over all workers, and errors keep coming: its handler returns them. The application retries or skips the events that fail; the others may be handled.`,
  panel: 'projection-error-rate',
  reason:
    'The README’s alert with its threshold and duration, over all workers, from the first error on: a labelled counter is born at 1, which a rate does not see. Errors must go on within the last three minutes, so that a burst during a short stall of the database is over before anyone is woken. Whether a retry succeeds, no metric tells: where many workers each have a few errors that pass, raise the threshold. Only where the application counts errors and retries; one that exits is OrchestratorWorkersExiting.',
  sign: { text: 'Projection fails', rank: 50 },
  silences: [{ alerts: ['OrchestratorWorkerMismatch', ...RECONFIGURATIONS, ...HANDLING, ...LATE_BY_DATABASE] }],
  probe: {
    ...rateProbe(METRICS.projectionErrors.name, PROBED),
    settle: () => 360,
  },
  runbook: {
    meaning:
      'The handler of a projection returns errors again and again, and the application retries, or skips events.',
    impact:
      'Where an event fails every time, its partition stands still, or the event is skipped: the read model is outdated or wrong. Where a retry succeeds, events are handled late.',
    diagnosis: [
      {
        question: 'Which workers? One: an event of its partition. All: the handler, or what it talks to.',
        query: ({ workers }) =>
          `sum by (projection, instance) (rate(${select(METRICS.projectionErrors.name, workers)}[5m])) > 0`,
      },
      { question: 'What does the log say: the event, its position, the error?' },
    ],
    fix: [
      'What the handler depends on is down: fix that; the projection then continues by itself.',
      'One event cannot be handled: fix the handler, or skip the event deliberately.',
      'A bad release: roll back.',
    ],
  },
});

const NO_EVENTS_HANDLED = alert({
  name: 'OrchestratorNoEventsHandled',
  signal: signals.handlingProgress,
  comparison: '<',
  threshold: 1,
  for: '30m',
  askedFor: ({ neverRestsFor }) => neverRestsFor,
  severity: 'critical',
  summary: text`No projection of the replica set handles events, although its input never pauses for so long.`,
  description: ({ threshold }) =>
    text`${value('humanize')} scrapes of the last 2 minutes (less than ${threshold}) saw a projection of replica set ${replicaSet} handle an event, and the configuration says that its input never pauses for so long. All projections stand still: their checkpoints are locked (a migration, a transaction left open), or whatever all of them read or write hangs. Or nothing writes events any more, or the application does not count them.`,
  panel: 'event-processing-rate',
  reason:
    'When all projections stand still while workers coordinate and send heartbeats, every metric looks as it does on an idle night. Only somebody who knows the input can tell the two apart. So only replica sets with `inputNeverPausesFor` have this alert, and it waits for that long.',
  silences: [{ alerts: ['OrchestratorProjectionSaturated'] }],
  // An event at every scrape for a while, and then so many within each window of two minutes.
  probe: {
    values: 'whole',
    settle: () => 480,
    most: () => 7,
    suits: (listed) => listed?.neverRestsFor !== undefined,
    series: (value, at) => [
      // A worker comes when events have been handled for a whole window, or the first look would see fewer.
      sampled(METRICS.currentGenerationPartitions.name, at.worker(0), (second) => (second < 120 ? undefined : 1)),
      flagging(METRICS.eventsProcessed.name, { ...at.worker(0), ...PROBED }, { perWindow: value, fires: at.fires }),
    ],
  },
  runbook: {
    meaning: 'The workers live and coordinate, and not one event is handled.',
    impact: 'All read models of the replica set stand still.',
    diagnosis: [
      {
        question: 'Since when?',
        query: ({ workers }) =>
          `sum by (replica_set, projection) (rate(${select(METRICS.eventsProcessed.name, workers)}[2m]))`,
      },
      { question: 'Are there new events at all? Look at the newest one in the event store.' },
      { question: 'Who holds locks on the table of checkpoints, and since when?' },
    ],
    fix: [
      'End the session that holds the lock.',
      'No new events: look at what writes them. If pauses of this length are normal, raise `inputNeverPausesFor`.',
    ],
  },
});

/** Projections: do they fail, do they handle events at all. */
export const PROJECTIONS = {
  group: 'orchestrator_projections',
  recorded: signals.RECORDED,
  alerts: [PROJECTION_ERRORS, NO_EVENTS_HANDLED],
} as const satisfies Area;
