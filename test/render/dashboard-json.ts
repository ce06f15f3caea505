/** The JSON of a dashboard, as far as tests look into it. */
import { createMixin, renderGrafanaDashboard, type Dashboard, type MonitoringProps } from '../../lib';

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
      readonly thresholds?: { readonly mode: string; readonly steps: readonly ThresholdStep[] };
      readonly custom?: { readonly thresholdsStyle?: unknown };
    };
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
export function jsonOf(dashboard: Dashboard): DashboardJson {
  return JSON.parse(JSON.stringify(renderGrafanaDashboard(dashboard))) as DashboardJson;
}

/** The dashboards of a description of a fleet. */
export function dashboardsOf(props: MonitoringProps): readonly DashboardJson[] {
  return createMixin(props).dashboards.map(jsonOf);
}
