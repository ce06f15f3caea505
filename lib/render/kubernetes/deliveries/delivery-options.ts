/** How deliveries check what they are given. */
import { accept, fields, type Shape } from '../../../validation';

/**
 * Checks the options of a delivery; paths start with its name.
 *
 * @returns a copy that nobody else holds: a delivery uses its options long after it was made
 * @throws ConfigError with every problem
 */
export function checkOptions<TOptions>(
  delivery: string,
  options: TOptions,
  shapes: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): TOptions {
  return accept(fields(shapes, required), options, delivery);
}
