/**
 * What a user adds to a profile, and what they put in the place of something: in the terms that the profile itself is written in, or as
 * plain data with an expression.
 */
import type { AlertDefinition, Condition } from '../../model/alert-definition';
import type { Severity } from '../../model/alert-settings';
import type { Area } from '../../model/area';
import type { PanelDefinition, PanelKind } from '../../model/panel';
import type { QueryContext, Signal, SignalUnit } from '../../model/signal';
import type { Duration } from '../../promql/duration';
import { braces, operand, type Comparison } from '../../promql/write';
import { ConfigError } from '../../validation';

/** A question as plain data. */
export interface ExpressionProps {
  /**
   * PromQL. `$workers` stands for the matchers that find what the workers expose, for instance `shop_backlog{$workers}`; they ask for
   * `replica_set` where only some replica sets are wanted. `$targets` stands for those that find the targets of the scrape, for what has no
   * such label, for instance `up{$targets}`. `$by` stands for the labels that tell replica sets apart, or fleets where the expression has
   * `$targets` alone, for instance `sum by ($by) (...)`; `$window` for the range of rates.
   */
  readonly expression: string;
  /** @default 'count' */
  readonly unit?: SignalUnit;
  /** Labels of the result beside those of `$by`. @default [] */
  readonly labels?: readonly string[];
}

/** An alert as plain data. */
export interface ExpressionAlertProps extends ExpressionProps {
  /** PascalCase, at most 40 letters and digits. */
  readonly name: string;
  /** @default '>' */
  readonly comparison?: Comparison;
  /** @default 0 */
  readonly threshold?: number;
  /** How long the condition must hold. @default '5m' */
  readonly for?: Duration;
  /** @default - not at all */
  readonly keepFiringFor?: Duration;
  /** @default 'warning' */
  readonly severity?: Severity;
  /** One sentence; a template in Prometheus's language. */
  readonly summary: string;
  /** A template in Prometheus's language. @default - the summary */
  readonly description?: string;
  /** Name of the panel that it leads to. @default 'firing-alerts' */
  readonly panel?: string;
  /** Names of alerts that need not notify while this one fires. @default [] */
  readonly silences?: readonly string[];
  /** What to do when it fires. @default - nothing */
  readonly runbook?: { readonly meaning?: string; readonly impact?: string; readonly fix?: readonly string[] };
}

/** A panel as plain data. */
export interface ExpressionPanelProps {
  /** kebab-case: the panel's id is derived from it. */
  readonly name: string;
  readonly title: string;
  /** What is normal, what is not, what to do. @default '' */
  readonly description?: string;
  /** @default 'timeseries' */
  readonly kind?: PanelKind;
  /** @default 'count' */
  readonly unit?: SignalUnit;
  readonly queries: readonly (ExpressionProps & { readonly legend?: string })[];
  /** Of 24 columns. @default 12 */
  readonly width?: number;
  /** In rows of 30 pixels. @default 8 */
  readonly height?: number;
  /** Name of a row of the main dashboard. @default - a row of its own, at the end */
  readonly row?: string;
  /** Name of a panel that it follows. @default - none */
  readonly beside?: string;
}

/** An alert of the profile's name with some of its fields: these take the place of the profile's. */
export type AlertReplacement = Partial<AlertDefinition> & { readonly name: string };

/** What a user adds, or puts in the place of something. */
export interface ExtendProps {
  /** Signals that take the place of the profile's signals of the same name, in every rule and panel. @default [] */
  readonly signals?: readonly Signal[];
  /** Alerts; one with the name of the profile's takes its place, and may give some fields alone. @default [] */
  readonly alerts?: readonly (AlertDefinition | AlertReplacement | ExpressionAlertProps)[];
  /** Signals to record (`recordedAs`), which the user's alerts and panels read. @default [] */
  readonly recordingRules?: readonly Signal[];
  /** Panels of the main dashboard; one with the name of the profile's takes its place. @default [] */
  readonly panels?: readonly (PanelDefinition | ExpressionPanelProps)[];
}

