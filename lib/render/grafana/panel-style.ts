/** How a panel is to be read, as Grafana's JSON says it: units, words for values, legends, tooltips, columns, links. */
import type {
  Link,
  Panel,
  PanelQuery,
  SeriesThresholds,
  SignalUnit,
  TableColumn,
  TableColumns,
  ValueText,
} from '../../orchestrator';
import { COLORS, COUNTED, NEUTRAL, thresholdSteps } from './thresholds';
import { defined, toJson, type JsonObject, type JsonValue } from '../json';

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

const WITHOUT_COLOR: JsonObject = { mode: 'absolute', steps: [{ value: null, color: NEUTRAL }] };

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
      overrides: [
        ...panel.queries.flatMap((query) => seriesOverride(query, panel)),
        ...(panel.seriesThresholds ?? []).map((own) => thresholdsOverride(own, panel)),
        ...(panel.columns?.shown ?? []).map(columnOverride),
      ],
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

function defaults({
  kind,
  decimals,
  minimum,
  maximum,
  noValue,
  texts,
  thresholds,
  valueLinks = [],
}: Panel): JsonObject {
  const mappings = [
    ...(texts === undefined ? [] : [mapping(texts)]),
    ...(kind === 'stat' && noValue !== undefined ? [nothing(noValue)] : []),
  ];
  return defined({
    // Without any, Grafana paints everything above 80 red.
    thresholds: noValue === undefined || thresholds.length > 0 ? undefined : WITHOUT_COLOR,
    decimals,
    min: minimum,
    max: maximum,
    noValue,
    mappings: mappings.length === 0 ? undefined : mappings,
    links: valueLinks.length === 0 ? undefined : valueLinks.map(link),
  });
}

function custom(json: JsonObject, panel: Panel): JsonObject {
  const { kind, points } = panel;
  return {
    ...part(json, 'fieldConfig', 'defaults', 'custom'),
    // A gap is a gap: a line drawn through it would say that something was measured.
    ...(kind === 'timeseries' && points !== undefined
      ? {
          spanNulls: false,
          lineWidth: 1,
          fillOpacity: 0,
          showPoints: points ? 'always' : 'auto',
          pointSize: 5,
          ...leastAxis(panel),
        }
      : {}),
  };
}

/** Units of what is nothing most of the time, with the least end of their axes: Grafana draws one that is flat at 0 up to 100. */
const LEAST_AXES: Readonly<Partial<Record<SignalUnit, number>>> = {
  workers: 1,
  partitions: 1,
  count: 1,
  'events/s': 1,
  'reconfigurations/s': 0.01,
  'generations/s': 0.01,
  'errors/s': 0.01,
};

/** The axis also reaches above the thresholds: a line that is out of sight tells nobody how far away it is. */
function leastAxis({ unit, maximum, thresholds }: Panel): JsonObject {
  const least = LEAST_AXES[unit];
  const above = thresholds.map(({ value }) => (COUNTED.has(unit) ? value + 1 : value * 1.25));
  return least === undefined || maximum !== undefined ? {} : { axisSoftMax: Math.max(least, ...above) };
}

function options(json: JsonObject, panel: Panel): JsonObject {
  const { kind, legend, tooltip, columns, noValue, stacked = false, width, queries } = panel;
  if (kind === 'table') {
    const { sortedBy, first = 'largest' } = columns ?? {};
    return sortedBy === undefined ? {} : { sortBy: [{ displayName: sortedBy, desc: first === 'largest' }] };
  }
  if (kind === 'stat') {
    // A value without a legend is called by its query, which nobody wants to read there.
    const textMode = queries.some((query) => query.legend !== undefined) ? 'value_and_name' : 'value';
    const words = stacked ? { orientation: 'horizontal', wideLayout: false } : {};
    return noValue === undefined ? {} : { colorMode: 'background', graphMode: 'none', textMode, ...words };
  }
  if (kind === 'heatmap') {
    return tooltip === undefined
      ? {}
      : {
          tooltip: { mode: 'single', yHistogram: true, showColorScale: false },
          // From 0 on: else the least count has the background's colour, also where it is the only one.
          color: { ...part(json, 'options', 'color'), mode: 'scheme', scheme: 'Blues', min: 0 },
          cellGap: 0,
        };
  }
  return defined({
    tooltip: tooltip === undefined ? undefined : { mode: tooltip === 'all' ? 'multi' : 'single', sort: 'desc' },
    legend: legend === undefined ? undefined : legendOf(legend, width),
  });
}

/** Columns that a panel needs to have room for a table of values beside its lines. */
const WIDE = 12;

function legendOf(legend: NonNullable<Panel['legend']>, width: number): JsonObject {
  const values = legend === 'values';
  return {
    showLegend: legend !== 'hidden',
    displayMode: values ? 'table' : 'list',
    placement: values && width >= WIDE ? 'right' : 'bottom',
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

/** What stands where there is no value has no colour: green would say that all is well. */
function nothing(text: string): JsonObject {
  return { type: 'special', options: { match: 'null', result: { text, color: NEUTRAL, index: 0 } } };
}

function link({ title, url }: Link): JsonObject {
  return { title, url, targetBlank: false };
}

function seriesOverride({ refId, dashed }: PanelQuery, { kind }: Panel): readonly JsonObject[] {
  const properties =
    kind === 'stat'
      ? [{ id: 'color', value: { mode: 'fixed', fixedColor: NEUTRAL } }]
      : [
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
          { id: 'custom.showPoints', value: 'never' },
        ];
  return dashed ? [{ matcher: { id: 'byFrameRefID', options: refId }, properties }] : [];
}

/** Values are found by their names, which are those of the replica sets. */
function thresholdsOverride({ replicaSets, thresholds }: SeriesThresholds, { unit }: Panel): JsonObject {
  const names = replicaSets.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return {
    matcher: { id: 'byRegexp', options: `/^(?:${names.join('|')})$/` },
    properties: [{ id: 'thresholds', value: toJson(thresholdSteps({ thresholds, unit }).build()) }],
  };
}

function columnOverride({ title, unit, decimals, texts, withoutPrefix, width, links }: TableColumn): JsonObject {
  const mappings = [
    ...(texts === undefined ? [] : [mapping(texts)]),
    ...(withoutPrefix === undefined ? [] : [shortened(withoutPrefix)]),
  ];
  const properties: readonly (readonly [id: string, value: JsonValue | undefined])[] = [
    ['unit', unit === undefined ? undefined : UNITS[unit]],
    ['decimals', decimals],
    ['mappings', mappings.length === 0 ? undefined : mappings],
    ['custom.cellOptions', texts === undefined ? undefined : { type: 'color-background', mode: 'basic' }],
    ['custom.align', texts === undefined ? undefined : 'left'],
    ['custom.width', width],
    ['links', links?.map(link)],
  ];
  return {
    matcher: { id: 'byName', options: title },
    properties: properties.flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }])),
  };
}

function shortened(prefix: string): JsonObject {
  return { type: 'regex', options: { pattern: `^${prefix}(.+)$`, result: { text: '$1', index: 0 } } };
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
