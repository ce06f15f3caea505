import { isPlainObject } from '../../lib/validation/plain-object';
import { problemsOf } from './problems';

describe('keys that could reach the prototype', () => {
  const message = (key: string): RegExp =>
    ['toString', 'hasOwnProperty'].includes(key)
      ? new RegExp(`^unknown key \`${key}\`; allowed: `)
      : new RegExp(`^found the key \`${key}\`; allowed: any other; rename it$`);

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])('%s is no known key', (key) => {
    const object: unknown = JSON.parse(`{"${key}": {"profile": "upstream", "x": 1}}`);
    const places = [
      [object, key],
      [{ dashboard: object }, `dashboard.${key}`],
      [{ alerts: { overrides: object } }, `alerts.overrides.${key}`],
      [{ replicaSets: [{ name: 'main', alerts: object }] }, `replicaSets[0].alerts.${key}`],
    ] as const;

    for (const [props, path] of places) {
      const problems = problemsOf(props);
      expect(problems.map((problem) => problem.path)).toEqual([path]);
      expect(problems[0]?.message).toMatch(message(key));
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('__proto__ is refused as a name of labels and annotations', () => {
    for (const part of ['labels', 'annotations']) {
      const alerts: unknown = { [part]: JSON.parse('{"__proto__": "x"}') };
      expect(problemsOf({ alerts }).map(({ path }) => path)).toEqual([`alerts.${part}.__proto__`]);
    }
    expect(problemsOf({ selector: JSON.parse('{"__proto__": "x"}') }).map(({ path }) => path)).toEqual([
      'selector.__proto__',
    ]);
  });

  test('what is inherited does not count, as nobody can see it', () => {
    class Props {
      readonly profile = 'upstream';
    }

    expect(problemsOf(Object.create({ profile: 'upstream' })).map(({ path }) => path)).toEqual(['']);
    expect(problemsOf(new Props()).map(({ path }) => path)).toEqual(['']);
    expect(problemsOf(Object.assign(Object.create(null), { profile: 'upstream' }))).toEqual([]);
  });
});

test.each<[unknown, boolean]>([
  [{}, true],
  [Object.create(null), true],
  [JSON.parse('{"a": 1}'), true],
  [[], false],
  [null, false],
  [undefined, false],
  ['x', false],
  [new Date(0), false],
  [() => 1, false],
])('%p is a plain object: %p', (value, expected) => {
  expect(isPlainObject(value)).toBe(expected);
});
