/** The configuration file: the props, in YAML or JSON. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { MonitoringProps } from '../../orchestrator';
import { UsageError } from '../exit-codes';
import { findExcess, toData, type DataProblem } from './yaml-data';

/** Problems of YAML that are printed; the rest mostly follows from the first. */
const MOST_PRINTED = 50;

/** More than ten thousand replica sets with settings of their own take. */
const MAXIMUM_BYTES = 16 * 1_048_576;

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
 * @throws UsageError when it cannot be read, is not UTF-8, is no YAML, or is no mapping; every problem with its place
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const bytes = await readBytes(path);
  refuseOtherEncodings(path, bytes);
  const lines = new LineCounter();
  const text = bytes.toString('utf8');
  const excess = findExcess(text);
  if (excess !== undefined) {
    throw new UsageError(`${path}: ${excess}`);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: true });
  const refuse = (problems: readonly DataProblem[]): UsageError =>
    new UsageError(
      problems
        .map(({ offset, message }) => {
          const { line, col } = lines.linePos(offset);
          return `${path}:${String(line)}:${String(col)}: ${message}`;
        })
        .join('\n'),
    );
  const wrong = [...document.errors, ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  if (wrong.length > 0) {
    throw refuse(
      wrong.slice(0, MOST_PRINTED).map(({ code, message, pos }) => ({
        offset: pos[0],
        message: code === 'MULTIPLE_DOCS' ? 'a second document begins here; allowed: one document in a file' : message,
      })),
    );
  }
  const { data, problems } = toData(document);
  if (problems.length > 0) {
    throw refuse(problems);
  }
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new UsageError(
      `${path}:1:1: found ${typeof data === 'object' ? 'a list' : typeof data}; allowed: a mapping, such as "profile: hardened"`,
    );
  }
  return { path, props: data ?? {}, document, lines };
}

/** One byte more than is taken, and no further: a pipe or a device has no size, and may have no end. */
async function readBytes(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await buffer(createReadStream(path, { end: MAXIMUM_BYTES }));
  } catch (error) {
    throw new UsageError(`cannot read the configuration file ${path}: ${(error as NodeJS.ErrnoException).message}`);
  }
  if (bytes.length > MAXIMUM_BYTES) {
    throw new UsageError(`${path}: this file is larger than ${String(MAXIMUM_BYTES / 1_048_576)} MB`);
  }
  return bytes;
}

/** Bytes that are no UTF-8 would be read as U+FFFD, and names with them would never match. */
function refuseOtherEncodings(path: string, bytes: Buffer): void {
  if (isUtf8(bytes)) {
    return;
  }
  // No character of UTF-8 has the byte of a line's end within it: each line can be looked at by itself.
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf('\n'); end !== -1 && isUtf8(bytes.subarray(start, end));) {
    line += 1;
    start = end + 1;
    end = bytes.indexOf('\n', start);
  }
  throw new UsageError(`${path}:${String(line)}: this line is not UTF-8; allowed: a file in UTF-8`);
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
