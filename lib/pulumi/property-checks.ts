/** Checks of what programs pass, before anything is sent: all mistakes at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import type { MonitoringProps } from '../orchestrator';
import { either, isPlainObject, listProblems, pick, type Problem, type Shape } from '../validation';

/** Whether a value is known when the program runs: neither an Output nor a Promise. */
export function isKnown<T>(value: pulumi.Input<T>): value is T & pulumi.Unwrap<T> {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** The shape of an `Input`: a value that is known later passes. */
export function input(shape: Shape): Shape {
  return either((value) => !isKnown(value), shape);
}

export function ownArgs(args: unknown, keys: readonly string[]): unknown {
  return isPlainObject(args) ? pick(args, (key) => keys.includes(key)) : args;
}

/** What of a component's arguments describes the fleet: all that are not its own. */
export function descriptionBeside(args: unknown, keys: readonly string[]): MonitoringProps {
  return isPlainObject(args) ? pick(args, (key) => !keys.includes(key)) : {};
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

/** No argument may be one: what is said of it says what is allowed. */
const NOTHING_ALLOWED = (): void => undefined;

/**
 * A value that is known later, which fails with an InputPropertiesError where it becomes what would have been refused at once. Neither what it
 * became is told nor what to write instead of it: it may be a secret.
 */
export function whenKnown(
  component: string,
  path: string,
  value: unknown,
  problemsWith: (known: unknown) => readonly Problem[],
): pulumi.Output<unknown> {
  return pulumi.output(value as pulumi.Input<object>).apply((known: unknown) => {
    const problems = problemsWith(known).length === 0 ? [] : problemsWith(NOTHING_ALLOWED);
    const became = known === undefined ? 'undefined' : 'something else';
    refuseMistakes(
      component,
      problems.map(({ message }) => ({
        path,
        message: `became ${became} once it was known; ${message.slice(message.indexOf('allowed: '))}`,
      })),
    );
    return known;
  });
}
