/** Texts that a user wrote into a configuration: where each stands, and what it is about. */
import type { ConfigPath } from '../../validation/path';
import { overridesOf } from '../fleet/overrides';
import type { ReplicaSetProps } from '../fleet/props';
import type { Mixin } from '../mixin';

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
  const ofExtension = config.extend.alerts.flatMap(({ name, summary, description }, index) => {
    const alert = alerts.find((other) => other.name === name);
    const texts = { summary, description: alert && description?.(alert.condition) };
    return Object.entries(texts).flatMap(([field, text]) =>
      typeof text === 'string'
        ? [{ keys: ['extend', 'alerts', index, field], text, isLabel: false, of: { name } }]
        : [],
    );
  });
  return [...ofSettings, ...ofExtension];
}
