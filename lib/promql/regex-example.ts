/** Texts that a regular expression of a matcher accepts, for tests that need a target which the matcher finds. */

import { acceptor } from './re2';

/** How many texts are tried. */
const ATTEMPTS = 64;

/**
 * Up to `count` different texts that an RE2 expression accepts as a whole. Fewer, or none, where the expression allows no more or is
 * beyond what is understood here: literals, classes, groups, alternatives and repetitions.
 */
export function regexExamples(expression: string, count: number): readonly string[] {
  const accepts = acceptor(expression);
  if (accepts === undefined) {
    return [];
  }
  const found = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS + 4 * count && found.size < count; attempt += 1) {
    const example = new ExampleWriter(expression, attempt).write();
    if (example !== undefined && accepts(example)) {
      found.add(example);
    }
  }
  return [...found];
}

/** Writes one text, guided by a number: it chooses among alternatives and fills what may be repeated. */
class ExampleWriter {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly variant: number,
  ) {}

  write(): string | undefined {
    const text = this.alternatives();
    return this.at === this.source.length ? text : undefined;
  }

  private alternatives(): string {
    const options = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at += 1;
      options.push(this.sequence());
    }
    return options[this.variant % options.length] ?? '';
  }

  private sequence(): string {
    let text = '';
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const atom = this.atom();
      text += this.repeated(atom);
    }
    return text;
  }

  /** The next atom: a text, and whether it stands for any of many characters. */
  private atom(): { readonly text: string; readonly open: boolean } {
    const rest = this.source.slice(this.at);
    const flags = /^\(\?[imsU-]+\)/.exec(rest)?.[0];
    if (flags !== undefined) {
      this.at += flags.length;
      return { text: '', open: false };
    }
    const group = /^\((?:\?(?:P?<\w+>|[imsU-]*:))?/.exec(rest);
    if (group !== null) {
      this.at += group[0].length;
      const text = this.alternatives();
      this.at += 1;
      return { text, open: false };
    }
    const set = /^\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]/.exec(rest)?.[0];
    if (set !== undefined) {
      this.at += set.length;
      return { text: this.memberOf(set), open: true };
    }
    const escape = /^\\(.)/.exec(rest)?.[1];
    if (escape !== undefined) {
      this.at += 2;
      return /[dDwWsS]/.test(escape)
        ? { text: this.memberOf(`\\${escape}`), open: true }
        : { text: escape.replace(/[bBAz]/, ''), open: false };
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    this.at += character.length;
    return character === '.' ? { text: '0', open: true } : { text: character.replace(/[\^$]/, ''), open: false };
  }

  private memberOf(set: string): string {
    const accepts = acceptor(set);
    return Array.from('0123456789abcxyzABC-_.: /').find((candidate) => accepts?.(candidate) === true) ?? '';
  }

  private repeated({ text, open }: { readonly text: string; readonly open: boolean }): string {
    const match = /^(?:([*+?])|\{(\d+)(?:(,)(\d+)?)?\})\??/.exec(this.source.slice(this.at));
    if (match === null) {
      return text;
    }
    this.at += match[0].length;
    const minimum = match[1] === undefined ? Number(match[2]) : match[1] === '+' ? 1 : 0;
    const isOpenEnded = match[1] === '*' || match[1] === '+' || match[3] !== undefined;
    const most = isOpenEnded ? Number(match[4] ?? Infinity) : minimum;
    if (!open || most === 0) {
      return text.repeat(minimum);
    }
    // That makes the texts differ: a number where digits fit, else as many of what does. The caller sees whether it fits.
    const least = Math.max(1, minimum);
    return text === '0'
      ? String(this.variant).padStart(least, '0').slice(-most)
      : text.repeat(Math.min(least + this.variant, most));
  }
}
