/** Where something stands, and texts that others wrote, as messages show them. */

const LONGEST = 80;

/** Keys from the root of the props down to a value. */
export type ConfigPath = readonly (string | number)[];

/** `replicaSets[1].workers`, `selector["a-b"]`; empty for the root. */
export function formatPath(keys: ConfigPath): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') {
      return `${path}[${String(key)}]`;
    }
    if (!/^[A-Za-z_$][\w$]{0,80}$/.test(key)) {
      return `${path}[${quoteForPeople(key)}]`;
    }
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

export function joinPath(path: string, below: string): string {
  return path === '' || below === '' || below.startsWith('[') ? `${path}${below}` : `${path}.${below}`;
}

/** A text in double quotes, in one line of at most 80 characters: what a terminal would act upon is escaped, a password in an address left out. */
export function quoteForPeople(text: string): string {
  const shown = withoutCredentials(text.slice(0, 10_000));
  return shown.length > LONGEST
    ? `${quote(
        Array.from(shown.slice(0, LONGEST))
          .slice(0, LONGEST / 2)
          .join(''),
      )}... (${String(text.length)} characters)`
    : quote(shown);
}

/** A text in one line that holds nothing a terminal would act upon, and no password of an address. */
export function escapeForPeople(text: string): string {
  return quote(withoutCredentials(text)).slice(1, -1).replaceAll('\\"', '"');
}

/** A text that holds nothing a terminal would act upon but line ends. */
export function withoutControls(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- the point of it
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function quote(text: string): string {
  return withoutControls(JSON.stringify(text));
}

/** A text in which no address says who asks, or has a query, which may hold a token: messages end up in logs. */
export function withoutCredentials(text: string): string {
  const anonymous = text.includes('@') ? text.replace(/\/\/[^\s/?#]*@|\/\/\S*?:\S*@/g, '//***@') : text;
  return anonymous.replace(/(:\/\/[^\s"?#]*\?)[^\s"#]+/g, '$1***');
}
