/** What happens to a database second by second, as the library and its faults would have it, and what an operator should be told. */
import type { MonitoringProps } from '../../../lib';
import { CHECKPOINT, GENERATION, WORKER } from './statements';

/** Seconds of healthy life before anything happens: longer than every window of the rules. */
export const FAULT = 180;

/** One database and its story. */
export interface LagScenario {
  readonly name: string;
  /** Alerts that must fire, and no others: one that is stuck is behind, too, which the former silences. */
  readonly fires: readonly string[];
  readonly props?: Partial<MonitoringProps>;
  /** Rows that are there at the beginning. */
  readonly setup: readonly string[];
  /** What is written in one second: by whoever appends events, by the workers, and by whoever causes the fault. */
  readonly second: (second: number) => {
    readonly appended?: string;
    readonly handled?: readonly string[];
    readonly fault?: string;
  };
}

const IN = 10;

const append = (count: number): string =>
  `INSERT INTO events (aggregate_type, aggregate_id, aggregate_version, event_type, payload) SELECT 'a', gen_random_uuid()::text, 1, 'e', '' FROM generate_series(1, ${count})`;

/** A batch: never past the newest event, and no row is written where there is nothing to pass. */
const pass = (checkpoint: string, count: number): string =>
  `UPDATE projection_checkpoints SET last_global_position = least(last_global_position + ${count}, h.head), updated_at = now() FROM (SELECT max(global_position) AS head FROM events) h WHERE projection_name = '${checkpoint}' AND last_global_position < h.head`;

const beat = (partitions: readonly number[]): string =>
  `UPDATE orchestrator_workers w SET last_heartbeat = now() WHERE partition_key IN (${partitions.join(', ')}) AND generation_id IN (SELECT DISTINCT ON (replica_set) id FROM orchestrator_generations ORDER BY replica_set, created_at DESC)`;

const PARTITIONS = [0, 1, 2];
const PROJECTIONS = ['orders', 'totals'];
const checkpointsOf = (projection: string, count = 3): readonly string[] =>
  Array.from({ length: count }, (_, k) => `${projection}_p${k}`);
const ALL = PROJECTIONS.flatMap((projection) => checkpointsOf(projection));

/** Three workers, two projections, and an old row of a fourth partition and of another partition count, which nobody moves any more. */
const SETUP = [
  GENERATION('main', 4, 90),
  GENERATION('main', 3, 60),
  ...PARTITIONS.map((k) => WORKER('main', k)),
  append(100),
  ...ALL.map((checkpoint) => CHECKPOINT(checkpoint, 100)),
  ...[CHECKPOINT('orders_p3', 1), CHECKPOINT('orders', 1)],
];

const healthy = (): { appended: string; handled: string[] } => ({
  appended: append(IN),
  handled: [beat(PARTITIONS), ...ALL.map((checkpoint) => pass(checkpoint, 100))],
});

/** Healthy, and from `FAULT` on what is different. */
const afterwards =
  (different: (second: number) => ReturnType<LagScenario['second']>): LagScenario['second'] =>
  (second) =>
    second < FAULT ? healthy() : { ...healthy(), ...different(second - FAULT) };

/** The workers go on, with so many events a second for some checkpoints. */
const at = (rates: Readonly<Record<string, number>>): readonly string[] => [
  beat(PARTITIONS),
  ...ALL.map((checkpoint) => [checkpoint, rates[checkpoint] ?? 100] as const)
    .filter(([, rate]) => rate > 0)
    .map(([checkpoint, rate]) => pass(checkpoint, rate)),
];
const every = (checkpoints: readonly string[], rate: number): Readonly<Record<string, number>> =>
  Object.fromEntries(checkpoints.map((checkpoint) => [checkpoint, rate]));

const UNOWNED = 'OrchestratorPartitionUnowned';
const STUCK = 'OrchestratorProjectionStuck';
const APART = 'OrchestratorGenerationsDiffer';
const BEHIND = 'OrchestratorProjectionBehind';
const UNKNOWN = 'OrchestratorLagUnknown';

const scale = (partitions: number): string =>
  [
    GENERATION('main', partitions, 0),
    ...Array.from({ length: partitions }, (_, k) => WORKER('main', k)),
    `UPDATE orchestrator_workers SET state = 'stopped' WHERE generation_id <> (SELECT id FROM orchestrator_generations ORDER BY created_at DESC LIMIT 1)`,
  ].join('; ');

