import { RE2JS } from 're2js';

import { regexExamples } from '../../lib/promql/regex-example';
import { RE2_EXPRESSIONS } from './re2-cases';

test.each<[string, readonly string[]]>([
  ['workers', ['workers']],
  ['a|b', ['a', 'b']],
  ['(blue|green)-workers', ['blue-workers', 'green-workers']],
  ['(?:x|y)z?', ['x', 'y']],
  ['10\\.0\\.0\\.[0-9]', ['10.0.0.0', '10.0.0.1', '10.0.0.2']],
  ['[^a]', ['0', '1', '2']],
  ['\\d{3}', ['000', '001', '002']],
  ['\\d?-\\d{0}x', ['-x']],
  ['[a-z]{1,2}', ['a', 'aa']],
  ['a{2}', ['aa']],
  ['^exact$', ['exact']],
  ['(?i)workers', ['workers']],
  ['[[:alpha:]-]+', ['a', 'aa', 'aaa']],
  ['[a-z]{2,}', ['aa', 'aaa', 'aaaa']],
  ['', ['']],
])('%p accepts %p', (expression, expected) => {
  expect(regexExamples(expression, 3)).toEqual(expected);
});

test('where anything may follow, as many as are asked for', () => {
  expect(regexExamples('worker-.+', 4)).toEqual(['worker-0', 'worker-1', 'worker-2', 'worker-3']);
  expect(regexExamples('10\\.0\\..*:\\d+', 2)).toEqual(['10.0.0:0', '10.0.1:1']);
});

test('the addresses of a network', () => {
  expect(regexExamples('10\\.[0-9]{1,3}\\.[0-9]{1,3}:9090', 1_000)).toHaveLength(1_000);
});

test('nothing where it is no RE2 expression, or where we find nothing', () => {
  expect(regexExamples('[[:alpha:]]+x\\y', 1)).toEqual([]);
  expect(regexExamples('(?=a)b', 1)).toEqual([]);
  expect(regexExamples('\\b\\B', 1)).toEqual([]);
});

test.each(RE2_EXPRESSIONS.map((expression) => [expression]))('what is found for %p is accepted', (expression) => {
  for (const example of regexExamples(expression, 2)) {
    expect(RE2JS.matches(`(?s:${expression})`, example)).toBe(true);
  }
});
