/** Fleets of any size, for measurements and for the tests that hold them to a limit. */
import type { MonitoringProps, ReplicaSetProps } from '../lib';

/** The five settings that the replica sets of a fleet take in turn. */
const SETTINGS: readonly Omit<ReplicaSetProps, 'name'>[] = [
  { workers: 3 },
  { workers: { min: 2, max: 10 } },
  { workers: 1, alerts: { OrchestratorProjectionErrors: { threshold: 0.1, severity: 'warning' } } },
  { workers: 5, alerts: { OrchestratorNoWorkers: { for: '10m' }, OrchestratorSlowCoordination: { threshold: 45 } } },
  {
    workers: 2,
    alerts: { OrchestratorHeartbeatStalled: { enabled: false }, OrchestratorWorkerMismatch: { for: '15m' } },
  },
];

/** A fleet of so many replica sets with five distinct settings. Their names hold what a regular expression would misread. */
export function fleetOf(replicaSets: number): MonitoringProps {
  return {
    replicaSets: Array.from({ length: replicaSets }, (_, index) => ({
      name: `team-${index % 40}.projections(${index})`,
      ...SETTINGS[index % SETTINGS.length],
    })),
  };
}

/** A fleet of so many replica sets that differ in so many thresholds. */
export function fleetOfSettings(replicaSets: number, settings: number): MonitoringProps {
  return {
    replicaSets: Array.from({ length: replicaSets }, (_, index) => ({
      name: `team-${index}`,
      workers: 3,
      alerts: { OrchestratorProjectionErrors: { threshold: 0.01 + (index % settings) / 1_000 } },
    })),
  };
}

/** A replica set that runs so many projections, whose lag is read from a database. */
export function fleetOfProjections(projections: number): MonitoringProps {
  const names = Array.from({ length: projections }, (_, index) => `projection_${String(index)}`);
  return {
    replicaSets: [{ name: 'main', workers: 3, projections: names }],
    database: { exporter: 'postgres_exporter', selector: { job: 'postgres' } },
  };
}
