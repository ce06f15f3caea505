/** Settings of single alerts that a user wrote: where each stands, and what it is about. */
import type { AlertOverride } from '../../model/alerts/alert-settings';
import type { ConfigPath } from '../../validation/path';
import type { Extension } from '../extension/extension';
import type { AlertOverrides, ReplicaSetProps } from './props';

/** Settings of one alert, and the place that they stand in. */
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

/** All settings of single alerts: the fleet's first. */
export function overridesOf({ alerts, replicaSets, extend }: DescribedAlerts): readonly LocatedOverride[] {
  const located = (keys: ConfigPath, own: AlertOverrides = {}, replicaSet?: ReplicaSetProps): LocatedOverride[] =>
    Object.entries(own).flatMap(([name, override]) =>
      override === undefined ? [] : [{ keys: [...keys, name], name, override, replicaSet }],
    );
  const added: readonly (AlertOverride & { readonly name: string })[] = extend?.alerts ?? [];
  // What all comes of an entry of `extend.alerts` was written there.
  const ofFleet = located(['alerts', 'overrides'], alerts.overrides).map((one) => {
    const index = added.findIndex(
      (alert) =>
        alert.name === one.name &&
        Object.entries(one.override).every(([key, value]) => alert[key as keyof AlertOverride] === value),
    );
    return index < 0 ? one : { ...one, keys: ['extend', 'alerts', index] };
  });
  return [
    ...ofFleet,
    ...replicaSets.flatMap((set, index) => located(['replicaSets', index, 'alerts'], set.alerts, set)),
  ];
}
