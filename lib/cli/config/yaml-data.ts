/** From YAML that was parsed without an error to data: the aliases and merges in it may still lead nowhere, or have no end. */
import { isAlias, isCollection, isNode, isPair, visit, type Document, type Node } from 'yaml';

/** Something that keeps YAML from being data. */
export interface DataProblem {
  /** In the text, from 0 on. */
  readonly offset: number;
  /** What is wrong, without the place. */
  readonly message: string;
}

/** The data of a document that was parsed without an error, or every problem. */
export function toData(document: Document): { readonly data: unknown; readonly problems: readonly DataProblem[] } {
  const problems = aliasProblems(document);
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
