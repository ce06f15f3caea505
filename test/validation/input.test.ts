import { type Foreign, isPlainObject } from '../../lib/validation/foreign';
import { readInput } from '../../lib/validation/input';
import { formatPath } from '../../lib/validation/path';
import { problemsOf } from './problems';

const boom = (): never => {
  throw new Error('boom');
};

describe('what cannot be read is a problem, never another error', () => {
  const cycle: Record<string, unknown> = { name: 'main' };
  cycle['alerts'] = { self: cycle };
  const list: unknown[] = [];
  list.push(list);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  let deep: unknown = 'x';
  for (let depth = 0; depth < 100_000; depth += 1) {
    deep = [deep];
  }
  const thrown = (message: string): string =>
    `found a value that throws ${message} when it is read; allowed: plain data; pass the value itself`;
  const cyclic = 'found an object that contains itself; allowed: plain data without cycles; remove the reference';

  test.each<[string, unknown, string, string]>([
    [
      'a getter',
      {
        get profile() {
          return boom();
        },
      },
      'profile',
      thrown('"boom"'),
    ],
    [
      'a getter deep within',
      {
        replicaSets: [
          {
            name: 'main',
            get workers() {
              return boom();
            },
          },
        ],
      },
      'replicaSets[0].workers',
      thrown('"boom"'),
    ],
    [
      'a getter that throws a text with a line feed',
      {
        get profile() {
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- people do
          throw 'a\nb';
        },
      },
      'profile',
      thrown('"a\\nb"'),
    ],
    [
      'a getter that throws an error whose message throws',
      {
        get profile() {
          throw Object.defineProperty(new Error(), 'message', { get: boom });
        },
      },
      'profile',
      thrown('an error'),
    ],
    ['a proxy whose keys throw', { dashboard: new Proxy({}, { ownKeys: boom }) }, 'dashboard', thrown('"boom"')],
    ['a proxy whose prototype throws', { scrape: new Proxy({}, { getPrototypeOf: boom }) }, 'scrape', thrown('"boom"')],
    [
      'a revoked proxy',
      { replicaSets: [revoked.proxy] },
      'replicaSets[0]',
      thrown(`"Cannot perform 'getPrototypeOf' on a proxy that has been revoked"`),
    ],
    [
      'a revoked proxy as the props',
      revoked.proxy,
      '',
      thrown(`"Cannot perform 'getPrototypeOf' on a proxy that has been revoked"`),
    ],
    ['a list that contains itself', { aggregateBy: list }, 'aggregateBy[0]', cyclic],
    [
      'a list too deep',
      { aggregateBy: deep },
      `aggregateBy${'[0]'.repeat(16)}`,
      'found a value that is nested too deep; allowed: at most 16 levels',
    ],
    [
      'a list too long',
      { replicaSets: Object.assign([], { length: 4_294_967_295 }) },
      'replicaSets',
      'found a list of 4294967295; allowed: at most 10000 entries; split it into several configurations',
    ],
    [
      'an object too large',
      { selector: Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`label${String(index)}`, 'x'])) },
      'selector',
      'found an object with 10001 keys; allowed: at most 10000 entries; split it into several configurations',
    ],
  ])('%s', (_what, props, path, message) => {
    expect(problemsOf(props)).toContainEqual({ path, message });
  });

  test('an object that contains itself, beside what is wrong with it anyway', () => {
    const problems = problemsOf({ replicaSets: [cycle] });

    expect(problems[0]?.path).toBe('replicaSets[0].alerts.self');
    expect(
      readInput({ replicaSets: [cycle] }).problems.map(({ keys, message }) => ({ path: formatPath(keys), message })),
    ).toEqual([{ path: 'replicaSets[0].alerts.self', message: cyclic }]);
  });
});

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

describe('what can be read is copied', () => {
  test('data, with its keys in their order', () => {
    const input = { b: [1, { c: null }], a: undefined, d: 'x', e: true };

    expect(readInput(input)).toEqual({ data: input, problems: [] });
    expect(Object.keys(readInput(input).data as object)).toEqual(['b', 'a', 'd', 'e']);
    expect(readInput(input).data).not.toBe(input);
  });

  test('a value that stands in several places, however often', () => {
    let layer: unknown = ['x'];
    for (let depth = 0; depth < 14; depth += 1) {
      layer = Array.from({ length: 10 }, () => layer);
    }

    expect(readInput(layer).problems).toEqual([]);
  });

  test('what is no data, as a word about it', () => {
    class Named {
      readonly field = 1;
    }
    const anonymousClass = (() =>
      class {
        readonly field = 1;
      })();
    const anonymous = Object.create({ constructor: undefined }) as object;
    const { data } = readInput({ a: new Named(), b: boom, c: anonymous, d: new anonymousClass(), e: /x/ });

    expect(Object.values(data as object).map((value) => (value as Foreign).describe())).toEqual([
      'an instance of Named',
      'a function',
      'an instance of a class',
      'an instance of a class',
      'an instance of RegExp',
    ]);
  });

  test('holes of a list are undefined', () => {
    const list: unknown[] = [];
    list[2] = 'x';

    expect(readInput(list).data).toStrictEqual([undefined, undefined, 'x']);
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
