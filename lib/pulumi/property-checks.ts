/** Checks of what programs pass, before anything is sent: all mistakes at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import type { Problem } from '../mixin';
import { either, hasFields, text, type Check } from '../render/kubernetes/field-checks';

/** Whether a value is known when the program runs: neither an Output nor a Promise. */
export function isKnown<T>(value: pulumi.Input<T>): value is T & pulumi.Unwrap<T> {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** Whether it is an object with fields of its own to look at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return hasFields(value) && isKnown(value);
}

/** A check of an `Input`: a value that is known later passes. */
export function input(check: Check): Check {
  return either((value) => !isKnown(value), check);
}

/** A check of what must be known when the program runs. */
export function plain(check: Check): Check {
  return (value, path) =>
    isKnown(value)
      ? check(value, path)
      : [{ path, message: 'found a value that is known later; it must be known when the program runs' }];
}

/** A list, element by element. */
export function listOf(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((element: unknown, index) => check(element, `${path}[${String(index)}]`))
      : [{ path, message: 'found no list; allowed is a list' }];
}

/** A text that is not empty. */
export const someText: Check = text('a text that is not empty', /\S/);

/** The uid of anything in Grafana. */
export const uid: Check = text('1 to 40 letters, digits, - and _', /^[a-zA-Z0-9_-]{1,40}$/);

/** Throws an InputPropertiesError that names every prop with a mistake, if there is any. */
export function refuseMistakes(component: string, problems: readonly Problem[]): void {
  if (problems.length === 0) {
    return;
  }
  const count = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
  const lines = problems.map(({ path, message }) => `  - ${path === '' ? '(arguments)' : path}: ${message}`);
  throw new pulumi.InputPropertiesError({
    message: `${count} in the arguments of ${component}:\n${lines.join('\n')}`,
    errors: problems.map(({ path, message }) => ({ propertyPath: path, reason: message })),
  });
}
