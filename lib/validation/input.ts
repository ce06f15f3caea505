/**
 * Takes what a user passed apart, a single time, into plain data that nobody else holds. Getters and proxies cannot answer differently
 * later, a later change of the props changes nothing, cycles end, and what is no data at all is replaced by a word about it.
 */
import type { Problem } from './config-error';
import { formatPath, quoteForPeople, type ConfigPath } from './path';

/** An object that could have come out of JSON. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Stands in the data for what is none: a function, an instance of a class. */
export class Foreign {
  constructor(
    /** What stood there, for people. */
    readonly what: string,
  ) {}
}

/** What was read, and what could not be. */
export interface ConfigInput {
  /** Plain objects, arrays, primitives and Foreign. What could not be read is undefined. */
  readonly data: unknown;
  readonly problems: readonly { readonly keys: ConfigPath; readonly problem: Problem }[];
}

/** Deeper than any valid props, and far from what the stack can hold. */
const MAXIMUM_DEPTH = 16;

/** More than any fleet needs; a list or an object above it is a mistake that would only be reported ten thousand times. */
const MAXIMUM_ENTRIES = 10_000;

/** Whether it is an object that could have come out of JSON: no array, no class instance. */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a test runner's, a worker's) have another Object.prototype, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Reads the props. Never throws, whatever they are. */
export function readInput(input: unknown): ConfigInput {
  const reader = new InputReader();
  return { data: reader.read(() => input, []), problems: reader.problems };
}

class InputReader {
  readonly problems: { readonly keys: ConfigPath; readonly problem: Problem }[] = [];
  private readonly open = new Set<object>();
  /** What stands in several places (a YAML alias, a shared constant) is read once: copies of copies would grow without bound. */
  private readonly finished = new WeakMap<object, unknown>();

  /** The value as data. `get` may throw. */
  read(get: () => unknown, keys: ConfigPath): unknown {
    try {
      const value = get();
      if (typeof value === 'function') {
        return new Foreign('a function');
      }
      return typeof value === 'object' && value !== null ? this.readObject(value, keys) : value;
    } catch (error) {
      this.problems.push({ keys, problem: unreadable(formatPath(keys), error) });
      return undefined;
    }
  }

  private readObject(object: object, keys: ConfigPath): unknown {
    if (this.finished.has(object)) {
      return this.finished.get(object);
    }
    if (this.open.has(object)) {
      return this.refuse(keys, 'an object that contains itself', 'plain data without cycles', 'remove the reference');
    }
    if (keys.length > MAXIMUM_DEPTH) {
      const allowed = `at most ${String(MAXIMUM_DEPTH)} levels`;
      return this.refuse(keys, 'a value that is nested too deep', allowed, 'remove it');
    }
    this.open.add(object);
    try {
      const copy = this.copy(object, keys);
      this.finished.set(object, copy);
      return copy;
    } finally {
      this.open.delete(object);
    }
  }

  private copy(object: object, keys: ConfigPath): unknown {
    if (Array.isArray(object)) {
      const array: readonly unknown[] = object;
      const { length } = array;
      return length > MAXIMUM_ENTRIES
        ? this.refuseSize(keys, `a list of ${String(length)}`)
        : Array.from({ length }, (_, index) => this.read(() => array[index], [...keys, index]));
    }
    if (!isPlainObject(object)) {
      return new Foreign(describeInstance(object));
    }
    const names = Object.keys(object);
    if (names.length > MAXIMUM_ENTRIES) {
      return this.refuseSize(keys, `an object with ${String(names.length)} keys`);
    }
    const copy = {};
    for (const name of names) {
      // Not by assignment: `__proto__` is a key like any other here, and is refused like any other that is not known.
      Object.defineProperty(copy, name, {
        value: this.read(() => object[name], [...keys, name]),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }

  private refuseSize(keys: ConfigPath, found: string): unknown {
    return this.refuse(
      keys,
      found,
      `at most ${String(MAXIMUM_ENTRIES)} entries`,
      'split the fleet into several configurations',
    );
  }

  /** Answers with what stands in the data instead: nothing. */
  private refuse(keys: ConfigPath, found: string, allowed: string, mend: string): unknown {
    this.problems.push({
      keys,
      problem: { path: formatPath(keys), message: `found ${found}; allowed is ${allowed}; ${mend}` },
    });
    return undefined;
  }
}

/** The problem of a value that cannot be read. */
export function unreadable(path: string, error: unknown): Problem {
  const message = `found a value that throws ${describeError(error)} when it is read; allowed is plain data; pass the value itself`;
  return { path, message };
}

function describeInstance(object: object): string {
  const constructor: unknown = 'constructor' in object ? object.constructor : undefined;
  return typeof constructor === 'function' && constructor.name !== ''
    ? `an instance of ${constructor.name}`
    : 'an instance of a class';
}

/** An error in a few words; even its message may be a trap. */
function describeError(error: unknown): string {
  try {
    const words = quoteForPeople(error instanceof Error ? error.message : String(error));
    return words.length > 80 ? `${words.slice(0, 76)}..."` : words;
  } catch {
    return 'an error';
  }
}
