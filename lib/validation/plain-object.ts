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

/** A text that is the same for the same data, in whatever order somebody wrote the keys. */
export const identityOf = (data: unknown): string => JSON.stringify(inOneOrder(data));

const inOneOrder = (data: unknown): unknown =>
  isPlainObject(data)
    ? Object.entries(data)
        .map(([key, field]) => [key, inOneOrder(field)] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1))
    : mapValues(data, inOneOrder);

export function pick(object: PlainObject, isWanted: (key: string, field: unknown) => boolean): PlainObject {
  return Object.fromEntries(Object.entries(object).filter(([key, field]) => isWanted(key, field)));
}

/** What may be undefined may be missing in its place. */
type Stated<T> = T extends object
  ? { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & { [K in keyof T]?: Exclude<T[K], undefined> }
  : never;

/** The fields that are not undefined, which stands for what is left out. */
export const stated = <T extends object>(fields: T): Stated<T> =>
  pick(fields as PlainObject, (_key, field) => field !== undefined) as Stated<T>;
