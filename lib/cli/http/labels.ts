/** What labels of series say. */
import { EXPORTED_REPLICA_SET } from '../../orchestrator/diagnosis';
import type { Labels } from './prometheus-shape';

/** Values of a label among series, in order; the empty one is none. */
export function valuesOf(series: readonly Labels[], label: string): readonly string[] {
  return [...new Set(series.map((labels) => labels[label] ?? ''))].filter((value) => value !== '').sort();
}

/** The replica set that a worker reports, under whichever name Prometheus stores it; empty where it reports none. */
export function replicaSetOf(labels: Labels): string {
  return labels[EXPORTED_REPLICA_SET] ?? labels['replica_set'] ?? '';
}
