/** One panel of the model as Grafana's JSON. What Grafana assumes where nothing is said is left out. */
import type { Panel, PanelQuery, TableColumns } from '../../orchestrator';
import { fieldConfig, grafanaUnit, link } from './panel-style';
import { renderRunbookSection } from '../runbook';
import { unlessEmpty, type JsonObject, type JsonObjectDraft } from '../json';

/**
 * A panel of the model as JSON.
 *
 * @param gridPos Grafana's grid has 24 columns, and rows of 30 pixels
 * @param datasource undefined where Grafana's default data source is asked
 */
export function renderPanel(panel: Panel, gridPos: JsonObject, datasource: JsonObject | undefined): JsonObjectDraft {
  const { id, kind, title, description, links, queries } = panel;
  return {
    id,
    type: kind,
    title,
    description: description === '' ? undefined : description,
    gridPos,
    ...(kind === 'text' || kind === 'alertlist'
      ? {}
      : {
          datasource,
          targets: queries.map((query) => target(query, panel, datasource)),
          fieldConfig: fieldConfig(panel),
        }),
    options: options(panel),
    transformations: transformations(panel),
    links: unlessEmpty(links.map(link)),
  };
}

function target(
  { refId, expression, legend, instant, minimumStep }: PanelQuery,
  { kind, rows }: Panel,
  datasource: JsonObject | undefined,
): JsonObjectDraft {
  const format = kind === 'table' || kind === 'heatmap' ? kind : rows === undefined ? 'time_series' : 'table';
  return {
    refId,
    datasource,
    expr: expression,
    legendFormat: legend,
    format,
    instant,
    range: !instant,
    interval: minimumStep && `${String(minimumStep)}s`,
  };
}

function options(panel: Panel): JsonObjectDraft {
  const { content = '', columns: { sortedBy, first = 'largest' } = NO_COLUMNS } = panel;
  switch (panel.kind) {
    case 'stat':
      return statOptions(panel);
    case 'timeseries':
      return lineOptions(panel);
    case 'heatmap':
      return heatmapOptions(panel);
    case 'table':
      return sortedBy === undefined ? {} : { sortBy: [{ displayName: sortedBy, desc: first === 'largest' }] };
    case 'text':
      return { mode: 'markdown', content: typeof content === 'string' ? content : renderRunbookSection(content) };
    case 'alertlist':
      return ALERT_LIST;
  }
}

/** By importance; of Grafana's own rules those that name the dashboard, whatever folder they are in. */
const ALERT_LIST: JsonObject = {
  datasource: '-- Grafana --',
  dashboardAlerts: true,
  sortOrder: 3,
  stateFilter: { firing: true, pending: false, noData: false, normal: false, error: true },
};

function statOptions({ noValue, stacked = false, queries, rows, most }: Panel): JsonObjectDraft {
  // A value without a legend is called by its query, which nobody wants to read there.
  const isNamed = rows !== undefined || queries.some(({ legend }) => legend !== undefined);
  const textMode = isNamed ? 'value_and_name' : 'value';
  return {
    reduceOptions: {
      calcs: ['lastNotNull'],
      fields: rows?.shown === undefined ? '' : `/^${rows.shown}$/`,
      values: rows !== undefined,
      limit: rows && most?.count,
    },
    ...(noValue === undefined ? {} : { colorMode: 'background_solid', graphMode: 'none', textMode }),
    ...(noValue !== undefined && stacked ? { orientation: 'horizontal', wideLayout: false } : {}),
  };
}

/** Columns that a panel needs to have room for a table of values beside its lines. */
const WIDE = 12;

function lineOptions({ legend = 'names', tooltip, width }: Panel): JsonObjectDraft {
  const values = legend === 'values';
  return {
    legend: {
      showLegend: legend !== 'hidden',
      displayMode: values ? 'table' : 'list',
      placement: values && width >= WIDE ? 'right' : 'bottom',
      calcs: values ? ['lastNotNull', 'max'] : [],
    },
    tooltip: tooltip && { mode: tooltip === 'all' ? 'multi' : 'single', sort: 'desc' },
  };
}

/** Of buckets that Prometheus has counted. */
function heatmapOptions({ tooltip, unit }: Panel): JsonObject {
  return {
    calculate: false,
    // Buckets without anything in them are left out.
    filterValues: { le: 1e-9 },
    yAxis: { unit: grafanaUnit(unit) },
    ...(tooltip && {
      tooltip: { mode: 'single', yHistogram: true, showColorScale: false },
      // From 0 on: else the least count has the background's colour, also where it is the only one.
      color: { mode: 'scheme', scheme: 'Blues', min: 0 },
      cellGap: 0,
    }),
  };
}

const NO_COLUMNS: TableColumns = { hidden: [], renamed: {} };

/** What becomes of the answers: several questions are one table, a row for each set of labels that they share; a stat's rows are sorted. */
function transformations({
  kind,
  noValue,
  queries,
  columns = NO_COLUMNS,
  rows,
}: Panel): readonly JsonObject[] | undefined {
  if (rows !== undefined) {
    const hidden = ['Time', '__name__', ...rows.hidden, ...(rows.shown === undefined ? [] : ['Value'])];
    const sort = [{ field: rows.sortedBy, desc: false }];
    return [organize({ hidden, renamed: {} }), { id: 'sortBy', options: { fields: {}, sort } }];
  }
  // Recorded series have a name, which others have not: no two of their rows would be one.
  const nameless = organize({ hidden: ['__name__'], renamed: {} });
  const merge = queries.length > 1 ? [nameless, { id: 'merge', options: {} }] : [];
  const hidden = [...(noValue === undefined ? [] : ['__name__']), ...columns.hidden];
  return kind === 'table' ? [...merge, organize({ ...columns, hidden })] : undefined;
}

function organize({ hidden, renamed, order = [] }: TableColumns): JsonObject {
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
      indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
      renameByName: { ...renamed },
    },
  };
}
