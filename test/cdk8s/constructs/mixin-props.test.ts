import { Testing } from 'cdk8s';
import { createMixin, type Mixin } from 'pupsourcing-orchestrator-monitoring';
import { RuleConfigMap, type MixinProps } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { MIXIN_CONSTRUCTS } from '../every-construct';
import { problemsOf } from '../problems-of';

const DESCRIPTION = { replicaSets: [{ name: 'orders', workers: 3 }] };

describe.each(MIXIN_CONSTRUCTS)('$construct', ({ make, defaultName }) => {
  test('is called after its fleet, so that those of two stay apart', () => {
    const { name } = make(Testing.chart(), 'object', { dashboard: { uid: 'billing' } } as object);

    expect(name).toBe(defaultName.replace('orchestrator', 'orchestrator-billing'));
  });

  test('makes the same of a description and of the mixin that is made from it', () => {
    const [described, given] = [Testing.chart(), Testing.chart()];

    make(described, 'object', DESCRIPTION as never);
    make(given, 'object', { mixin: createMixin(DESCRIPTION) } as never);

    expect(Testing.synth(given)).toEqual(Testing.synth(described));
  });

  test('refuses a mixin beside a description', () => {
    const both = { mixin: createMixin(), ...DESCRIPTION, profile: undefined };

    expect(problemsOf(() => make(Testing.chart(), 'object', both as never))).toEqual([
      '[test/object] replicaSets: found beside mixin, which has its own description; pass it to createMixin',
    ]);
  });
});

test('a mixin is kept, not copied', () => {
  const mixin = createMixin(DESCRIPTION);

  expect(new RuleConfigMap(Testing.chart(), 'rules', { mixin }).mixin).toBe(mixin);
});

test.each([
  ['a description', DESCRIPTION, 'an object with replicaSets'],
  ['a number', 3, '3'],
  ['a function', createMixin, 'a function'],
  ['nothing', null, 'null'],
])('what is no mixin is refused: %s', (_what, mixin, found) => {
  expect(problemsOf(() => new RuleConfigMap(Testing.chart(), 'rules', { mixin: mixin as unknown as Mixin }))).toEqual([
    `[test/rules] mixin: found ${found}; allowed: what createMixin returns`,
  ]);
});

test.each([null, 'props', ['props']])('what are no props are refused: %j', (props) => {
  expect(problemsOf(() => new RuleConfigMap(Testing.chart(), 'rules', props as unknown as MixinProps))).toEqual([
    expect.stringMatching(/^\[test\/rules\]: found .+; allowed: an object with name, namespace/),
  ]);
});

test('a key of an object within the description is told from a misspelled one of the construct', () => {
  const wrong = { namespaces: ['shop'], nam: 'x' };

  expect(problemsOf(() => new RuleConfigMap(Testing.chart(), 'rules', wrong as never))).toEqual([
    expect.stringMatching(/^\[test\/rules\] namespaces: unknown key .+; put it under `scrape`$/),
    expect.stringMatching(/^\[test\/rules\] nam: unknown key .+; did you mean `name`\?$/),
  ]);
});

test('problems of the description and of the construct come together', () => {
  const wrong = { replicaSets: [{ name: '', workers: -1 }], key: 'a/b', replicas: 3 };

  expect(problemsOf(() => new RuleConfigMap(Testing.chart(), 'rules', wrong as never))).toEqual([
    expect.stringMatching(/^\[test\/rules\] replicaSets\[0\]\.name: found ""/),
    expect.stringMatching(/^\[test\/rules\] replicaSets\[0\]\.workers: found -1/),
    `[test/rules] key: found "a/b"; allowed: a key of a ConfigMap or Secret (up to 253 letters, digits, '-', '_' and '.')`,
    expect.stringMatching(/^\[test\/rules\] replicas: unknown key `replicas`; allowed: .*replicaSets/),
  ]);
});
