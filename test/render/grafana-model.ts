/**
 * The parts of Grafana's dashboard model (classic JSON) that we use, written from its documentation, as a description that a dashboard can
 * be held against: which fields there must be, which there may be, and of what kind. A field that is not described is a finding, too.
 */

/** What a value must be: gives the findings, each with its path. */
export type Kind = (value: unknown, path: string) => readonly string[];

const is =
  (what: string, holds: (value: unknown) => boolean): Kind =>
  (value, path) =>
    holds(value) ? [] : [`${path}: ${JSON.stringify(value)} is not ${what}`];

const text = is('a text', (value) => typeof value === 'string');
const filled = is('a text with something in it', (value) => typeof value === 'string' && value !== '');
const flag = is('true or false', (value) => typeof value === 'boolean');
const number = is('a number', (value) => typeof value === 'number' && Number.isFinite(value));
const count = is('a whole number from 0 on', (value) => Number.isInteger(value) && Number(value) >= 0);
const identity = is('a whole number from 1 on', (value) => Number.isInteger(value) && Number(value) >= 1);
const step = is('a number, or null for the lowest', (value) => value === null || typeof value === 'number');
const oneOf = (...values: readonly unknown[]): Kind =>
  is(`one of ${values.join(', ')}`, (value) => values.includes(value));

const listOf =
  (item: Kind): Kind =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((each, index) => item(each, `${path}[${String(index)}]`))
      : [`${path}: is not a list`];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapOf =
  (item: Kind): Kind =>
  (value, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, each]) => item(each, `${path}.${key}`))
      : [`${path}: is not an object`];

const object =
  (required: Readonly<Record<string, Kind>>, optional: Readonly<Record<string, Kind>> = {}): Kind =>
  (value, path) => {
    if (!isObject(value)) {
      return [`${path}: is not an object`];
    }
    const known: Readonly<Record<string, Kind>> = { ...required, ...optional };
    return [
      ...Object.keys(required)
        .filter((key) => !(key in value))
        .map((key) => `${path}.${key}: is missing`),
      ...Object.entries(value).flatMap(
        ([key, each]) => known[key]?.(each, `${path}.${key}`) ?? [`${path}.${key}: is unknown`],
      ),
    ];
  };

const datasource = object({ type: oneOf('prometheus'), uid: oneOf('${datasource}') });
const color = oneOf('green', 'blue', 'orange', 'red', 'transparent');
const gridPosition = object({ x: count, y: count, w: identity, h: identity });
const link = object({ title: filled, url: filled, targetBlank: flag });
const thresholds = object({ mode: oneOf('absolute'), steps: listOf(object({ value: step, color })) });
const result = object({ text: filled, index: count }, { color });
const MAPPINGS: Readonly<Record<string, Kind>> = {
  value: mapOf(result),
  special: object({ match: oneOf('null'), result }),
  regex: object({ pattern: is('a regular expression', (value) => RegExp(String(value)).source !== ''), result }),
};
const mapping: Kind = (value, path) => {
  const { type } = (value ?? {}) as { type?: string };
  return object({ type: oneOf(...Object.keys(MAPPINGS)), options: MAPPINGS[type ?? ''] ?? text })(value, path);
};
const mappings = listOf(mapping);

const custom: Kind = object(
  {},
  {
    align: oneOf('auto'),
    inspect: flag,
    spanNulls: flag,
    lineWidth: count,
    fillOpacity: count,
    showPoints: oneOf('auto', 'always', 'never'),
    pointSize: count,
    axisSoftMax: number,
    thresholdsStyle: object({ mode: oneOf('dashed') }),
  },
);

const OVERRIDES: Readonly<Record<string, Kind>> = {
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
};

const property: Kind = (value, path) => {
  const { id, value: content } = (value ?? {}) as { id?: string; value?: unknown };
  return OVERRIDES[id ?? '']?.(content, `${path}.${id ?? ''}`) ?? [`${path}: ${id ?? 'nothing'} cannot be overridden`];
};

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
      matcher: object({ id: oneOf('byName', 'byFrameRefID', 'byRegexp'), options: filled }),
      properties: listOf(property),
    }),
  ),
});

const target = object(
  {
    refId: is('letters and digits', (value) => /^\w+$/.test(String(value))),
    expr: filled,
    format: oneOf('time_series', 'heatmap', 'table'),
    instant: flag,
    range: flag,
    datasource,
  },
  { legendFormat: text },
);

const legend = object({
  showLegend: flag,
  displayMode: oneOf('list', 'table'),
  placement: oneOf('bottom', 'right'),
  calcs: listOf(filled),
});

