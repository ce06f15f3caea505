/**
 * What deliveries and constructs may be given, for plain JavaScript users: the description of the fleet itself is checked by the mixin. A check
 * looks at one value and answers with its problems, none if all is well.
 */
import type { Problem } from '../../mixin';

/** Looks at the value that stands at a path of the props. */
export type Check = (value: unknown, path: string) => readonly Problem[];

/** One check for each field: a field that is added and not checked does not compile. */
export type Checks<TProps> = Readonly<Record<keyof TProps, Check>>;

const SHOWN_CHARACTERS = 80;

/** A value as an error message shows it: JSON where it has one, cut where it would fill the screen. */
export function shown(value: unknown): string {
  const written = typeof value === 'function' ? 'a function' : (JSON.stringify(value) as string | undefined);
  const text = written ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 3)}...` : text;
}

/** Whether it has fields: an object that is no array. */
export function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A check with a yes or a no for an answer; `what` completes "allowed is". */
export function allowed(what: string, isAllowed: (value: unknown) => boolean): Check {
  return (value, path) => (isAllowed(value) ? [] : [{ path, message: `found ${shown(value)}; allowed is ${what}` }]);
}

/** A text of a form, with an upper bound for its characters. */
export function text(what: string, form: RegExp, maximum = Infinity): Check {
  return allowed(what, (value) => typeof value === 'string' && value.length <= maximum && form.test(value));
}

/** A text of one line. */
export const line: Check = text('a text of one line', /^[^\r\n]*$/);

/** True or false. */
export const flag: Check = allowed('true or false', (value) => typeof value === 'boolean');

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
        .filter((key) => value[key] === undefined)
        .map((key) => ({ path: pathOf(key), message: 'is missing; it must be given' })),
      ...Object.entries(value).flatMap(([key, field]): readonly Problem[] => {
        const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
        if (check === undefined) {
          return [{ path: pathOf(key), message: `is no known key; known are ${Object.keys(checks).join(', ')}` }];
        }
        return field === undefined ? [] : check(field, pathOf(key));
      }),
    ];
  };
}

/** An object whose keys are free, within a form. */
export function entries(what: string, keyForm: string, isKey: RegExp, value: Check): Check {
  return (found, path) => {
    if (!hasFields(found)) {
      return [{ path, message: `found ${shown(found)}; allowed is an object of ${what}` }];
    }
    return Object.entries(found).flatMap(([key, entry]) => {
      const entryPath = `${path}[${JSON.stringify(key)}]`;
      return isKey.test(key)
        ? value(entry, entryPath)
        : [{ path: entryPath, message: `is no key that can be used here; allowed is ${keyForm}` }];
    });
  };
}
