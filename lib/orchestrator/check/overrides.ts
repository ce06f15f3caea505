/** Settings of single alerts, and texts, that a user wrote into a configuration: where each stands, and what it is about. */
import type { AlertOverride } from '../../model/alerts/alert-settings';
import type { ConfigPath } from '../../validation/path';
import type { MonitoringConfig } from '../fleet/config';
import type { AlertOverrides, ReplicaSetProps } from '../fleet/props';
import type { Mixin } from '../mixin';

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
  /** The alert that it is of, and the replica set where it is of that one's settings; undefined where every alert has it. */
  readonly of: { readonly name: string; readonly replicaSet?: ReplicaSetProps | undefined } | undefined;
}

/** Labels and annotations of the user's own, those of every alert first, and the texts of alerts that they added or replaced. */
export function ownTexts({ config, alerts }: Pick<Mixin, 'config' | 'alerts'>): readonly OwnText[] {
  const places = [
    { keys: ['alerts'], texts: config.alerts, of: undefined },
    ...overridesOf(config).map((of) => ({ keys: of.keys, texts: of.override, of })),
  ];
  const ofSettings = places.flatMap(({ keys, texts: { labels = {}, annotations = {} }, of }) => [
    ...Object.entries(labels).map(([name, text]) => ({ keys: [...keys, 'labels', name], text, isLabel: true, of })),
    ...Object.entries(annotations).map(([name, text]) => ({
      keys: [...keys, 'annotations', name],
      text,
      isLabel: false,
      of,
    })),
  ]);
  const ofExtension = config.extend.alerts.flatMap(({ name }, index) => {
    const alert = alerts.find((other) => other.name === name);
    if (alert === undefined) {
      return [];
    }
    const { summary, description } = alert.definition;
    const keys = ['extend', 'alerts', index];
    return Object.entries({ summary, description: description(alert.condition) }).flatMap(([field, text]) =>
      typeof text === 'string' ? [{ keys: [...keys, field], text, isLabel: false, of: { name } }] : [],
    );
  });
  return [...ofSettings, ...ofExtension];
}
