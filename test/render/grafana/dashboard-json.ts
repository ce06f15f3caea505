/** The JSON of a dashboard, as far as tests look into it. */
import { createMixin, renderGrafanaDashboard, type MonitoringProps } from '../../../lib';
import { type Dashboard } from '../../../lib/orchestrator';

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface TargetJson {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly datasource?: unknown;
}

export interface ThresholdStep {
  readonly value: number | null;
  readonly color: string;
}

/** A row of panels; a folded one holds them itself. */
export interface RowJson {
  readonly id: number;
  readonly type: 'row';
  readonly title: string;
  readonly collapsed: boolean;
  readonly gridPos: GridPosition;
  readonly panels: readonly PanelJson[];
}

export interface PanelJson {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly gridPos: GridPosition;
  readonly datasource?: unknown;
  readonly targets: readonly TargetJson[];
  readonly fieldConfig: {
    readonly defaults: {
      readonly unit: string;
      readonly noValue?: string;
      readonly mappings?: readonly { readonly options: Readonly<Record<string, { readonly text: string }>> }[];
      readonly thresholds?: { readonly mode: string; readonly steps: readonly ThresholdStep[] };
      readonly custom?: { readonly thresholdsStyle?: unknown; readonly axisSoftMax?: number };
    };
    readonly overrides: readonly { readonly matcher: unknown; readonly properties: readonly unknown[] }[];
  };
  readonly options: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly {
    readonly id: string;
    readonly options: {
      readonly excludeByName: Readonly<Record<string, boolean>>;
      readonly renameByName: Readonly<Record<string, string>>;
    };
  }[];
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly query: string; readonly refId: string };
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
  readonly current?: unknown;
  readonly datasource?: unknown;
}

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly timezone: string;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly links?: unknown;
  readonly annotations?: unknown;
}

/** What Grafana reads from the file: the text, parsed again. */
export function wholeJsonOf(dashboard: Dashboard): Omit<DashboardJson, 'panels'> & {
  readonly panels: readonly (PanelJson | RowJson)[];
} {
  return JSON.parse(JSON.stringify(renderGrafanaDashboard(dashboard))) as DashboardJson;
}

const isRow = (panel: PanelJson | RowJson): panel is RowJson => panel.type === 'row';

/** The same, with the panels of all rows side by side and without the rows. */
export function jsonOf(dashboard: Dashboard): DashboardJson {
  const whole = wholeJsonOf(dashboard);
  return { ...whole, panels: whole.panels.flatMap((panel) => (isRow(panel) ? panel.panels : [panel])) };
}

/** The rows of a dashboard. */
export function rowsOf(dashboard: Dashboard): readonly RowJson[] {
  return wholeJsonOf(dashboard).panels.filter(isRow);
}

/** The dashboards of a description of a fleet. */
export function dashboardsOf(props: MonitoringProps): readonly DashboardJson[] {
  return createMixin(props).dashboards.map(jsonOf);
}
