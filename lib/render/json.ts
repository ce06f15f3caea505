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
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= LINE) {
    return line;
  }
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = Object.entries<JsonValue>(value).map(([key, field]) => {
    const part = prettyJson(field, deeper);
    return isList ? part : `${JSON.stringify(key)}: ${part}`;
  });
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}
