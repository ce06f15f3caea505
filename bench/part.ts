/** A part of `npm run bench`: what it is told, and what it reports. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What a part is told. */
export interface Request {
  /** Built packages to measure in turn: this one first, then one to compare with. Each is a folder with `dist`. */
  readonly packages: readonly Package[];
  /** How often each is measured. */
  readonly rounds: number;
  /** Only sizes that take seconds. */
  readonly small: boolean;
  /** Options of `queries`, as they stand on the command line. */
  readonly rest: readonly string[];
}

/** A built package. */
export interface Package {
  readonly name: string;
  readonly root: string;
}

/** What a part reports. */
export interface Report {
  /** Markdown: what was measured, and tables. */
  readonly text: string;
  /** One sentence for each promise that does not hold; they fail the run. */
  readonly broken: readonly string[];
}

/** A part. */
export interface Part {
  /** One sentence: what fails the run. @default - nothing does: the figures are there to compare */
  readonly promise?: string;
  readonly measure: (request: Request) => Report | Promise<Report>;
}

export const ROOT = join(__dirname, '..');

/** Runs a script of `children` in a process of its own and returns what it printed. Throws an Error where it fails. */
export function child(script: string, input: object, flags: readonly string[] = []): unknown {
  const file = join(__dirname, 'children', script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file], {
    cwd: ROOT,
    // A large fleet is longer than an argument may be.
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) {
    throw new Error(`${script} ${JSON.stringify(input).slice(0, 200)} ended with ${String(status)}\n${stderr}`);
  }
  return JSON.parse(stdout) as unknown;
}

/** Measures everything once in each round, in turn, so that whatever else the machine does meets all of it. */
export function inTurn<K extends string>(
  rounds: number,
  measures: Readonly<Record<K, () => number>>,
): Readonly<Record<K, readonly number[]>> {
  const names = Object.keys(measures) as K[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      values[name].push(measures[name]());
    }
  }
  return values;
}
