import { defined, toJson } from '../../lib/render';

test('what is undefined is left out, at the first level, and nothing else is', () => {
  expect(defined({ a: undefined, b: null, c: 0, d: '', e: false, f: [] })).toStrictEqual({
    b: null,
    c: 0,
    d: '',
    e: false,
    f: [],
  });
});

test('a copy is nothing but data, detached from what made it', () => {
  const source = { a: [{ b: 1 }], when: new Date(0), run: () => 1, c: undefined };
  const copy = toJson(source);
  source.a[0]!.b = 2;

  expect(copy).toStrictEqual({ a: [{ b: 1 }], when: '1970-01-01T00:00:00.000Z' });
});