/** The same in the profile's own terms. */
export interface Extension {
  readonly signals: readonly Signal[];
  readonly alerts: readonly AlertReplacement[];
  readonly recordingRules: readonly Signal[];
  readonly panels: readonly PanelDefinition[];
}

/** Rule group of what a user adds. */
export const EXTENSION_GROUP = 'orchestrator_extension';

/** Name of the row of what a user adds. */
export const EXTENSION_ROW = 'extension';

/** Puts what a user wrote into the profile's terms. */
export function resolveExtension(props: ExtendProps = {}): Extension {
  return {
    signals: (props.signals ?? []).map(tight),
    recordingRules: (props.recordingRules ?? []).map(tight),
    alerts: (props.alerts ?? []).map((alert) => tightened('expression' in alert ? alertOf(alert) : alert)),
    panels: (props.panels ?? []).map((panel) =>
      placed(
        'queries' in panel && panel.queries.some(isExpression)
          ? panelOf(panel as ExpressionPanelProps)
          : (panel as PanelDefinition),
      ),
    ),
  };
}

/** A signal that others can put beside any operator, as they do with the profile's: whoever wrote it need not know. */
const tight = (signal: Signal): Signal => ({
  ...signal,
  expression: (context) => operand(signal.expression(context)),
});

function tightened(alert: AlertReplacement): AlertReplacement {
  const { signal, conditions } = alert;
  return {
    ...alert,
    ...(signal === undefined ? {} : { signal: tight(signal) }),
    ...(conditions === undefined
      ? {}
      : {
          conditions: (...about) =>
            conditions(...about).map((condition) => ({ ...condition, signal: tight(condition.signal) })),
        }),
  };
}

/**
 * The areas of a profile, with what a user adds and replaces.
 *
 * @throws ConfigError where an alert of a user's own is not whole
 */
export function extendAreas(areas: readonly Area[], { alerts, recordingRules }: Extension): readonly Area[] {
  const given = new Map(alerts.map((alert) => [alert.name, alert]));
  const shipped = new Set(areas.flatMap((area) => area.alerts.map(({ name }) => name)));
  const replaced = areas.map((area) => ({
    ...area,
    alerts: area.alerts.map((alert): AlertDefinition => ({ ...alert, ...given.get(alert.name) })),
  }));
  const incomplete = alerts.flatMap(({ name, signal, summary, description }, index) =>
    shipped.has(name) || (signal !== undefined && summary !== undefined && description !== undefined)
      ? []
      : [
          {
            path: `extend.alerts[${String(index)}]`,
            message: `found ${name}, which is no alert of the profile, without ${signal === undefined ? 'a signal or an expression' : 'a summary and a description'}; give it whole, or use the name of a shipped alert: ${[...shipped].join(', ')}`,
          },
        ],
  );
  if (incomplete.length > 0) {
    throw new ConfigError(incomplete);
  }
  const added = alerts.filter(({ name }) => !shipped.has(name)).map(complete);
  return added.length === 0 && recordingRules.length === 0
    ? replaced
    : [...replaced, { group: EXTENSION_GROUP, recorded: recordingRules, alerts: added }];
}

/** All signals of a user's own. */
export function ownSignals({ signals, alerts, recordingRules, panels }: Extension): readonly Signal[] {
  return [
    ...signals,
    ...recordingRules,
    ...alerts.flatMap(({ signal }) => (signal === undefined ? [] : [signal])),
    ...panels.flatMap(({ queries }) => queries.map(({ signal }) => signal)),
  ];
}

/** Signals by the names of those that they stand in for. */
export function replacedSignals({ signals }: Extension): ReadonlyMap<string, Signal> {
  return new Map(signals.map((signal) => [signal.name, signal]));
}

