/** Fleets of every kind, for tests of what is generated from a description. */
import { type MonitoringProps, type ReplicaSetProps } from '../../lib';
import { ALERT_NAMES, type AlertName, type AlertOverride } from '../../lib/orchestrator';

/** One replica set with a number of workers, and one with a range. */
export const REPLICA_SETS: readonly ReplicaSetProps[] = [
  { name: 'orders', workers: 3 },
  { name: 'billing', workers: { min: 2, max: 10 } },
];

/** Another threshold for every alert for which a test can show it. */
const THRESHOLDS: Readonly<Partial<Record<AlertName, number>>> = {
  OrchestratorNoWorkers: 2,
  OrchestratorReplicaSetAbsent: 1,
  OrchestratorWorkerMismatch: 1,
  OrchestratorTooManyWorkers: 2,
  OrchestratorWorkersExiting: 2,
  OrchestratorWorkerCrashLoop: 5,
  OrchestratorTargetDown: 2,
  OrchestratorNeverConverges: 2,
  OrchestratorWorkerLeftBehind: 1,
  OrchestratorCoordinationFailing: 100,
  OrchestratorSlowCoordination: 12.5,
  OrchestratorHighReconfigurationRate: 0.037,
  OrchestratorFrequentReconfigurations: 3,
  OrchestratorStaleWorkersCleaned: 4,
  OrchestratorProjectionErrors: 0.123,
  OrchestratorSlowProjection: 0.77,
  OrchestratorProjectionSaturated: 0.5,
  OrchestratorProjectionStalled: 1,
  OrchestratorHeartbeatStalled: 2,
  OrchestratorSlowHeartbeat: 1.2,
};

const overrides = (names: readonly AlertName[], of: (name: AlertName) => AlertOverride): MonitoringProps => ({
  replicaSets: REPLICA_SETS,
  alerts: { overrides: Object.fromEntries(names.map((name) => [name, of(name)])) },
});

/** Fifty replica sets with five distinct settings. */
export const FIFTY_SETS: MonitoringProps = {
  replicaSets: Array.from({ length: 50 }, (_, index): ReplicaSetProps => {
    const settings: readonly Omit<ReplicaSetProps, 'name'>[] = [
      { workers: 3 },
      { workers: 2, alerts: { OrchestratorTargetDown: { threshold: 1 }, OrchestratorSlowCoordination: { for: '2m' } } },
      { workers: { min: 2, max: 10 }, alerts: { OrchestratorSlowHeartbeat: { threshold: 2 } } },
      { workers: 0, alerts: { OrchestratorSlowProjection: { threshold: 0.2, severity: 'critical' } } },
      { alerts: { OrchestratorProjectionErrors: { enabled: false } } },
    ];
    return { name: `set-${String(index)}`, ...settings[index % settings.length] };
  }),
};

const ODD_NAMES = ['a"b', "a'b", 'a\\b', 'größe-漢-😀', '{{ $labels.job }}', 'a.b|c*', '$1', 'no', ' a '];

/** What a rule has no test for, by the alert's name: words of the reason. */
export type Untestable = Readonly<Partial<Record<AlertName, string>>>;

const TOO_SHORT = 'lasts no longer than';

/** A fleet, with the rules that cannot have a test. */
export type Fleet = [what: string, props: MonitoringProps, untestable?: Untestable];

