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
    const example = exampleOf(expression, attempt);
    if (accepts(example)) {
      found.add(example);
    }
  }
  return [...found];
}

/** Flags, the beginning of a group, a class, an escape, or any other character; and how often it may be repeated. */
const TOKEN =
  /(\(\?[imsU-]+\)|\((?:\?(?:P?<\w+>|[imsU-]*:))?|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\\.|[^])(?:([*+?])|\{(\d+)(?:(,)(\d+)?)?\})?\??/gu;

/** What stands for any of many characters. */
const OPEN = /^(?:\.|\[.*|\\[dDwWsS])$/s;

/** One text, guided by a number: it chooses among alternatives and fills what may be repeated. The caller sees whether it fits. */
function exampleOf(expression: string, variant: number): string {
  // The alternatives of each group that stands open.
  const groups: string[][] = [['']];
  const write = (text: string): void => {
    const alternatives = groups.at(-1) ?? [];
    alternatives.push(`${alternatives.pop() ?? ''}${text}`);
  };
  const chosen = (): string => {
    const alternatives = groups.pop() ?? [''];
    return alternatives[variant % alternatives.length] ?? '';
  };
  for (const [, token = '', mark, least, comma, most] of expression.matchAll(TOKEN)) {
    const minimum = mark === undefined ? Number(least ?? 1) : mark === '+' ? 1 : 0;
    const isOpenEnded = mark === '*' || mark === '+' || comma !== undefined;
    const maximum = isOpenEnded ? Number(most ?? Infinity) : minimum;
    if (token === '|') {
      groups.at(-1)?.push('');
    } else if (token === ')') {
      write(chosen().repeat(minimum));
    } else if (token.startsWith('(')) {
      groups.push(...(token.endsWith(')') ? [] : [['']]));
    } else if (OPEN.test(token)) {
      write(filled(memberOf(token), variant, minimum, maximum));
    } else {
      write(
        token
          .replace(/^(?:\\[bBAz]|[\^$])$/, '')
          .replace('\\', '')
          .repeat(minimum),
      );
    }
  }
  return chosen();
}

function memberOf(set: string): string {
  const accepts = acceptor(set);
  return Array.from('0123456789abcxyzABC-_.: /').find((candidate) => accepts?.(candidate) === true) ?? '';
}

/** That makes the texts differ: a number where digits fit, else as many of what does. */
function filled(member: string, variant: number, minimum: number, maximum: number): string {
  const least = Math.max(1, minimum);
  const text = member === '0' ? String(variant).padStart(least, '0') : member.repeat(least + variant);
  return maximum === 0 ? '' : member === '0' ? text.slice(-maximum) : text.slice(0, maximum);
}
