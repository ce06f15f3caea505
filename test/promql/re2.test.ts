import * as fc from 'fast-check';

import { escapeRegex } from '../../lib/orchestrator';
import { re2Problem, matcherProblem } from '../../lib/promql/re2';
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

test.each<[string, string | undefined]>([
  ['x{a=~"("}', 'error parsing regexp: missing closing ): `(`'],
  ['x{a !~ `(`}', 'error parsing regexp: missing closing ): `(`'],
  [`x{a="("} or y{a=~'it"s (?=b)'}`, 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['x{a="("}', undefined],
  ['x{a=~"a|b\\\\.c.*|\\\\(", b=~"$replica_set", c!~"[0-9]{1,3}"} # =~"("', undefined],
  ["x{a=~'it\\'s \"'}", undefined],
])('the regular expressions of %s', (expression, problem) => {
  expect(matcherProblem(expression)).toBe(problem);
});