export const FLEETS: readonly Fleet[] = [
  ['defaults', {}],
  ['one replica set', { replicaSets: [{ name: 'orders', workers: 3 }] }],
  ['a number and a range of workers', { replicaSets: REPLICA_SETS }],
  ['50 replica sets with 5 distinct settings', FIFTY_SETS],
  [
    'every threshold changed',
    overrides(Object.keys(THRESHOLDS) as AlertName[], (name) => ({ threshold: THRESHOLDS[name]! })),
  ],
  [
    'scraped once a minute',
    {
      scrapeInterval: '1m',
      replicaSets: [{ name: 'orders', workers: 1, inputNeverPausesFor: '10m' }],
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      alerts: { overrides: { OrchestratorHeartbeatStalled: { threshold: 5 } } },
    },
  ],
  [
    'several scrapes of what must go on',
    {
      replicaSets: [{ name: 'orders', workers: 1, inputNeverPausesFor: '10m' }],
      alerts: {
        overrides: { OrchestratorNoEventsHandled: { threshold: 7 }, OrchestratorHeartbeatStalled: { threshold: 5 } },
      },
    },
  ],
  [
    'many workers amiss before an alert fires',
    overrides(
      [
        'OrchestratorTooManyWorkers',
        'OrchestratorNeverConverges',
        'OrchestratorWorkersExiting',
        'OrchestratorTargetDown',
        'OrchestratorProjectionStalled',
      ],
      () => ({ threshold: 50 }),
    ),
  ],
  [
    'two replica sets of one workload, one with a setting of its own',
    {
      replicaSets: [
        { name: 'a', workers: { deployment: 'x', namespace: 'n' } },
        { name: 'b', workers: { deployment: 'y', namespace: 'n' } },
        {
          name: 'c',
          workers: { deployment: 'y', namespace: 'n' },
          alerts: { OrchestratorWorkerMismatch: { threshold: 1 } },
        },
      ],
    },
  ],
  ['grouped by cluster and namespace', { replicaSets: REPLICA_SETS, aggregateBy: ['cluster', 'namespace'] }],
  [
    'grouped, without recording rules',
    { replicaSets: REPLICA_SETS, aggregateBy: ['cluster', 'namespace'], recordingRules: false },
  ],
  [
    'a namespace pinned by the selector',
    { replicaSets: REPLICA_SETS, selector: { job: 'projection-workers', namespace: 'n' }, aggregateBy: ['namespace'] },
  ],
  ['recording rules off', { replicaSets: REPLICA_SETS, recordingRules: false }],
  [
    'workloads to read the number of workers from',
    {
      replicaSets: [
        { name: 'a', workers: { deployment: 'x', namespace: 'n' } },
        { name: 'b', workers: { statefulSet: 'y', namespace: 'n' } },
      ],
      aggregateBy: ['namespace'],
      watchUnlisted: false,
    },
  ],
  [
    'workloads beside numbers, in namespaces that do not matter, without recording rules',
    {
      replicaSets: [
        { name: 'a', workers: { deployment: 'x', namespace: 'n' } },
        { name: 'b', workers: { statefulSet: 'y', namespace: 'm' } },
        ...REPLICA_SETS,
      ],
      recordingRules: false,
    },
  ],
  ['odd names', { replicaSets: ODD_NAMES.map((name, index) => ({ name, workers: index + 1 })) }],
  ['rules evaluated every 7 s', { replicaSets: REPLICA_SETS, evaluationInterval: '7s' }],
  ['rules evaluated every 15 s', { replicaSets: REPLICA_SETS, evaluationInterval: '15s' }],
  ['rules evaluated every minute', { replicaSets: REPLICA_SETS, evaluationInterval: '1m' }],
  [
    'one worker is expected, and nothing else is watched',
    { replicaSets: [{ name: 'a', workers: 1 }], watchUnlisted: false },
  ],
  ['no waiting at all', overrides(ALERT_NAMES, () => ({ for: '0s', keepFiringFor: '0s' }))],
  [
    'waiting for an hour',
    overrides(ALERT_NAMES, () => ({ for: '1h' })),
    {
      OrchestratorFrequentReconfigurations: TOO_SHORT,
      OrchestratorNoWorkers: TOO_SHORT,
      OrchestratorProjectionStalled: TOO_SHORT,
      OrchestratorStaleWorkersCleaned: TOO_SHORT,
      OrchestratorWorkerCrashLoop: TOO_SHORT,
    },
  ],
  [
    'labels and annotations of the user’s own',
    {
      replicaSets: REPLICA_SETS,
      alerts: {
        labels: { team: 'x{{ $labels.replica_set }}', odd: '{{ "{{" }}"' },
        annotations: {
          note: '{{ $value | humanize }}\n\t"{{ $labels.replica_set }}"',
          summary: '{{ $labels.projection }}!',
        },
      },
    },
  ],
  [
    'templates that cannot be foretold',
    {
      replicaSets: REPLICA_SETS,
      alerts: {
        labels: { team: '{{ $labels.replica_set | toUpper }}' },
        annotations: { note: '{{ printf "%.2f" $value }}' },
      },
    },
  ],
  [
    'a selector with regular expressions, also for instances',
    {
      replicaSets: REPLICA_SETS,
      selector: {
        job: { regex: '(a|b)-workers.*' },
        env: { not: 'dev' },
        region: { notRegex: 'eu-.*' },
        instance: { regex: '10\\.0\\..+:\\d+' },
      },
    },
  ],
  [
    'labels of the fleet and of the database that are open, or hold of both',
    {
      aggregateBy: ['cluster'],
      replicaSets: REPLICA_SETS,
      selector: { job: 'workers', cluster: { regex: 'eu|us' } },
      database: { exporter: 'postgres_exporter', selector: { instance: { regex: 'pg-[0-9]+' }, cluster: 'us' } },
    },
  ],
  ...[{ job: 'database' }, { instance: 'database:9187' }].map((selector): Fleet => [
    `jobs that are told apart, beside a database found by ${Object.keys(selector).join()}`,
    {
      aggregateBy: ['job'],
      replicaSets: [
        { name: 'orders', workers: 3 },
        { name: 'mails', workers: { deployment: 'mails', namespace: 'shop' }, projections: ['mails'] },
      ],
      selector: { job: { regex: 'orders-.+' }, team: 'shop' },
      database: { exporter: 'postgres_exporter', selector },
      objectives: [
        { name: 'fresh', freshness: '30s', target: 0.99 },
        { name: 'handled', successRatio: true, target: 0.99 },
      ],
    },
  ]),
  [
    'objectives of which one holds another',
    {
      replicaSets: REPLICA_SETS,
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      objectives: [
        { name: 'fresh', freshness: '30s', target: 0.99 },
        { name: 'not-old', freshness: '5m', target: 0.999 },
        { name: 'handled', successRatio: true, target: 0.99 },
        { name: 'four-weeks', successRatio: true, target: 0.95, window: '28d' },
        { name: 'orders-handled', successRatio: true, target: 0.99, replicaSet: 'orders' },
      ],
    },
  ],
  [
    'databases of several clusters, with other thresholds, beside workloads and numbers of zero',
    {
      aggregateBy: ['cluster'],
      replicaSets: [
        { name: 'a', workers: { deployment: 'x', namespace: 'n' } },
        { name: 'b', workers: 0, projections: ['b'] },
        { name: 'c', workers: { min: 0, max: 3 }, projections: ['c'] },
      ],
      database: { exporter: 'cloudnative-pg', selector: { job: { regex: 'database-.*' } } },
      alerts: {
        overrides: {
          OrchestratorPartitionUnowned: { threshold: 1 },
          OrchestratorProjectionStuck: { threshold: 2 },
          OrchestratorGenerationsDiffer: { threshold: 2 },
          OrchestratorProjectionBehind: { threshold: 300 },
          OrchestratorLagUnknown: { threshold: 2 },
        },
      },
    },
  ],
  ['the profile upstream', { profile: 'upstream', replicaSets: REPLICA_SETS }],
  ['the profile upstream, without recording rules', { profile: 'upstream', recordingRules: false }],
];
