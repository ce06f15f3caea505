import { remembered } from '../../lib/model/remembered';

test('each key is asked for once, also where the answer is nothing', () => {
  const find = jest.fn((key: string): string | undefined => (key === 'none' ? undefined : key.toUpperCase()));
  const found = remembered(find);

  expect(['a', 'none', 'a', 'none'].map(found)).toEqual(['A', undefined, 'A', undefined]);
  expect(find.mock.calls).toEqual([['a'], ['none']]);
});

test('what asks for itself gets the answer that holds meanwhile, and no longer', () => {
  const depth = remembered((key: string): number => (key === '' ? 1 : depth(key.slice(1)) + depth(key)), 0);

  expect([depth('ab'), depth('ab'), depth('b')]).toEqual([1, 1, 1]);
});
