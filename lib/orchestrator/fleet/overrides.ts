/** Settings of single alerts that a user wrote: where each stands, and what it is about. */
import type { AlertOverride } from '../../model/alerts/alert-settings';
import { groupBy } from '../../model/group-by';
import type { ConfigPath } from '../../validation';
import type { Extension } from '../extension/extension';
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

/** All settings of single alerts: the fleet's first. */
export function overridesOf({ alerts, replicaSets, extend }: DescribedAlerts): readonly LocatedOverride[] {
  const located = (keys: ConfigPath, own: AlertOverrides = {}, replicaSet?: ReplicaSetProps): LocatedOverride[] =>
    Object.entries(own).flatMap(([name, override]) =>
      override === undefined ? [] : [{ keys: [...keys, name], name, override, replicaSet }],
    );
  // A setting that an entry of `extend.alerts` has, too, was written there.
  const ofFleet = located(['alerts', 'overrides'], alerts.overrides).flatMap((one) => {
    const index = extend?.alerts.findIndex(({ name }) => name === one.name) ?? -1;
    const added: AlertOverride = extend?.alerts[index] ?? {};
    const placeOf = ([key, value]: [string, unknown]): string =>
      key in added && added[key as keyof AlertOverride] === value ? 'extend' : 'alerts';
    return [...groupBy(Object.entries(one.override), placeOf)].map(([place, settings]) => ({
      ...one,
      keys: place === 'extend' ? ['extend', 'alerts', index] : one.keys,
      override: Object.fromEntries(settings),
    }));
  });
  return [
    ...ofFleet,
    ...replicaSets.flatMap((set, index) => located(['replicaSets', index, 'alerts'], set.alerts, set)),
  ];
}
