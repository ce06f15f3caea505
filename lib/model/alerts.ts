/**
 * Alerts as data: a signal, a comparison, a threshold, how long, how urgent, the words, the runbook. Never an opaque expression string.
 * A definition belongs to a profile; `resolveAlerts` makes the alerts of one configuration from it.
 */
import type { AlertDefinition, AlertScope, AlertSettings, Condition } from './alert-definition';
import type { AlertName } from '../orchestrator/alert-names';
import { alertKey, tellApart } from './alert-identity';
import { scopesOf } from './alert-scopes';
import type { MonitoringConfig } from '../orchestrator/fleet/config';
import type { Duration } from '../promql/duration';
import { compare, type LabelMatcher } from '../promql/write';
import type { AlertOverrides, Severity } from '../orchestrator/fleet/props';
import type { QueryContext } from './signal';
import type { Text } from '../templates/text';

/** An alert of one configuration: what the renderers write down. */
export interface Alert {
  readonly kind: 'alert';
  readonly name: AlertName;
  readonly group: string;
  /**
   * Identity among the alerts of the same name: the first replica set that it was made for (empty for the fleet's) and the condition's
   * key. It stays when thresholds change or replica sets are added, so that rule uids can be derived from it.
   */
  readonly key: string;
  readonly condition: Condition;
  /** Left side of the comparison. */
  readonly signalExpression: string;
  /** The whole condition. */
  readonly expression: string;
  readonly for: Duration;
  readonly keepFiringFor: Duration | undefined;
  readonly severity: Severity;
  /** Labels beside those of the series: `severity` first, then the user's own, then what tells the alert from others (see `tellApart`). */
  readonly labels: Readonly<Record<string, string>>;
  /** `summary` and `description` first, then links, then the user's own. A plain string is in Prometheus's template language. */
  readonly annotations: Readonly<Record<string, Text | string>>;
  readonly panel: string;
  readonly scope: AlertScope;
  readonly definition: AlertDefinition;
}

/** How a profile turns settings into queries and annotations. */
export interface AlertStyle {
  readonly context: (scopeMatchers: readonly LabelMatcher[]) => QueryContext;
  /** Annotations beside summary and description. */
  readonly links: (definition: AlertDefinition) => Readonly<Record<string, Text>>;
  /** Last words of every description. */
  readonly closing: (settings: AlertSettings) => Text;
  /** Expected workers where a replica set names none. */
  readonly defaultWorkers: number | undefined;
}

/** The alerts of a configuration, in the order of the definitions; within one, the fleet's first, then by first replica set. */
export function resolveAlerts(
  config: MonitoringConfig,
  definitions: readonly AlertDefinition[],
  style: AlertStyle,
): readonly Alert[] {
  if (!config.alerts.enabled) {
    return [];
  }
  const alerts = definitions.flatMap((definition) =>
    scopesOf(config, definition, style.defaultWorkers)
      .filter(({ settings }) => settings.enabled)
      .flatMap(({ scope, settings }) =>
        definition
          .conditions(settings, scope)
          .map((condition) => resolveAlert(definition, condition, scope, settings, style)),
      ),
  );
  return tellApart(alerts);
}

/**
 * Alerts that a configuration switches off, as they would be: what there would be without any `enabled: false`, less what there is.
 * Something outside that remembers rules, as Grafana does, has to be told of them.
 */
export function resolveDisabledAlerts(
  config: MonitoringConfig,
  definitions: readonly AlertDefinition[],
  style: AlertStyle,
  alerts: readonly Alert[],
): readonly Alert[] {
  const enable = (overrides: AlertOverrides): AlertOverrides =>
    Object.fromEntries(Object.entries(overrides).map(([name, override]) => [name, { ...override, enabled: true }]));
  const every: MonitoringConfig = {
    ...config,
    alerts: { ...config.alerts, enabled: true, overrides: enable(config.alerts.overrides) },
    replicaSets: config.replicaSets.map((set) =>
      set.alerts === undefined ? set : { ...set, alerts: enable(set.alerts) },
    ),
  };
  const there = new Set(alerts.map(({ name, key }) => `${name} ${key}`));
  return resolveAlerts(every, definitions, style).filter(({ name, key }) => !there.has(`${name} ${key}`));
}

function resolveAlert(
  definition: AlertDefinition,
  condition: Condition,
  scope: AlertScope,
  settings: AlertSettings,
  style: AlertStyle,
): Alert {
  const signalExpression = condition.signal.expression(style.context(scope.matchers));
  return {
    kind: 'alert',
    name: definition.name,
    group: definition.group,
    key: alertKey(scope, condition),
    condition,
    signalExpression,
    expression: compare(signalExpression, condition.comparison, condition.threshold),
    for: settings.for,
    keepFiringFor: settings.keepFiringFor,
    severity: settings.severity,
    labels: { severity: settings.severity, ...settings.labels },
    annotations: {
      summary: definition.summary,
      description: [...definition.description(condition, settings), ...style.closing(settings)],
      ...style.links(definition),
      ...settings.annotations,
    },
    panel: definition.panel,
    scope,
    definition,
  };
}
