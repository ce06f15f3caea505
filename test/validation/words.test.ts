import { correction, show, suggest } from '../../lib/validation/words';

test.each<[unknown, string]>([
  ['main', '"main"'],
  ['', '""'],
  ['a"b\n', '"a\\"b\\n"'],
  ['\u001b[31m', '"\\u001b[31m"'],
  ['\u009b\u007f\u2028\ufeff', '"\\u009b\\u007f\\u2028\\ufeff"'],
  ['\ud800', '"\\ud800"'],
  ['x'.repeat(80), `"${'x'.repeat(80)}"`],
  ['x'.repeat(81), `"${'x'.repeat(40)}"... (81 characters)`],
  ['😀'.repeat(50), `"${'😀'.repeat(40)}"... (100 characters)`],
  [5, '5'],
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [10n, '10n'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  [Symbol('x'), 'Symbol(x)'],
  [[], 'an empty list'],
  [[1, 2], 'a list of 2'],
  [{}, 'an object with no keys'],
  [{ a: 1, 'b c': 2, '\n': 3 }, 'an object with a, "b c", "\\n"'],
  [Object.fromEntries(Array.from('abcdefghij').map((key) => [key, 1])), 'an object with a, b, c, d, e, f, g, h, ...'],
  [new Date(0), 'an instance of Date'],
  [/x/, 'an instance of RegExp'],
  [new (class Named extends Map {})(), 'an instance of Named'],
  [new (class extends Map {})(), 'an instance of a class'],
  [Object.create({ constructor: undefined }), 'an instance of a class'],
  [() => 1, 'a function'],
  [Promise.resolve(1), 'a value that is known later'],
])('%p is shown as %s', (value, expected) => {
  expect(show(value)).toBe(expected);
});

test.each<[string, readonly string[], string | undefined]>([
  ['worker', ['name', 'workers'], 'did you mean `workers`?'],
  ['WORKERS', ['name', 'workers'], 'did you mean `workers`?'],
  ['warn', ['critical', 'warning', 'info'], 'did you mean `warning`?'],
  ['replicas', ['name', 'workers'], undefined],
  ['', ['name'], undefined],
  ['na', ['name'], 'did you mean `name`?'],
  ['n', ['name'], undefined],
  ['x', [], undefined],
  ['lt', ['>', '<', '>=', '<='], undefined],
  ['w'.repeat(1_000_000), ['w'], undefined],
])('%.20s among %j: %s', (unknown, known, expected) => {
  expect(suggest(unknown, known)).toBe(expected);
});

test.each<[unknown, unknown, string | undefined]>([
  ['3', 3, 'write 3'],
  ['-1.5', -1.5, 'write -1.5'],
  ['true', true, 'write true'],
  ['FALSE', false, 'write false'],
  [' main ', 'main', 'write "main"'],
  ['Main', 'main', 'write "main"'],
  [5, '5', 'write "5"'],
  [300, '300s', 'write "300s"'],
  ['5 minutes', '5m', 'write "5m"'],
  ['90 SECS', '90s', 'write "90s"'],
  ['1 hour, 30 mins', '1h30m', 'write "1h30m"'],
  ['2 weeks and 3 days', '2w3d', 'write "2w3d"'],
  ['250 milliseconds', '250ms', 'write "250ms"'],
  ['', 0, undefined],
  ['soon', '5m', undefined],
  ['x'.repeat(100_000), 5, undefined],
  [null, 0, undefined],
])('%.20j, where %j is allowed: %s', (value, allowed, expected) => {
  expect(correction(value, (candidate) => candidate === allowed)).toBe(expected);
});

test('one value where a list is wanted', () => {
  expect(correction('cluster', (candidate) => Array.isArray(candidate))).toBe('write ["cluster"]');
});

test('what is not allowed: never proposed again', () => {
  expect(correction('cluster', (candidate) => candidate === 'cluster')).toBeUndefined();
});
