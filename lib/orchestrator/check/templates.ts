/** What users' own templates would do: keep an alert from ever firing, or leave a gap in a page. */
import type { Alert } from '../../model/alerts/alerts';
import { parsePromql } from '../../promql/parse';
import { resultLabels } from '../../promql/result';
import { toGrafanaTemplate } from '../../templates/to-grafana';
import { templateUse } from '../../templates/use';
import { abbreviated, errorAt, quoteForPeople, warningAt, type ConfigPath, type Finding } from '../../validation';
import type { MonitoringConfig } from '../fleet/config';
import { fleetLabels } from '../fleet/identity';
import { overridesOf, type LocatedOverride } from '../fleet/overrides';
import { profileOf, type Mixin } from '../mixin';

interface OwnText {
  readonly keys: ConfigPath;
  readonly text: string;
  readonly isLabel: boolean;
  /** The alert that it is of, and the replica set where it is of that one's settings; undefined where every alert has it. */
  readonly of: Pick<LocatedOverride, 'name' | 'replicaSet'> | undefined;
}

/** Labels and annotations of the user's own, those of every alert first, and the texts of alerts that they added or replaced. */
function ownTexts({ config, alerts }: Mixin): readonly OwnText[] {
  const places = [
    { keys: ['alerts'], texts: config.alerts, of: undefined },
    ...overridesOf(config).map((of) => ({ keys: of.keys, texts: of.override, of })),
  ];
  const ofSettings = places.flatMap(({ keys, texts, of }) =>
    (['labels', 'annotations'] as const).flatMap((kind) =>
      Object.entries(texts[kind] ?? {}).map(([name, text]) => ({
        keys: [...keys, kind, name],
        text,
        isLabel: kind === 'labels',
        of,
      })),
    ),
  );
  const ofExtension = config.extend.alerts.flatMap(({ name, summary, description }, index) => {
    const alert = alerts.find((other) => other.name === name);
    const texts = { summary, description: alert && description?.(alert.condition) };
    const of = { name, replicaSet: undefined };
    return Object.entries(texts).flatMap(([field, text]) =>
      typeof text === 'string' ? [{ keys: ['extend', 'alerts', index, field], text, isLabel: false, of }] : [],
    );
  });
  return [...ofSettings, ...ofExtension];
}

/** Findings about templates in labels and annotations of the fleet, of alerts and of replica sets, and in texts of own alerts. */
export function* checkOwnTemplates(mixin: Mixin): Generator<Finding> {
  const { config, alerts } = mixin;
  const context = profileOf(config).context(config);
  const ofReplicaSets = new Map<string, Alert[]>(config.replicaSets.map(({ name }) => [name, []]));
  alerts.forEach((alert) => {
    alert.scope.subjects.forEach((subject) => ofReplicaSets.get(subject)?.push(alert));
  });
  for (const own of ownTexts(mixin)) {
    const { replicaSet, name } = own.of ?? {};
    const about = replicaSet === undefined ? alerts : (ofReplicaSets.get(replicaSet.name) ?? []);
    yield* config.alerts.evaluatedBy === 'grafana' ? checkPortable(own) : [];
    yield* checkChanging(own);
    yield* checkPinned(own, context.pinned);
    yield* checkGaps(own, name === undefined ? about : about.filter((alert) => alert.name === name), config);
  }
}

function* checkPortable({ keys, text }: OwnText): Generator<Finding> {
  const translated = toGrafanaTemplate(text);
  if ('problem' in translated) {
    yield errorAt(keys, {
      what: `found ${JSON.stringify(text)}`,
      why: `Grafana, which evaluates the alerts, has no template for it: ${translated.problem}`,
      fix: 'use $value, labels by their name ($labels.replica_set) and functions of text and numbers, or let Prometheus evaluate the alerts',
    });
  }
}

function* checkChanging({ keys, text, isLabel }: OwnText): Generator<Finding> {
  const { changing } = templateUse(text);
  if (isLabel && changing.length > 0) {
    yield errorAt(keys, {
      what: `found ${quoteForPeople(text)} in a label, which changes with ${changing.join(', ')}`,
      why: 'an alert whose labels change at every evaluation stays pending, and never fires',
      fix: 'put it into an annotation',
    });
  }
}

function* checkPinned({ keys, text, isLabel }: OwnText, pinned: Readonly<Record<string, string>>): Generator<Finding> {
  const label = String(keys.at(-1));
  const value = Object.hasOwn(pinned, label) ? pinned[label] : undefined;
  if (isLabel && value !== undefined && value !== text) {
    yield errorAt(keys, {
      what: `found ${quoteForPeople(text)}, while the selector asks for the ${label} ${quoteForPeople(value)}`,
      why: 'the dashboards look for alerts by the labels of the selector, and would not find these',
      fix: 'rename the label',
    });
  }
}

function* checkGaps(
  { keys, text, of }: OwnText,
  alerts: readonly Alert[],
  config: MonitoringConfig,
): Generator<Finding> {
  for (const label of templateUse(text).labels) {
    const without = alerts.filter((alert) => !hasLabel(alert, label, config, of));
    const names = [...new Set(without.map(({ name }) => name))];
    if (names.length > 0) {
      const isOpen = without.every((alert) => isUnlabelled(alert, config));
      const verb = isOpen ? 'may' : names.length === 1 ? 'does' : 'do';
      yield warningAt(keys, {
        what: `found the label ${label}, which ${abbreviated(names)} ${verb} not have`,
        why: 'the text shows an empty value in its place',
        fix: isOpen
          ? `name it in \`labels\` of ${abbreviated(names)} if the result has it, else use a label that it has`
          : label === 'replica_set'
            ? 'use a label that the alert has, or write the text itself'
            : 'use a label that the alert has, such as replica_set, add the label to aggregateBy, or write the text itself',
      });
    }
  }
}

/** Whether nobody said which labels the series of an alert have: neither its expression, nor whoever wrote that. */
const isUnlabelled = ({ name, selfContained }: Alert, { extend }: MonitoringConfig): boolean =>
  extend.unlabelled.includes(name) && resultLabels(selfContained.signalExpression) === undefined;

/** Whether the series of an alert have a label. What a rule adds by its own labels, its templates do not see. */
function hasLabel(alert: Alert, label: string, config: MonitoringConfig, of: OwnText['of']): boolean {
  const { condition, selfContained } = alert;
  const { writtenLabels, groupings } = parsePromql(selfContained.signalExpression);
  return (
    // Upstream's rules keep whatever labels the metrics have.
    config.profile === 'upstream' ||
    // A text for all alerts may name what but a few have.
    (label === 'replica_set' && of === undefined) ||
    fleetLabels(config).includes(label) ||
    condition.signal.labels.includes(label) ||
    // What it writes, or takes over from another series, its result may have.
    ([...writtenLabels, ...groupings.flatMap(({ labels }) => labels)].includes(label) && isUnlabelled(alert, config))
  );
}
