/** How the values of a panel are to be read, as Grafana's JSON says it: units, words for values, colours, columns, links. */
import { withoutNoise, type Link, type Panel, type PanelQuery, type SignalUnit } from '../../orchestrator';
import type { TableColumn, TextColor, ValueText } from '../../orchestrator';
import { seriesColors } from './series-colors';
import { background, COUNTED, NEUTRAL, thresholdSteps, WITHOUT_COLOR } from './thresholds';
import { unlessEmpty, type JsonDraft, type JsonObject, type JsonObjectDraft } from '../json';

/** Grafana's unit ids that are not those of a plain number or of something a second. */
const UNITS: Readonly<Partial<Record<SignalUnit, string>>> = {
  seconds: 's',
  ratio: 'percentunit',
  moment: 'dateTimeFromNow',
};

/** Grafana's id of a unit. It knows none for something a minute that can be read: `shownUnit` writes that behind the number. */
export const grafanaUnit = (unit: SignalUnit): string => UNITS[unit] ?? (unit.endsWith('/s') ? 'ops' : 'short');

const shownUnit = (unit: SignalUnit): string => (unit.endsWith('/min') ? 'suffix:/min' : grafanaUnit(unit));

/** Unit, colours and words of a panel's values, and what is different for some of them. */
export function fieldConfig(panel: Panel): JsonObjectDraft {
  const { kind, unit, noValue, queries, columns } = panel;
  return {
    defaults: defaults(panel),
    overrides: [
      ...(unit.endsWith('/min') ? [override('byType', 'number', { unit: shownUnit(unit) })] : []),
      ...(kind === 'timeseries' && noValue !== undefined ? seriesColors : []),
      ...queries.filter(({ dashed }) => dashed).map(dashedOverride),
      ...(columns?.shown ?? []).map(columnOverride),
    ],
  };
}

function defaults(panel: Panel): JsonObjectDraft {
  const {
    kind,
    unit,
    decimals,
    minimum,
    maximum,
    noValue,
    texts,
    textColors = [],
    thresholds,
    valueLinks = [],
  } = panel;
  const mappings = [
    ...(texts === undefined ? [] : [mapping(texts)]),
    ...textColors.map((text, index) => colored(text, index)),
    ...(kind === 'stat' && noValue !== undefined ? [nothing(noValue)] : []),
  ];
  return {
    unit: grafanaUnit(unit),
    decimals,
    min: minimum,
    max: maximum,
    noValue,
    // A table colours the columns that say so.
    thresholds:
      thresholds.length > 0 && kind !== 'table'
        ? thresholdSteps(panel)
        : noValue === undefined
          ? undefined
          : WITHOUT_COLOR,
    mappings: unlessEmpty(mappings),
    links: unlessEmpty(valueLinks.map(link)),
    custom: kind === 'timeseries' ? lines(panel) : undefined,
  };
}

function lines({ points, thresholds, unit, maximum }: Panel): JsonObjectDraft | undefined {
  const thresholdsStyle = thresholds.length > 0 ? { mode: 'dashed' } : undefined;
  if (points === undefined) {
    return thresholdsStyle && { thresholdsStyle };
  }
  const least = LEAST_AXES[unit];
  // Above the thresholds, too: a line that is out of sight tells nobody how far away it is.
  const above = thresholds.map(({ value }) => (COUNTED.has(unit) ? value + 1 : withoutNoise(value * 1.25)));
  return {
    // A gap is a gap: a line drawn through it would say that something was measured.
    spanNulls: false,
    lineWidth: 1,
    fillOpacity: 0,
    showPoints: points ? 'always' : 'auto',
    pointSize: 5,
    axisSoftMax: least !== undefined && maximum === undefined ? Math.max(least, ...above) : undefined,
    thresholdsStyle,
  };
}

/** Units of what is nothing most of the time, with the least end of their axes: Grafana draws one that is flat at 0 up to 100. */
const LEAST_AXES: Readonly<Partial<Record<SignalUnit, number>>> = {
  workers: 1,
  partitions: 1,
  count: 1,
  'events/s': 1,
  'reconfigurations/min': 1,
  'generations/min': 1,
  'errors/min': 1,
};

function mapping(texts: readonly ValueText[], colorOf = background): JsonObject {
  const words = texts.map(({ value, text, severity }, index) => [value, { text, color: colorOf(severity), index }]);
  return { type: 'value', options: Object.fromEntries(words) as JsonObject };
}

/** A text keeps its words, and gets a colour. */
function colored({ pattern, severity }: TextColor, index: number, colorOf = background): JsonObject {
  return regex(`/^(?:${pattern})$/`, { color: colorOf(severity), index });
}

const regex = (pattern: string, result: JsonObject): JsonObject => ({ type: 'regex', options: { pattern, result } });

/** In a table of a thousand rows what is well has no colour, so that the rest is seen. */
const inTable: typeof background = (severity) => (severity === undefined ? NEUTRAL : background(severity));

/** What stands where there is no value has no colour: green would say that all is well. */
function nothing(text: string): JsonObject {
  return { type: 'special', options: { match: 'null', result: { text, color: NEUTRAL, index: 0 } } };
}

export function link({ title, url }: Link): JsonObject {
  return { title, url, targetBlank: false };
}

/** What differs for the fields that a matcher finds. */
function override(
  id: string,
  options: string,
  properties: Readonly<Record<string, JsonDraft | undefined>>,
): JsonObjectDraft {
  return {
    matcher: { id, options },
    properties: Object.entries(properties).flatMap(([property, value]) =>
      value === undefined ? [] : [{ id: property, value }],
    ),
  };
}

function dashedOverride({ refId }: PanelQuery): JsonObjectDraft {
  return override('byFrameRefID', refId, {
    'custom.lineStyle': { fill: 'dash', dash: [10, 10] },
    'custom.showPoints': 'never',
    'custom.hideFrom': { legend: true, tooltip: false, viz: false },
  });
}

function columnOverride(column: TableColumn): JsonObjectDraft {
  const { title, unit, decimals, texts, textColors = [], withoutPrefix, width, links } = column;
  const isColored = texts !== undefined || textColors.length > 0;
  const mappings = [
    ...(texts === undefined ? [] : [mapping(texts, inTable)]),
    ...textColors.map((text, index) => colored(text, index, inTable)),
    ...(withoutPrefix === undefined ? [] : [regex(`^${withoutPrefix}(.+)$`, { text: '$1', index: 0 })]),
  ];
  return override('byName', title, {
    unit: unit && shownUnit(unit),
    decimals,
    mappings: unlessEmpty(mappings),
    'custom.cellOptions': isColored ? { type: 'color-background', mode: 'basic' } : undefined,
    'custom.align': isColored ? 'left' : undefined,
    'custom.width': width,
    links: links?.map(link),
  });
}
