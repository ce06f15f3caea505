import { formatPath, quoteForPeople, type ConfigPath } from '../../lib/validation/path';

test.each<[ConfigPath, string]>([
  [[], ''],
  [['profile'], 'profile'],
  [['replicaSets', 1, 'workers'], 'replicaSets[1].workers'],
  [[0, 1], '[0][1]'],
  [['selector', 'a-b'], 'selector["a-b"]'],
  [['selector', ''], 'selector[""]'],
  [['a b', 'c'], '["a b"].c'],
  [['x', '1'], 'x["1"]'],
  [['x', 'a"b\n'], 'x["a\\"b\\n"]'],
  [['x', '__proto__'], 'x.__proto__'],
])('%j is %s', (keys, expected) => {
  expect(formatPath(keys)).toBe(expected);
});

test('what a terminal would act upon is escaped', () => {
  expect(quoteForPeople('\u001b\u007f\u0085\u009b\u2029\ufeff')).toBe('"\\u001b\\u007f\\u0085\\u009b\\u2029\\ufeff"');
});
