/** From YAML that was parsed without an error to data: the aliases and merges in it may still lead nowhere, or have no end. */
import { isCollection, isNode, isPair, type Document, type Node } from 'yaml';

/** Something that keeps YAML from being data. */
export interface DataProblem {
  /** In the text, from 0 on. */
  readonly offset: number;
  /** What is wrong, without the place. */
  readonly message: string;
}

/** What the parser takes long for, and no configuration needs: each costs it time or stack that grows faster than the text. */
const LIMITS: readonly (readonly [what: string, form: RegExp, most: number])[] = [
  ['anchors', /(?:^|[\s[{,])&[^\s,[\]{}]/g, 1_000],
  ['aliases', /(?:^|[\s[{,])\*[^\s,[\]{}]/g, 20_000],
];

/** Levels of indentation, or of brackets. */
const MAXIMUM_LEVELS = 100;

/** Keys or elements of one block: more would be refused later anyway, after a long time. */
const MAXIMUM_ENTRIES = 20_000;

/** Why a text is not worth parsing, found in one pass over its lines; undefined where it is. */
export function findExcess(text: string): string | undefined {
  for (const [what, form, most] of LIMITS) {
    let count = 0;
    for (const found of text.matchAll(form)) {
      count += found.length;
      if (count > most) {
        return `found more than ${String(most)} ${what}; a configuration needs none`;
      }
    }
  }
  return findDepth(text) ?? findLength(text);
}

/** Brackets that stand open, whatever they mean. */
function findDepth(text: string): string | undefined {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]|^(?:[-?] ){100}|^ {1000}/gm)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : bracket.length > 1 ? Infinity : Math.max(0, open - 1);
    if (open > MAXIMUM_LEVELS) {
      return `found more than ${String(MAXIMUM_LEVELS)} levels; allowed: at most 16`;
    }
  }
  return undefined;
}

/** Lines of one indentation in a row that a deeper one may interrupt, and commas between brackets. */
function findLength(text: string): string | undefined {
  const counts: number[] = [];
  const allowed = 'allowed: at most 10000 entries; split it into several configurations';
  for (const [, indent = '', commas] of text.matchAll(/^( *)(?=[^\s#])|(,)/gm)) {
    const level = commas === undefined ? indent.length : 10_000;
    if (commas === undefined) {
      counts.length = Math.min(counts.length, level + 1);
    }
    counts[level] = (counts[level] ?? 0) + 1;
    if (counts[level] > (commas === undefined ? MAXIMUM_ENTRIES : 2.5 * MAXIMUM_ENTRIES)) {
      return `found more than ${String(MAXIMUM_ENTRIES)} entries of one list or object; ${allowed}`;
    }
  }
  return undefined;
}

/** The data of a document that was parsed without an error, or every problem: aliases that lead nowhere, merges of what is no mapping. */
export function toData(document: Document): { readonly data: unknown; readonly problems: readonly DataProblem[] } {
  try {
    return { data: document.toJS(), problems: [] };
  } catch (error) {
    const problems = document.contents === null ? [] : culprits(document.contents, document);
    // What fails only as a whole stands nowhere else.
    return { data: undefined, problems: problems.length > 0 ? problems : [{ offset: 0, message: wordsOf(error) }] };
  }
}

/** The innermost nodes that give no data, each taken by itself. */
function culprits(node: Node, document: Document): readonly DataProblem[] {
  try {
    node.toJS(document);
    return [];
  } catch (error) {
    const below = isCollection(node)
      ? node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item])).filter(isNode)
      : [];
    const problems = below.flatMap((part) => culprits(part, document));
    return problems.length > 0 ? problems : [{ offset: node.range?.[0] ?? 0, message: wordsOf(error) }];
  }
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.startsWith('Excessive alias count')
    ? 'aliases of aliases multiply to more data than a configuration has, or without end'
    : words;
}
