/** Functions that are handed to us: what they give is seen only when they are called, and is checked then. */
import * as v from 'valibot';
import { accept } from './check';
import { ConfigError } from './config-error';
import { partOf, type Parts, type Shape } from './parts';
import { formatPath, joinPath, quoteForPeople } from './path';
import { mapValues } from './plain-object';
import { given } from './shapes';

const RESULT = Symbol('result');

/** A function that gives something of a shape: see `withCheckedResults`. */
export function giving(what: string, result: Shape): Shape {
  const shape = given(`a function that gives ${what}`, (value) => typeof value === 'function');
  return v.pipe(shape, v.metadata({ [RESULT]: result }));
}

/**
 * A copy of a value that has the shape already, in which each function, at any depth, checks its result when it is called, and throws a
 * ConfigError if the result does not fit. The problem's path ends with the call: `alerts[0].probe.settle()`.
 */
export function withCheckedResults<TValue>(shape: Shape, value: TValue, path: string): TValue {
  return checking(shape, value, path) as TValue;
}

function checking(shape: Shape | undefined, value: unknown, path: string): unknown {
  const result = typeof value === 'function' ? resultOf(shape) : undefined;
  if (typeof value !== 'function' || result === undefined) {
    return mapValues(value, (field, key) =>
      checking(partOf(shape, key, value), field, joinPath(path, formatPath([key]))),
    );
  }
  const called = `${path}()`;
  return function (this: unknown, ...parameters: unknown[]): unknown {
    const answer = answerOf(() => Reflect.apply(value, this, parameters) as unknown, called);
    // Samples are numbers, and many.
    return typeof answer === 'number' && v.is(result, answer)
      ? answer
      : checking(result, accept(result, answer, called), called);
  };
}

/** What a function that is handed to us gives, if it is of a shape. @throws ConfigError with the place of the call, also for what it throws */
export function acceptResult<T>(shape: Shape, call: () => T, called: string): T {
  return accept<T>(shape, answerOf(call, called), called);
}

/** What a call gives; what it throws, with its place, unless a function that it calls has told the place already. */
function answerOf<T>(call: () => T, called: string): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof ConfigError) {
      throw error;
    }
    const words = quoteForPeople(error instanceof Error ? error.message : String(error));
    throw new ConfigError([{ path: called, message: `the function throws ${words}` }], { cause: error });
  }
}

/** What the function gives that a shape allows, whatever it is wrapped in or an option beside. */
function resultOf(shape: Shape | undefined): Shape | undefined {
  if (shape === undefined) {
    return undefined;
  }
  const { wrapped, options = [] } = shape as Parts;
  return (
    (v.getMetadata(shape) as { readonly [RESULT]?: Shape })[RESULT] ??
    [wrapped, ...(options as readonly Shape[])].flatMap((inner) => resultOf(inner) ?? [])[0]
  );
}
