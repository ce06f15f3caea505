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
