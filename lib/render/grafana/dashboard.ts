/** Dashboards as classic JSON (schema version 39: what Grafana 10 writes, and 11 to 13 read). */
import {
  requireDashboard,
  type Annotation,
  type Dashboard,
  type DashboardLink,
  type LabelVariable,
  type Panel,
} from '../../orchestrator';
import { renderPanel } from './panels';
import { defined, unlessEmpty, type JsonObject, type JsonObjectDraft } from '../json';

/** The classic JSON of a dashboard, as far as others may rely on it. */
export interface GrafanaDashboard extends JsonObject {
  readonly uid: string;
  readonly title: string;
}

const COLUMNS = 24;

const datasourceOf = (uid: string): JsonObject => ({ type: 'prometheus', uid });

const DATASOURCE = datasourceOf('${datasource}');

/** One dashboard as classic JSON. */
export function renderGrafanaDashboard(dashboard: Dashboard): GrafanaDashboard {
  requireDashboard(dashboard);
  const { uid, title, tags, editable, refresh, timeRange, variables, annotations, links } = dashboard;
  const chosen = dashboard.datasource === undefined ? undefined : datasourceOf(dashboard.datasource);
  const datasource = dashboard.datasourceVariable ? DATASOURCE : chosen;
  return defined({
    uid,
    title,
    tags,
    editable,
    refresh,
    time: { ...timeRange },
    timezone: 'browser',
    // One crosshair in all panels.
    graphTooltip: 1,
    schemaVersion: 39,
    links: unlessEmpty(links.map(dashboardLink)),
    annotations: annotations.length === 0 ? undefined : { list: annotations.map(annotation) },
    templating: {
      list: [
        ...(dashboard.datasourceVariable ? [datasourceVariable(dashboard.datasource)] : []),
        ...variables.map((variable) => labelVariable(variable, datasource)),
      ],
    },
    panels: renderPanels(dashboard, datasource),
  }) as GrafanaDashboard;
}

/** Panels and rows from top to bottom; those of a folded row are kept within it. */
function renderPanels({ panels, rows }: Dashboard, datasource: JsonObject | undefined): readonly JsonObjectDraft[] {
  const named = new Set(rows.map(({ name }) => name));
  const above = panels.filter(({ row }) => row === undefined || !named.has(row));
  const { rendered, end } = layOut(above, 0, datasource);
  let y = end;
  for (const { id, name, title, collapsed } of rows) {
    const members = panels.filter(({ row }) => row === name);
    const below = layOut(members, y + 1, datasource);
    const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
    rendered.push({ id, type: 'row', title, collapsed, gridPos, panels: collapsed ? below.rendered : [] });
    rendered.push(...(collapsed ? [] : below.rendered));
    y = collapsed ? y + 1 : below.end;
  }
  return rendered;
}

/** Panels from left to right, a new line wherever the next one does not fit; `end` is the first line below all of them. */
function layOut(panels: readonly Panel[], top: number, datasource: JsonObject | undefined) {
  let x = 0;
  let y = top;
  let lineHeight = 0;
  const rendered = panels.map((panel) => {
    if (x + panel.width > COLUMNS) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    const position = { x, y, w: panel.width, h: panel.height };
    x += panel.width;
    lineHeight = Math.max(lineHeight, panel.height);
    return renderPanel(panel, position, datasource);
  });
  return { rendered, end: y + lineHeight };
}

function dashboardLink({ title, uid }: DashboardLink): JsonObjectDraft {
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

function annotation({ title, expression, text, color, shown }: Annotation): JsonObjectDraft {
  return {
    name: title,
    datasource: DATASOURCE,
    enable: shown,
    hide: false,
    iconColor: color,
    expr: expression,
    titleFormat: text,
    step: '60s',
    useValueForTime: false,
  };
}

function datasourceVariable(selected: string | undefined): JsonObjectDraft {
  return {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    current: selected === undefined ? undefined : { selected: true, text: selected, value: selected },
  };
}

function labelVariable(
  { name, label, query, multi, allValue = '.+' }: LabelVariable,
  datasource: JsonObject | undefined,
): JsonObjectDraft {
  return {
    name,
    label,
    type: 'query',
    datasource,
    query: { query, refId: 'StandardVariableQuery' },
    // Asked anew where the time range changes, and sorted by the alphabet.
    refresh: 2,
    sort: 1,
    multi,
    includeAll: multi,
    ...(multi ? { allValue, current: { selected: true, text: 'All', value: '$__all' } } : {}),
  };
}
