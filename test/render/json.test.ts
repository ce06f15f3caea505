import { defined } from '../../lib/render';

test('what is undefined is left out, at any depth, and nothing else is', () => {
  expect(
    defined({ a: undefined, b: null, c: 0, d: '', e: false, f: [], g: { h: undefined, i: [{ j: undefined, k: 1 }] } }),
  ).toStrictEqual({ b: null, c: 0, d: '', e: false, f: [], g: { i: [{ k: 1 }] } });
});

test('a copy is detached from what made it', () => {
  const source = { a: [{ b: 1 }] };
  const copy = defined(source);
  source.a[0]!.b = 2;

  expect(copy).toStrictEqual({ a: [{ b: 1 }] });
});
