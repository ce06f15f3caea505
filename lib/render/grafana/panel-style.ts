/** How the values of a panel are to be read, as Grafana's JSON says it: units, words for values, colours, columns, links. */
import type { Link, Panel, PanelQuery, SignalUnit, TableColumn, ValueText } from '../../orchestrator';
import { COLORS, COUNTED, NEUTRAL, thresholdSteps, WITHOUT_COLOR } from './thresholds';
import { defined, type JsonObject, type JsonValue } from '../json';

/** Grafana's unit ids. */
export const UNITS: Readonly<Record<SignalUnit, string>> = {
  workers: 'short',
  partitions: 'short',
  seconds: 's',
  ratio: 'percentunit',
  'reconfigurations/s': 'ops',
  'generations/s': 'ops',
  events: 'short',
  'events/s': 'ops',
  'errors/s': 'ops',
  'observations/s': 'ops',
  count: 'short',
  state: 'short',
  moment: 'dateTimeFromNow',
};

/** Unit, colours and words of a panel's values, and what is different for some of them. */
export function fieldConfig(panel: Panel): JsonObject {
  const { queries, columns } = panel;
  return {
    defaults: defaults(panel),
    overrides: [
      ...queries.filter(({ dashed }) => dashed).map((query) => dashedOverride(query, panel)),
      ...(columns?.shown ?? []).map(columnOverride),
    ],
  };
}

function defaults(panel: Panel): JsonObject {
  const { kind, unit, decimals, minimum, maximum, noValue, texts, thresholds, valueLinks = [] } = panel;
  const mappings = [
    ...(texts === undefined ? [] : [mapping(texts)]),
    ...(kind === 'stat' && noValue !== undefined ? [nothing(noValue)] : []),
  ];
  return defined({
    unit: UNITS[unit],
    decimals,
    min: minimum,
    max: maximum,
    noValue,
    thresholds: thresholds.length > 0 ? thresholdSteps(panel) : noValue === undefined ? undefined : WITHOUT_COLOR,
    mappings: mappings.length === 0 ? undefined : mappings,
    links: valueLinks.length === 0 ? undefined : valueLinks.map(link),
    custom: kind === 'timeseries' ? lines(panel) : undefined,
  });
}

function lines(panel: Panel): JsonObject | undefined {
  const { points, thresholds } = panel;
  return points === undefined && thresholds.length === 0
    ? undefined
    : {
        // A gap is a gap: a line drawn through it would say that something was measured.
        ...(points === undefined
          ? {}
          : {
              spanNulls: false,
              lineWidth: 1,
              fillOpacity: 0,
              showPoints: points ? 'always' : 'auto',
              pointSize: 5,
              ...leastAxis(panel),
            }),
        ...(thresholds.length > 0 ? { thresholdsStyle: { mode: 'dashed' } } : {}),
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

/** A link of a panel, or of its values. */
export function link({ title, url }: Link): JsonObject {
  return { title, url, targetBlank: false };
}

/** What differs for the fields that a matcher finds. */
function override(id: string, options: string, properties: readonly Property[]): JsonObject {
  return {
    matcher: { id, options },
    properties: properties.flatMap(([property, value]) => (value === undefined ? [] : [{ id: property, value }])),
  };
}

type Property = readonly [id: string, value: JsonValue | undefined];

function dashedOverride({ refId }: PanelQuery, { kind }: Panel): JsonObject {
  return override(
    'byFrameRefID',
    refId,
    kind === 'stat'
      ? [['color', { mode: 'fixed', fixedColor: NEUTRAL }]]
      : [
          ['custom.lineStyle', { fill: 'dash', dash: [10, 10] }],
          ['custom.showPoints', 'never'],
        ],
  );
}

function columnOverride({ title, unit, decimals, texts, withoutPrefix, width, links }: TableColumn): JsonObject {
  const mappings = [
    ...(texts === undefined ? [] : [mapping(texts)]),
    ...(withoutPrefix === undefined ? [] : [shortened(withoutPrefix)]),
  ];
  return override('byName', title, [
    ['unit', unit && UNITS[unit]],
    ['decimals', decimals],
    ['mappings', mappings.length === 0 ? undefined : mappings],
    ['custom.cellOptions', texts && { type: 'color-background', mode: 'basic' }],
    ['custom.align', texts && 'left'],
    ['custom.width', width],
    ['links', links?.map(link)],
  ]);
}

function shortened(prefix: string): JsonObject {
  return { type: 'regex', options: { pattern: `^${prefix}(.+)$`, result: { text: '$1', index: 0 } } };
}
