/**
 * The parts of Grafana's dashboard model (classic JSON) that we use, as a JSON Schema that is written from its documentation: which fields
 * there must be, which there may be, and of what kind. A field that is not described is a finding, too.
 */
import Ajv, { type ErrorObject } from 'ajv';

type JsonSchema = Readonly<Record<string, unknown>>;

const text: JsonSchema = { type: 'string' };
const filled: JsonSchema = { type: 'string', minLength: 1 };
const flag: JsonSchema = { type: 'boolean' };
const number: JsonSchema = { type: 'number' };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const identity: JsonSchema = { type: 'integer', minimum: 1 };
/** The value of a threshold's step: a number, or null for the lowest. */
const step: JsonSchema = { type: ['number', 'null'] };

const like = (pattern: string): JsonSchema => ({ type: 'string', pattern });
const oneOf = (...values: readonly unknown[]): JsonSchema => ({ enum: values });
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const mapOf = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });

type Fields = Readonly<Record<string, JsonSchema>>;

const object = (required: Fields, optional: Fields = {}): JsonSchema => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

/** One of several objects, which one field tells apart. */
const toldApartBy = (field: string, objects: readonly JsonSchema[]): JsonSchema => ({
  type: 'object',
  required: [field],
  discriminator: { propertyName: field },
  oneOf: objects,
});

const datasource = object({ type: oneOf('prometheus'), uid: oneOf('${datasource}') });
/** A colour of Grafana's by its name, or of one's own. */
const color = like('^(?:green|blue|orange|red|transparent|#[0-9A-F]{6})$');
const gridPosition = object({ x: count, y: count, w: identity, h: identity });
const link = object({ title: filled, url: filled, targetBlank: flag });
const thresholds = object({ mode: oneOf('absolute'), steps: listOf(object({ value: step, color })) });
const result = object({ index: count }, { text: filled, color });
const mappings = listOf(
  toldApartBy('type', [
    object({ type: { const: 'value' }, options: mapOf(result) }),
    object({ type: { const: 'special' }, options: object({ match: oneOf('null'), result }) }),
    object({
      type: { const: 'regex' },
      options: object({ pattern: { type: 'string', format: 'regex', minLength: 1 }, result }),
    }),
  ]),
);

const custom = object(
  {},
  {
    spanNulls: flag,
    lineWidth: count,
    fillOpacity: count,
    showPoints: oneOf('auto', 'always', 'never'),
    pointSize: count,
    axisSoftMax: number,
    thresholdsStyle: object({ mode: oneOf('dashed') }),
  },
);

const OVERRIDES: Fields = {
  unit: filled,
  decimals: count,
  mappings,
  links: listOf(link),
  thresholds,
  color: object({ mode: oneOf('fixed'), fixedColor: color }),
  'custom.width': count,
  'custom.align': oneOf('left'),
  'custom.cellOptions': object({ type: oneOf('color-background'), mode: oneOf('basic') }),
  'custom.lineStyle': object({ fill: oneOf('dash'), dash: listOf(count) }),
  'custom.showPoints': oneOf('never'),
  'custom.hideFrom': object({ legend: flag, tooltip: flag, viz: flag }),
};

const property = toldApartBy(
  'id',
  Object.entries(OVERRIDES).map(([id, value]) => object({ id: { const: id }, value })),
);

const fieldConfig = object({
  defaults: object(
    { unit: filled },
    {
      custom,
      thresholds,
      mappings,
      decimals: count,
      min: number,
      max: number,
      noValue: text,
      links: listOf(link),
    },
  ),
  overrides: listOf(
    object({
      matcher: object({ id: oneOf('byName', 'byType', 'byFrameRefID', 'byRegexp'), options: filled }),
      properties: listOf(property),
    }),
  ),
});

const target = object(
  {
    refId: like('^\\w+$'),
    expr: filled,
    format: oneOf('time_series', 'heatmap', 'table'),
    instant: flag,
    range: flag,
    datasource,
  },
  { legendFormat: text, interval: like('^\\d+(\\.\\d+)?s$') },
);

const legend = object({
  showLegend: flag,
  displayMode: oneOf('list', 'table'),
  placement: oneOf('bottom', 'right'),
  calcs: listOf(filled),
});

