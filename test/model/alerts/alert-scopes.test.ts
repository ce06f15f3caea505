import { defineAlert, text, value, type QueryContext, type Signal } from '../../../lib';
import type { AlertOverride } from '../../../lib/orchestrator';
import { type AlertingSettings } from '../../../lib/orchestrator';
import { scopesOf } from '../../../lib/model/alerts/alert-scopes';

const signal: Signal = {
  name: 'errorRate',
  title: 'Error rate',
  unit: 'errors/s',
  labels: ['replica_set'],
  expression: () => 'errors',
};

const errors = defineAlert({
  name: 'OrchestratorProjectionErrors',
  signal,
  comparison: '>',
  threshold: 0.01,
  for: '5m',
  severity: 'critical',
  summary: text`A projection fails.`,
  description: () => text`${value()} errors a second.`,
  panel: 'errors',
  reason: '',
  runbook: { meaning: '', impact: '', diagnosis: [], fix: [] },
});

const context: QueryContext = {
  workers: [],
  targets: [],
  by: [],
  pinned: {},
  listed: [],
  window: '5m',
  recorded: new Set(),
};

interface Listed {
  readonly name: string;
  readonly override?: AlertOverride;
}

const alerting = (
  subjects: readonly Listed[],
  fleet: AlertOverride = {},
  more: Partial<AlertingSettings> = {},
): AlertingSettings => ({
  enabled: true,
  labels: {},
  annotations: {},
  overrides: { [errors.name]: fleet },
  subjectLabel: 'replica_set',
  subjects: subjects.map(({ name, override }) =>
    override === undefined ? { name } : { name, alerts: { [errors.name]: override } },
  ),
  watchUnlisted: true,
  ...more,
});

/** The scopes in short: which subjects, which matcher restricts a rule to them, and what tells its settings from the fleet's. */
const shapes = (settings: AlertingSettings, definition = errors) =>
  scopesOf(settings, definition, context).map(({ scope: { subjects, unlisted, matchers }, key }) => ({
    subjects: unlisted ? [...subjects, '*'] : subjects,
    matchers: matchers.map(({ label, op, value: of }) => `${label}${op}${of}`).join(),
    key,
  }));

const own = (name: string, override: AlertOverride): Listed => ({ name, override });

test.each<[string, readonly Listed[], ReturnType<typeof shapes>]>([
  ['nobody is listed: one rule for all', [], [{ subjects: ['*'], matchers: '', key: '' }]],
  [
    'equal settings: one rule for all, without a matcher',
    [{ name: 'a' }, { name: 'b' }],
    [{ subjects: ['a', 'b', '*'], matchers: '', key: '' }],
  ],
  [
    'settings of its own: a rule of its own, and the others go without',
    [{ name: 'a' }, own('b', { threshold: 1 }), { name: 'c' }],
    [
      { subjects: ['a', 'c', '*'], matchers: 'replica_set!=b', key: '' },
      { subjects: ['b'], matchers: 'replica_set=b', key: 'threshold=1' },
    ],
  ],
  [
    'settings that agree, however they are written: one rule, by a pattern',
    [
      own('x.y', { severity: 'info', labels: { a: '1', b: '2' } }),
      own('z', { labels: { b: '2', a: '1' }, severity: 'info' }),
    ],
    [
      { subjects: ['*'], matchers: 'replica_set!~x\\.y|z', key: '' },
      { subjects: ['x.y', 'z'], matchers: 'replica_set=~x\\.y|z', key: 'severity=info,a=1,b=2' },
    ],
  ],
  [
    'settings that say what holds anyway change nothing',
    [
      own('a', { enabled: true, threshold: 0.01, for: '5m', severity: 'critical' }),
      own('b', { for: '300s', keepFiringFor: '0s' }),
    ],
    [{ subjects: ['a', 'b', '*'], matchers: '', key: '' }],
  ],
  [
    'switched off for one: the others go without it',
    [own('a', { enabled: false })],
    [
      { subjects: ['*'], matchers: 'replica_set!=a', key: '' },
      { subjects: ['a'], matchers: 'replica_set=a', key: 'enabled=false' },
    ],
  ],
])('%s', (_what, subjects, expected) => {
  expect(shapes(alerting(subjects))).toEqual(expected);
});

test('the order of keys changes nothing', () => {
  const texts = { a: '1', b: '2', c: '3' };
  const reversed = Object.fromEntries(Object.entries(texts).reverse());
  const keyOf = (override: AlertOverride) => shapes(alerting([own('a', override)]))[1]?.key;

  expect(keyOf({ labels: reversed })).toEqual('a=1,b=2,c=3');
  expect(keyOf({ annotations: reversed })).toEqual(keyOf({ annotations: texts }));
  // Nor does that of the fleet's, of which some are gone.
  expect(shapes(alerting([own('a', { labels: { a: '9' } })], { labels: reversed }))[1]?.key).toEqual('a=9');
});

