/** Dashboards as classic JSON (schema version 39: what Grafana 10 writes, and 11 to 13 read). */
import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type { Annotation, Dashboard, DashboardLink, DashboardRow, LabelVariable, Panel } from '../../orchestrator';
import { renderPanel, type GridPosition } from './panels';
import { toJson, type JsonObject } from '../json';

/** The classic JSON of a dashboard, as far as others may rely on it. */
export interface GrafanaDashboard extends JsonObject {
  readonly uid: string;
  readonly title: string;
}

const COLUMNS = 24;
const SCHEMA_VERSION = 39;
interface Datasource {
  readonly type: string;
  readonly uid: string;
}

const DATASOURCE: Datasource = { type: 'prometheus', uid: '${datasource}' };

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
  return {
    ...toJson(builder.build()),
    ...(dashboard.links.length > 0 ? { links: dashboard.links.map(dashboardLink) } : {}),
    ...(dashboard.annotations.length > 0 ? { annotations: { list: dashboard.annotations.map(annotation) } } : {}),
    panels: renderPanels(dashboard, datasource),
    uid: dashboard.uid,
    title: dashboard.title,
    schemaVersion: SCHEMA_VERSION,
  };
}

/** Panels and rows from top to bottom; those of a folded row are kept within it. */
function renderPanels({ panels, rows }: Dashboard, datasource: Datasource | undefined): readonly JsonObject[] {
  const named = new Set(rows.map(({ name }) => name));
  const top = layOut(
    panels.filter(({ row }) => row === undefined || !named.has(row)),
    0,
  );
  const rendered = top.placed.map(({ panel, position }) => renderPanel(panel, position, datasource));
  let y = top.end;
  for (const row of rows) {
    const { placed, end } = layOut(
      panels.filter((panel) => panel.row === row.name),
      y + 1,
    );
    const members = placed.map(({ panel, position }) => renderPanel(panel, position, datasource));
    rendered.push(renderRow(row, y, row.collapsed ? members : []), ...(row.collapsed ? [] : members));
    y = row.collapsed ? y + 1 : end;
  }
  return rendered;
}

function renderRow({ id, title, collapsed }: DashboardRow, y: number, panels: readonly JsonObject[]): JsonObject {
  return { id, type: 'row', title, collapsed, gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels };
}

interface PlacedPanel {
  readonly panel: Panel;
  readonly position: GridPosition;
}

/** Panels from left to right, a new line wherever the next one does not fit; `end` is the first line below all of them. */
function layOut(
  panels: readonly Panel[],
  top: number,
): { readonly placed: readonly PlacedPanel[]; readonly end: number } {
  const placed: PlacedPanel[] = [];
  let x = 0;
  let y = top;
  let lineHeight = 0;
  for (const panel of panels) {
    if (x + panel.width > COLUMNS) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    placed.push({ panel, position: { x, y, w: panel.width, h: panel.height } });
    x += panel.width;
    lineHeight = Math.max(lineHeight, panel.height);
  }
  return { placed, end: y + lineHeight };
}

function dashboardLink({ title, uid }: DashboardLink): JsonObject {
  return {
    type: 'link',
    title,
    url: `/d/${uid}`,
    icon: 'dashboard',
    tooltip: '',
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: true,
    keepTime: true,
  };
}

function annotation({ title, expression, text, color, shown }: Annotation): JsonObject {
  return {
    name: title,
    datasource: { ...DATASOURCE },
    enable: shown,
    hide: false,
    iconColor: color,
    expr: expression,
    titleFormat: title,
    textFormat: text,
    step: '60s',
    useValueForTime: false,
  };
}

function datasourceVariable(selected: string | undefined): sdk.DatasourceVariableBuilder {
  const builder = new sdk.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
  return selected === undefined ? builder : builder.current({ selected: true, text: selected, value: selected });
}

function labelVariable(
  { name, label, query, multi, allValue = '.+' }: LabelVariable,
  datasource: Datasource | undefined,
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
    ? builder.multi(true).includeAll(true).allValue(allValue).current({ selected: true, text: 'All', value: '$__all' })
    : builder;
}
