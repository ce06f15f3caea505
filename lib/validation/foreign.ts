/** What is data, and what is none. */

/** An object that could have come out of JSON. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Whether it is an object that could have come out of JSON: no array, no class instance. Never throws. */
export function isPlainObject(value: unknown): value is PlainObject {
  try {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return false;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    // Objects of another realm (a test runner's, a worker's) have another Object.prototype, which has no prototype either.
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    // A proxy may refuse even that.
    return false;
  }
}

/** A field of what may be no object; undefined where it cannot be read, which the check of that field says. */
export function peek(value: unknown, key: string): unknown {
  try {
    return isPlainObject(value) ? value[key] : undefined;
  } catch {
    return undefined;
  }
}

/** Some of the fields of an object. Getters stay what they are: whoever reads them can say what is wrong with them. */
export function pick(
  object: PlainObject,
  isWanted: (key: string, property: PropertyDescriptor) => boolean,
): PlainObject {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(object)).filter(([key, own]) => isWanted(key, own));
  return Object.defineProperties({}, Object.fromEntries(fields));
}

/** Stands in the data for what is none, or is not ours to read: a function, an instance of a class, a mixin. */
export class Foreign {
  constructor(
    readonly value: unknown,
    /** A few words about it; never throws. */
    readonly describe: () => string,
  ) {}
}

/** What stands behind a value of the data. */
export function original(value: unknown): unknown {
  return value instanceof Foreign ? value.value : value;
}
