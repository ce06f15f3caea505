/** How a panel is to be read, as Grafana's JSON says it: units, words for values, legends, tooltips, columns, links. */
import type { Link, Panel, PanelQuery, SignalUnit, TableColumn, TableColumns, ValueText } from '../mixin';
import { COLORS } from './grafana-thresholds';
import { defined, type JsonObject, type JsonValue } from './json';

/** Grafana's unit ids. */
export const UNITS: Readonly<Record<SignalUnit, string>> = {
  workers: 'short',
  partitions: 'short',
  seconds: 's',
  ratio: 'percentunit',
  'reconfigurations/s': 'ops',
  'generations/s': 'ops',
  'events/s': 'ops',
  'errors/s': 'ops',
  'observations/s': 'ops',
  count: 'short',
  state: 'short',
  moment: 'dateTimeFromNow',
};

const NEUTRAL: JsonObject = { mode: 'absolute', steps: [{ value: null, color: 'blue' }] };

/** The JSON of a panel with everything that tells how to read it. What the panel does not ask for stays as Grafana has it. */
export function dressed(json: JsonObject, panel: Panel): JsonObject {
  const { links } = panel;
  const drawing = custom(json, panel);
  return {
    ...json,
    fieldConfig: {
      defaults: {
        ...part(json, 'fieldConfig', 'defaults'),
        ...defaults(panel),
        ...(Object.keys(drawing).length > 0 ? { custom: drawing } : {}),
      },
      overrides: [...panel.queries.flatMap(seriesOverride), ...(panel.columns?.shown ?? []).map(columnOverride)],
    },
    options: { ...part(json, 'options'), ...options(json, panel) },
    ...(panel.kind === 'table' ? { transformations: transformations(panel) } : {}),
    ...(links.length > 0 ? { links: links.map(link) } : {}),
  };
}

/** What lies at a path of the JSON; nothing where there is none. */
function part(json: JsonObject, ...path: readonly string[]): JsonObject {
  return path.reduce<JsonObject>((at, key) => {
    const value = at[key];
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  }, json);
}

function defaults({ decimals, minimum, maximum, noValue, texts, thresholds, valueLinks = [] }: Panel): JsonObject {
  return defined({
    // Without any, Grafana paints everything above 80 red.
    thresholds: noValue === undefined || thresholds.length > 0 ? undefined : NEUTRAL,
    decimals,
    min: minimum,
    max: maximum,
    noValue,
    mappings: texts === undefined ? undefined : [mapping(texts)],
    links: valueLinks.length === 0 ? undefined : valueLinks.map(link),
  });
}

function custom(json: JsonObject, { kind, points }: Panel): JsonObject {
  return {
    ...part(json, 'fieldConfig', 'defaults', 'custom'),
    // A gap is a gap: a line drawn through it would say that something was measured.
    ...(kind === 'timeseries' && points !== undefined
      ? { spanNulls: false, lineWidth: 1, fillOpacity: 0, showPoints: points ? 'always' : 'auto', pointSize: 5 }
      : {}),
  };
}

function options(json: JsonObject, { kind, legend, tooltip, columns, noValue }: Panel): JsonObject {
  if (kind === 'table') {
    const { sortedBy } = columns ?? {};
    return sortedBy === undefined ? {} : { sortBy: [{ displayName: sortedBy, desc: true }] };
  }
  if (kind === 'stat') {
    return noValue === undefined ? {} : { colorMode: 'background', graphMode: 'none', textMode: 'value_and_name' };
  }
  if (kind === 'heatmap') {
    return tooltip === undefined
      ? {}
      : {
          tooltip: { mode: 'single', yHistogram: true, showColorScale: false },
          color: { ...part(json, 'options', 'color'), mode: 'scheme', scheme: 'Blues' },
          cellGap: 0,
        };
  }
  return defined({
    tooltip: tooltip === undefined ? undefined : { mode: tooltip === 'all' ? 'multi' : 'single', sort: 'desc' },
    legend: legend === undefined ? undefined : legendOf(legend),
  });
}

function legendOf(legend: NonNullable<Panel['legend']>): JsonObject {
  const values = legend === 'values';
  return {
    showLegend: legend !== 'hidden',
    displayMode: values ? 'table' : 'list',
    placement: 'bottom',
    calcs: values ? ['lastNotNull', 'max'] : [],
  };
}

function mapping(texts: readonly ValueText[]): JsonObject {
  const words = texts.map(({ value, text, severity }, index): [string, JsonValue] => [
    String(value),
    { text, color: severity === undefined ? 'green' : COLORS[severity], index },
  ]);
  return { type: 'value', options: Object.fromEntries(words) };
}

function link({ title, url }: Link): JsonObject {
  return { title, url, targetBlank: false };
}

function seriesOverride({ refId, dashed }: PanelQuery): readonly JsonObject[] {
  return dashed
    ? [
        {
          matcher: { id: 'byFrameRefID', options: refId },
          properties: [
            { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
            { id: 'custom.showPoints', value: 'never' },
          ],
        },
      ]
    : [];
}

function columnOverride({ title, unit, decimals, texts, width, links }: TableColumn): JsonObject {
  const properties: readonly (readonly [id: string, value: JsonValue | undefined])[] = [
    ['unit', unit === undefined ? undefined : UNITS[unit]],
    ['decimals', decimals],
    ['mappings', texts === undefined ? undefined : [mapping(texts)]],
    ['custom.cellOptions', texts === undefined ? undefined : { type: 'color-background', mode: 'basic' }],
    ['custom.width', width],
    ['links', links?.map(link)],
  ];
  return {
    matcher: { id: 'byName', options: title },
    properties: properties.flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }])),
  };
}

/** Several questions become one table, a row for each set of labels that they share. */
function transformations({ queries, columns }: Panel): readonly JsonObject[] {
  const merge = { id: 'merge', options: {} };
  return [...(queries.length > 1 ? [merge] : []), { id: 'organize', options: organize(columns) }];
}

function organize(columns: TableColumns | undefined): JsonObject {
  const { hidden = [], renamed = {}, order = [] } = columns ?? {};
  return {
    excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
    indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
    renameByName: { ...renamed },
  };
}
