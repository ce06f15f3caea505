/** The configuration file: the props, in YAML or JSON. */
import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { MonitoringProps } from '../mixin';

/** A configuration file that cannot be read as data. */
export class ConfigFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigFileError';
  }
}

/** A configuration file that was read; its content is not checked yet. */
export interface ConfigFile {
  readonly path: string;
  /** Unchecked: `createMixin` says what is wrong with it. */
  readonly props: MonitoringProps;
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * Reads a configuration file.
 *
 * @throws ConfigFileError when it cannot be read, is no YAML, or is no mapping; with line and column
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigFileError(
      `cannot read the configuration file ${path}: ${(error as NodeJS.ErrnoException).message}`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new ConfigFileError(
      `${path}:${String(line)}:${String(col)}: ${problem.message.split('\n')[0] ?? problem.message}`,
    );
  }
  const data: unknown = document.toJS();
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new ConfigFileError(
      `${path}:1:1: found ${typeof data === 'object' ? 'a list' : typeof data}; allowed is a mapping, such as "profile: hardened"`,
    );
  }
  return { path, props: data ?? {}, document, lines };
}

/** Where something stands in a configuration file. */
export interface Place {
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  /** From 1 on. */
  readonly column: number;
}

/** The line and column of the value at a path of the props, or of its nearest parent that the file has. */
export function locate(file: ConfigFile, path: string): Place {
  const { line, col } = file.lines.linePos(offsetOf(file.document, path));
  return { file: file.path, line, column: col };
}

/** Offset of the value at a path of the props, or of its nearest parent that the file has. */
function offsetOf(document: Document, path: string): number {
  const keys = [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, key]) =>
    index === undefined ? (quoted ?? key ?? '') : Number(index),
  );
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return Number(node.range[0]);
    }
  }
  return 0;
}
