/** Which thresholds of alerts a panel draws. */
import type { Alert } from '../alerts/alerts';
import type { PanelDefinition, PanelThreshold } from './panel';

/** Thresholds of the alerts about what the panel shows, each once. */
export function thresholdsFrom({ queries }: PanelDefinition, alerts: readonly Alert[]): readonly PanelThreshold[] {
  const shown = new Map(queries.map(({ signal, perMinute = false }) => [signal.name, perMinute ? 60 : 1]));
  return alerts
    .filter(({ condition }) => shown.has(condition.signal.name))
    .map(({ condition: { signal, threshold, comparison }, severity }) => ({
      value: threshold * (shown.get(signal.name) ?? 1),
      comparison,
      severity,
    }))
    .filter((threshold, index, all) => all.findIndex((other) => isSameLine(other, threshold)) === index);
}

function isSameLine(a: PanelThreshold, b: PanelThreshold): boolean {
  return a.value === b.value && a.comparison === b.comparison && a.severity === b.severity;
}
