/** How deliveries check what they are given. */
import { ConfigError } from '../../mixin';
import { fields, type Check } from './field-checks';

/**
 * Checks the options of a delivery; paths start with its name.
 *
 * @throws ConfigError with every problem
 */
export function checkOptions(
  delivery: string,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
  required: readonly string[] = [],
): void {
  const problems = fields(checks, required)(options, delivery);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
}
