/** Values that nobody means: each is one problem with a place and a fix, and takes no time. */
import { problemsOf } from './problems';

const boom = (): never => {
  throw new Error('boom');
};

test.each<[string, unknown]>([
  ['a getter', Object.defineProperty({}, 'profile', { get: boom, enumerable: true })],
  ['a getter deep within', { replicaSets: [Object.defineProperty({}, 'name', { get: boom, enumerable: true })] }],
  ['a proxy', { dashboard: new Proxy({}, { ownKeys: boom }) }],
])('%s that throws', (_what, props) => {
  expect(problemsOf(props)).toEqual([
    {
      path: '',
      message: 'found a value that throws "boom" when it is read; allowed: plain data; pass the value itself',
    },
  ]);
});

const MANY = 'at most 10000 entries; split it into several configurations';

test.each<[string, unknown, string, string]>([
  ['a list', { replicaSets: Array.from({ length: 10_001 }, () => ({})) }, 'replicaSets', 'a list of 10001'],
  ['a sparse list', { replicaSets: Object.assign([], { length: 4e9 }) }, 'replicaSets', 'a list of 4000000000'],
  [
    'an object',
    { selector: Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`l${String(index)}`, 'x'])) },
    'selector',
    'an object with l0, l1, l2, l3, l4, l5, l6, l7, ...',
  ],
])('%s of too many entries', (_what, props, path, found) => {
  expect(problemsOf(props)).toContainEqual({ path, message: `found ${found}; allowed: ${MANY}` });
});

test('what contains itself is refused where it does not belong', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['alerts'] = cyclic;

  expect(problemsOf({ alerts: cyclic }).map(({ path }) => path)).toEqual(['alerts.alerts']);
});
