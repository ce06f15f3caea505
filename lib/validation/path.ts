/** Where something stands in the props, as error messages write it. */

/** Keys from the root of the props down to a value. */
export type ConfigPath = readonly (string | number)[];

/** `replicaSets[1].workers`, `selector["a-b"]`; empty for the root. */
export function formatPath(keys: ConfigPath): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') {
      return `${path}[${String(key)}]`;
    }
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) {
      return `${path}[${quoteForPeople(key)}]`;
    }
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

/** A text in double quotes, in one line: what a terminal would act upon is escaped. */
export function quoteForPeople(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
