/**
 * Whether Prometheus can read a regular expression. Prometheus uses RE2's syntax as Go has it, which is not JavaScript's: no looking
 * around, no back references, `(?P<name>...)`, `(?i)`, `[[:alpha:]]`. One expression that does not parse makes Prometheus refuse the whole file.
 */

/** RE2 refuses to repeat more often. */
const MAXIMUM_REPEAT = 1_000;

/** Why an expression is no RE2 expression, in a few words; undefined where it is one. */
export function re2Problem(expression: string): string | undefined {
  return new Re2Reader(expression).problem();
}

class Re2Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  problem(): string | undefined {
    let depth = 0;
    // What the next repetition would repeat: nothing (at the start, after `(` and `|`), something, or a repetition.
    let operand: 'none' | 'some' | 'repeated' = 'none';
    while (this.at < this.source.length) {
      const rest = this.source.slice(this.at);
      const repetition = /^(?:[*+?]|\{(0|[1-9]\d*)(?:,(0|[1-9]\d*)?)?\})\??/.exec(rest);
      if (repetition !== null) {
        const problem = this.repetition(repetition, operand);
        if (problem !== undefined) {
          return problem;
        }
        operand = 'repeated';
        continue;
      }
      const group = /^\((?:\?(?:P<\w+>|[imsU]*(?:-[imsU]+)?:))?(?!\?)/.exec(rest);
      const flags = /^\(\?(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)\)/.exec(rest);
      if (flags !== null) {
        // Flags alone are nothing that could be repeated; what stood before them still is, for RE2 as for us.
        this.at += flags[0].length;
      } else if (group !== null) {
        depth += 1;
        operand = 'none';
        this.at += group[0].length;
      } else if (rest.startsWith('(')) {
        return `RE2 has no ${rest.slice(0, 4)}`;
      } else if (rest.startsWith(')')) {
        depth -= 1;
        if (depth < 0) {
          return 'a ) without its (';
        }
        operand = 'some';
        this.at += 1;
      } else if (rest.startsWith('|')) {
        operand = 'none';
        this.at += 1;
      } else {
        const problem = this.literal(rest);
        if (problem !== undefined) {
          return problem;
        }
        operand = 'some';
      }
    }
    return depth > 0 ? 'a ( without its )' : undefined;
  }

  private repetition(
    [text, minimum, maximum]: RegExpExecArray,
    operand: 'none' | 'some' | 'repeated',
  ): string | undefined {
    if (operand !== 'some') {
      return `nothing to repeat before ${text}`;
    }
    if (Number(minimum ?? 0) > MAXIMUM_REPEAT || Number(maximum ?? 0) > MAXIMUM_REPEAT) {
      return `${text} repeats more than ${String(MAXIMUM_REPEAT)} times`;
    }
    if (maximum !== undefined && Number(maximum) < Number(minimum)) {
      return `${text} ends before it starts`;
    }
    this.at += text.length;
    return undefined;
  }

  private literal(rest: string): string | undefined {
    if (rest.startsWith('[')) {
      return this.characterClass(rest);
    }
    if (rest.startsWith('\\Q')) {
      const end = rest.indexOf('\\E');
      // RE2 would take it; but it would also take the anchor that Prometheus puts behind it for a part of the quotation.
      if (end < 0) {
        return 'a \\Q without its \\E';
      }
      this.at += end + 2;
      return undefined;
    }
    const escape = escapeAt(rest, /^[aAbBdDfnrsStvwWz]/);
    if (typeof escape === 'string') {
      return escape;
    }
    this.at += escape;
    return undefined;
  }

  private characterClass(rest: string): string | undefined {
    // A `]` that comes first is a literal.
    let at = rest.startsWith('[^') ? 2 : 1;
    const first = at;
    let from: number | undefined;
    while (at === first || rest[at] !== ']') {
      const tail = rest.slice(at);
      if (tail === '') {
        return 'a [ without its ]';
      }
      const named = /^\[:(\^?\w+):\]/.exec(tail);
      if (named !== null && from === undefined) {
        if (
          !/^\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/.test(
            named[1] ?? '',
          )
        ) {
          return `RE2 has no ${named[0]}`;
        }
        at += named[0].length;
        continue;
      }
      const length = escapeAt(tail, /^[adDfnrsStvwW]/);
      if (typeof length === 'string') {
        return length;
      }
      const character = /^\\[dDsSwWpP]/.test(tail) ? undefined : codeOf(tail.slice(0, length));
      const isRange = rest[at + length] === '-' && rest[at + length + 1] !== ']';
      if (from !== undefined && (character === undefined || character < from)) {
        return `a range in ${rest.slice(0, at + length)} that ends before it starts`;
      }
      if (from === undefined && isRange && character !== undefined) {
        from = character;
        at += length + 1;
      } else {
        from = undefined;
        at += length;
      }
    }
    this.at += at + 1;
    return undefined;
  }
}

/** Length of the literal or the escape at the start of a text, or what is wrong with it. */
function escapeAt(rest: string, letters: RegExp): number | string {
  if (!rest.startsWith('\\')) {
    return String.fromCodePoint(rest.codePointAt(0) ?? 0).length;
  }
  const after = rest.slice(1);
  if (after === '') {
    return 'a \\ at the end';
  }
  const long =
    /^(?:x[0-9A-Fa-f]{2}|x\{0*(?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}\}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[pP][A-Z]|[pP]\{\^?[A-Z]\w*\})/.exec(
      after,
    );
  if (long !== null && isUnicodeClass(long[0])) {
    return 1 + long[0].length;
  }
  // A punctuation mark means itself; a letter or a digit must be one that RE2 knows.
  return letters.test(after) || /^[^0-9A-Za-z\u0080-\uffff]/.test(after)
    ? 2
    : `RE2 has no \\${long?.[0] ?? after.slice(0, 1)}`;
}

/** Whether the escape is none of a class of Unicode characters, or of one that there is: a category or a script, by its name. */
function isUnicodeClass(escape: string): boolean {
  const name = /^[pP]\{?\^?(\w+)/.exec(escape)?.[1];
  if (name === undefined || name === 'Any') {
    return true;
  }
  try {
    return new RegExp(`\\p{${name.length > 2 ? `Script=${name}` : name}}`, 'u').source !== '';
  } catch {
    return false;
  }
}

/** Code point that a literal or an escape of a character class stands for, as far as ranges need it. */
function codeOf(text: string): number {
  const hexadecimal = /^\\x\{?([0-9A-Fa-f]+)/.exec(text)?.[1];
  const octal = /^\\([0-7]+)$/.exec(text)?.[1];
  const letter = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[text.slice(1)];
  if (hexadecimal !== undefined) {
    return parseInt(hexadecimal, 16);
  }
  if (octal !== undefined) {
    return parseInt(octal, 8);
  }
  return text.startsWith('\\') ? (letter ?? text.codePointAt(1) ?? 0) : (text.codePointAt(0) ?? 0);
}
