import { ConfigError, createMixin, type MonitoringProps } from '../../../lib';
import { resolveConfig } from '../../../lib/orchestrator';
import { formatPath } from '../../../lib/validation/path';
import { GOOD, placesIn, problemsOf, withValue } from '../../validation/problems';

test('plain JavaScript gets one error with all the problems, in the order of the documented fields', () => {
  const props = {
    replicaSet: [{ name: 'main' }],
    scrapeInterval: '15 secs',
    replicaSets: [
      { name: '', workers: -1 },
      { name: 'main', workers: 3 },
      { name: 'main', workers: { min: 4, max: 2 }, alert: {} },
      { workers: 3 },
    ],
    alerts: { labels: { severity: 'page', team: '' }, overrides: { OrchestratorProjectionErrors: { for: '5 min' } } },
    aggregateBy: ['cluster', 'replica_set'],
  };
  let error: unknown;
  try {
    createMixin(props as MonitoringProps);
  } catch (thrown) {
    error = thrown;
  }

  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).problems.map(({ path }) => path)).toEqual([
    'aggregateBy[1]',
    'replicaSets[0].name',
    'replicaSets[0].workers',
    'replicaSets[2].workers',
    'replicaSets[2].alert',
    'replicaSets[3].name',
    'replicaSets[2].name',
    'scrapeInterval',
    'alerts.labels.severity',
    'alerts.labels.team',
    'alerts.overrides.OrchestratorProjectionErrors.for',
    'replicaSet',
  ]);
  expect((error as ConfigError).message).toBe(
    [
      '12 problems in the monitoring configuration:',
      ...(error as ConfigError).problems.map(({ path, message }) => `  - ${path}: ${message}`),
    ].join('\n'),
  );
});

test.each<[string, unknown, string]>([
  ['null', null, 'found null'],
  ['a list', [], 'found an empty list'],
  ['a text', 'profile: upstream', 'found "profile: upstream"'],
  ['a number', 5, 'found 5'],
  ['a function', () => ({}), 'found a function'],
  ['a date', new Date(0), 'found an instance of Date'],
  ['a map', new Map([['profile', 'upstream']]), 'found an instance of Map'],
])('%s is no description', (_what, props, found) => {
  expect(problemsOf(props)).toEqual([
    {
      path: '',
      message: `${found}; allowed: an object with the description of what to monitor`,
    },
  ]);
});

test.each<[string, object, readonly string[]]>([
  ['a value that is not allowed', { name: 'main', workers: -1 }, ['replicaSets[1].workers', 'replicaSets[1].name']],
  ['a value of another type', { name: 'main', workers: '3' }, ['replicaSets[1].workers', 'replicaSets[1].name']],
  ['an unknown key', { name: 'main', worker: 1 }, ['replicaSets[1].worker', 'replicaSets[1].name']],
])('a name that stands twice is told beside %s', (_what, second, paths) => {
  expect(problemsOf({ replicaSets: [{ name: 'main' }, second] as never }).map(({ path }) => path)).toEqual(paths);
});

test('a list that is too long is not searched for it', () => {
  const names = Array.from({ length: 1_000_000 }, (_, index) => `a${String(index)}`);

  expect(problemsOf({ aggregateBy: names })).toHaveLength(1);
});

test('a wrong value of the same place is one problem', () => {
  // Too long, and with a control character, and given twice.
  const name = `${'x'.repeat(300)}\u0000`;

  expect(problemsOf({ replicaSets: [{ name }, { name }] }).map(({ path }) => path)).toEqual([
    'replicaSets[0].name',
    'replicaSets[1].name',
  ]);
});

test('labels that hide a grouping label are found wherever they can be', () => {
  const labels = { cluster: 'a', team: 'b' };
  const override = { OrchestratorProjectionErrors: { labels } };

  expect(
    problemsOf({
      aggregateBy: ['cluster'],
      alerts: { labels, overrides: override },
      replicaSets: [{ name: 'main', alerts: override }],
    }).map(({ path }) => path),
  ).toEqual([
    'alerts.labels.cluster',
    'alerts.overrides.OrchestratorProjectionErrors.labels.cluster',
    'replicaSets[0].alerts.OrchestratorProjectionErrors.labels.cluster',
  ]);
  expect(problemsOf({ alerts: { labels } })).toEqual([]);
});

