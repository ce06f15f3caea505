/**
 * What deliveries and constructs may be given, for plain JavaScript users: the description of the fleet itself is checked by the mixin. A check
 * looks at one value and answers with its problems, none if all is well.
 */
import type { Problem } from '../../../orchestrator';
import { isOneLine } from '../../../validation/forms';
import { show } from '../../../validation/found';
import { Foreign, isPlainObject, readInput, unreadable } from '../../../validation/input';
import { formatPath } from '../../../validation/path';

/** Looks at the value that stands at a path of the props. */
export type Check = (value: unknown, path: string) => readonly Problem[];

/** One check for each field: a field that is added and not checked does not compile. */
export type Checks<TProps> = Readonly<Record<keyof TProps, Check>>;

/** A value as an error message shows it, in a few words. Whatever it is, showing it does not throw. */
export function shown(value: unknown): string {
  return show(readInput(value).data);
}

/** Whether it has fields: a plain object, no array and no instance of a class. */
export function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return isPlainObject(value);
  } catch {
    // A proxy may refuse even that.
    return false;
  }
}

/** Looks at every field of an object; those that cannot be read are problems. */
export function eachField(
  object: Readonly<Record<string, unknown>>,
  path: string,
  pathOf: (key: string) => string,
  look: (key: string, field: unknown, path: string) => readonly Problem[],
): readonly Problem[] {
  const attempt = (place: string, read: () => readonly Problem[]): readonly Problem[] => {
    try {
      return read();
    } catch (error) {
      return [unreadable(place, error)];
    }
  };
  return attempt(path, () =>
    Object.keys(object).flatMap((key) => attempt(pathOf(key), () => look(key, object[key], pathOf(key)))),
  );
}

/** A check with a yes or a no for an answer; `what` completes "allowed is". */
export function allowed(what: string, isAllowed: (value: unknown) => boolean): Check {
  return (value, path) => (isAllowed(value) ? [] : [{ path, message: `found ${shown(value)}; allowed is ${what}` }]);
}

/** A text of a form, with an upper bound for its characters. */
export function text(what: string, form: RegExp, maximum = Infinity): Check {
  return allowed(what, (value) => typeof value === 'string' && value.length <= maximum && form.test(value));
}

/** A text of one line that people can read. */
export const line: Check = allowed(
  'a text of one line that is not empty, without control characters',
  (value) => typeof value === 'string' && value.trim() !== '' && isOneLine(value),
);

/** True or false. */
export const flag: Check = allowed('true or false', (value) => typeof value === 'boolean');

/** Data of any form, as JSON has it. */
export const plainData: Check = (value, path) => [
  ...soundData(value, path),
  ...findForeign(readInput(value).data, []).map(({ keys, found }) => ({
    path: joined(path, formatPath(keys)),
    message: `found ${found}; allowed is plain data`,
  })),
];

/** What can be read to its end. What is no data, such as a value that is known later, is left to whoever reads it. */
export const soundData: Check = (value, path) =>
  readInput(value).problems.map(({ problem }) => ({ ...problem, path: joined(path, problem.path) }));

function joined(path: string, below: string): string {
  return path === '' || below === '' || below.startsWith('[') ? `${path}${below}` : `${path}.${below}`;
}

interface ForeignPlace {
  readonly keys: readonly (string | number)[];
  readonly found: string;
}

function findForeign(data: unknown, keys: ForeignPlace['keys']): readonly ForeignPlace[] {
  if (data instanceof Foreign || typeof data === 'bigint' || typeof data === 'symbol') {
    return [{ keys, found: show(data) }];
  }
  if (Array.isArray(data)) {
    return data.flatMap((element, index) => findForeign(element, [...keys, index]));
  }
  return isPlainObject(data) ? Object.entries(data).flatMap(([key, field]) => findForeign(field, [...keys, key])) : [];
}

/** Left to whoever reads the value. */
export const anything: Check = () => [];

/** One of a few texts. */
export function oneOf(...choices: readonly string[]): Check {
  const what = choices.map((choice) => `'${choice}'`).join(' or ');
  return allowed(what, (value) => typeof value === 'string' && choices.includes(value));
}

/** A value, or whatever else the first check lets pass. */
export function either(first: (value: unknown) => boolean, otherwise: Check): Check {
  return (value, path) => (first(value) ? [] : otherwise(value, path));
}

/** An object with these fields and no others, and with all that are required; fields that are undefined count as absent. */
export function fields(checks: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, path) => {
    if (!hasFields(value)) {
      return [{ path, message: `found ${shown(value)}; allowed is an object with ${Object.keys(checks).join(', ')}` }];
    }
    const pathOf = (key: string): string => (path === '' ? key : `${path}.${key}`);
    return [
      ...required
        .filter((key) => isAbsent(value, key))
        .map((key) => ({ path: pathOf(key), message: 'is missing; it must be given' })),
      ...eachField(value, path, pathOf, (key, field, place) => {
        const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
        if (check === undefined) {
          return [{ path: place, message: `is no known key; known are ${Object.keys(checks).join(', ')}` }];
        }
        return field === undefined ? [] : check(field, place);
      }),
    ];
  };
}

/** What cannot be read is there, and is a problem of its own. */
function isAbsent(object: Readonly<Record<string, unknown>>, key: string): boolean {
  try {
    return object[key] === undefined;
  } catch {
    return false;
  }
}

/** An object whose keys are free, within a form. */
export function entries(what: string, keyForm: string, isKey: RegExp, value: Check): Check {
  return (found, path) => {
    if (!hasFields(found)) {
      return [{ path, message: `found ${shown(found)}; allowed is an object of ${what}` }];
    }
    return eachField(
      found,
      path,
      (key) => `${path}[${JSON.stringify(key)}]`,
      (key, entry, place) =>
        isKey.test(key)
          ? value(entry, place)
          : [{ path: place, message: `is no key that can be used here; allowed is ${keyForm}` }],
    );
  };
}
