/** Which thresholds of alerts a panel draws. */
import type { Alert } from './alerts';
import type { PanelDefinition, PanelThreshold } from './panel';

/** Thresholds of the alerts about what the panel shows, each once. */
export function thresholdsFrom({ queries }: PanelDefinition, alerts: readonly Alert[]): readonly PanelThreshold[] {
  const shown = new Set(queries.map(({ signal }) => signal.name));
  return alerts
    .filter(({ condition, definition }) => shown.has((definition.draws ?? condition.signal).name))
    .map(({ condition: { threshold, comparison }, severity }) => ({ value: threshold, comparison, severity }))
    .filter((threshold, index, all) => all.findIndex((other) => isSameLine(other, threshold)) === index);
}

function isSameLine(a: PanelThreshold, b: PanelThreshold): boolean {
  return a.value === b.value && a.comparison === b.comparison && a.severity === b.severity;
}
