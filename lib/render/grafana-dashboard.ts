/** Dashboards as classic JSON (schema version 39: what Grafana 10 writes, and 11 to 13 read). */
import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard, LabelVariable, Panel } from '../mixin';
import { panelBuilder, type GridPosition } from './grafana-panels';
import { toJson, type JsonObject } from './json';

/** The classic JSON of a dashboard, as far as others may rely on it. */
export interface GrafanaDashboard extends JsonObject {
  readonly uid: string;
  readonly title: string;
}

const COLUMNS = 24;
const SCHEMA_VERSION = 39;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** One dashboard as classic JSON. */
export function renderGrafanaDashboard(dashboard: Dashboard): GrafanaDashboard {
  const datasource = dashboard.datasourceVariable ? DATASOURCE : undefined;
  const builder = new sdk.DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .tags([...dashboard.tags])
    .refresh(dashboard.refresh)
    .time({ ...dashboard.timeRange })
    .timezone('browser')
    .tooltip(sdk.DashboardCursorSync.Crosshair);
  if (dashboard.editable) {
    builder.editable();
  } else {
    builder.readonly();
  }
  if (dashboard.datasourceVariable) {
    builder.withVariable(datasourceVariable(dashboard.datasource));
  }
  for (const variable of dashboard.variables) {
    builder.withVariable(labelVariable(variable, datasource));
  }
  const positions = layOut(dashboard.panels);
  dashboard.panels.forEach((panel, index) => {
    const position = positions[index];
    if (position !== undefined) {
      builder.withPanel(panelBuilder(panel, position, datasource));
    }
  });
  return {
    ...toJson(builder.build()),
    uid: dashboard.uid,
    title: dashboard.title,
    schemaVersion: SCHEMA_VERSION,
  };
}

/** Panels from left to right, a new line wherever the next one does not fit. */
function layOut(panels: readonly Panel[]): readonly GridPosition[] {
  const positions: GridPosition[] = [];
  let x = 0;
  let y = 0;
  let lineHeight = 0;
  for (const { width, height } of panels) {
    if (x + width > COLUMNS) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    positions.push({ x, y, w: width, h: height });
    x += width;
    lineHeight = Math.max(lineHeight, height);
  }
  return positions;
}

function datasourceVariable(selected: string | undefined): sdk.DatasourceVariableBuilder {
  const builder = new sdk.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
  return selected === undefined ? builder : builder.current({ selected: true, text: selected, value: selected });
}

function labelVariable(
  { name, label, query, multi }: LabelVariable,
  datasource: { readonly type: string; readonly uid: string } | undefined,
): sdk.QueryVariableBuilder {
  const builder = new sdk.QueryVariableBuilder(name)
    .label(label)
    .query({ query, refId: 'StandardVariableQuery' })
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
    .sort(sdk.VariableSort.AlphabeticalAsc);
  if (datasource !== undefined) {
    builder.datasource({ ...datasource });
  }
  return multi
    ? builder.multi(true).includeAll(true).allValue('.+').current({ selected: true, text: 'All', value: '$__all' })
    : builder;
}
