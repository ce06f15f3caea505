/** Alerts about heartbeats, and the database that all workers need. */
import { alert, replicaSet } from '../alert';
import type { Area } from '../../../model/area';
import { constant, growing, sampled } from '../../../model/probe';
import { seconds } from '../../../promql/duration';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import { flagging } from '../../probes';
import { scrapeInterval, twoMinutesAt } from '../asking';
import { COORDINATIONS, HANDLING, TOLD_BY_DATABASE } from '../symptoms';
import * as signals from './signals';

const LATENCY = METRICS.heartbeatLatency.name;

const HEARTBEAT_STALLED = alert({
  name: 'OrchestratorHeartbeatStalled',
  signal: signals.heartbeatProgress,
  comparison: '<',
  threshold: 1,
  for: '0s',
  keepFiringFor: '3m',
  severity: 'critical',
  summary: text`A worker of the replica set has completed no heartbeat for two minutes.`,
  description: ({ threshold }) =>
    text`A worker of replica set ${replicaSet} has completed ${value('humanize')} heartbeats within 2 minutes (less than ${threshold}; a worker counts as dead after 30 s): the orchestrator’s tables are locked, the database hangs, or one worker is cut off from the database or has given up.`,
  panel: 'heartbeat-progress',
  reason:
    'A heartbeat that hangs leaves no sample, so its latency cannot show it; that no new one arrives can. A stall of half a minute is normal and over before. A worker that registers anew writes to the same tables, and its heartbeats begin anew: that is no stall. Nor is a worker that is told to shut down, ends its heartbeats and is gone within a minute. It looks over two minutes (three at a `scrapeInterval` of 1m), so nothing would be gained by waiting after that: a stall of two and a half minutes would go unreported. Only where the application records heartbeats.',
  sign: { text: 'Database stalls', rank: 30 },
  silences: [
    {
      alerts: [
        'OrchestratorSlowHeartbeat',
        'OrchestratorNeverConverges',
        'OrchestratorWorkerLeftBehind',
        // Without the database workers exit, and restart in vain.
        'OrchestratorWorkerCrashLoop',
        'OrchestratorTargetDown',
        'OrchestratorWorkerMismatch',
        ...COORDINATIONS,
        ...HANDLING,
        ...TOLD_BY_DATABASE,
        'OrchestratorLagUnknown',
      ],
      leftOut: ['OrchestratorWorkerCrashLoop', 'OrchestratorTargetDown'],
    },
  ],
  // A heartbeat at every scrape for five minutes, and then so many within each window.
  probe: {
    values: 'whole',
    settle: () => 480,
    most: () => 7,
    series: (value, at) => [
      flagging(`${LATENCY}_count`, at.worker(0), {
        perWindow: value,
        window: seconds(twoMinutesAt(scrapeInterval(at.context))),
        fires: at.fires,
      }),
      // Whoever wants many heartbeats must not miss the first ones: for four minutes after a start nobody is asked.
      sampled('process_start_time_seconds', at.target(0), (second) => (second > 0 ? 60 : 0)),
    ],
  },
  runbook: {
    meaning: 'A worker cannot write its heartbeat.',
    impact:
      'The others take it for dead after 30 s and take over its partitions; when all are affected, nothing is handled.',
    diagnosis: [
      {
        question: 'One worker or all?',
        query: ({ workers }) => `changes(${select(`${METRICS.heartbeatLatency.name}_count`, workers)}[2m])`,
      },
      {
        question:
          'Is it shutting down? One that takes more than a minute to end after SIGTERM, and answers scrapes until then, looks like one whose heartbeat has ended; let it end within a minute, or stop answering, or silence the alert in deployments.',
      },
      { question: 'Who holds locks on the orchestrator’s tables? Does the database answer at all?' },
    ],
    fix: ['End the session that holds the lock.', 'Fix the database.', 'One worker alone: restart it.'],
  },
});

const SLOW_HEARTBEAT = alert({
  name: 'OrchestratorSlowHeartbeat',
  signal: signals.heartbeatSeconds,
  threshold: 1,
  for: '1m',
  severity: 'warning',
  summary: text`Heartbeats of the replica set are slow.`,
  description: ({ threshold }) =>
    text`Half of the heartbeats of replica set ${replicaSet} in the last 3 minutes took ${value('humanizeDuration')} or longer (more than ${threshold} s): the database is slow. Above 30 s, workers count as dead and the replica set reconfigures.`,
  panel: 'heartbeat-latency',
  reason:
    'A heartbeat is two round trips to the database and takes 20 to 150 ms; when half of them take longer than a second, each event takes as long, and projections fall behind. The median, because one long stall is normal. Only where the application records heartbeats.',
  // All heartbeats in one bucket: interpolated, the median is the middle of it.
  probe: {
    values: 'continuous',
    settle: () => 330,
    series: (value, at) =>
      [String(2 * value), '+Inf'].map((le) => growing(`${LATENCY}_bucket`, { ...at.worker(0), le }, 1)),
  },
  runbook: {
    meaning: 'Writing a heartbeat takes seconds; normal are milliseconds.',
    impact: 'Everything that the workers do with the database is as slow. At 30 s they count as dead.',
    diagnosis: [
      { question: 'How loaded is the database: connections, locks, input and output?' },
      {
        question: 'Since when?',
        query: (context) => signals.heartbeatSeconds.expression(context),
      },
    ],
    fix: ['Relieve the database; end what blocks it.'],
  },
});

const STALE_WORKERS_CLEANED = alert({
  name: 'OrchestratorStaleWorkersCleaned',
  signal: signals.staleWorkersCleaned,
  for: '1m',
  severity: 'info',
  summary: text`Workers of the replica set vanished without deregistering.`,
  description: ({ threshold }) =>
    text`${value()} stale workers of replica set ${replicaSet} (more than ${threshold}) were cleaned up within 15 minutes: they were killed (out of memory, node lost, SIGKILL) or could not reach the database for 30 s.`,
  panel: 'stale-workers',
  reason:
    'It wakes nobody, but helps to find the cause of something else: workers died instead of leaving. Only where the application counts it.',
  // So many cleaned up a quarter of an hour after the process started.
  probe: {
    values: 'continuous',
    settle: () => 960,
    lasts: () => 800,
    series: (value, at) => [
      constant('up', at.target(0), 1),
      sampled(METRICS.staleWorkersCleaned.name, at.worker(0), (second) => (second < 930 ? undefined : value)),
    ],
  },
  runbook: {
    meaning: 'A worker’s heartbeat was older than 30 s, so the others removed it.',
    impact: 'Its partitions waited for 30 s or more before others took them over.',
    diagnosis: [
      { question: 'Was a pod killed, or a node lost, at that time?' },
      {
        question: 'Were heartbeats slow?',
        query: ({ workers }) =>
          `histogram_quantile(0.99, sum by (replica_set, le) (rate(${select(`${METRICS.heartbeatLatency.name}_bucket`, workers)}[5m])))`,
      },
    ],
    fix: ['Let workers end by SIGTERM, with enough time to deregister.', 'Give them enough memory.'],
  },
});

/** Heartbeats, and with them the database that all workers need. */
export const HEARTBEATS = {
  group: 'orchestrator_heartbeats',
  recorded: signals.RECORDED,
  alerts: [HEARTBEAT_STALLED, SLOW_HEARTBEAT, STALE_WORKERS_CLEANED],
} as const satisfies Area;