describe('values of other types, everywhere', () => {
  const wrong: readonly unknown[] = [
    null,
    NaN,
    Infinity,
    -1,
    0.5,
    1e300,
    '',
    ' ',
    'x',
    '\u0000',
    '\ud800',
    'x'.repeat(100_000),
    true,
    10n,
    Symbol('x'),
    () => 'x',
    [],
    [[]],
    [null],
    {},
    { x: 1 },
    { constructor: 'x' },
    JSON.parse('{"__proto__": {"name": "x"}}'),
    new Date(0),
    new Map(),
    new (class Props {
      readonly profile = 'upstream';
    })(),
    Object.create(null),
    new String('x'),
    new Number(5),
  ];

  const places = placesIn(GOOD);
  const results = places.flatMap((keys) =>
    wrong.map((value) => ({ at: formatPath(keys), value, problems: problemsOf(withValue(keys, value)) })),
  );

  test('whatever is wrong stands at the value or within it', () => {
    const elsewhere = results.filter(({ at, problems }) => problems.some(({ path }) => !path.startsWith(at)));

    expect(elsewhere.map(({ at, problems }) => [at, problems])).toEqual([]);
  });

  test('a message says what was found and what is allowed, however odd or large the value', () => {
    const messages = results.flatMap(({ problems }) => problems.map(({ message }) => message));

    expect(messages.length).toBeGreaterThan(1_000);
    expect(messages.filter((message) => !/^(found .+|unknown key .+|missing); allowed: .+$/.test(message))).toEqual([]);
    expect(messages.filter((message) => message.length > 1_200)).toEqual([]);
  });

  test('every one of them is refused in most places', () => {
    for (const value of wrong) {
      const refused = results.filter((result) => Object.is(result.value, value) && result.problems.length > 0);

      // An empty object stands for a part of the props that is left as it is.
      expect(refused.length).toBeGreaterThan(places.length / 2);
    }
  });
});

test('nothing is kept of the props: a later change, or another answer, changes nothing', () => {
  const names = ['main', '\u0000'];
  const props = {
    replicaSets: [
      {
        get name() {
          return names.shift();
        },
      },
    ],
    aggregateBy: ['cluster'],
  };
  const config = resolveConfig(props as unknown as MonitoringProps);
  props.aggregateBy.push('replica_set');

  expect(config.replicaSets).toEqual([{ name: 'main' }]);
  expect(config.aggregateBy).toEqual(['cluster']);
});

test('ten thousand wrong replica sets are all reported', () => {
  const replicaSets = Array.from({ length: 10_000 }, () => ({ name: 'main', workers: -1 }));

  expect(problemsOf({ replicaSets })).toHaveLength(19_999);
});

const AN_OBJECT = { name: 'a', key: 'b' };

test.each<[string, object, string, string]>([
  ['a token', { authorization: { credentials: 'T0' } }, 'authorization.credentials', 'an object with name, key'],
  [
    'a number',
    { basicAuth: { username: AN_OBJECT, password: 1234 } },
    'basicAuth.password',
    'an object with name, key',
  ],
  ['a header', { authorization: 'Bearer T0' }, 'authorization', 'an object with type, credentials'],
  ['a user and a password', { basicAuth: 'prometheus:T0' }, 'basicAuth', 'an object with username, password'],
  ['a key', { tlsConfig: '-----BEGIN T0' }, 'tlsConfig', 'an object with ca'],
  ['a key as a server', { tlsConfig: { serverName: '-----BEGIN\nT0' } }, 'tlsConfig.serverName', 'a non-empty text'],
  [
    'a header as a type',
    { authorization: { type: 'Bearer T0', credentials: AN_OBJECT } },
    'authorization.type',
    'a type',
  ],
  [
    'a password as a name',
    { basicAuth: { username: AN_OBJECT, password: { name: 'x T0', key: 'b' } } },
    'basicAuth.password.name',
    'the name of a Kubernetes object',
  ],
  ['a token as a key', { tlsConfig: { ca: { name: 'a', key: '/T0' } } }, 'tlsConfig.ca.key', 'a key of a ConfigMap'],
])('%s that stands where its Secret is to be named is not shown', (_, scrape, path, allowed) => {
  const [only, ...others] = problemsOf({ scrape });

  expect(others).toEqual([]);
  expect(only).toMatchObject({
    path: `scrape.${path}`,
    message: expect.stringMatching(
      new RegExp(`^found a (text|number), which may be a secret and is not shown; allowed: ${allowed}`),
    ) as string,
  });
  expect(only?.message).not.toMatch(/T0|1234/);
});

test.each<[string, object, string]>([
  ['a flag', { insecureSkipVerify: 'true' }, 'found "true"; allowed: true or false; write true'],
  ['a server', { serverName: 5 }, 'found 5; allowed: a non-empty text of at most 253 characters; write "5"'],
])('%s among secrets is none', (_, tlsConfig, message) => {
  expect(problemsOf({ scrape: { tlsConfig } })).toMatchObject([{ message }]);
});

test('what is missing or unknown where a secret belongs is told as everywhere', () => {
  expect(problemsOf({ scrape: { basicAuth: { username: AN_OBJECT, passwort: 'T0' } } })).toEqual([
    { path: 'scrape.basicAuth.password', message: 'missing; allowed: an object with name, key' },
    {
      path: 'scrape.basicAuth.passwort',
      message: 'unknown key `passwort`; allowed: username, password; did you mean `password`?',
    },
  ]);
});

test.each([
  ['podLabels', 'put it under `scrape`'],
  ['overrides', 'put it under `alerts`'],
  ['uid', 'put it under `dashboard`'],
  ['scrap', 'did you mean `scrape`?'],
])('a key that stands outside of its object is sent there: %s', (key, fix) => {
  expect(() => createMixin({ [key]: {} })).toThrow(new RegExp(`${key}: unknown key .+; ${fix.replace('?', '\\?')}$`));
});
