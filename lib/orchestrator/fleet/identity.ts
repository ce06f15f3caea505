/** What tells a fleet from others in the same Prometheus, Alertmanager, Grafana or Mimir, and how its rules ask by that. */
import { RULE_WINDOW, type QueryContext } from '../../model/signal';
import type { MonitoringConfig } from './config';
import { listedSubjects } from './workers';

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

/** How the rules of a fleet ask: about all replica sets, reading nothing that is recorded. */
export const fleetContext = (config: MonitoringConfig): QueryContext => ({
  workers: config.selector,
  targets: config.selector,
  by: fleetLabels(config),
  pinned: pinnedLabels(config),
  listed: listedSubjects(config.replicaSets),
  window: RULE_WINDOW,
  recorded: new Set(),
  system: config,
  replaced: new Map(config.extend.signals.map((signal) => [signal.name, signal])),
});
