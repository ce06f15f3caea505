/** Tables of values that the props refuse: the good props with one value changed, and the message that comes of it. */
import { formatPath, type ConfigPath } from '../../lib/validation/path';
import { problemsOf, withValue } from './problems';

/** Where, which value, and the parts of the message: what was found, what is allowed and, where there is more to say, the fix. */
export type Refusal = readonly [place: string, value: unknown, found: string, allowed: string, fix?: string];

/** A place as the tables write it: `replicaSets.0.name`. */
export function keysOf(place: string): ConfigPath {
  return place.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** One test a refusal: that problem, at that path, and no other. */
export function testRefusals(refusals: readonly Refusal[]): void {
  test.each(refusals.map((refusal) => ({ place: refusal[0], value: refusal[1], found: refusal[2], refusal })))(
    '$place: $value is refused: $found',
    ({ refusal: [place, value, found, allowed, fix] }) => {
      const keys = keysOf(place);
      const what = /^(unknown key|missing)/.test(found) ? found : `found ${found}`;
      const message = [what, `allowed: ${allowed}`, ...(fix === undefined ? [] : [fix])].join('; ');

      expect(problemsOf(withValue(keys, value))).toEqual([{ path: formatPath(keys), message }]);
    },
  );
}

/** One test a value that is on the border, and inside. */
export function testAllowed(values: readonly (readonly [place: string, value: unknown])[]): void {
  test.each(values.map(([place, value]) => [place, value] as const))('%s: %j is allowed', (place, value) => {
    expect(problemsOf(withValue(keysOf(place), value))).toEqual([]);
  });
}

export const DURATION = 'a Prometheus duration, such as 30s, 5m or 1h30m';
export const LABEL_NAME = 'a label name (letters, digits and _, not starting with a digit) of at most 100 characters';
export const PROMQL_LABEL = `${LABEL_NAME}, but inf, nan and without`;
export const NO_REPLACEMENT = 'without U+FFFD, which stands where a character was lost';
export const UNRESERVED =
  'any name but __name__, alertname, alertstate, le, objective, partition, projection, quantile, replica_set, rule_scope, severity, state, worker_id and those that start with __';
export const TRUE_OR_FALSE = 'true or false';
export const LINE = 'a text of one line that is not empty, without control characters';
export const LATER = expect.stringMatching(
  /^found a value that is known later; allowed: .+; it must be known when the program runs$/,
) as string;

/** A text that must not be empty. */
export function text(maximum: number, what = 'a non-empty text'): string {
  return `${what} of at most ${String(maximum)} characters`;
}
