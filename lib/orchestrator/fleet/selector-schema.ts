/** Selectors of targets as a schema, and which names labels can have. */
import * as v from 'valibot';
import { acceptor, re2Problem } from '../../promql/re2';
import * as s from '../../validation';
import { PROMQL_LABEL, PROMQL_LABEL_NAME } from './alert-shapes';

/** Labels that alerts, metrics or Prometheus itself give a meaning to: no selector, grouping or extra label may use them. */
export const RESERVED_LABELS: readonly string[] = [
  '__name__',
  'alertname',
  'alertstate',
  'le',
  'objective',
  'partition',
  'projection',
  'quantile',
  'replica_set',
  'rule_scope',
  'severity',
  'state',
  'worker_id',
];

const reservedOr = (labels: readonly string[]): string =>
  ['any name but', ...(labels.length === 0 ? [] : [labels.join(', '), 'and']), 'those that start with __'].join(' ');

/** The name of a label: none of the reserved ones, and none of Prometheus's own. */
export const labelKey = (what: string, form: RegExp, reserved: readonly string[] = []) =>
  v.pipe(
    s.text(what, form, 100),
    v.notValues(reserved, reservedOr(reserved)),
    v.check((label) => !label.startsWith('__'), reservedOr(reserved)),
  );

const regex = s.alsoText(s.expressionLine('an RE2 expression', 10_000), 'an RE2 expression', re2Problem);

const matcher = s.anyOf(
  'a label value, or one of { not: value }, { regex: expression }, { notRegex: expression }',
  s.expressionLine('a non-empty label value', 1_000),
  s.fields(
    {
      not: s.anyOf(
        "a label value of at most 1000 characters, or ''",
        v.literal(''),
        s.expressionLine('a label value', 1_000),
      ),
    },
    ['not'],
  ),
  s.fields({ regex }, ['regex']),
  s.fields({ notRegex: regex }, ['notRegex']),
);

/** No expression that anybody writes takes both of these texts and not all others. */
const ODD_VALUES = ['', ` \n\u2603${String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 33 + index))}`];

const takesAny = (value: unknown): boolean => {
  const regexOfValue = s.valueAt(value, 'regex');
  const accepts = typeof regexOfValue === 'string' ? acceptor(regexOfValue) : undefined;
  return accepts !== undefined && ODD_VALUES.every(accepts);
};

/** Labels of targets; `otherwise` says what one that finds all of them would come to. */
export const selector = (otherwise: string) =>
  s.notEmpty(
    s.also(
      s.record(
        'an object with labels of the targets and the values that they must have',
        labelKey(PROMQL_LABEL, PROMQL_LABEL_NAME, RESERVED_LABELS),
        matcher,
      ),
      (labelsOfTargets: object, report) => {
        if (Object.values(labelsOfTargets).every(takesAny)) {
          report({
            found: 'nothing but labels that may have any value',
            allowed: `at least one label that may not, or ${otherwise}`,
          });
        }
      },
    ),
    `at least one label, or ${otherwise}`,
  );