/** Options of each type of panel. */
const OPTIONS: Readonly<Record<string, Kind>> = {
  stat: object({
    graphMode: oneOf('none', 'area'),
    colorMode: oneOf('background', 'value'),
    justifyMode: oneOf('auto'),
    textMode: oneOf('value_and_name', 'value', 'auto'),
    wideLayout: flag,
    showPercentChange: flag,
    percentChangeColorMode: oneOf('standard'),
    orientation: oneOf('auto', 'horizontal'),
    reduceOptions: object({ calcs: listOf(filled), fields: text, values: flag }),
  }),
  timeseries: object({
    legend,
    tooltip: object({ mode: oneOf('single', 'multi'), sort: oneOf('asc', 'desc') }),
  }),
  heatmap: object({
    calculate: flag,
    color: object({
      scheme: filled,
      fill: filled,
      exponent: number,
      steps: count,
      reverse: flag,
      mode: oneOf('scheme'),
      min: number,
    }),
    filterValues: object({ le: number }),
    showValue: oneOf('auto'),
    cellGap: count,
    yAxis: object({ unit: filled }),
    legend: object({ show: flag }),
    tooltip: object({ mode: oneOf('single'), yHistogram: flag, showColorScale: flag }),
    exemplars: object({ color: filled }),
    selectionMode: oneOf('x'),
  }),
  table: object(
    {
      frameIndex: count,
      showHeader: flag,
      showTypeIcons: flag,
      cellHeight: oneOf('sm'),
      footer: object({ show: flag, reducer: listOf(text), countRows: flag }),
    },
    { sortBy: listOf(object({ displayName: filled, desc: flag })) },
  ),
};

const transformation: Kind = (value, path) => {
  const { id } = (value ?? {}) as { id?: string };
  return id === 'merge'
    ? object({ id: filled, options: object({}) })(value, path)
    : object({
        id: oneOf('organize'),
        options: object({ excludeByName: mapOf(flag), indexByName: mapOf(count), renameByName: mapOf(filled) }),
      })(value, path);
};

const panel: Kind = (value, path) => {
  const { type } = (value ?? {}) as { type?: string };
  return object(
    {
      id: identity,
      type: oneOf(...Object.keys(OPTIONS)),
      title: filled,
      description: filled,
      gridPos: gridPosition,
      datasource,
      targets: listOf(target),
      fieldConfig,
      options: OPTIONS[type ?? ''] ?? text,
      transparent: flag,
      repeatDirection: oneOf('h'),
    },
    { links: listOf(link), transformations: listOf(transformation) },
  )(value, path);
};

const row = object({
  id: identity,
  type: oneOf('row'),
  title: filled,
  collapsed: flag,
  gridPos: gridPosition,
  panels: listOf(panel),
});

const panelOrRow: Kind = (value, path) => (isObject(value) && value['type'] === 'row' ? row : panel)(value, path);

const variable = object(
  {
    type: oneOf('datasource', 'query'),
    name: is('a name', (value) => /^\w+$/.test(String(value))),
    label: filled,
    query: (value, path) =>
      (typeof value === 'string' ? filled : object({ query: filled, refId: filled }))(value, path),
    multi: flag,
    includeAll: flag,
    skipUrlSync: flag,
  },
  {
    allowCustomValue: flag,
    auto: flag,
    auto_min: text,
    auto_count: count,
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
  textFormat: filled,
  step: filled,
  useValueForTime: flag,
});

const dashboardLink = object({
  type: oneOf('link'),
  title: filled,
  url: is('a path within Grafana', (value) => /^\/d\/[\w-]+$/.test(String(value))),
  icon: filled,
  tooltip: text,
  tags: listOf(text),
  asDropdown: flag,
  targetBlank: flag,
  includeVars: flag,
  keepTime: flag,
});

/** A dashboard of the profile `hardened`. */
export const DASHBOARD: Kind = object({
  uid: is('a uid', (value) => /^[\w-]{1,40}$/.test(String(value))),
  title: filled,
  tags: listOf(filled),
  refresh: text,
  time: object({ from: filled, to: filled }),
  timezone: oneOf('browser'),
  editable: flag,
  graphTooltip: oneOf(0, 1, 2),
  fiscalYearStartMonth: count,
  schemaVersion: oneOf(39),
  templating: object({ list: listOf(variable) }),
  annotations: object({ list: listOf(annotation) }),
  links: listOf(dashboardLink),
  panels: listOf(panelOrRow),
});
