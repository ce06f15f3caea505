/** Checks of what programs pass, before anything is sent: all mistakes at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import type { Problem } from '../orchestrator';
import { eachField, either, hasFields, text, type Check } from '../render/kubernetes/objects/field-checks';

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

/** A check of an object of which every value, too, must be known when the program runs. */
export function plainEntries(check: Check): Check {
  return plain((value, path) => {
    if (!isRecord(value)) {
      return check(value, path);
    }
    const pathOf = (key: string): string => `${path}[${JSON.stringify(key)}]`;
    return eachField(value, path, pathOf, (key, entry, place) =>
      isKnown(entry) ? check({ [key]: entry }, path) : plain(check)(entry, place),
    );
  });
}

/** Some of the fields of a record. Getters stay what they are: whoever reads them can say what is wrong with them. */
export function pick(
  record: Readonly<Record<string, unknown>>,
  isWanted: (key: string) => boolean,
): Readonly<Record<string, unknown>> {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(record)).filter(([key]) => isWanted(key));
  return Object.defineProperties({}, Object.fromEntries(fields));
}

/** A field of what may be no record; undefined where it cannot be read, which the check of that field says. */
export function peek(record: unknown, key: string): unknown {
  try {
    return isRecord(record) ? record[key] : undefined;
  } catch {
    return undefined;
  }
}

/** A list, element by element. */
export function listOf(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((element: unknown, index) => check(element, `${path}[${String(index)}]`))
      : [{ path, message: 'found no list; allowed is a list' }];
}

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
