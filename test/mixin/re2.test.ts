import * as fc from 'fast-check';

import { escapeRegex } from '../../lib';
import { re2Problem } from '../../lib/mixin/re2';
import { NO_RE2_EXPRESSIONS, RE2_EXPRESSIONS } from './re2-cases';

test.each(RE2_EXPRESSIONS.map((expression) => [expression]))('%s is one', (expression) => {
  expect(re2Problem(expression)).toBeUndefined();
});

test.each(NO_RE2_EXPRESSIONS.map(([expression, problem]) => [expression, problem]))(
  '%s is none: %s',
  (expression, problem) => {
    expect(re2Problem(expression)).toBe(problem);
  },
);

test('what we escape ourselves is one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (literal) => {
      expect(re2Problem(escapeRegex(literal))).toBeUndefined();
    }),
    { seed: 20_240_503, numRuns: 300 },
  );
});

test('the longest expression that the props take is read in time', () => {
  const start = process.hrtime.bigint();
  for (const expression of ['('.repeat(10_000), 'a{2}'.repeat(2_500), '['.repeat(10_000), `[${'a-'.repeat(4_999)}]`]) {
    re2Problem(expression);
  }

  expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(5);
});
