/** What the data of Prometheus's answers must look like, as far as it is read here: a server in its place may answer almost so. */
import * as v from 'valibot';
import { isPlainObject, plainObject } from '../../validation';

/** An object with these fields, and others that nobody looks at. */
const object = <TEntries extends v.ObjectEntries>(entries: TEntries) =>
  v.pipe(plainObject('an object'), v.object(entries, 'an object'));

const text = v.string('a text');
const optionalText = v.optional(text);
const optionalNumber = v.optional(v.number('a number'));
const labels = v.pipe(plainObject('an object with labels'), v.record(v.string(), text));
const pair = v.custom<readonly [unknown, string]>(
  (value) => Array.isArray(value) && typeof value[1] === 'string',
  'a pair of a time and a text',
);

export type Labels = Readonly<Record<string, string>>;

/** The target that a series is of. */
export const targetOf = ({ job = '', instance = '' }: Labels): string => `${job} ${instance}`;

/** Values of a label among series, in order; the empty one is none. */
export function valuesOf(series: readonly Labels[], label: string): readonly string[] {
  return [...new Set(series.map((one) => one[label] ?? ''))].filter((value) => value !== '').sort();
}

/** Of a query: a vector or a matrix. A series of native histograms has neither value nor values. */
export const queryData = object({
  result: v.array(
    object({ metric: labels, value: v.optional(pair), values: v.optional(v.array(pair, 'a list of pairs')) }),
    'a list of series',
  ),
});

/** Whether the data of a query is a single value without labels. */
export function isScalar(data: unknown): boolean {
  return isPlainObject(data) && (data['resultType'] === 'scalar' || data['resultType'] === 'string');
}

/** Of the targets. */
export const targetData = object({
  activeTargets: v.optional(
    v.array(object({ labels, lastError: optionalText, scrapeInterval: optionalText }), 'a list of targets'),
  ),
});

/** Of the rules. All lengths of time are in seconds. */
export const ruleData = object({
  groups: v.optional(
    v.array(
      object({
        name: text,
        file: optionalText,
        interval: optionalNumber,
        // How long the last evaluation took.
        evaluationTime: optionalNumber,
        lastEvaluation: optionalText,
        rules: v.array(
          object({
            name: text,
            type: text,
            query: text,
            // `ok`, `err` or `unknown`.
            health: optionalText,
            lastError: optionalText,
            duration: optionalNumber,
            // From Prometheus 2.42 on.
            keepFiringFor: optionalNumber,
            labels: v.optional(labels),
            annotations: v.optional(labels),
            // Servers written in Go give an empty list as null, too.
            alerts: v.nullish(v.array(object({ state: text, annotations: labels }), 'a list of alerts')),
          }),
          'a list of rules',
        ),
      }),
      'a list of groups',
    ),
  ),
});

export type LoadedGroup = NonNullable<v.InferOutput<typeof ruleData>['groups']>[number];

export type LoadedRule = LoadedGroup['rules'][number];
