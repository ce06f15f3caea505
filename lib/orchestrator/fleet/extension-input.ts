/** Reads what a user adds to a profile. It holds functions, so it cannot be copied as data: it is looked at as it stands. */
import type { Problem } from '../../validation/config-error';
import type { ExtendProps } from './extension';

/** A field of an item: what it must be, and whether it must be there. */
interface Field {
  readonly is: (value: unknown) => boolean;
  readonly what: string;
  readonly needed?: boolean;
}

const text: Field = { is: (value) => typeof value === 'string' && value !== '', what: 'a non-empty text' };
const needed = (field: Field): Field => ({ ...field, needed: true });
const number: Field = { is: (value) => typeof value === 'number' && Number.isFinite(value), what: 'a finite number' };
const list: Field = { is: Array.isArray, what: 'a list' };
const object: Field = { is: (value) => typeof value === 'object' && value !== null, what: 'an object' };
const words: Field = { is: (value) => Array.isArray(value) || text.is(value), what: 'a text' };
const duration: Field = {
  is: (value) => typeof value === 'string' && /^(\d+(ms|[smhdwy]))+$/.test(value),
  what: "a duration such as '5m'",
};
const oneOf = (...values: readonly string[]): Field => ({
  is: (value) => typeof value === 'string' && values.includes(value),
  what: `one of ${values.map((value) => `'${value}'`).join(', ')}`,
});
const named = (form: RegExp, what: string): Field =>
  needed({ is: (value) => typeof value === 'string' && form.test(value), what });
const question: Field = {
  is: (value) => typeof value === 'function' || text.is(value),
  what: 'PromQL, or a function that gives it',
};

const SIGNAL: Readonly<Record<string, Field>> = {
  name: named(/^[A-Za-z][\w-]*$/, 'a name of letters, digits, - and _'),
  title: needed(text),
  unit: needed(text),
  labels: needed(list),
  expression: needed({
    is: (value) => typeof value === 'function',
    what: 'a function of the context that gives PromQL',
  }),
};

const ALERT: Readonly<Record<string, Field>> = {
  name: named(/^[A-Z][A-Za-z0-9]{0,39}$/, 'a name in PascalCase, at most 40 letters and digits'),
  comparison: oneOf('>', '>=', '<', '<=', '==', '!='),
  threshold: number,
  for: duration,
  keepFiringFor: duration,
  severity: oneOf('critical', 'warning', 'info'),
  summary: words,
  panel: text,
  silences: list,
  runbook: object,
};

const PANEL: Readonly<Record<string, Field>> = {
  name: named(/^[a-z][a-z0-9-]*$/, 'a name in kebab-case'),
  title: needed(text),
  kind: oneOf('stat', 'timeseries', 'heatmap', 'table', 'text'),
  queries: needed(list),
  width: number,
  height: number,
  row: text,
  beside: text,
};

/** What a user's `extend` holds, and what is wrong with it. Never throws. */
export function readExtension(input: unknown): { readonly props: ExtendProps; readonly problems: readonly Problem[] } {
  try {
    const extend: unknown = isObject(input) && 'extend' in input ? input['extend'] : undefined;
    if (extend === undefined) {
      return { props: {}, problems: [] };
    }
    const problems = checkExtend(extend);
    return { props: problems.length === 0 ? (extend as ExtendProps) : {}, problems };
  } catch {
    const message =
      'found a value that throws an error when it is read; allowed: plain data and functions; pass the value itself';
    return { props: {}, problems: [{ path: 'extend', message }] };
  }
}

function checkExtend(extend: unknown): readonly Problem[] {
  if (!isObject(extend)) {
    return [problem('extend', extend, 'an object with signals, alerts, recordingRules and panels')];
  }
  const known = ['signals', 'alerts', 'recordingRules', 'panels'];
  return [
    ...Object.keys(extend)
      .filter((key) => !known.includes(key))
      .map((key): Problem => ({
        path: `extend.${key}`,
        message: `unknown key \`${key}\`; allowed: ${known.join(', ')}`,
      })),
    ...checkList('extend.signals', extend['signals'], () => SIGNAL),
    ...checkList('extend.recordingRules', extend['recordingRules'], () => ({ ...SIGNAL, recordedAs: needed(object) })),
    ...checkList('extend.alerts', extend['alerts'], alertFields),
    ...checkList('extend.panels', extend['panels'], () => PANEL),
  ];
}

/** An alert of a new name needs what the profile's has; `check` knows the names, here only an expression tells. */
function alertFields(alert: Readonly<Record<string, unknown>>): Readonly<Record<string, Field>> {
  return 'expression' in alert ? { ...ALERT, expression: needed(question), summary: needed(words) } : ALERT;
}

function checkList(
  path: string,
  value: unknown,
  fieldsOf: (item: Readonly<Record<string, unknown>>) => Readonly<Record<string, Field>>,
): readonly Problem[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    return [problem(path, value, 'a list')];
  }
  const names = value.map((item: unknown) => (isObject(item) ? item['name'] : undefined));
  return value.flatMap((item: unknown, index): Problem[] => {
    const place = `${path}[${String(index)}]`;
    if (!isObject(item)) {
      return [problem(place, item, 'an object')];
    }
    const first = names.indexOf(item['name']);
    return [
      ...(first < index && item['name'] !== undefined
        ? [
            {
              path: `${place}.name`,
              message: `found ${JSON.stringify(item['name'])}, which ${path}[${String(first)}] has too; give each a name of its own`,
            },
          ]
        : []),
      ...Object.entries(fieldsOf(item)).flatMap(([key, field]) => {
        const found = item[key];
        return (found === undefined ? field.needed !== true : field.is(found))
          ? []
          : [problem(`${place}.${key}`, found, field.what)];
      }),
    ];
  });
}

function problem(path: string, found: unknown, allowed: string): Problem {
  const shown = found === undefined ? 'nothing' : typeof found === 'function' ? 'a function' : JSON.stringify(found);
  return { path, message: `found ${shown.slice(0, 80)}; allowed: ${allowed}` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
