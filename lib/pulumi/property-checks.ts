/** Checks of what the mixin does not know of, before anything is sent: all mistakes at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import { parseDuration } from '../mixin';

/** A mistake: which prop, and what is wrong with it. */
export interface PropertyMistake {
  readonly propertyPath: string;
  readonly reason: string;
}

const UID = /^[a-zA-Z0-9_-]{1,40}$/;

/** Whether a value is known when the program runs: neither an Output nor a Promise. */
export function isKnown<T>(value: pulumi.Input<T>): value is T & pulumi.Unwrap<T> {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** Whether it is an object with fields of its own to look at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isKnown(value);
}

/** Throws an InputPropertiesError that names every prop with a mistake, if there is any. */
export function refuseMistakes(component: string, mistakes: readonly PropertyMistake[]): void {
  if (mistakes.length === 0) {
    return;
  }
  const count = mistakes.length === 1 ? '1 problem' : `${String(mistakes.length)} problems`;
  const lines = mistakes.map(
    ({ propertyPath, reason }) => `  - ${propertyPath === '' ? '(arguments)' : propertyPath}: ${reason}`,
  );
  throw new pulumi.InputPropertiesError({
    message: `${count} in the arguments of ${component}:\n${lines.join('\n')}`,
    errors: mistakes.map((mistake) => ({ ...mistake })),
  });
}

/** Collects mistakes. Values that are not known yet pass. */
export class PropertyChecks {
  readonly mistakes: PropertyMistake[] = [];

  refuse(propertyPath: string, found: unknown, allowed: string): void {
    this.mistakes.push({ propertyPath, reason: `found ${show(found)}; allowed is ${allowed}` });
  }

  /** An object with no other keys than these; undefined, with a mistake, where it is none. */
  object(path: string, value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> | undefined {
    if (!isRecord(value)) {
      this.refuse(path, value, `an object with ${known.join(', ')}`);
      return undefined;
    }
    for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
      this.mistakes.push({
        propertyPath: `${path}.${key}`,
        reason: `found an unknown key; allowed is ${known.join(', ')}`,
      });
    }
    return value;
  }

  uid(path: string, value: unknown): void {
    this.check(
      path,
      value,
      '1 to 40 letters, digits, - and _',
      (known) => typeof known === 'string' && UID.test(known),
    );
  }

  text(path: string, value: unknown): void {
    this.check(path, value, 'a non-empty text', (known) => typeof known === 'string' && known.trim() !== '');
  }

  flag(path: string, value: unknown): void {
    this.check(path, value, 'true or false', (known) => typeof known === 'boolean');
  }

  duration(path: string, value: unknown): void {
    this.check(
      path,
      value,
      'a Prometheus duration, such as 30s, 5m or 1h30m',
      (known) => typeof known === 'string' && parseDuration(known) !== undefined,
    );
  }

  texts(path: string, value: unknown): void {
    if (!Array.isArray(value)) {
      this.check(path, value, 'a list of texts', () => false);
      return;
    }
    value.forEach((element: unknown, index) => {
      this.text(`${path}[${String(index)}]`, element);
    });
  }

  check(path: string, value: unknown, allowed: string, isAllowed: (known: unknown) => boolean): void {
    if (isKnown(value) && !isAllowed(value)) {
      this.refuse(path, value, allowed);
    }
  }
}

function show(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (!isKnown(value)) {
    return 'a value that is known later';
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  return ['function', 'symbol', 'bigint'].includes(typeof value) ? `a ${typeof value}` : JSON.stringify(value);
}
