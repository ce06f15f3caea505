/** Settings of single alerts, and texts, that a user wrote into a configuration: where each stands, and what it is about. */
import type { AlertOverride } from '../../model/alerts/alert-settings';
import type { ConfigPath } from '../../validation/path';
import type { MonitoringConfig } from '../fleet/config';
import type { AlertOverrides, ReplicaSetProps } from '../fleet/props';

/** Settings of one alert, and the place that they stand in. */
export interface LocatedOverride {
  readonly keys: ConfigPath;
  readonly name: string;
  readonly override: AlertOverride;
  /** The replica set that they are about; undefined where they are the fleet's. */
  readonly replicaSet: ReplicaSetProps | undefined;
}

/** All settings of single alerts: the fleet's first. */
export function overridesOf({ alerts, replicaSets }: MonitoringConfig): readonly LocatedOverride[] {
  const located = (keys: ConfigPath, own: AlertOverrides = {}, replicaSet?: ReplicaSetProps): LocatedOverride[] =>
    Object.entries(own).flatMap(([name, override]) =>
      override === undefined ? [] : [{ keys: [...keys, name], name, override, replicaSet }],
    );
  return [
    ...located(['alerts', 'overrides'], alerts.overrides),
    ...replicaSets.flatMap((set, index) => located(['replicaSets', index, 'alerts'], set.alerts, set)),
  ];
}

/** A text of the user's own, a template in Prometheus's language. */
export interface OwnText {
  readonly keys: ConfigPath;
  readonly text: string;
  readonly isLabel: boolean;
  /** The settings that it is of; undefined where every alert has it. */
  readonly of: LocatedOverride | undefined;
}

/** Labels and annotations of the user's own: those of every alert first. */
export function ownTexts(config: MonitoringConfig): readonly OwnText[] {
  const places = [
    { keys: ['alerts'], texts: config.alerts, of: undefined },
    ...overridesOf(config).map((of) => ({ keys: of.keys, texts: of.override, of })),
  ];
  return places.flatMap(({ keys, texts: { labels = {}, annotations = {} }, of }) => [
    ...Object.entries(labels).map(([name, text]) => ({ keys: [...keys, 'labels', name], text, isLabel: true, of })),
    ...Object.entries(annotations).map(([name, text]) => ({
      keys: [...keys, 'annotations', name],
      text,
      isLabel: false,
      of,
    })),
  ]);
}
