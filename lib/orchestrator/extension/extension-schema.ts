/** What a user adds to a profile, as a schema: in the profile's own terms, or as plain data. What functions give has a shape too. */
import * as v from 'valibot';
import type { AlertDefinition, Condition, DiagnosisStep, RunbookSection } from '../../model/alerts/alert-definition';
import type {
  Link,
  MostSeries,
  PanelDefinition,
  PanelQueryDefinition,
  PanelThreshold,
  StatRows,
  TableColumn,
  TableColumns,
  TextColor,
  ValueText,
} from '../../model/dashboards/panel';
import type { InputSeries, Probe } from '../../model/probe';
import { SIGNAL_UNITS, type RecordedSeries, type Signal, type SignalBound, type SignalRange } from '../../model/signal';
import {
  also,
  alsoText,
  anyOf,
  distinct,
  fields,
  flag,
  giving,
  line,
  list,
  oneOf,
  paragraph,
  peek,
  readable,
  record,
  show,
  text,
  wholeNumber,
  type Shape,
  type Shapes,
} from '../../validation';
import { COMPARISONS } from '../../promql/write';
import type { Text } from '../../templates/text';
import { anyDuration, finiteNumber, PROMQL_LABEL, PROMQL_LABEL_NAME, severity, template } from '../fleet/alert-shapes';
import { unknownPlaceholder } from './expression';
import type { ExpressionProps, ExtendProps } from './extension-props';

export const ALERT_NAME = /^[A-Z][A-Za-z0-9]{0,39}$/;

const prose = readable('a text');
const words = line('a non-empty text', 1_000);
const names = list('a list of names', words);
const labels = list('a list of label names', text(PROMQL_LABEL, PROMQL_LABEL_NAME, 100));
const templateText = template(paragraph('a non-empty text', 10_000));
const unit = oneOf(...SIGNAL_UNITS);
const promql = giving('PromQL', readable('PromQL'));
const NOT_NEGATIVE = 'a number from 0 on';
const POSITIVE = 'a number above 0';
const seconds = giving('seconds', v.pipe(v.number(NOT_NEGATIVE), v.finite(NOT_NEGATIVE), v.minValue(0, NOT_NEGATIVE)));
const number = v.number('a number');

const comparison = oneOf(...COMPARISONS);

const bound = fields({ value: finiteNumber, why: prose } satisfies Shapes<SignalBound>, ['value', 'why']);
const RANGE: Shapes<SignalRange> = { minimum: bound, maximum: bound };

const RECORD_NAME = 'a name of letters, digits, _ and :, such as job:shop_backlog:sum';
const RECORD = /^[A-Za-z_:][\w:]*$/;

const SERIES: Shapes<RecordedSeries> = {
  record: text(RECORD_NAME, RECORD, 200),
  continued: promql,
};

const SIGNAL: Shapes<Signal> = {
  name: text('a name of letters, digits, - and _', /^[A-Za-z][\w-]*$/),
  title: words,
  unit,
  labels,
  range: fields(RANGE),
  rangeOf: giving('bounds', fields(RANGE)),
  seenFor: anyDuration,
  recordedAs: fields(SERIES, ['record']),
  applies: giving('true or false', flag),
  expression: promql,
};
const NEEDED = ['name', 'title', 'unit', 'labels', 'expression'];

const QUESTION: Shapes<ExpressionProps & Pick<AlertDefinition, 'signal'>> = {
  expression: alsoText(paragraph('PromQL', 10_000), 'PromQL', unknownPlaceholder),
  unit,
  labels,
  signal: fields(SIGNAL, NEEDED),
};

const INPUT: Shapes<InputSeries> = {
  metric: text(RECORD_NAME, RECORD, 200),
  labels: record('labels', text(PROMQL_LABEL, PROMQL_LABEL_NAME, 100), prose),
  sample: giving(
    'a number',
    v.optional(
      v.pipe(
        number,
        v.check((sample) => Math.abs(sample) !== Infinity, 'a number'),
      ),
    ),
  ),
};

const PROBE: Shapes<Probe> = {
  values: oneOf('whole', 'continuous'),
  settle: seconds,
  lasts: giving('seconds', number),
  least: giving('a number', number),
  most: giving('a number', number),
  only: giving('numbers', v.optional(list('a list of numbers', finiteNumber))),
  suits: giving('true or false', flag),
  spacing: giving('seconds', v.optional(v.pipe(v.number(POSITIVE), v.finite(POSITIVE), v.gtValue(0, POSITIVE)))),
  labels: record('labels', words, prose),
  unseen: flag,
  series: giving('series', v.optional(list('a list of series', fields(INPUT, ['metric', 'labels', 'sample'])))),
};

const probe = fields(PROBE, ['values', 'settle', 'series']);

const CONDITION: Shapes<Condition> = {
  key: prose,
  signal: QUESTION.signal,
  comparison,
  threshold: finiteNumber,
  wanted: prose,
};

const TEXT = 'a text, or what `text` gives';
const ofTag = fields({ template: templateText } satisfies Shapes<Text>, ['template']);

const STEP: Shapes<DiagnosisStep> = {
  question: words,
  query: promql,
  sql: giving('SQL', readable('SQL')),
};

