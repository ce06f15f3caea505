/** Alerts about heartbeats, and the database that all workers need. */
import { alert, replicaSet } from '../alert';
import type { Area } from '../../../model/area';
import { select } from '../../../promql/write';
import { text, value } from '../../../templates/text';
import { METRICS } from '../../metrics';
import * as signals from './signals';
import * as probes from './probes';
import { COORDINATIONS, HANDLING, TOLD_BY_DATABASE } from '../symptoms';

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
    text`A worker of replica set ${replicaSet} has completed ${value()} heartbeats within 2 minutes (less than ${threshold}; a worker counts as dead after 30 s): the orchestrator’s tables are locked, the database hangs, or one worker is cut off from the database or has given up.`,
  panel: 'heartbeat-progress',
  reason:
    'A heartbeat that hangs leaves no sample, so its latency cannot show it; that no new one arrives can. A stall of half a minute is normal and over before. It looks over two minutes (three at a `scrapeInterval` of 1m), so nothing would be gained by waiting after that: a stall of two and a half minutes would go unreported. Only where the application records heartbeats.',
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
  probe: probes.progressProbe,
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
          'Is it shutting down? One that is given more than two minutes after SIGTERM and answers scrapes until then looks like one whose heartbeat has ended; let it end within two minutes, or stop answering, or silence the alert in deployments.',
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
  probe: probes.latencyProbe,
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
  probe: probes.staleProbe,
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
