/** Settings of single alerts that a user wrote: where each stands, and what it is about. */
import type { AlertOverride, OverridesByName } from '../../model/alerts/alert-settings';
import { stated, type ConfigPath } from '../../validation';
import { settingsIn, type Extension } from '../extension/extension';
import type { AlertOverrides, ReplicaSetProps } from './props';

export interface LocatedOverride {
  readonly keys: ConfigPath;
  readonly name: string;
  readonly override: AlertOverride;
  /** The replica set that they are about; undefined where they are the fleet's. */
  readonly replicaSet: ReplicaSetProps | undefined;
}

interface DescribedAlerts {
  readonly alerts: { readonly overrides: AlertOverrides };
  readonly replicaSets: readonly ReplicaSetProps[];
  readonly extend?: Pick<Extension, 'alerts'>;
}

/** All settings of single alerts: those of entries in `extend`, the fleet's, which win over them, and those of replica sets, which win over both. */
export function overridesOf({ alerts, replicaSets, extend }: DescribedAlerts): readonly LocatedOverride[] {
  const located = (keys: ConfigPath, own: AlertOverrides = {}, replicaSet?: ReplicaSetProps): LocatedOverride[] =>
    Object.entries(own).flatMap(([name, override]) =>
      override === undefined ? [] : [{ keys: [...keys, name], name, override, replicaSet }],
    );
  const added = (extend?.alerts ?? []).map((alert, index) => {
    const winning = stated(alerts.overrides[alert.name] ?? {});
    const override = Object.fromEntries(Object.entries(settingsIn(alert)).filter(([key]) => !(key in winning)));
    return { keys: ['extend', 'alerts', index], name: alert.name, override, replicaSet: undefined };
  });
  return [
    ...added.filter(({ override }) => Object.keys(override).length > 0),
    ...located(['alerts', 'overrides'], alerts.overrides),
    ...replicaSets.flatMap((set, index) => located(['replicaSets', index, 'alerts'], set.alerts, set)),
  ];
}

/** The fleet's settings of alerts, wherever they stand. */
export function fleetOverrides(described: Omit<DescribedAlerts, 'replicaSets'>): OverridesByName {
  const merged = new Map<string, AlertOverride>();
  for (const { name, override } of overridesOf({ ...described, replicaSets: [] })) {
    merged.set(name, { ...merged.get(name), ...stated(override) });
  }
  return Object.fromEntries(merged);
}
