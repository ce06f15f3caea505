/** What a user adds to a profile, as a schema: in the profile's own terms, or as plain data. Functions are handed on as they are. */
import * as v from 'valibot';
import type { AlertDefinition } from '../../model/alerts/alert-definition';
import type { PanelDefinition, PanelQueryDefinition } from '../../model/dashboards/panel';
import { SIGNAL_UNITS, type Signal } from '../../model/signal';
import {
  also,
  anyOf,
  anything,
  fields,
  given,
  isPlainObject,
  line,
  list,
  oneOf,
  paragraph,
  plainData,
  show,
  text,
  wholeNumber,
  type Shape,
  type Shapes,
} from '../../validation';
import { anyDuration, finiteNumber, PROMQL_LABEL, PROMQL_LABEL_NAME, severity, template } from '../fleet/alert-shapes';
import type { ExpressionProps, ExtendProps } from './extension-props';

const ALERT_NAME = /^[A-Z][A-Za-z0-9]{0,39}$/;

const prose = v.string('a text');
const words = line('a non-empty text', 1_000);
const names = list('a list of names', words);
const labels = list('a list of label names', text(PROMQL_LABEL, PROMQL_LABEL_NAME, 100));
const record = text('a name of letters, digits, _ and :, such as job:shop_backlog:sum', /^[A-Za-z_:][\w:]*$/, 200);
const templateText = template(paragraph('a non-empty text', 10_000));
const unit = oneOf(...SIGNAL_UNITS);
const gives = (result: string): Shape =>
  given(`a function that gives ${result}`, (value) => typeof value === 'function');

/** What only the profile's own terms have: they are TypeScript's, whose compiler checks them. */
const compiled = <TName extends string>(...of: readonly TName[]) =>
  Object.fromEntries<Shape>(of.map((name) => [name, anything])) as Record<TName, Shape>;

const SIGNAL: Shapes<Signal> = {
  name: text('a name of letters, digits, - and _', /^[A-Za-z][\w-]*$/),
  title: words,
  unit,
  labels,
  recordedAs: fields({ record, above: finiteNumber, continued: gives('PromQL') }, ['record']),
  expression: gives('PromQL'),
  ...compiled('range', 'applies'),
};
const NEEDED = ['name', 'title', 'unit', 'labels', 'expression'];

const QUESTION: Shapes<ExpressionProps & Pick<AlertDefinition, 'signal'>> = {
  expression: paragraph('PromQL', 10_000),
  unit,
  labels,
  signal: fields(SIGNAL, NEEDED),
};

const ALERT: Shapes<AlertDefinition & ExpressionProps> = {
  ...QUESTION,
  name: text('a name in PascalCase, at most 40 letters and digits', ALERT_NAME),
  comparison: oneOf('>', '>=', '<', '<=', '==', '!='),
  threshold: finiteNumber,
  for: anyDuration,
  keepFiringFor: anyDuration,
  severity,
  summary: anyOf('a text, or what `text` gives', templateText, list('a list of words and values', plainData)),
  description: anyOf('a text, or a function of the condition that gives one', templateText, gives('a text')),
  panel: words,
  runbook: fields({ meaning: prose, impact: prose, fix: list('a list of texts', prose), ...compiled('diagnosis') }),
  silences: list(
    'a list of names of alerts',
    anyOf(
      'the name of an alert, or { alerts, alsoEqual, leftOut }',
      words,
      fields({ alerts: names, alsoEqual: labels, leftOut: names }, ['alerts']),
    ),
  ),
  ...compiled('askedFor', 'reason', 'sign', 'probe', 'conditions'),
};

const QUERY: Shapes<PanelQueryDefinition & ExpressionProps> = {
  ...QUESTION,
  legend: prose,
  ...compiled('name', 'instant', 'dashed', 'perMinute'),
};

const PANEL: Shapes<PanelDefinition> = {
  name: text('a name in kebab-case', /^[a-z][a-z0-9-]*$/),
  title: words,
  description: prose,
  kind: oneOf('stat', 'timeseries', 'heatmap', 'table', 'text'),
  unit,
  width: wholeNumber(1, 24),
  height: wholeNumber(1, 100),
  queries: list('a list of queries', asking(QUERY, [], 1)),
  row: words,
  beside: words,
  ...compiled('columns', 'rows', 'content', 'decimals', 'minimum', 'maximum', 'noValue', 'legend', 'tooltip'),
  ...compiled('points', 'texts', 'textColors', 'stacked', 'thresholdsOf', 'ownThresholds', 'valueLinks', 'most'),
};

/** Asks by a signal, which has a unit and labels of its own, or by an expression: at least so many times, and once at most. */
function asking(entries: Readonly<Record<string, Shape>>, required: readonly string[], least: 0 | 1): Shape {
  return also(fields(entries, required), (value, report) => {
    const asked = isPlainObject(value) ? value : {};
    const has = (key: string): boolean => asked[key] !== undefined;
    const count = ['signal', 'expression'].filter(has).length;
    if (count > 1 || count < least) {
      report({
        found: count > 1 ? 'both signal and expression' : 'neither signal nor expression',
        allowed: 'one of them',
      });
    }
    for (const key of has('expression') ? [] : ['unit', 'labels'].filter(has)) {
      report({ keys: [key], found: `${show(asked[key])} without expression`, allowed: `${key} beside expression` });
    }
  });
}

const named = (what: string, shape: Shape): Shape =>
  list(what, shape, { of: (item) => (isPlainObject(item) ? item['name'] : undefined), key: 'name' });

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
  const extend = isPlainObject(props) ? props['extend'] : undefined;
  const alerts: unknown = isPlainObject(extend) ? extend['alerts'] : undefined;
  return (Array.isArray(alerts) ? alerts : []).flatMap((alert: unknown) => {
    const name = isPlainObject(alert) ? alert['name'] : undefined;
    return typeof name === 'string' && ALERT_NAME.test(name) ? [name] : [];
  });
}
