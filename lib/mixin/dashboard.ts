/**
 * Dashboards as data: which question stands where, in reading order. How a panel is drawn is the renderer's business; where it stands
 * follows from the order and the widths.
 */
import type { Alert } from './alerts';
import type { MonitoringConfig } from './config';
import type { Comparison } from './promql';
import type { Severity } from './props';
import type { QueryContext, Signal, SignalUnit } from './signals';

/** How a panel is drawn. */
export type PanelKind = 'stat' | 'timeseries' | 'heatmap' | 'table';

/** A signal as a panel asks for it. */
export interface PanelQueryDefinition {
  readonly signal: Signal;
  /** Legend with Grafana's placeholders, for instance `{{replica_set}}`; absent where the panel shows none. */
  readonly legend?: string;
  /** Whether only the newest value is wanted. @default false */
  readonly instant?: boolean;
}

/** Columns of a table: which labels are hidden, and what the others are called. */
export interface TableColumns {
  readonly hidden: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
}

/** A panel as a profile defines it. */
export interface PanelDefinition {
  /** Name in kebab-case: the panel's id is derived from it, so it never changes. */
  readonly name: string;
  readonly title: string;
  /** What is normal, what is not, what to do. Empty where upstream's dashboard has none. */
  readonly description: string;
  readonly kind: PanelKind;
  readonly unit: SignalUnit;
  /** Of 24 columns. */
  readonly width: number;
  /** In Grafana's rows of 30 pixels. */
  readonly height: number;
  readonly queries: readonly PanelQueryDefinition[];
  readonly columns?: TableColumns;
}

/** A variable whose values are those of a label. */
export interface LabelVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(...)`. */
  readonly query: string;
  /** Whether several values, and All, can be chosen. */
  readonly multi: boolean;
}

/** A query of a panel, ready to be asked. */
export interface PanelQuery {
  /** `A`, `B`, ... in the order of the panel's queries. */
  readonly refId: string;
  readonly expression: string;
  readonly legend: string | undefined;
  readonly instant: boolean;
}

/** A threshold of an alert, as its panel draws it. */
export interface PanelThreshold {
  readonly value: number;
  readonly comparison: Comparison;
  readonly severity: Severity;
}

/** A panel of one configuration. */
export interface Panel extends Omit<PanelDefinition, 'queries'> {
  /** Derived from the name: 1 to 999,999. */
  readonly id: number;
  readonly queries: readonly PanelQuery[];
  /** Of the alerts that point to this panel; empty where none does. */
  readonly thresholds: readonly PanelThreshold[];
}

/** A dashboard of one configuration. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly refresh: string;
  readonly timeRange: { readonly from: string; readonly to: string };
  /** Whether a variable chooses the data source; without it, panels ask Grafana's default one. */
  readonly datasourceVariable: boolean;
  readonly datasource: string | undefined;
  readonly editable: boolean;
  readonly variables: readonly LabelVariable[];
  readonly panels: readonly Panel[];
}

/** What a profile brings to a dashboard. */
export interface DashboardDefinition {
  readonly panels: readonly PanelDefinition[];
  readonly variables: readonly LabelVariable[];
  readonly datasourceVariable: boolean;
  readonly editable: boolean;
  readonly context: QueryContext;
  /** Whether panels draw the thresholds of the alerts that point to them. */
  readonly drawThresholds: boolean;
}

/** The main dashboard of a configuration. */
export function resolveDashboard(
  config: MonitoringConfig,
  definition: DashboardDefinition,
  alerts: readonly Alert[],
): Dashboard {
  return {
    ...config.dashboard,
    datasource: config.dashboard.datasource,
    datasourceVariable: definition.datasourceVariable,
    editable: definition.editable,
    variables: definition.variables,
    panels: definition.panels.map((panel) => ({
      ...panel,
      id: panelId(panel.name),
      queries: panel.queries.map((query, index) => ({
        refId: refId(index),
        expression: query.signal.expression(definition.context),
        legend: query.legend,
        instant: query.instant ?? false,
      })),
      thresholds: definition.drawThresholds ? thresholdsOf(panel, alerts) : [],
    })),
  };
}

function thresholdsOf(panel: PanelDefinition, alerts: readonly Alert[]): readonly PanelThreshold[] {
  const shown = panel.queries.map(({ signal }) => signal.name);
  return alerts
    .filter((alert) => alert.panel === panel.name && shown.includes(alert.condition.signal.name))
    .map(({ condition, severity }) => ({ value: condition.threshold, comparison: condition.comparison, severity }))
    .filter((threshold, index, all) => all.findIndex((other) => isSameLine(other, threshold)) === index);
}

function isSameLine(a: PanelThreshold, b: PanelThreshold): boolean {
  return a.value === b.value && a.comparison === b.comparison && a.severity === b.severity;
}

/** `A` to `Z`, then `AA`: as Grafana counts. */
function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : refId(Math.floor(index / 26) - 1) + letter;
}

/**
 * A panel's id from its name, by the 32-bit FNV-1a hash: links and alerts refer to it, so it may not depend on the panel's position.
 * 1 to 999,999.
 */
export function panelId(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return (hash % 999_999) + 1;
}