/** All of them run at the same time, each in a database of its own. */
export const LAG_SCENARIOS: readonly LagScenario[] = [
  { name: 'steady', fires: [], setup: SETUP, second: healthy },
  {
    name: 'idle',
    fires: [],
    setup: SETUP,
    // Three events in the middle of the night.
    second: afterwards((second) => ({ appended: second === 60 ? append(3) : '' })),
  },
  {
    name: 'deployment',
    fires: [],
    setup: SETUP,
    second: afterwards((second) => (second < 45 ? { handled: [] } : second === 45 ? { fault: scale(3) } : {})),
  },
  {
    name: 'catching_up',
    fires: [],
    // An hour behind, and three times as fast as the input.
    setup: [
      ...SETUP,
      `INSERT INTO events (aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at) SELECT 'a', i::text, 1, 'e', '', now() - (36000 - i) * interval '0.1 seconds' FROM generate_series(1, 36000) i`,
    ],
    second: () => ({ ...healthy(), handled: at(every(ALL, 3 * IN)) }),
  },
  {
    name: 'rebuild',
    fires: [],
    setup: [
      ...SETUP,
      `INSERT INTO events (aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at) SELECT 'a', i::text, 1, 'e', '', now() - (200000 - i) * interval '10 seconds' FROM generate_series(1, 200000) i`,
      `UPDATE projection_checkpoints SET last_global_position = 200100`,
    ],
    second: afterwards((second) => ({
      handled: at(every(checkpointsOf('orders'), 500)),
      ...(second === 0
        ? { fault: `UPDATE projection_checkpoints SET last_global_position = 0 WHERE projection_name LIKE 'orders%'` }
        : {}),
    })),
  },
  {
    name: 'three_two_three',
    fires: [],
    setup: SETUP,
    second: afterwards((second) => ({
      ...(second === 0 ? { fault: scale(2) } : second === 100 ? { fault: scale(3) } : {}),
      handled: [
        beat(PARTITIONS),
        ...ALL.filter((name) => second >= 100 || !name.endsWith('p2')).map((name) => pass(name, 100)),
      ],
    })),
  },
  {
    name: 'dead_worker_replaced',
    fires: [],
    setup: SETUP,
    // Its row says running for ever; the others went on without it.
    second: afterwards((second) => ({
      ...(second === 30 ? { fault: `${GENERATION('main', 2, 0)}; ${WORKER('main', 0)}; ${WORKER('main', 1)}` } : {}),
      handled: [beat([0, 1]), ...ALL.filter((name) => !name.endsWith('p2')).map((name) => pass(name, 100))],
    })),
  },
  {
    name: 'two_replica_sets',
    fires: [],
    props: {
      replicaSets: [
        { name: 'main', projections: PROJECTIONS },
        { name: 'billing', projections: ['invoices'] },
      ],
    },
    setup: [...SETUP, GENERATION('billing', 1, 60), WORKER('billing', 0), CHECKPOINT('invoices', 100)],
    second: () => ({ ...healthy(), handled: [...healthy().handled, pass('invoices', 100)] }),
  },
  {
    name: 'retired_replica_set',
    fires: [],
    setup: [...SETUP, GENERATION('retired', 2, 9000), WORKER('retired', 9, 'running', 90_000)],
    props: { replicaSets: [{ name: 'main' }] },
    second: healthy,
  },
  {
    name: 'slow_handler',
    fires: [BEHIND],
    setup: SETUP,
    second: afterwards(() => ({ handled: at(every(checkpointsOf('orders'), 3)) })),
  },
  { name: 'slow_database', fires: [BEHIND], setup: SETUP, second: afterwards(() => ({ handled: at(every(ALL, 2)) })) },
  {
    name: 'hanging_handler',
    fires: [BEHIND, STUCK],
    setup: SETUP,
    second: afterwards(() => ({ handled: at(every(checkpointsOf('orders'), 0)) })),
  },
  {
    name: 'failing_in_place',
    fires: [BEHIND, STUCK],
    setup: SETUP,
    // One event of one partition cannot be handled, and is tried again and again.
    second: afterwards(() => ({
      handled: [...at({ orders_p1: 0 }), `BEGIN; ${pass('orders_p1', 100)}; ROLLBACK`],
    })),
  },
  {
    name: 'behind_a_lock',
    fires: [BEHIND, STUCK],
    setup: SETUP,
    second: afterwards((second) => ({
      ...(second === 0 ? { fault: 'BEGIN; LOCK TABLE projection_checkpoints IN SHARE ROW EXCLUSIVE MODE' } : {}),
      // A worker's heartbeat does not wait for its handler.
      handled: [beat(PARTITIONS)],
    })),
  },
  {
    name: 'tables_locked',
    fires: [UNKNOWN],
    setup: SETUP,
    second: afterwards((second) => ({
      ...(second === 0
        ? { fault: 'BEGIN; LOCK TABLE orchestrator_workers, projection_checkpoints IN ACCESS EXCLUSIVE MODE' }
        : {}),
    })),
  },
  {
    name: 'worker_cut_off',
    fires: [UNOWNED, BEHIND, STUCK],
    setup: SETUP,
    second: afterwards(() => ({
      handled: [beat([0, 2]), ...ALL.filter((name) => !name.endsWith('p1')).map((name) => pass(name, 100))],
    })),
  },
  {
    name: 'lost_heartbeat',
    fires: [UNOWNED],
    setup: SETUP,
    second: afterwards(() => ({ handled: [beat([0, 2]), ...ALL.map((name) => pass(name, 100))] })),
  },
  {
    name: 'two_generations',
    fires: [APART],
    setup: SETUP,
    second: afterwards((second) => ({
      ...(second === 0 ? { fault: `${GENERATION('main', 1, 0)}; ${WORKER('main', 0)}` } : {}),
      handled: [
        'UPDATE orchestrator_workers SET last_heartbeat = now()',
        ...PROJECTIONS.map(
          (name) => `INSERT INTO projection_checkpoints (projection_name) VALUES ('${name}') ON CONFLICT DO NOTHING`,
        ),
        ...[...ALL, ...PROJECTIONS].map((name) => pass(name, 1000)),
      ],
    })),
  },
  {
    name: 'database_gone',
    fires: [UNKNOWN],
    setup: SETUP,
    second: afterwards((second) =>
      second === 0
        ? {
            fault: `REVOKE CONNECT ON DATABASE database_gone FROM PUBLIC; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pupsourcing_monitor' AND datname = current_database()`,
          }
        : {},
    ),
  },
  {
    name: 'query_refused',
    fires: [UNKNOWN],
    setup: SETUP,
    second: afterwards((second) =>
      second === 0 ? { fault: 'REVOKE SELECT (id) ON orchestrator_workers FROM pupsourcing_monitor' } : {},
    ),
  },
];
