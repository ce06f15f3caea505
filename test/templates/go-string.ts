/** Go's string literals, in which PromQL has its own: read by Go's rules, not by those of the writer under test. */

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** The value of a literal in double quotes. Throws for what Go would not compile. */
export function unquoteGo(literal: string): string {
  const inner = /^"((?:[^"\\\n]|\\[^])*)"$/.exec(literal)?.[1];
  if (inner === undefined) {
    throw new SyntaxError(`${literal} is no string literal`);
  }
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|([^]))/g, (...found) => {
    const [escape, short, long, hexadecimal, octal, simple] = found as (string | undefined)[];
    if (hexadecimal !== undefined || octal !== undefined) {
      const code = hexadecimal === undefined ? parseInt(octal!, 8) : parseInt(hexadecimal, 16);
      if (code > 0x7f) {
        // They are bytes, of which several would make up a character.
        throw new SyntaxError(`${escape!} is a byte, no character`);
      }
      return String.fromCharCode(code);
    }
    const point = short ?? long;
    if (point !== undefined) {
      const code = parseInt(point, 16);
      if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
        throw new SyntaxError(`${escape!} is no code point that Go takes`);
      }
      return String.fromCodePoint(code);
    }
    const character = SIMPLE[simple!];
    if (character === undefined) {
      throw new SyntaxError(`Go has no ${escape!}`);
    }
    return character;
  });
}