const ALERT: Shapes<AlertDefinition & ExpressionProps> = {
  ...QUESTION,
  name: text('a name in PascalCase, at most 40 letters and digits', ALERT_NAME),
  comparison,
  threshold: finiteNumber,
  for: anyDuration,
  keepFiringFor: anyDuration,
  severity,
  summary: anyOf(TEXT, templateText, ofTag),
  description: anyOf(
    'a text, or a function of the condition that gives one',
    templateText,
    giving('a text', anyOf(TEXT, templateText, ofTag)),
  ),
  panel: words,
  reason: prose,
  runbook: fields({
    meaning: prose,
    impact: prose,
    diagnosis: list('a list of questions', fields(STEP, ['question'])),
    fix: list('a list of texts', prose),
  } satisfies Shapes<RunbookSection>),
  silences: list(
    'a list of names of alerts',
    anyOf('the name of an alert, or { alerts, leftOut }', words, fields({ alerts: names, leftOut: names }, ['alerts'])),
  ),
  askedFor: giving('a duration', v.optional(anyDuration)),
  sign: fields({ text: words, rank: finiteNumber }, ['text', 'rank']),
  probe: anyOf('a probe, or a function that gives probes', giving('probes', list('a list of probes', probe)), probe),
  conditions: giving(
    'conditions',
    distinct(list('a list of conditions', fields(CONDITION, ['key', 'signal', 'comparison', 'threshold'])), 'key'),
  ),
};

const QUERY: Shapes<PanelQueryDefinition & ExpressionProps> = {
  ...QUESTION,
  name: text('a name of letters and digits', /^[A-Za-z]\w*$/),
  legend: prose,
  instant: flag,
  dashed: flag,
  perMinute: flag,
};

const link = fields({ title: words, url: words } satisfies Shapes<Link>, ['title', 'url']);
const TEXT_COLOR: Shapes<TextColor> = { pattern: words, severity };
const textColors = list('a list of colours', fields(TEXT_COLOR, ['pattern']));
const VALUE_TEXT: Shapes<ValueText> = {
  value: anyOf('a number or a text', finiteNumber, prose),
  text: words,
  severity,
};
const texts = list('a list of texts', fields(VALUE_TEXT, ['value', 'text']));
const decimals = wholeNumber(0, 20);

const COLUMN: Shapes<TableColumn> = {
  title: words,
  unit,
  decimals,
  texts,
  textColors,
  withoutPrefix: prose,
  width: wholeNumber(1, 10_000),
  links: list('a list of links', link),
};

const COLUMNS: Shapes<TableColumns> = {
  hidden: names,
  renamed: record('names by names', words, prose),
  order: names,
  shown: list('a list of columns', fields(COLUMN, ['title'])),
  sortedBy: words,
  first: oneOf('largest', 'smallest'),
};

const ROWS: Shapes<StatRows> = { hidden: names, sortedBy: words, shown: words };
const THRESHOLD: Shapes<PanelThreshold> = { value: finiteNumber, comparison, severity };
const MOST: Shapes<MostSeries> = { count: wholeNumber(1, 10_000), which: oneOf('largest', 'smallest') };

const PANEL: Shapes<PanelDefinition> = {
  name: text('a name in kebab-case', /^[a-z][a-z0-9-]*$/),
  title: words,
  description: prose,
  kind: oneOf('stat', 'timeseries', 'heatmap', 'table', 'text', 'alertlist'),
  unit,
  width: wholeNumber(1, 24),
  height: wholeNumber(1, 100),
  queries: named('a list of queries', asking(QUERY, [], 1)),
  row: words,
  beside: words,
  columns: fields(COLUMNS, ['hidden', 'renamed']),
  rows: fields(ROWS, ['hidden', 'sortedBy']),
  content: paragraph('Markdown', 100_000),
  decimals,
  minimum: finiteNumber,
  maximum: finiteNumber,
  noValue: prose,
  legend: oneOf('names', 'values', 'hidden'),
  tooltip: oneOf('one', 'all'),
  points: flag,
  texts,
  textColors,
  stacked: flag,
  thresholdsOf: oneOf('pointing', 'shown'),
  ownThresholds: list('a list of thresholds', fields(THRESHOLD, ['value', 'comparison', 'severity'])),
  valueLinks: list('a list of links', link),
  most: fields(MOST, ['count', 'which']),
};

function named(what: string, shape: Shape): Shape {
  return distinct(list(what, shape), 'name');
}

/** What may be asked for in two ways. */
type Asked = Partial<ExpressionProps & Pick<AlertDefinition, 'signal'>>;

/** Asks by a signal, which has a unit and labels of its own, or by an expression: at least so many times, and once at most. */
function asking(entries: Readonly<Record<string, Shape>>, required: readonly string[], least: 0 | 1): Shape {
  return also(fields(entries, required), ({ signal, expression, unit: ofResult, labels: given }: Asked, report) => {
    const count = [signal, expression].filter((question) => question !== undefined).length;
    if (count > 1 || count < least) {
      report({
        found: count > 1 ? 'both signal and expression' : 'neither signal nor expression',
        allowed: 'one of them',
      });
    }
    for (const [key, value] of Object.entries({ unit: ofResult, labels: given })) {
      if (value !== undefined && expression === undefined) {
        report({ keys: [key], found: `${show(value)} without expression`, allowed: `${key} beside expression` });
      }
    }
  });
}

const EXTENSION: Shapes<ExtendProps> = {
  signals: named('a list of signals', QUESTION.signal),
  alerts: named('a list of alerts', asking(ALERT, ['name'], 0)),
  recordingRules: named('a list of signals', fields(SIGNAL, [...NEEDED, 'recordedAs'])),
  panels: named('a list of panels', fields(PANEL, ['name', 'title', 'queries'])),
};

/** `extend`. */
export const extension = fields(EXTENSION);

/** Names of the alerts that what was passed as props adds or replaces. */
export function alertNamesIn(props: unknown): readonly string[] {
  const alerts = peek(peek(props, 'extend'), 'alerts');
  return (Array.isArray(alerts) ? alerts : []).flatMap((alert: unknown) => {
    const name = peek(alert, 'name');
    return typeof name === 'string' && ALERT_NAME.test(name) ? [name] : [];
  });
}
