/** What tells a fleet from others in the same Prometheus, Alertmanager, Grafana or Mimir. */
import type { MonitoringConfig } from './config';

/** Labels within a fleet: they tell its replica sets, workers and projections apart, and never fleets. */
const WITHIN: ReadonlySet<string> = new Set(['replica_set', 'projection', 'worker_id', 'state', 'le', '__name__']);

/** Labels that the selector pins to one value, with it: what has no series to take them from is given them. */
export function pinnedLabels({ selector }: Pick<MonitoringConfig, 'selector'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    selector.flatMap(({ label, op, value }) =>
      op === '=' && value !== '' && !WITHIN.has(label) ? [[label, value]] : [],
    ),
  );
}

/** The fleet's labels: those that the selector pins, and those of `aggregateBy`. Everything that comes out carries them, or asks by them. */
export function fleetLabels(config: Pick<MonitoringConfig, 'selector' | 'aggregateBy'>): readonly string[] {
  return [...new Set([...Object.keys(pinnedLabels(config)), ...config.aggregateBy])];
}
