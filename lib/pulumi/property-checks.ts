/** Checks of what programs pass, before anything is sent: all mistakes at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import type { MonitoringProps } from '../orchestrator';
import { either, isPlainObject, listProblems, type Problem, type Shape } from '../validation';

/** Whether a value is known when the program runs: neither an Output nor a Promise. */
export function isKnown<T>(value: pulumi.Input<T>): value is T & pulumi.Unwrap<T> {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** Whether it is an object with fields of its own to look at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) && isKnown(value);
}

/** The shape of an `Input`: a value that is known later passes. */
export function input(shape: Shape): Shape {
  return either((value) => !isKnown(value), shape);
}

/** Some of the fields of a record. Getters stay what they are: whoever reads them can say what is wrong with them. */
function pick(
  record: Readonly<Record<string, unknown>>,
  isWanted: (key: string) => boolean,
): Readonly<Record<string, unknown>> {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(record)).filter(([key]) => isWanted(key));
  return Object.defineProperties({}, Object.fromEntries(fields));
}

export function ownArgs(args: unknown, keys: readonly string[]): unknown {
  return isRecord(args) ? pick(args, (key) => keys.includes(key)) : args;
}

/** What of a component's arguments describes the fleet: all that are not its own. */
export function descriptionBeside(args: unknown, keys: readonly string[]): MonitoringProps {
  return isRecord(args) ? pick(args, (key) => !keys.includes(key)) : {};
}

/** A field of what may be no record; undefined where it cannot be read, which the check of that field says. */
export function peek(record: unknown, key: string): unknown {
  try {
    return isRecord(record) ? record[key] : undefined;
  } catch {
    return undefined;
  }
}

/** Throws an InputPropertiesError that names every prop with a mistake, if there is any. */
export function refuseMistakes(component: string, problems: readonly Problem[]): void {
  if (problems.length === 0) {
    return;
  }
  throw new pulumi.InputPropertiesError({
    message: listProblems(problems, `the arguments of ${component}`, 'arguments'),
    errors: problems.map(({ path, message }) => ({ propertyPath: path, reason: message })),
  });
}
