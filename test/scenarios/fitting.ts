/**
 * Which kinds of fault an alert's text leads to. An alert that fires while something else is wrong has not found it: whoever reads it looks
 * in the wrong place. So every claim quotes the words of the alert's summary or description that name the cause; a test looks them up in
 * the alert as it is rendered.
 */
import type { AlertName, Profile } from '../../lib/orchestrator';

/** Kinds of fault that the recordings know, and what an operator should be told. */
export const FAULT_KINDS = {
  'worker-down': 'one worker is gone or hangs, and nothing replaced it',
  'all-workers-down': 'nobody works on the replica set: killed, scaled to zero, targets gone, or restarting in vain',
  'crash-loop': 'a worker restarts over and over',
  'projection-failing': 'a handler fails permanently, in place or by making its worker exit',
  'transient-error': 'one error, handled: worth an information at most',
  'slow-coordination': 'coordinations take about 40 s',
  'slow-projection': 'a projection is slower than its input',
  'never-converges': 'the workers run alone, each in a generation of its own',
  'coordination-failing': 'a worker cannot finish a coordination: timeout, exit, again',
  'database-stall': 'the tables of the orchestrator are locked for a while',
  'slow-database': 'the database is so slow that the projections fall behind',
  'worker-partitioned': 'a worker has lost the database; its process and its metrics endpoint live',
  'projections-standing': 'no projection handles events although input goes on: the checkpoints are locked',
  'autoscaler-flapping': 'the number of workers swings within its range without end',
} as const;

/** A kind of fault that the recordings know. */
export type FaultKind = keyof typeof FAULT_KINDS;

/** For each alert: the kinds of fault that it leads to, each with the words that do. */
export type Fitting = Readonly<Partial<Record<AlertName, Readonly<Partial<Record<FaultKind, string>>>>>>;

const HARDENED: Fitting = {
  OrchestratorNoWorkers: {
    'all-workers-down': 'all workers are gone',
    // Of a replica set with a single worker, that one is all.
    'worker-down': 'all workers are gone',
    'projection-failing': 'a projection fails permanently',
    'crash-loop': 'every worker exits and restarts',
    'coordination-failing': 'the coordination times out',
    'database-stall': 'the database is down',
  },
  OrchestratorReplicaSetAbsent: {
    'all-workers-down': 'all its workers have been gone',
    // To a Prometheus that has not seen the workers work.
    'projection-failing': 'a projection fails permanently',
  },
  OrchestratorWorkerMismatch: {
    'worker-down': 'worker was killed',
    'worker-partitioned': 'lost its database connection',
  },
  OrchestratorTooManyWorkers: {},
  OrchestratorWorkersExiting: {
    'projection-failing': 'a projection fails permanently',
    'crash-loop': 'exit and restart over and over',
    'all-workers-down': 'the database',
  },
  OrchestratorWorkerCrashLoop: {
    'crash-loop': 'restarts over and over',
    'projection-failing': 'a projection fails on an event',
    'coordination-failing': 'fails its coordination',
  },
  OrchestratorTargetDown: { 'worker-down': 'killed and not restarted', 'crash-loop': 'restarts over and over' },
  OrchestratorNeverConverges: { 'never-converges': 'never converge' },
  OrchestratorWorkerLeftBehind: { 'worker-partitioned': 'cut off from the database' },
  OrchestratorCoordinationFailing: {
    'coordination-failing': 'times out after 60 s, exits, and tries again',
    'never-converges': 'workers in different generations',
  },
  OrchestratorSlowCoordination: {
    'slow-coordination': 'Coordinations of the replica set take long',
    'coordination-failing': 'takes more than 60 s fails',
  },
  OrchestratorHighReconfigurationRate: {
    'crash-loop': 'workers keep joining and leaving',
    'never-converges': 'workers keep joining and leaving',
  },
  OrchestratorFrequentReconfigurations: {
    'crash-loop': 'a worker restarts slowly but steadily',
    'never-converges': 'the workers never converge',
    'autoscaler-flapping': 'an autoscaler oscillates',
  },
  OrchestratorStaleWorkersCleaned: { 'worker-down': 'they were killed' },
  OrchestratorProjectionErrors: { 'projection-failing': 'its handler returns them' },
  OrchestratorSlowProjection: { 'slow-projection': 'it falls behind' },
  OrchestratorProjectionSaturated: { 'slow-projection': 'slower than its input' },
  OrchestratorProjectionStalled: {
    'projection-failing': 'its handler hangs or fails',
    'slow-projection': 'stands still',
  },
  OrchestratorNoEventsHandled: { 'projections-standing': 'All projections stand still' },
  OrchestratorHeartbeatStalled: {
    'database-stall': 'tables are locked',
    'worker-down': 'has given up',
    'worker-partitioned': 'cut off from the database',
    'slow-database': 'the database hangs',
  },
  OrchestratorSlowHeartbeat: { 'database-stall': 'the database is slow', 'slow-database': 'the database is slow' },
};

/** A wrong number of workers is taken to lead to whatever makes workers too few: upstream gets the benefit of the doubt. */
const UPSTREAM: Fitting = {
  OrchestratorWorkerMismatch: {
    'worker-down': 'workers but found',
    'all-workers-down': 'workers but found',
    'crash-loop': 'workers but found',
  },
  OrchestratorHighReconfigurationRate: {
    'crash-loop': 'is reconfiguring frequently',
    'never-converges': 'is reconfiguring frequently',
  },
  OrchestratorSlowCoordination: { 'slow-coordination': 'coordination duration is' },
  OrchestratorProjectionErrors: { 'projection-failing': 'is experiencing errors' },
};

/** The table of a profile. */
export const FITTING: Readonly<Record<Profile, Fitting>> = { hardened: HARDENED, upstream: UPSTREAM };

/** Whether an alert's text leads to a kind of fault. */
export function leadsTo(profile: Profile, alert: string, kind: string): boolean {
  const kinds: Readonly<Partial<Record<string, string>>> = FITTING[profile][alert as AlertName] ?? {};
  return kinds[kind] !== undefined;
}
