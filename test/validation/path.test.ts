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

test.each([
  ['https://ann:planted@a.b/c', 'https://***@a.b/c'],
  ['https://a.b/?token=planted&x=y#z', 'https://a.b/?***#z'],
  ['asked https://a.b?t=planted and "http://c?d=planted"', 'asked https://a.b?*** and \\"http://c?***\\"'],
  ['https://a.b?', 'https://a.b?'],
  ['why? a=b', 'why? a=b'],
])('an address is shown without what may be a secret: %s', (text, shown) => {
  expect(quoteForPeople(text)).toBe(`"${shown}"`);
});