/** Options of each type of panel. */
const OPTIONS: Fields = {
  stat: object(
    {
      graphMode: oneOf('none', 'area'),
      colorMode: oneOf('background_solid', 'value'),
      textMode: oneOf('value_and_name', 'value', 'auto'),
      reduceOptions: object({ calcs: listOf(filled), fields: text, values: flag }, { limit: count }),
    },
    { orientation: oneOf('horizontal'), wideLayout: flag },
  ),
  timeseries: object({
    legend,
    tooltip: object({ mode: oneOf('single', 'multi'), sort: oneOf('asc', 'desc') }),
  }),
  heatmap: object({
    calculate: flag,
    color: object({ scheme: filled, mode: oneOf('scheme'), min: number }),
    filterValues: object({ le: number }),
    cellGap: count,
    yAxis: object({ unit: filled }),
    tooltip: object({ mode: oneOf('single'), yHistogram: flag, showColorScale: flag }),
  }),
  table: object({}, { sortBy: listOf(object({ displayName: filled, desc: flag })) }),
};

const transformation = toldApartBy('id', [
  object({ id: { const: 'merge' }, options: object({}) }),
  object({
    id: { const: 'sortBy' },
    options: object({ fields: object({}), sort: listOf(object({ field: filled, desc: flag })) }),
  }),
  object({
    id: { const: 'organize' },
    options: object({ excludeByName: mapOf(flag), indexByName: mapOf(count), renameByName: mapOf(filled) }),
  }),
]);

const commonOf = (type: string): Fields => ({
  id: identity,
  type: { const: type },
  title: filled,
  description: filled,
  gridPos: gridPosition,
});

const panels: readonly JsonSchema[] = [
  ...Object.entries(OPTIONS).map(([type, options]) =>
    object(
      { ...commonOf(type), datasource, targets: listOf(target), fieldConfig, options },
      { links: listOf(link), transformations: listOf(transformation) },
    ),
  ),
  object(
    { ...commonOf('text'), options: object({ mode: oneOf('markdown'), content: filled }) },
    { links: listOf(link) },
  ),
];

const row = object({
  id: identity,
  type: { const: 'row' },
  title: filled,
  collapsed: flag,
  gridPos: gridPosition,
  panels: listOf(toldApartBy('type', panels)),
});

const variable = object(
  {
    type: oneOf('datasource', 'query'),
    name: like('^\\w+$'),
    label: filled,
    query: { anyOf: [filled, object({ query: filled, refId: filled })] },
  },
  {
    multi: flag,
    includeAll: flag,
    datasource,
    refresh: oneOf(2),
    sort: oneOf(1),
    allValue: filled,
    current: object({ selected: flag, text: filled, value: filled }),
  },
);

const annotation = object({
  name: filled,
  datasource,
  enable: flag,
  hide: flag,
  iconColor: color,
  expr: filled,
  titleFormat: filled,
  step: filled,
  useValueForTime: flag,
});

const dashboardLink = object({
  type: oneOf('link'),
  title: filled,
  url: like('^/d/[\\w-]+$'),
  icon: filled,
  tooltip: text,
  tags: listOf(text),
  asDropdown: flag,
  targetBlank: flag,
  includeVars: flag,
  keepTime: flag,
});

/** A dashboard of the profile `hardened`. */
const DASHBOARD = object(
  {
    uid: like('^[\\w-]{1,40}$'),
    title: filled,
    tags: listOf(filled),
    refresh: text,
    time: object({ from: filled, to: filled }),
    timezone: oneOf('browser'),
    editable: flag,
    graphTooltip: oneOf(0, 1, 2),
    schemaVersion: oneOf(39),
    templating: object({ list: listOf(variable) }),
    links: listOf(dashboardLink),
    panels: listOf(toldApartBy('type', [row, ...panels])),
  },
  { annotations: object({ list: listOf(annotation) }) },
);

/** A regular expression is one that this JavaScript reads. */
const regex = (source: string): boolean => {
  try {
    return new RegExp(source).source !== '';
  } catch {
    return false;
  }
};

const validate = new Ajv({ allErrors: true, discriminator: true, allowUnionTypes: true, formats: { regex } }).compile(
  DASHBOARD,
);

/** What is not as Grafana documents it, each with its path. */
export function findingsIn(dashboard: unknown): readonly string[] {
  return validate(dashboard) ? [] : (validate.errors ?? []).map(inWords);
}

function inWords({ instancePath, message = '', params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as {
    readonly additionalProperty?: string;
    readonly allowedValues?: readonly unknown[];
  };
  const more = additionalProperty ?? allowedValues?.map(String).join(', ');
  return `${instancePath} ${message}${more === undefined ? '' : `: ${more}`}`;
}
