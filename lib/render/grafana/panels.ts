/** One panel of the model as Grafana's JSON. What Grafana assumes where nothing is said is left out. */
import type { Panel, PanelQuery, TableColumns } from '../../orchestrator';
import { fieldConfig, link, UNITS } from './panel-style';
import { defined, type JsonObject } from '../json';

/** A data source, as panels and variables refer to it. */
export interface Datasource {
  readonly type: 'prometheus';
  readonly uid: string;
}

/** Where a panel stands: Grafana's grid has 24 columns, and rows of 30 pixels. */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A panel of the model as JSON. `datasource` is absent where Grafana's default data source is asked. */
export function renderPanel(panel: Panel, position: GridPosition, datasource: Datasource | undefined): JsonObject {
  const { id, kind, title, description, links, queries } = panel;
  return defined({
    id,
    type: kind,
    title,
    description: description === '' ? undefined : description,
    gridPos: { ...position },
    ...(kind === 'text'
      ? {}
      : {
          datasource: datasource && { ...datasource },
          targets: queries.map((query) => target(query, panel, datasource)),
          fieldConfig: fieldConfig(panel),
        }),
    options: options(panel),
    transformations: kind === 'table' ? transformations(panel) : undefined,
    links: links.length > 0 ? links.map(link) : undefined,
  });
}

function target(
  { refId, expression, legend, instant }: PanelQuery,
  { kind }: Panel,
  datasource: Datasource | undefined,
): JsonObject {
  return defined({
    refId,
    datasource: datasource && { ...datasource },
    expr: expression,
    legendFormat: legend,
    format: kind === 'table' || kind === 'heatmap' ? kind : 'time_series',
    instant,
    range: !instant,
  });
}

function options(panel: Panel): JsonObject {
  switch (panel.kind) {
    case 'stat':
      return statOptions(panel);
    case 'timeseries':
      return lineOptions(panel);
    case 'heatmap':
      return heatmapOptions(panel);
    case 'table':
      return tableOptions(panel);
    case 'text':
      return { mode: 'markdown', content: panel.content ?? '' };
  }
}

function statOptions({ noValue, stacked = false, queries }: Panel): JsonObject {
  // A value without a legend is called by its query, which nobody wants to read there.
  const textMode = queries.some(({ legend }) => legend !== undefined) ? 'value_and_name' : 'value';
  return {
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    ...(noValue === undefined ? {} : { colorMode: 'background', graphMode: 'none', textMode }),
    ...(noValue !== undefined && stacked ? { orientation: 'horizontal', wideLayout: false } : {}),
  };
}

/** Columns that a panel needs to have room for a table of values beside its lines. */
const WIDE = 12;

function lineOptions({ legend = 'names', tooltip, width }: Panel): JsonObject {
  const values = legend === 'values';
  return defined({
    legend: {
      showLegend: legend !== 'hidden',
      displayMode: values ? 'table' : 'list',
      placement: values && width >= WIDE ? 'right' : 'bottom',
      calcs: values ? ['lastNotNull', 'max'] : [],
    },
    tooltip: tooltip && { mode: tooltip === 'all' ? 'multi' : 'single', sort: 'desc' },
  });
}

/** Of buckets that Prometheus has counted. */
function heatmapOptions({ tooltip, unit }: Panel): JsonObject {
  return {
    calculate: false,
    // Buckets without anything in them are left out.
    filterValues: { le: 1e-9 },
    yAxis: { unit: UNITS[unit] },
    ...(tooltip === undefined
      ? {}
      : {
          tooltip: { mode: 'single', yHistogram: true, showColorScale: false },
          // From 0 on: else the least count has the background's colour, also where it is the only one.
          color: { mode: 'scheme', scheme: 'Blues', min: 0 },
          cellGap: 0,
        }),
  };
}

function tableOptions({ columns: { sortedBy, first = 'largest' } = NO_COLUMNS }: Panel): JsonObject {
  return sortedBy === undefined ? {} : { sortBy: [{ displayName: sortedBy, desc: first === 'largest' }] };
}

const NO_COLUMNS: TableColumns = { hidden: [], renamed: {} };

/** Several questions become one table, a row for each set of labels that they share. */
function transformations({
  queries,
  columns: { hidden, renamed, order = [] } = NO_COLUMNS,
}: Panel): readonly JsonObject[] {
  const organize: JsonObject = {
    excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
    indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
    renameByName: { ...renamed },
  };
  return [...(queries.length > 1 ? [{ id: 'merge', options: {} }] : []), { id: 'organize', options: organize }];
}
