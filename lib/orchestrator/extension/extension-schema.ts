/** What a user adds to a profile, as a schema: in the profile's own terms, or as plain data. What functions give has a shape too. */
import * as v from 'valibot';
import type { AlertDefinition, Condition, DiagnosisStep, RunbookSection } from '../../model/alerts/alert-definition';
import type * as panels from '../../model/dashboards/panel';
import type { InputSeries, Probe } from '../../model/probe';
import { SIGNAL_UNITS, type RecordedSeries, type Signal, type SignalBound, type SignalRange } from '../../model/signal';
import * as s from '../../validation';
import type { Shape, Shapes } from '../../validation';
import { COMPARISONS } from '../../promql/write';
import type { Text } from '../../templates/text';
import { anyDuration, finiteNumber, PROMQL_LABEL, PROMQL_LABEL_NAME, severity, template } from '../fleet/alert-shapes';
import { unknownPlaceholder } from './expression';
import type { ExpressionProps, ExtendProps } from './extension-props';

export const ALERT_NAME = /^[A-Z][A-Za-z0-9]{0,39}$/;

const prose = s.readable('a text');
const words = s.line('a non-empty text', 1_000);
const names = s.list('a list of names', words);
const labels = s.list('a list of label names', s.text(PROMQL_LABEL, PROMQL_LABEL_NAME, 100));
const templateText = template(s.paragraph('a non-empty text', 10_000));
const unit = s.oneOf(...SIGNAL_UNITS);
const promql = s.giving('PromQL', s.readable('PromQL'));
const NOT_NEGATIVE = 'a number from 0 on';
const POSITIVE = 'a number above 0';
const seconds = s.giving(
  'seconds',
  v.pipe(v.number(NOT_NEGATIVE), v.finite(NOT_NEGATIVE), v.minValue(0, NOT_NEGATIVE)),
);
const number = v.number('a number');

const comparison = s.oneOf(...COMPARISONS);

const bound = s.fields({ value: finiteNumber, why: prose } satisfies Shapes<SignalBound>, ['value', 'why']);
const RANGE: Shapes<SignalRange> = { minimum: bound, maximum: bound };

const RECORD_NAME = 'a name of letters, digits, _ and :, such as job:shop_backlog:sum';
const RECORD = /^[A-Za-z_:][\w:]*$/;

const SERIES: Shapes<RecordedSeries> = {
  record: s.text(RECORD_NAME, RECORD, 200),
  continued: promql,
};

const SIGNAL: Shapes<Signal> = {
  name: s.text('a name of letters, digits, - and _', /^[A-Za-z][\w-]*$/),
  title: words,
  unit,
  labels,
  range: s.fields(RANGE),
  rangeOf: s.giving('bounds', s.fields(RANGE)),
  seenFor: anyDuration,
  recordedAs: s.fields(SERIES, ['record']),
  applies: s.giving('true or false', s.flag),
  expression: promql,
};
const NEEDED = ['name', 'title', 'unit', 'labels', 'expression'];

const QUESTION: Shapes<ExpressionProps & Pick<AlertDefinition, 'signal'>> = {
  expression: s.alsoText(s.paragraph('PromQL', 10_000), 'PromQL', unknownPlaceholder),
  unit,
  labels,
  signal: s.fields(SIGNAL, NEEDED),
};

