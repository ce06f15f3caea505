/** Which thresholds of alerts a panel draws. */
import type { Alert } from './alerts';
import type { PanelDefinition, PanelThreshold, SeriesThresholds } from './panel';
import type { Signal } from './signal';

/** Thresholds of the alerts about what the panel shows, each once. */
export function thresholdsFrom({ queries }: PanelDefinition, alerts: readonly Alert[]): readonly PanelThreshold[] {
  const shown = queries.map(({ signal }) => signal);
  return linesOf(alerts.filter(isAbout(shown)));
}

/**
 * Thresholds of single replica sets, where these are not those of all: of the alerts about what the panel shows, and about what it agrees
 * with, as far as they are for this replica set. Those with equal ones stand together, by the first of them.
 *
 * @param drawn - the alerts about what it shows
 * @param replicaSets - names of the listed replica sets
 */
export function seriesThresholds(
  { queries, agreesWith = [] }: PanelDefinition,
  drawn: readonly Alert[],
  alerts: readonly Alert[],
  replicaSets: readonly string[],
): readonly SeriesThresholds[] {
  if (agreesWith.length === 0) {
    return [];
  }
  const ofShown = drawn.filter(isAbout(queries.map(({ signal }) => signal)));
  const all = [...ofShown, ...alerts.filter(isAbout(agreesWith))];
  const groups = new Map<string, { readonly replicaSets: string[]; readonly thresholds: readonly PanelThreshold[] }>();
  for (const replicaSet of replicaSets) {
    const thresholds = linesOf(all.filter(({ scope }) => scope.replicaSets.includes(replicaSet)));
    const key = JSON.stringify(thresholds);
    const group = groups.get(key) ?? { replicaSets: [], thresholds };
    group.replicaSets.push(replicaSet);
    groups.set(key, group);
  }
  groups.delete(JSON.stringify(linesOf(ofShown)));
  return [...groups.values()];
}

const isAbout =
  (signals: readonly Signal[]) =>
  ({ condition }: Alert): boolean =>
    signals.some(({ name }) => name === condition.signal.name);

function linesOf(alerts: readonly Alert[]): readonly PanelThreshold[] {
  return alerts
    .map(({ condition: { threshold, comparison }, severity }) => ({ value: threshold, comparison, severity }))
    .filter((threshold, index, all) => all.findIndex((other) => isSameLine(other, threshold)) === index);
}

function isSameLine(a: PanelThreshold, b: PanelThreshold): boolean {
  return a.value === b.value && a.comparison === b.comparison && a.severity === b.severity;
}