test('where nobody but the listed is watched, no rule is made for nobody', () => {
  const watchUnlisted = false;

  expect(shapes(alerting([own('a', { threshold: 1 })], {}, { watchUnlisted }))).toEqual([
    { subjects: ['a'], matchers: 'replica_set=a', key: 'threshold=1' },
  ]);
  expect(shapes(alerting([], {}, { watchUnlisted }))).toEqual([]);
});

test('the fleet’s settings are nobody’s difference', () => {
  expect(shapes(alerting([own('a', { for: '1m' }), own('b', { threshold: 2 })], { threshold: 2 }))).toEqual([
    { subjects: ['b', '*'], matchers: 'replica_set!=a', key: '' },
    { subjects: ['a'], matchers: 'replica_set=a', key: 'for=1m' },
  ]);
});

test('a key is short, and has nothing that a template or a title could take for something else', () => {
  const [, odd] = shapes(alerting([own('a', { annotations: { note: `{{ $value }}${'x'.repeat(500)}` } })]));

  expect(odd?.key).toMatch(/^annotation note=__ _value __x+ \w{8}$/);
  expect(odd?.key).toHaveLength(60);
  expect(odd?.key).not.toEqual(shapes(alerting([own('a', { annotations: { note: '{{ $value }}' } })]))[1]?.key);
});

test.each<[string, AlertOverride, AlertOverride, readonly string[]]>([
  ['a setting', { labels: { for: '10m' } }, { for: '10m' }, ['label for=10m', 'for=10m']],
  ['the fleet’s', { labels: { threshold: '9' } }, { threshold: 0.5 }, ['label threshold=9', 'threshold=0.5']],
  [
    'two labels',
    { labels: { a: '1,b=2' } },
    { labels: { a: '1', b: '2' } },
    [expect.stringMatching(/^a=1_,b=2 \w{8}$/) as string, 'a=1,b=2'],
  ],
])('a label is not taken for %s', (_what, one, other, keys) => {
  const fleet = { labels: { threshold: '0.5' } };

  expect(shapes(alerting([own('a', one), own('b', other)], fleet)).map(({ key }) => key)).toEqual(['', ...keys]);
});

describe('conditions of a subject', () => {
  const expected = {
    ...errors,
    conditions: (subject: string | undefined) =>
      subject === 'wide'
        ? [
            { key: 'below', signal, comparison: '<' as const, threshold: 2 },
            { key: 'above', signal, comparison: '>' as const, threshold: 9 },
          ]
        : [{ key: '', signal, comparison: '!=' as const, threshold: subject === 'small' ? 1 : 3 }],
  };

  test('tell rules apart', () => {
    expect(shapes(alerting([{ name: 'usual' }, { name: 'small' }, { name: 'wide' }]), expected)).toEqual([
      { subjects: ['usual', '*'], matchers: 'replica_set!~small|wide', key: '' },
      { subjects: ['small'], matchers: 'replica_set=small', key: 'threshold=1' },
      { subjects: ['wide'], matchers: 'replica_set=wide', key: 'below=<2,above=>9,threshold=' },
    ]);
  });

  test.each([
    ['', ['signal=otherRate', 'threshold=<3']],
    ['low', ['low signal=otherRate', 'low=<3']],
  ])('tell rules apart that differ in the signal or the comparison alone, with the key %j', (key, keys) => {
    const other = { ...signal, name: 'otherRate' };
    const conditions = (subject: string | undefined) => [
      {
        key,
        signal: subject === 'asking' ? other : signal,
        comparison: subject === 'comparing' ? ('<' as const) : ('>' as const),
        threshold: 3,
      },
    ];
    const found = shapes(alerting([{ name: 'asking' }, { name: 'comparing' }]), { ...errors, conditions });

    expect(found.map((shape) => shape.key)).toEqual(['', ...keys]);
  });
});

test('an alert that subjects have to ask for waits as long as each asks for, and nobody else has it', () => {
  const asked = defineAlert({ ...errors, askedFor: ({ neverRestsFor }) => neverRestsFor });
  const listed = [
    { name: 'a', neverRestsFor: '5m' } as const,
    { name: 'b', neverRestsFor: '1h' } as const,
    { name: 'c' },
  ];
  const scopes = (fleet: AlertOverride = {}) =>
    scopesOf(alerting([...listed, { name: 'unknown' }], fleet), asked, { ...context, listed })
      .filter(({ settings }) => settings.enabled)
      .map(({ scope: { subjects }, settings, key }) => [subjects, settings.for, key]);

  expect(scopes()).toEqual([
    [['a'], '5m', ''],
    [['b'], '1h', 'for=1h'],
  ]);
  expect(scopes({ for: '2h' })).toEqual([[['a', 'b'], '2h', '']]);
  expect(scopes({ enabled: false })).toEqual([]);
});
