/** Alerts of one configuration: definitions, with the user's settings. Never an opaque expression. */
import { compare } from '../../promql/write';
import type { Duration } from '../../promql/duration';
import { templateOf } from '../../templates/text';
import { stated } from '../../validation';
import type { AlertDefinition, Condition } from './alert-definition';
import type { AlertingSettings, OverridesByName, Severity } from './alert-settings';
import { scopesOf, type AlertScope, type ScopedAlert } from './alert-scopes';
import type { Area } from '../area';
import { ask, isAskable, type QueryContext } from '../signal';

/** Label of an alert's rule whose settings are not the fleet's: two rules of one name must differ in labels, or Prometheus mixes up their states. */
const SCOPE_LABEL = 'rule_scope';

/** An alert of one configuration: what the renderers write down. */
export interface Alert {
  readonly kind: 'alert';
  readonly name: string;
  /** The rule group that evaluates it. */
  readonly group: string;
  /** Shortest time between two evaluations. @default - that of all rules */
  readonly every?: Duration;
  /**
   * Identity among the alerts of the same name: empty for the fleet's settings, else what is different about these (see `ScopedAlert`).
   * It does not depend on any other rule, nor on an order.
   */
  readonly key: string;
  readonly condition: Condition;
  /** The whole condition; its left side reads what is recorded, where it is. */
  readonly expression: string;
  /** Left side and whole condition without any recorded series, for an evaluator that cannot read these. */
  readonly selfContained: { readonly signalExpression: string; readonly expression: string };
  readonly for: Duration;
  readonly keepFiringFor: Duration | undefined;
  readonly severity: Severity;
  /** Labels beside those of the series: `severity` first, then the user's own, then `rule_scope` where the settings are not the fleet's. */
  readonly labels: Readonly<Record<string, string>>;
  /** `summary` and `description` first, then links, then the user's own. A plain string is in Prometheus's template language. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly panel: string;
  readonly scope: AlertScope;
  readonly definition: AlertDefinition;
}

/** What alerts of one configuration have in common. */
export interface AlertStyle {
  /** How rules ask; `recorded` names what the alert's group has recorded before. */
  readonly context: QueryContext;
  /** Annotations beside summary and description. */
  readonly links: (definition: AlertDefinition) => Readonly<Record<string, string>>;
}

/**
 * The alerts of an area, in the order of its definitions; within one, the fleet's own settings first. Those of a configuration without alerts
 * are what there would be.
 */
export function resolveAlerts(alerting: AlertingSettings, area: Area, style: AlertStyle): readonly Alert[] {
  return area.alerts.flatMap((definition) =>
    scopesOf(alerting, definition, style.context)
      .filter(({ settings }) => settings.enabled)
      .flatMap((scoped) =>
        scoped.settings.conditions
          .filter(({ signal }) => isAskable(signal, within(scoped.scope, style.context)))
          .map((condition) => resolveAlert(definition, condition, scoped, area, style)),
      ),
  );
}

/**
 * Alerts that a configuration switches off, as they would be: what there would be without any `enabled: false`, less what there is.
 * Something outside that remembers rules, as Grafana does, has to be told of them.
 */
export function resolveDisabledAlerts(
  alerting: AlertingSettings,
  area: Area,
  style: AlertStyle,
  alerts: readonly Alert[],
): readonly Alert[] {
  const isDisabled = (overrides: OverridesByName = {}): boolean =>
    Object.values(overrides).some((override) => override?.enabled === false);
  if (
    alerting.enabled &&
    !isDisabled(alerting.overrides) &&
    !alerting.subjects.some((subject) => isDisabled(subject.alerts))
  ) {
    return [];
  }
  const enable = (overrides: OverridesByName): OverridesByName =>
    Object.fromEntries(Object.entries(overrides).map(([name, override]) => [name, { ...override, enabled: true }]));
  const every: AlertingSettings = {
    ...alerting,
    overrides: enable(alerting.overrides),
    subjects: alerting.subjects.map((subject) =>
      subject.alerts === undefined ? subject : { ...subject, alerts: enable(subject.alerts) },
    ),
  };
  const there = new Set(alerts.map(({ name, key }) => `${name} ${key}`));
  return resolveAlerts(every, area, style).filter(({ name, key }) => !there.has(`${name} ${key}`));
}

function resolveAlert(
  definition: AlertDefinition,
  condition: Condition,
  { scope, settings, key: scopeKey }: ScopedAlert,
  { group, every }: Area,
  style: AlertStyle,
): Alert {
  const { signal, comparison, threshold } = condition;
  const scoped = within(scope, style.context);
  const asking = ask(signal, { ...scoped, recorded: new Set() });
  const key = [scopeKey, condition.key].filter((part) => part !== '').join('/');
  return {
    kind: 'alert',
    name: definition.name,
    group,
    ...stated({ every }),
    key,
    condition,
    expression: compare(ask(signal, scoped), comparison, threshold),
    selfContained: { signalExpression: asking, expression: compare(asking, comparison, threshold) },
    for: settings.for,
    keepFiringFor: settings.keepFiringFor,
    severity: settings.severity,
    labels: { severity: settings.severity, ...settings.labels, ...(key === '' ? {} : { [SCOPE_LABEL]: key }) },
    annotations: {
      summary: templateOf(definition.summary),
      description: templateOf(definition.description(condition)),
      ...style.links(definition),
      ...settings.annotations,
    },
    panel: definition.panel,
    scope,
    definition,
  };
}

/** The same questions about the subjects of a scope alone. */
export function within({ matchers, subjects }: AlertScope, context: QueryContext): QueryContext {
  const covered = new Set(subjects);
  return {
    ...context,
    workers: [...context.workers, ...matchers],
    listed: context.listed.filter(({ name }) => covered.has(name)),
  };
}
