/** The configuration file: the props, in YAML or JSON. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import {
  isNode,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type CST,
  type Document,
  type ErrorCode,
  type Node,
  type YAMLError,
} from 'yaml';
import type { MonitoringProps } from '../../orchestrator';
import { UsageError } from '../exit-codes';

/** Problems of YAML that are printed. */
const MOST_PRINTED = 50;

/** Problems that leave the form of a file as it is: what is said behind any other mostly follows from it. */
const OF_CONTENT: readonly ErrorCode[] = ['DUPLICATE_KEY', 'BAD_SCALAR_START', 'BAD_DQ_ESCAPE', 'TAG_RESOLVE_FAILED'];

/** More than ten thousand replica sets with settings of their own take. */
const MAXIMUM_BYTES = 16 * 1_048_576;

/** Levels: the props have ten. The reader of YAML calls itself for each, and where the stack is at its end Node may give up altogether. */
const MAXIMUM_DEPTH = 100;

/** For each the reader of YAML looks for its anchor in the whole file. */
const MAXIMUM_ALIASES = 1_000;

export interface ConfigFile {
  readonly path: string;
  /** Unchecked: `createMixin` says what is wrong with it. */
  readonly props: MonitoringProps;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A configuration file that holds something else; every problem has its place. */
export class NotConfigurationError extends UsageError {
  constructor(readonly problems: readonly { readonly place: Place; readonly message: string }[]) {
    super(problems.map(({ place, message }) => `${formatPlace(place)}${message}`).join('\n'));
  }
}

/** Throws a UsageError when a file cannot be read; a NotConfigurationError when it is not UTF-8, is no YAML, or is no mapping. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const text = await readUtf8(path);
  const lines = new LineCounter();
  const problem = (offset: number, message: string) => {
    const { line, col: column } = lines.linePos(offset);
    return { place: { file: path, line, column }, message };
  };
  const excess = excessOf([...new Parser(lines.addNewLine).parse(text)]);
  if (excess !== undefined) {
    throw new NotConfigurationError([problem(...excess)]);
  }
  const document = parseDocument(text, { prettyErrors: false, merge: true, stringKeys: true });
  const wrong = [...document.errors, ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  if (wrong.length > 0) {
    const inOrder = wrong.toSorted((one, other) => one.pos[0] - other.pos[0]);
    const ofForm = inOrder.findIndex(({ code }) => !OF_CONTENT.includes(code));
    const told = inOrder.slice(0, Math.min(ofForm < 0 ? MOST_PRINTED : ofForm + 1, MOST_PRINTED));
    throw new NotConfigurationError(told.map((error) => problem(error.pos[0], messageOf(error, text))));
  }
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    throw new NotConfigurationError([problem(offsetOfFailure(document), (error as Error).message)]);
  }
  if (typeof data !== 'object' || Array.isArray(data)) {
    const found = typeof data === 'object' ? 'a list' : typeof data;
    throw new NotConfigurationError([problem(0, `found ${found}; allowed: a mapping, such as "profile: hardened"`)]);
  }
  return { path, props: data ?? {}, document, lines };
}

/** Other words than those of the reader of YAML, which speaks of documents and of its options. */
const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  MULTIPLE_DOCS: 'a second document begins here; allowed: one document in a file',
  NON_STRING_KEY: 'found a key that is no text',
};

/** What is wrong at a place. Outside of quotes, braces are the form of a mapping. */
function messageOf({ code, message, pos: [start] }: YAMLError, text: string): string {
  const [line = ''] = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1);
  const hint = !OF_CONTENT.includes(code) && line.includes('{{') ? "; put a text with '{{' into quotes" : '';
  return `${MESSAGES[code] ?? message}${hint}`;
}

/** What would take the reader of YAML too deep, or too long: its place, and what it is. */
function excessOf(tokens: CST.Token[]): readonly [offset: number, message: string] | undefined {
  let aliases = 0;
  let level = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAXIMUM_DEPTH) {
      return [level[0]?.offset ?? 0, `this is nested deeper than ${String(MAXIMUM_DEPTH)} levels`];
    }
    for (const { type, offset } of level) {
      aliases += type === 'alias' ? 1 : 0;
      if (aliases > MAXIMUM_ALIASES) {
        return [offset, `here is one alias more than ${String(MAXIMUM_ALIASES)}`];
      }
    }
    level = level.flatMap((token) => {
      const parts = token.type === 'document' ? [token] : 'items' in token ? token.items : [];
      return parts.flatMap((part) => [
        ...('key' in part && part.key ? [part.key] : []),
        ...(part.value ? [part.value] : []),
      ]);
    });
  }
  return undefined;
}

/** The text of a file: bytes that are no UTF-8 would be read as U+FFFD, and names with them would never match. */
async function readUtf8(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    // One byte more than is taken, and no further: a pipe or a device has no size, and may have no end.
    bytes = await buffer(createReadStream(path, { end: MAXIMUM_BYTES }));
  } catch (error) {
    throw new UsageError(`cannot read the configuration file ${path}: ${(error as Error).message}`);
  }
  const refuse = (line: number, message: string): never => {
    throw new NotConfigurationError([{ place: { file: path, line, column: 1 }, message }]);
  };
  if (bytes.length > MAXIMUM_BYTES) {
    refuse(1, `this file is larger than ${String(MAXIMUM_BYTES / 1_048_576)} MB`);
  }
  const text = bytes.toString('utf8');
  if (!isUtf8(bytes)) {
    const lines = text.slice(0, text.indexOf('\ufffd')).split('\n');
    refuse(lines.length, 'this line is not UTF-8; allowed: a file in UTF-8');
  }
  return text;
}

/** Where the innermost node stands that gives no data by itself, such as an alias without an anchor before it. */
function offsetOfFailure(document: Document): number {
  let failing: Node | undefined;
  visit(document, {
    Node: (_key, node, path) => {
      if (failing !== undefined && !path.includes(failing)) {
        return visit.BREAK;
      }
      try {
        node.toJS(document);
        return visit.SKIP;
      } catch {
        failing = node;
        return undefined;
      }
    },
  });
  return failing?.range?.[0] ?? 0;
}

/** Where something stands in a configuration file: lines and columns count from 1 on. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `fleet.yaml:4:14: `, or nothing without a file. */
export function formatPlace(place: Place | undefined): string {
  return place === undefined ? '' : `${place.file}:${String(place.line)}:${String(place.column)}: `;
}

/** The line and column of the value at a path of the props, or of its nearest parent that the file has. */
export function locate({ path: file, document, lines }: ConfigFile, path: string): Place {
  const keys = [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, key]) =>
    index === undefined ? (quoted ?? key ?? '') : Number(index),
  );
  const node = keys
    .map((_, above) => document.getIn(keys.slice(0, keys.length - above), true))
    .find((found) => isNode(found));
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return { file, line, column: col };
}
