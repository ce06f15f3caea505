/** What users' own templates would do: keep an alert from ever firing, or leave a gap in a page. */
import type { Alert } from '../../model/alerts/alerts';
import { templateUse } from '../../templates/references';
import type { Finding } from '../../validation/finding';
import { formatPath, quoteForPeople, type ConfigPath } from '../../validation/path';
import type { MonitoringConfig } from '../fleet/config';
import { fleetLabels } from '../fleet/identity';
import type { AlertOverrides } from '../fleet/props';
import type { Mixin } from '../mixin';

/** Texts of the user's own, and the alerts that carry them. */
interface OwnTexts {
  readonly keys: ConfigPath;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly alerts: readonly Alert[];
}

/** Findings about templates in labels and annotations of the fleet, of alerts and of replica sets. */
export function checkOwnTemplates({ config, alerts }: Mixin): readonly Finding[] {
  return ownTexts(config, alerts).flatMap(({ keys, labels, annotations, alerts: carriers }) => [
    ...Object.entries(labels).flatMap(([name, text]) => checkChanging([...keys, 'labels', name], text)),
    ...Object.entries(labels).flatMap(([name, text]) => checkGaps([...keys, 'labels', name], text, carriers, config)),
    ...Object.entries(annotations).flatMap(([name, text]) =>
      checkGaps([...keys, 'annotations', name], text, carriers, config),
    ),
  ]);
}

function ownTexts(config: MonitoringConfig, alerts: readonly Alert[]): readonly OwnTexts[] {
  const { labels, annotations, overrides } = config.alerts;
  const ofOverrides = (keys: ConfigPath, own: AlertOverrides, carriers: readonly Alert[]): readonly OwnTexts[] =>
    Object.entries(own).map(([name, override = {}]) => ({
      keys: [...keys, name],
      labels: override.labels ?? {},
      annotations: override.annotations ?? {},
      alerts: carriers.filter((alert) => alert.name === name),
    }));
  const carriersOf = new Map<string, Alert[]>(config.replicaSets.map(({ name }) => [name, []]));
  alerts.forEach((alert) => {
    alert.scope.subjects.forEach((subject) => carriersOf.get(subject)?.push(alert));
  });
  return [
    { keys: ['alerts'], labels, annotations, alerts },
    ...ofOverrides(['alerts', 'overrides'], overrides, alerts),
    ...config.replicaSets.flatMap(({ name, alerts: own = {} }, index) =>
      Object.keys(own).length === 0
        ? []
        : ofOverrides(['replicaSets', index, 'alerts'], own, carriersOf.get(name) ?? []),
    ),
  ];
}

/** An alert whose labels change is another alert at each evaluation, pending from the start. */
function checkChanging(keys: ConfigPath, text: string): readonly Finding[] {
  const { changing } = templateUse(text);
  return changing.length === 0
    ? []
    : [
        {
          severity: 'error',
          path: formatPath(keys),
          what: `found ${quoteForPeople(text)} in a label, which changes with ${changing.join(', ')}`,
          why: 'an alert whose labels change at every evaluation stays pending, and never fires',
          fix: 'put it into an annotation',
        },
      ];
}

function checkGaps(
  keys: ConfigPath,
  text: string,
  alerts: readonly Alert[],
  config: MonitoringConfig,
): readonly Finding[] {
  return templateUse(text).labels.flatMap((label): Finding[] => {
    const without = alerts.filter((alert) => !hasLabel(alert, label, config)).map(({ name }) => name);
    const names = [...new Set(without)];
    const which =
      names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${String(names.length - 3)} more` : names.join(', ');
    return names.length === 0
      ? []
      : [
          {
            severity: 'warning',
            path: formatPath(keys),
            what: `found the label ${label}, which ${which} ${names.length === 1 ? 'does' : 'do'} not have`,
            why: 'the text shows an empty value in its place',
            fix: 'use a label that the alert has, such as replica_set, add the label to aggregateBy, or write the text itself',
          },
        ];
  });
}

/** Whether the series of an alert have a label. What a rule adds by its own labels, its templates do not see. */
function hasLabel({ condition }: Alert, label: string, config: MonitoringConfig): boolean {
  return (
    // Upstream's rules keep whatever labels the metrics have.
    config.profile === 'upstream' ||
    label === 'replica_set' ||
    fleetLabels(config).includes(label) ||
    condition.signal.labels.includes(label)
  );
}
