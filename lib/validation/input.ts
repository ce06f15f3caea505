/**
 * The door: takes what a user passed apart, a single time, into plain data that nobody else holds. Getters and proxies cannot answer
 * differently later, a later change of the props changes nothing, cycles end, and what is no data at all is wrapped up.
 */
import * as v from 'valibot';
import { Foreign, isPlainObject } from './foreign';
import { partOf, type Shape } from './parts';
import { quoteForPeople, type ConfigPath } from './path';
import { show } from './words';

/** Metadata of a shape: what stands there is handed on as it is, and never read. */
export const UNREAD = 'unread';

/** How messages call an Output or a Promise. */
export const LATER = 'a value that is known later';

/** Deeper than any valid props, and far from what the stack can hold. */
const MAXIMUM_DEPTH = 16;

/** More than any fleet needs; a list or an object above it is a mistake that would only be reported ten thousand times. */
const MAXIMUM_ENTRIES = 10_000;

/** Values in all; what ten thousand replica sets with settings of every alert come to is less. */
const MAXIMUM_VALUES = 3_000_000;

/** Keys that name an object's prototype: what copies objects loses them, or worse. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Something that could not be read. */
export interface ReadProblem {
  readonly keys: ConfigPath;
  readonly message: string;
}

/** What was read, and what could not be. */
export interface ConfigInput {
  /** Plain objects, arrays, primitives and Foreign. What could not be read is undefined. */
  readonly data: unknown;
  readonly problems: readonly ReadProblem[];
}

/** Reads what was passed; what stands where the shape wants something unread is only wrapped. Never throws. */
export function readInput(input: unknown, shape?: Shape): ConfigInput {
  const reader = new InputReader();
  return { data: reader.read(() => input, [], shape), problems: reader.problems };
}

class InputReader {
  readonly problems: ReadProblem[] = [];
  private values = 0;
  private readonly open = new Set<object>();
  /** What stands in several places (a YAML alias, a shared constant) is read once: copies of copies would grow without bound. */
  private readonly finished = new WeakMap<object, unknown>();

  /** The value as data. `get` may throw. */
  read(get: () => unknown, keys: ConfigPath, shape: Shape | undefined): unknown {
    try {
      const value = get();
      if (typeof value === 'function') {
        return foreign(value);
      }
      if (typeof value !== 'object' || value === null) {
        return value;
      }
      return isUnread(shape) ? foreign(value) : this.readObject(value, keys, shape);
    } catch (error) {
      return this.refuse(
        keys,
        `a value that throws ${describeError(error)} when it is read`,
        'plain data; pass the value itself',
      );
    }
  }

  private readObject(object: object, keys: ConfigPath, shape: Shape | undefined): unknown {
    if (this.finished.has(object)) {
      return this.finished.get(object);
    }
    if (this.open.has(object)) {
      return this.refuse(keys, 'an object that contains itself', 'plain data without cycles; remove the reference');
    }
    if (keys.length > MAXIMUM_DEPTH) {
      return this.refuse(keys, 'a value that is nested too deep', `at most ${String(MAXIMUM_DEPTH)} levels`);
    }
    this.open.add(object);
    try {
      const copy = this.copy(object, keys, shape);
      this.finished.set(object, copy);
      return copy;
    } finally {
      this.open.delete(object);
    }
  }

  private copy(object: object, keys: ConfigPath, shape: Shape | undefined): unknown {
    // Of a proxy that refuses to say, this throws.
    Object.getPrototypeOf(object);
    if (!Array.isArray(object) && !isPlainObject(object)) {
      return foreign(object);
    }
    const names = Array.isArray(object) ? [] : Object.keys(object);
    const size = Array.isArray(object) ? object.length : names.length;
    this.values += size;
    if (size > MAXIMUM_ENTRIES || this.values > MAXIMUM_VALUES) {
      const found = Array.isArray(object) ? `a list of ${String(size)}` : `an object with ${String(size)} keys`;
      const allowed = `at most ${String(MAXIMUM_ENTRIES)} entries`;
      return this.refuse(
        keys,
        size > MAXIMUM_ENTRIES ? found : 'too many values',
        `${allowed}; split it into several configurations`,
      );
    }
    if (Array.isArray(object)) {
      const array: readonly unknown[] = object;
      return Array.from({ length: size }, (_, index) =>
        this.read(() => array[index], [...keys, index], partOf(shape, index)),
      );
    }
    const copy: Record<string, unknown> = {};
    for (const name of names) {
      const below = [...keys, name];
      if (UNSAFE_KEYS.has(name)) {
        this.problems.push({ keys: below, message: `found the key \`${name}\`; allowed: any other; rename it` });
        Object.defineProperty(copy, name, { value: undefined, enumerable: true });
      } else {
        copy[name] = this.read(() => object[name], below, partOf(shape, name));
      }
    }
    return copy;
  }

  /** Answers with what stands in the data instead: nothing. */
  private refuse(keys: ConfigPath, found: string, allowed: string): unknown {
    this.problems.push({ keys, message: `found ${found}; allowed: ${allowed}` });
    return undefined;
  }
}

function isUnread(shape: Shape | undefined): boolean {
  const { wrapped = shape } = (shape ?? {}) as { readonly wrapped?: Shape };
  return wrapped !== undefined && UNREAD in v.getMetadata(wrapped);
}

/** Any value in the words of an error message. Never throws. */
export function shown(value: unknown): string {
  return show(readInput(value).data);
}

function foreign(value: unknown): Foreign {
  return new Foreign(value, () => describe(value));
}

function describe(value: unknown): string {
  try {
    if (typeof value === 'function') {
      return 'a function';
    }
    if (Array.isArray(value) || isPlainObject(value)) {
      return shown(value);
    }
    const { constructor, then, __pulumiOutput } = value as Readonly<Record<string, unknown>>;
    if (__pulumiOutput === true || typeof then === 'function') {
      return LATER;
    }
    return typeof constructor === 'function' && /^\w{1,60}$/.test(constructor.name)
      ? `an instance of ${constructor.name}`
      : 'an instance of a class';
  } catch {
    return 'a value that cannot be read';
  }
}

/** An error in a few words; even its message may be a trap. */
export function describeError(error: unknown): string {
  try {
    return quoteForPeople(error instanceof Error ? error.message : String(error));
  } catch {
    return 'an error';
  }
}
