import * as fc from 'fast-check';

import { escapeRegex } from '../../lib/orchestrator';
import { re2Problem } from '../../lib/promql/re2';
import { NEWER_RE2_EXPRESSIONS, NO_RE2_EXPRESSIONS, RE2_EXPRESSIONS } from './re2-cases';
import { runs } from '../properties';

test.each(RE2_EXPRESSIONS.map((expression) => [expression]))('%s is one', (expression) => {
  expect(re2Problem(expression)).toBeUndefined();
});

test.each([...NO_RE2_EXPRESSIONS, ...NEWER_RE2_EXPRESSIONS].map((expression) => [expression]))(
  '%s is none, and it is said why',
  (expression) => {
    expect(re2Problem(expression)).toMatch(/^error parsing regexp: /);
  },
);

test('what we escape ourselves is one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (literal) => {
      expect(re2Problem(escapeRegex(literal))).toBeUndefined();
    }),
    runs(300),
  );
});
