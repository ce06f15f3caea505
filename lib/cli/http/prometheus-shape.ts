/** What the data of Prometheus's answers must look like, as far as it is read here: a server in its place may answer almost so. */
import * as v from 'valibot';
import { fieldsAmongOthers, isPlainObject, list, record } from '../../validation';

const text = v.string('a text');
const optionalText = v.optional(text);
const optionalNumber = v.optional(v.number('a number'));
const labels = record('an object with labels', v.string(), text);
const pair = v.custom<readonly [unknown, string]>(
  (value) => Array.isArray(value) && typeof value[1] === 'string',
  'a pair of a time and a text',
);

/** Of a query: a vector or a matrix. A series of native histograms has neither value nor values. */
export const queryData = fieldsAmongOthers({
  result: list(
    'a list of series',
    fieldsAmongOthers({ metric: labels, value: v.optional(pair), values: v.optional(list('a list of pairs', pair)) }),
  ),
});

/** Whether the data of a query is a single value without labels. */
export function isScalar(data: unknown): boolean {
  return isPlainObject(data) && (data['resultType'] === 'scalar' || data['resultType'] === 'string');
}

/** Of the targets. */
export const targetData = fieldsAmongOthers({
  activeTargets: list(
    'a list of targets',
    fieldsAmongOthers({
      labels,
      lastError: optionalText,
      scrapeInterval: optionalText,
    }),
  ),
});

const alerts = list('a list of alerts', fieldsAmongOthers({ state: text, annotations: labels }));

/** Of the rules. */
export const ruleData = fieldsAmongOthers({
  groups: list(
    'a list of groups',
    fieldsAmongOthers({
      name: text,
      file: optionalText,
      interval: optionalNumber,
      evaluationTime: optionalNumber,
      lastEvaluation: optionalText,
      rules: list(
        'a list of rules',
        fieldsAmongOthers({
          name: text,
          type: text,
          query: text,
          health: optionalText,
          lastError: optionalText,
          duration: optionalNumber,
          keepFiringFor: optionalNumber,
          labels: v.optional(labels),
          annotations: v.optional(labels),
          // Servers written in Go give an empty list as null, too.
          alerts: v.nullish(alerts),
        }),
      ),
    }),
  ),
});