const INPUT: Shapes<InputSeries> = {
  metric: s.text(RECORD_NAME, RECORD, 200),
  labels: s.record('labels', s.text(PROMQL_LABEL, PROMQL_LABEL_NAME, 100), prose),
  sample: s.giving(
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
  values: s.oneOf('whole', 'continuous'),
  settle: seconds,
  lasts: s.giving('seconds', number),
  least: s.giving('a number', number),
  most: s.giving('a number', number),
  only: s.giving('numbers', v.optional(s.list('a list of numbers', finiteNumber))),
  suits: s.giving('true or false', s.flag),
  spacing: s.giving('seconds', v.optional(v.pipe(v.number(POSITIVE), v.finite(POSITIVE), v.gtValue(0, POSITIVE)))),
  labels: s.record('labels', words, prose),
  unseen: s.flag,
  series: s.giving('series', v.optional(s.list('a list of series', s.fields(INPUT, ['metric', 'labels', 'sample'])))),
};

const probe = s.fields(PROBE, ['values', 'settle', 'series']);

const CONDITION: Shapes<Condition> = {
  key: prose,
  signal: QUESTION.signal,
  comparison,
  threshold: finiteNumber,
  wanted: prose,
};

const TEXT = 'a text, or what `text` gives';
const ofTag = s.fields({ template: templateText } satisfies Shapes<Text>, ['template']);

const STEP: Shapes<DiagnosisStep> = {
  question: words,
  query: promql,
  sql: s.giving('SQL', s.readable('SQL')),
};

const ALERT: Shapes<AlertDefinition & ExpressionProps> = {
  ...QUESTION,
  name: s.text('a name in PascalCase, at most 40 letters and digits', ALERT_NAME),
  comparison,
  threshold: finiteNumber,
  for: anyDuration,
  keepFiringFor: anyDuration,
  severity,
  summary: s.anyOf(TEXT, templateText, ofTag),
  description: s.anyOf(
    'a text, or a function of the condition that gives one',
    templateText,
    s.giving('a text', s.anyOf(TEXT, templateText, ofTag)),
  ),
  panel: words,
  reason: prose,
  runbook: s.fields({
    meaning: prose,
    impact: prose,
    diagnosis: s.list('a list of questions', s.fields(STEP, ['question'])),
    fix: s.list('a list of texts', prose),
  } satisfies Shapes<RunbookSection>),
  silences: s.list(
    'a list of names of alerts',
    s.anyOf(
      'the name of an alert, or { alerts, leftOut }',
      words,
      s.fields({ alerts: names, leftOut: names }, ['alerts']),
    ),
  ),
  askedFor: s.giving('a duration', v.optional(anyDuration)),
  sign: s.fields({ text: words, rank: finiteNumber }, ['text', 'rank']),
  probe: s.anyOf(
    'a probe, or a function that gives probes',
    s.giving('probes', s.list('a list of probes', probe)),
    probe,
  ),
  conditions: s.giving(
    'conditions',
    s.distinct(
      s.list('a list of conditions', s.fields(CONDITION, ['key', 'signal', 'comparison', 'threshold'])),
      'key',
    ),
  ),
};

const QUERY: Shapes<panels.PanelQueryDefinition & ExpressionProps> = {
  ...QUESTION,
  name: s.text('a name of letters and digits', /^[A-Za-z]\w*$/),
  legend: prose,
  instant: s.flag,
  dashed: s.flag,
  perMinute: s.flag,
};

const link = s.fields({ title: words, url: words } satisfies Shapes<panels.Link>, ['title', 'url']);
const TEXT_COLOR: Shapes<panels.TextColor> = { pattern: words, severity };
const textColors = s.list('a list of colours', s.fields(TEXT_COLOR, ['pattern']));
const VALUE_TEXT: Shapes<panels.ValueText> = {
  value: s.anyOf('a number or a text', finiteNumber, prose),
  text: words,
  severity,
};
const texts = s.list('a list of texts', s.fields(VALUE_TEXT, ['value', 'text']));
const decimals = s.wholeNumber(0, 20);

const COLUMN: Shapes<panels.TableColumn> = {
  title: words,
  unit,
  decimals,
  texts,
  textColors,
  withoutPrefix: prose,
  width: s.wholeNumber(1, 10_000),
  links: s.list('a list of links', link),
};

const COLUMNS: Shapes<panels.TableColumns> = {
  hidden: names,
  renamed: s.record('names by names', words, prose),
  order: names,
  shown: s.list('a list of columns', s.fields(COLUMN, ['title'])),
  sortedBy: words,
  first: s.oneOf('largest', 'smallest'),
};

const ROWS: Shapes<panels.StatRows> = { hidden: names, sortedBy: words, shown: words };
const THRESHOLD: Shapes<panels.PanelThreshold> = { value: finiteNumber, comparison, severity };
const MOST: Shapes<panels.MostSeries> = { count: s.wholeNumber(1, 10_000), which: s.oneOf('largest', 'smallest') };

const PANEL: Shapes<panels.PanelDefinition> = {
  name: s.text('a name in kebab-case', /^[a-z][a-z0-9-]*$/),
  title: words,
  description: prose,
  kind: s.oneOf('stat', 'timeseries', 'heatmap', 'table', 'text', 'alertlist'),
  unit,
  width: s.wholeNumber(1, 24),
  height: s.wholeNumber(1, 100),
  queries: named('a list of queries', asking(QUERY, [], 1)),
  row: words,
  beside: words,
  columns: s.fields(COLUMNS, ['hidden', 'renamed']),
  rows: s.fields(ROWS, ['hidden', 'sortedBy']),
  content: s.paragraph('Markdown', 100_000),
  decimals,
  minimum: finiteNumber,
  maximum: finiteNumber,
  noValue: prose,
  legend: s.oneOf('names', 'values', 'hidden'),
  tooltip: s.oneOf('one', 'all'),
  points: s.flag,
  texts,
  textColors,
  stacked: s.flag,
  thresholdsOf: s.oneOf('pointing', 'shown'),
  ownThresholds: s.list('a list of thresholds', s.fields(THRESHOLD, ['value', 'comparison', 'severity'])),
  valueLinks: s.list('a list of links', link),
  most: s.fields(MOST, ['count', 'which']),
};

function named(what: string, shape: Shape): Shape {
  return s.distinct(s.list(what, shape), 'name');
}

type Asked = Partial<ExpressionProps & Pick<AlertDefinition, 'signal'>>;

/** Asks by a signal, which has a unit and labels of its own, or by an expression: at least so many times, and once at most. */
function asking(entries: Readonly<Record<string, Shape>>, required: readonly string[], least: 0 | 1): Shape {
  return s.also(s.fields(entries, required), ({ signal, expression, unit: ofResult, labels: given }: Asked, report) => {
    const count = [signal, expression].filter((question) => question !== undefined).length;
    if (count > 1 || count < least) {
      report({
        found: count > 1 ? 'both signal and expression' : 'neither signal nor expression',
        allowed: 'one of them',
      });
    }
    for (const [key, value] of Object.entries({ unit: ofResult, labels: given })) {
      if (value !== undefined && expression === undefined) {
        report({ keys: [key], found: `${s.show(value)} without expression`, allowed: `${key} beside expression` });
      }
    }
  });
}

const EXTENSION: Shapes<ExtendProps> = {
  signals: named('a list of signals', QUESTION.signal),
  alerts: named('a list of alerts', asking(ALERT, ['name'], 0)),
  recordingRules: named('a list of signals', s.fields(SIGNAL, [...NEEDED, 'recordedAs'])),
  panels: named('a list of panels', s.fields(PANEL, ['name', 'title', 'queries'])),
};

export const extension = s.fields(EXTENSION);

/** Names of the alerts that what was passed as props adds or replaces. */
export function alertNamesIn(props: unknown): readonly string[] {
  const alerts = s.valueAt(props, 'extend', 'alerts');
  return (Array.isArray(alerts) ? alerts : []).flatMap((alert: unknown) => {
    const name = s.valueAt(alert, 'name');
    return typeof name === 'string' && ALERT_NAME.test(name) ? [name] : [];
  });
}
