import { alterations, expectParity } from './parity';

test('a block can be altered in every leaf, key and entry', () => {
  expect(alterations({ a: [1, 'b'], c: true, d: null }).map(({ what }) => what)).toEqual([
    ': one key more',
    '.a: removed',
    '.a: one entry more',
    '.a.0: removed',
    '.a.0: exchanged with the next',
    '.a.0: 2',
    '.a.0: "1"',
    '.a.1: removed',
    '.a.1: "bx"',
    '.a.1: "xb"',
    '.a.1: ""',
    '.a.1: ""',
    '.c: removed',
    '.c: false',
    '.c: "true"',
    '.d: removed',
    '.d: "something"',
  ]);
});

test('an alteration changes one thing, and nothing of the original', () => {
  const original = { a: { b: 'c' }, d: [1] };
  const found = alterations(original).find(({ what }) => what === '.a.b: "cx"');

  expect(found?.altered).toEqual({ a: { b: 'cx' }, d: [1] });
  expect(original).toEqual({ a: { b: 'c' }, d: [1] });
});

test('the comparison tells undefined from absent', () => {
  expect(() => {
    expectParity({ a: 1, b: undefined }, { a: 1 });
  }).toThrow();
});
