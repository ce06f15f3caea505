import * as fc from 'fast-check';

import { neverMeet } from '../../lib/promql/never-meet';
import { passes } from '../../lib/promql/re2';
import type { LabelMatcher } from '../../lib/promql/write';
import { runs } from '../properties';

const matcher = (text: string): LabelMatcher => {
  const [, op = '', value = ''] = /^(=~|!~|!=|=)(.*)$/s.exec(text) ?? [];
  return { label: 'namespace', op: op as LabelMatcher['op'], value };
};

test.each<[string, string, boolean]>([
  ['=a', '=b', true],
  ['=a', '=a', false],
  ['=a', '!=a', true],
  ['=a', '!=b', false],
  ['=a', '=~b.*', true],
  ['=a', '!~a.*', true],
  ['=~a.*', '!~a.*', true],
  ['=~a.*', '!~b.*', false],
  ['=~a|b', '!~[ab]', true],
  ['=~a-prod|a-stage', '=~b-prod|b-stage', true],
  ['=~a-prod|a-stage', '=~b-prod|a-stage', false],
  ['=~a-prod|a-stage', '=~b-.*', true],
  ['=~a-prod|a-stage', '=~.*-prod', false],
  ['=~a-.*', '=~b-.*', true],
  ['=~a-.*', '=~a-b.*', false],
  ['=~a-.*|b', '=~c-.*|b', false],
  ['=~a-(prod|stage)', '=~a-(dev|test)', true],
  ['=~a-(prod|stage)', '=~a-(?:dev|stage)', false],
  ['=~(a|b)-.+', '=~c-.+|(?<name>d)', true],
  ['=~(a|b)*c', '=~c', false],
  ['=~ab*', '=~a', false],
  ['=~ab?c', '=~ac', false],
  ['=~a{0}b', '=~b', false],
  ['=~(?i)a', '=~A', false],
  ['=~a\\.b', '=~a\\.c', true],
  ['=~a.b', '=~a\\.b', false],
  ['=~[a|b]c', '=~bc', false],
  ['=~[(]a', '=~\\(a', false],
  ['=~\\Qa|b\\E', '=~a[|]b', false],
  ['=~\\d', '=~1', false],
  ['=~a|', '=~b|', false],
  ['=~\\😀?', '=~', false],
  [`=~${'(a|b)'.repeat(30)}`, '=~c.*', true],
  [`=~${'(a|b)'.repeat(30)}`, '=~a.*', false],
])('%s and %s', (one, other, expected) => {
  expect(neverMeet(matcher(one), matcher(other))).toBe(expected);
  expect(neverMeet(matcher(other), matcher(one))).toBe(expected);
});

test('what passes both says that they meet', () => {
  const part = fc.constantFrom('a', 'b', '-', '.', '.*', '(', ')', '|', '?', '*', '[ab]', '\\.', '(?:', 'a|b', '{0,1}');
  const expression = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  const any = fc.record({
    label: fc.constant('x'),
    op: fc.constantFrom<LabelMatcher['op'][]>('=~', '=~', '!~', '='),
    value: expression,
  });
  fc.assert(
    fc.property(any, any, fc.array(fc.constantFrom('a', 'b', '-', '.'), { maxLength: 3 }), (one, other, letters) => {
      const value = letters.join('');
      fc.pre(passes(one, value) === true && passes(other, value) === true);
      expect(neverMeet(one, other)).toBe(false);
    }),
    runs(300),
  );
});
