/**
 * Which replica sets share one rule of an alert. Sets with equal settings are put together by a regex matcher, so a thousand replica
 * sets with a handful of distinct settings stay a handful of rules.
 */
import type { AlertDefinition, AlertScope, AlertSettings } from './alert-definition';
import type { MonitoringConfig } from '../orchestrator/fleet/config';
import { noneOf, oneOf, type LabelMatcher } from '../promql/write';
import type { AlertOverride, ReplicaSetProps } from '../orchestrator/fleet/props';

interface Group {
  readonly settings: AlertSettings;
  readonly replicaSets: string[];
  readonly unlisted: boolean;
}

/** The scopes of an alert, each with its settings: the one with unlisted replica sets first, then by first replica set. */
export function scopesOf(
  config: MonitoringConfig,
  definition: Pick<AlertDefinition, 'name' | 'threshold' | 'for' | 'keepFiringFor' | 'severity' | 'workersMatter'>,
  defaultWorkers: number | undefined,
): readonly { readonly scope: AlertScope; readonly settings: AlertSettings }[] {
  const fleet = config.alerts.overrides[definition.name];
  const settingsOf = (replicaSet: ReplicaSetProps | undefined): AlertSettings => {
    const own = replicaSet?.alerts?.[definition.name];
    const overrides = [fleet, own];
    return {
      enabled: last(overrides, 'enabled') ?? true,
      threshold: last(overrides, 'threshold') ?? definition.threshold,
      for: last(overrides, 'for') ?? definition.for,
      keepFiringFor: last(overrides, 'keepFiringFor') ?? definition.keepFiringFor,
      severity: last(overrides, 'severity') ?? definition.severity,
      labels: { ...config.alerts.labels, ...fleet?.labels, ...own?.labels },
      annotations: { ...config.alerts.annotations, ...fleet?.annotations, ...own?.annotations },
      workers: definition.workersMatter === undefined ? undefined : (replicaSet?.workers ?? defaultWorkers),
    };
  };
  const groups = new Map<string, Group>();
  if (config.watchUnlisted) {
    const settings = settingsOf(undefined);
    groups.set(identity(settings, definition.workersMatter), { settings, replicaSets: [], unlisted: true });
  }
  for (const replicaSet of config.replicaSets) {
    const settings = settingsOf(replicaSet);
    const key = identity(settings, definition.workersMatter);
    const group = groups.get(key) ?? { settings, replicaSets: [], unlisted: false };
    group.replicaSets.push(replicaSet.name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ settings, replicaSets, unlisted }) => ({
    settings,
    scope: { replicaSets, unlisted, matchers: matchersOf(config, replicaSets, unlisted) },
  }));
}

function matchersOf(
  config: MonitoringConfig,
  replicaSets: readonly string[],
  unlisted: boolean,
): readonly LabelMatcher[] {
  if (!unlisted) {
    return [oneOf('replica_set', replicaSets)];
  }
  const members = new Set(replicaSets);
  const others = config.replicaSets.map(({ name }) => name).filter((name) => !members.has(name));
  return others.length === 0 ? [] : [noneOf('replica_set', others)];
}

function last<TKey extends keyof AlertOverride>(
  overrides: readonly (AlertOverride | undefined)[],
  key: TKey,
): AlertOverride[TKey] | undefined {
  return overrides.reduce<AlertOverride[TKey] | undefined>((found, override) => override?.[key] ?? found, undefined);
}

/** Equal settings, equal text: key order does not matter, and of the workers only what matters to the alert. */
function identity(settings: AlertSettings, workersMatter: AlertDefinition['workersMatter']): string {
  return JSON.stringify({ ...settings, workers: workersMatter?.(settings.workers) }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
