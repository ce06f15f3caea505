/** From YAML that was parsed without an error to data: the aliases and merges in it may still lead nowhere, or have no end. */
import { isAlias, isCollection, isNode, isPair, isScalar, visit, type Document, type Node } from 'yaml';

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

/** The data of a document that was parsed without an error, or every problem. */
export function toData(document: Document): { readonly data: unknown; readonly problems: readonly DataProblem[] } {
  const problems = [...duplicateKeys(document), ...aliasProblems(document)];
  if (problems.length > 0) {
    return { data: undefined, problems };
  }
  try {
    return { data: document.toJS(), problems };
  } catch (error) {
    const message = error instanceof ReferenceError ? TOO_MUCH : error instanceof Error ? error.message : String(error);
    return { data: undefined, problems: [{ offset: offsetOf(culprit(document)), message }] };
  }
}

/** With anchors for all aliases, this is the one reason for which the library refuses a reference. */
const TOO_MUCH = 'aliases of aliases multiply to more data than a configuration has';

/** Keys that an object has twice. The parser looks for them itself, in a time that grows with the square of their number. */
function duplicateKeys(document: Document): readonly DataProblem[] {
  const problems: DataProblem[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : undefined;
        if (isScalar(key) && name !== '<<' && seen.has(name)) {
          problems.push({ offset: offsetOf(key), message: 'Map keys must be unique' });
        }
        seen.add(name);
      }
    },
  });
  return problems;
}

/** Aliases without an anchor before them, and aliases within what they name. */
function aliasProblems(document: Document): readonly DataProblem[] {
  const problems: DataProblem[] = [];
  const anchored = new Map<string, unknown>();
  visit(document, {
    Node: (_key, node, path) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) {
          anchored.set(node.anchor, node);
        }
        return;
      }
      const { source } = node;
      const problem = !anchored.has(source)
        ? `no anchor &${source} stands before the alias *${source}`
        : path.some((parent) => parent === anchored.get(source))
          ? `the alias *${source} stands inside of what it names: the data would have no end`
          : undefined;
      if (problem !== undefined) {
        problems.push({ offset: offsetOf(node), message: problem });
      }
    },
  });
  return problems;
}

/** The innermost node that gives no data, taken by itself. */
function culprit(document: Document): Node | undefined {
  const failing = (candidates: readonly unknown[]): Node | undefined =>
    candidates.filter(isNode).find((node) => {
      try {
        node.toJS(document);
        return false;
      } catch {
        return true;
      }
    });
  let found: Node | undefined;
  for (let next = failing([document.contents]); next !== undefined;) {
    found = next;
    next = isCollection(next)
      ? failing(next.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item])))
      : undefined;
  }
  return found;
}

function offsetOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}
