/** Any value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object that JSON can hold. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A value on its way to JSON: fields that are undefined are left out of it. */
export type JsonDraft = JsonValue | readonly JsonDraft[] | JsonObjectDraft;

/** An object on its way to JSON. */
export interface JsonObjectDraft {
  readonly [key: string]: JsonDraft | undefined;
}

/** A copy without the fields that are undefined, at any depth. */
export function defined(draft: JsonObjectDraft): JsonObject {
  const copy = (value: JsonDraft): JsonValue => {
    if (Array.isArray(value)) {
      return value.map(copy);
    }
    return typeof value === 'object' && value !== null ? defined(value as JsonObjectDraft) : value;
  };
  return Object.fromEntries(
    Object.entries(draft).flatMap(([key, value]) => (value === undefined ? [] : [[key, copy(value)]])),
  );
}

/** A list that is left out where nothing is in it. */
export const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** Longest line on which an object or a list stands as a whole. */
const LINE = 240;

/** JSON for people: what fits on a line stands on one, so that a difference shows what it is about. Half as long as one value a line. */
export function prettyJson(value: JsonValue, indent = ''): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const deeper = `${indent}  `;
  const [open, close, parts] = Array.isArray(value)
    ? (['[', ']', value.map((item: JsonValue) => ['', prettyJson(item, deeper)] as const)] as const)
    : ([
        '{',
        '}',
        Object.entries(value).map(([key, field]) => [`${JSON.stringify(key)}:`, prettyJson(field, deeper)] as const),
      ] as const);
  // What has a line for itself within a line fits on one, so nothing that fits is missed.
  const line = `${open}${parts.map(([key, part]) => key + part).join(',')}${close}`;
  return indent.length + line.length <= LINE && !line.includes('\n')
    ? line
    : `${open}\n${deeper}${parts.map(([key, part]) => (key === '' ? part : `${key} ${part}`)).join(`,\n${deeper}`)}\n${indent}${close}`;
}
