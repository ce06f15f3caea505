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

/** A value inside an object, undefined where the way to it breaks off. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((tree: unknown, key) => (isPlainObject(tree) ? tree[key] : undefined), value);
}

/** A list inside an object, empty where there is none. */
export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const list = valueAt(value, ...keys);
  return Array.isArray(list) ? list : [];
}

/** Texts inside an object, by their keys: labels, annotations, data. */
export function textsAt(value: unknown, ...keys: readonly string[]): Readonly<Record<string, string>> {
  const texts = valueAt(value, ...keys);
  const isText = (_key: string, text: unknown): boolean => typeof text === 'string';
  return isPlainObject(texts) ? (pick(texts, isText) as Readonly<Record<string, string>>) : {};
}

/** A text inside an object, undefined where there is none. */
export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const text = valueAt(value, ...keys);
  return typeof text === 'string' ? text : undefined;
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
