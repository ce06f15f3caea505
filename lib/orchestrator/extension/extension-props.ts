/** What a user adds to a profile, and what they put in the place of something: in the terms that it is written in, or as plain data. */
import type { AlertDefinition } from '../../model/alerts/alert-definition';
import type { Severity } from '../../model/alerts/alert-settings';
import type { PanelDefinition, PanelKind, PanelQueryDefinition } from '../../model/dashboards/panel';
import type { Signal, SignalUnit } from '../../model/signal';
import type { Duration } from '../../promql/duration';
import type { Comparison } from '../../promql/write';

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
  /** Labels of the result beside those of the fleet, and of the replica set with `$workers`. @default - those that it aggregates by */
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
  /** Name of the panel that it leads to. @default - 'firing-alerts' (profile `upstream`: 'active-workers') */
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
  readonly queries: readonly (PanelQueryDefinition | (ExpressionProps & { readonly legend?: string }))[];
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
export type AlertReplacement = Partial<AlertDefinition | ExpressionAlertProps> & { readonly name: string };

/** What a user adds, or puts in the place of something. */
export interface ExtendProps {
  /** Signals that take the place of the profile's signals of the same name, wherever these are asked: docs/metrics.md lists it. @default [] */
  readonly signals?: readonly Signal[];
  /** Alerts; one with the name of the profile's takes its place, and may give some fields alone. @default [] */
  readonly alerts?: readonly (AlertDefinition | AlertReplacement | ExpressionAlertProps)[];
  /** Signals to record (`recordedAs`), which the user's panels read, and their alerts where Prometheus evaluates them. @default [] */
  readonly recordingRules?: readonly Signal[];
  /** Panels of the main dashboard; one with the name of the profile's takes its place. @default [] */
  readonly panels?: readonly (PanelDefinition | ExpressionPanelProps)[];
}
