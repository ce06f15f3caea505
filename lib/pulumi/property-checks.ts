/** Checks of what programs pass, before anything is sent: all mistakes at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import { check, createMixin, refuseErrors, type Finding, type Mixin, type MonitoringProps } from '../orchestrator';
import { besideDescription, DESCRIPTION } from '../orchestrator/fleet/schema';
import { attempt, either, isPlainObject, listProblems, pick, type Problem, type Shape } from '../validation';

/** Whether a value is known when the program runs: neither an Output nor a Promise. */
export function isKnown<T>(value: pulumi.Input<T>): value is T & pulumi.Unwrap<T> {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** The shape of an `Input`: a value that is known later passes. */
export function input(shape: Shape): Shape {
  return either((value) => !isKnown(value), shape);
}

/** The arguments that describe the fleet, and all others. What is no object is left to the check of those. */
export function splitArgs(args: unknown): { own: unknown; description: MonitoringProps } {
  const isDescription = (key: string): boolean => Object.hasOwn(DESCRIPTION, key);
  return isPlainObject(args)
    ? { own: pick(args, (key) => !isDescription(key)), description: pick(args, isDescription) }
    : { own: args, description: {} };
}

/** The shape of a component's own arguments. Of an unknown one, it names those that describe the fleet, too. */
export function ownArgs(checks: Readonly<Record<string, Shape>>, required: readonly string[]): Shape {
  return besideDescription(checks, required);
}

/**
 * What comes of the mixin of a description, and of the warnings about it.
 *
 * @param wrong what is wrong with the other arguments
 * @param within the mixin's problems, where the arguments have what they are about
 * @throws InputPropertiesError with every mistake of the description and of the other arguments, or with those that `use` finds
 */
export function withCheckedMixin<T>(
  component: string,
  description: MonitoringProps,
  wrong: readonly Problem[],
  use: (mixin: Mixin, warnings: readonly Finding[]) => T,
  within = (problems: readonly Problem[]): readonly Problem[] => problems,
): T {
  const { result, problems } = attempt(() => {
    const mixin = createMixin(description);
    const warnings = refuseErrors(check(mixin));
    refuseMistakes(component, wrong);
    return use(mixin, warnings);
  });
  refuseMistakes(component, problems.length === 0 ? [] : [...within(problems), ...wrong]);
  return result as T;
}

/** Throws an InputPropertiesError that names every prop with a mistake, if there is any. */
export function refuseMistakes(component: string, problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new pulumi.InputPropertiesError({
      message: listProblems(problems, `the arguments of ${component}`, 'arguments'),
      errors: problems.map(({ path, message }) => ({ propertyPath: path, reason: message })),
    });
  }
}

export function logFindings(component: pulumi.ComponentResource, findings: readonly Finding[]): void {
  for (const { severity, path, what, why, fix } of findings) {
    const log = severity === 'info' ? pulumi.log.info : pulumi.log.warn;
    void log(`${path}: ${what}; ${why}; ${fix}`, component);
  }
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
