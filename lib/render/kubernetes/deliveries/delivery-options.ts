/** How deliveries check what they are given. */
import { ConfigError } from '../../../orchestrator';
import { readInput } from '../../../validation/input';
import { fields, plainData, type Check } from '../objects/field-checks';

/**
 * Checks the options of a delivery; paths start with its name.
 *
 * @returns a copy that nobody else holds: a delivery uses its options long after it was made
 * @throws ConfigError with every problem
 */
export function checkOptions<TOptions>(
  delivery: string,
  options: TOptions,
  checks: Readonly<Record<string, Check>>,
  required: readonly string[] = [],
): TOptions {
  const found = fields(checks, required)(options, delivery);
  // What is well-formed field by field is data, unless its getters answer differently each time.
  const problems = found.length > 0 ? found : plainData(options, delivery);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return readInput(options).data as TOptions;
}