/** A profile's panels, with those of a user. */
export function extendPanels(panels: readonly PanelDefinition[], extension: Extension): readonly PanelDefinition[] {
  const given = new Map(extension.panels.map((panel) => [panel.name, panel]));
  const own = new Set(panels.map(({ name }) => name));
  return [
    ...panels.map((panel) => {
      const replacement = given.get(panel.name);
      return replacement === undefined ? panel : { ...replacement, ...placeOf(panel) };
    }),
    ...extension.panels.filter(({ name }) => !own.has(name)),
  ];
}

const placeOf = ({ row }: PanelDefinition): Pick<PanelDefinition, 'row'> => (row === undefined ? {} : { row });

/** A panel without a place stands in the row of what is added. */
function placed(panel: PanelDefinition): PanelDefinition {
  return panel.row === undefined && panel.beside === undefined ? { ...panel, row: EXTENSION_ROW } : panel;
}

function isExpression(query: object): boolean {
  return 'expression' in query;
}

/** An alert of a user's own, with what need not be said. */
function complete(alert: AlertReplacement): AlertDefinition {
  return {
    comparison: '>',
    threshold: 0,
    for: '5m',
    severity: 'warning',
    panel: 'firing-alerts',
    reason: '',
    runbook: { meaning: '', impact: '', diagnosis: [], fix: [] },
    ...alert,
  } as AlertDefinition;
}

function alertOf(props: ExpressionAlertProps): AlertReplacement {
  const { name, summary, description = summary, silences = [], runbook = {} } = props;
  const signal = signalOf(props, `${name.charAt(0).toLowerCase()}${name.slice(1)}`, name);
  return {
    name,
    signal,
    summary,
    description: (_condition: Condition) => description,
    ...(props.comparison === undefined ? {} : { comparison: props.comparison }),
    ...(props.threshold === undefined ? {} : { threshold: props.threshold }),
    ...(props.for === undefined ? {} : { for: props.for }),
    ...(props.keepFiringFor === undefined ? {} : { keepFiringFor: props.keepFiringFor }),
    ...(props.severity === undefined ? {} : { severity: props.severity }),
    ...(props.panel === undefined ? {} : { panel: props.panel }),
    silences: silences.length === 0 ? [] : [{ alerts: silences }],
    runbook: {
      meaning: runbook.meaning ?? '',
      impact: runbook.impact ?? '',
      diagnosis: [{ question: 'What does the alert look at?', query: (context) => signal.expression(context) }],
      fix: runbook.fix ?? [],
    },
  };
}

function panelOf(props: ExpressionPanelProps): PanelDefinition {
  const { name, title, description = '', kind = 'timeseries', unit = 'count', width = 12, height = 8 } = props;
  return {
    name,
    title,
    description,
    kind,
    unit,
    width,
    height,
    ...(props.row === undefined ? {} : { row: props.row }),
    ...(props.beside === undefined ? {} : { beside: props.beside }),
    queries: props.queries.map((query, index) => ({
      signal: signalOf({ unit, ...query }, `${name}-${String(index + 1)}`, title),
      ...(query.legend === undefined ? {} : { legend: query.legend }),
      instant: kind === 'stat' || kind === 'table',
    })),
  };
}

function signalOf({ expression, unit = 'count', labels = [] }: ExpressionProps, name: string, title: string): Signal {
  // Targets know no replica set.
  const own = /\$targets\b/.test(expression) && !/\$workers\b/.test(expression) ? [] : ['replica_set'];
  return {
    name,
    title,
    description: title,
    unit,
    labels: [...new Set([...own, ...labels])],
    expression: (context) => expand(expression, context, own),
  };
}

/** An expression with the context's matchers, labels and range in it. */
function expand(expression: string, { workers, targets, by, window }: QueryContext, labels: readonly string[]): string {
  return expression
    .replace(/\$(workers|targets)\b(\s*,)?/g, (_, name: string, comma = '') => {
      const matchers = braces(name === 'workers' ? workers : targets).slice(1, -1);
      return matchers === '' ? '' : `${matchers}${String(comma)}`;
    })
    .replace(/\$by\b/g, () => [...new Set([...by, ...labels])].join(', '))
    .replace(/\$window\b/g, () => window);
}
