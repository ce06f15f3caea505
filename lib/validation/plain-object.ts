/** An object that could have come out of JSON. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Whether it is an object that could have come out of JSON: no array, no class instance. */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a test runner's, a worker's) have another Object.prototype, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A field of what may be no object. */
export function peek(value: unknown, key: string): unknown {
  return isPlainObject(value) ? value[key] : undefined;
}

/** A copy of a list or an object, with something else in the place of each value; anything else as it is. */
export function mapValues(data: unknown, map: (value: unknown, key: string | number) => unknown): unknown {
  if (Array.isArray(data)) {
    return data.map((element: unknown, index) => map(element, index));
  }
  return isPlainObject(data)
    ? Object.fromEntries(Object.entries(data).map(([key, field]) => [key, map(field, key)]))
    : data;
}

/** Some of the fields of an object. */
export function pick(object: PlainObject, isWanted: (key: string, field: unknown) => boolean): PlainObject {
  return Object.fromEntries(Object.entries(object).filter(([key, field]) => isWanted(key, field)));
}
