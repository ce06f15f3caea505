/** The model of the engine itself: what it does in which order, and what it refuses. */
import type { Registered } from '../stack';
import { Engine, UNKNOWN, type Provider } from './engine';

/** A provider that keeps a diary. `place` cannot be changed in place; whatever is called `broken` cannot be made. */
function diarist(diary: string[], deleteBeforeReplace = false): Provider {
  return {
    owns: () => true,
    diff: ({ inputs: was }, inputs) => {
      const changed = Object.keys({ ...was, ...inputs }).filter(
        (key) => inputs[key] === UNKNOWN || was[key] !== inputs[key],
      );
      return { changed, replacing: changed.filter((key) => key === 'place'), deleteBeforeReplace };
    },
    create: (_type, inputs) => {
      if (inputs['broken'] === true) {
        throw new Error('it cannot be made');
      }
      diary.push(`create ${String(inputs['place'])}`);
      return inputs;
    },
    update: (_state, inputs) => {
      diary.push(`update ${String(inputs['place'])}`);
      return inputs;
    },
    delete: ({ inputs }) => {
      diary.push(`delete ${String(inputs['place'])}`);
    },
    read: ({ inputs }) => inputs,
  };
}

const URN = 'urn:pulumi:prod::shop::test:index:Thing::';

function thing(name: string, inputs: Registered['inputs'], more: Partial<Registered> = {}): Registered {
  const dependencyUrns = (more.dependencies ?? []).map((other) => URN + other);
  return {
    type: 'test:index:Thing',
    name,
    inputs,
    secrets: [],
    parent: '',
    urn: URN + name,
    parentUrn: '',
    custom: true,
    dependencies: [],
    dependencyUrns,
    propertyDependencies: Object.fromEntries(dependencyUrns.map((urn) => ['place', [urn]])),
    provider: undefined,
    protect: false,
    deleteBeforeReplace: undefined,
    retainOnDelete: false,
    aliases: [],
    aliasTypes: [],
    secretOutputs: [],
    ...more,
  };
}

let diary: string[];
let engine: Engine;
beforeEach(() => {
  diary = [];
  engine = new Engine([diarist(diary)]);
});

/** What is done for the second program. */
function afterwards(first: readonly Registered[], second: readonly Registered[]): readonly string[] {
  engine.up(first);
  diary.length = 0;
  engine.up(second);
  return diary;
}

test('two resources of one urn', () => {
  expect(() => engine.up([thing('a', { place: 1 }), thing('a', { place: 2 })])).toThrow('Duplicate resource URN');
});

test('what is replaced goes last', () => {
  expect(
    afterwards(
      [thing('a', { place: 1 }), thing('b', { place: 5 })],
      [thing('a', { place: 2 }), thing('b', { place: 5, size: 1 })],
    ),
  ).toEqual(['create 2', 'update 5', 'delete 1']);
});

describe('what is deleted before it is replaced', () => {
  const on = { dependencies: ['a'] };

  test('goes first, and whoever cannot stay without it before that', () => {
    expect(
      afterwards(
        [thing('a', { place: 1 }), thing('b', { place: 5 }, on)],
        [thing('a', { place: 2 }, { deleteBeforeReplace: true }), thing('b', { place: 5 }, on)],
      ),
    ).toEqual(['delete 5', 'delete 1', 'create 2', 'create 5']);
  });

  test('by the will of the provider, unless the program says otherwise', () => {
    engine = new Engine([diarist(diary, true)]);
    const [one, two] = [thing('a', { place: 1 }), thing('a', { place: 2 })];

    expect(afterwards([one], [two])).toEqual(['delete 1', 'create 2']);
    expect(afterwards([two], [thing('a', { place: 1 }, { deleteBeforeReplace: false })])).toEqual([
      'create 1',
      'delete 2',
    ]);
  });

  test('is made by the next `up`, where this one stopped in between', () => {
    engine.up([thing('a', { place: 1 })]);

    expect(() => engine.up([thing('a', { place: 2, broken: true }, { deleteBeforeReplace: true })])).toThrow(
      'a: it cannot be made',
    );
    expect(engine.resources.map(({ pendingReplacement }) => pendingReplacement)).toEqual([true]);
    engine.up([thing('a', { place: 2 }, { deleteBeforeReplace: true })]);
    expect(diary).toEqual(['create 1', 'delete 1', 'create 2']);
  });
});

test('who depends on others is made after them, and goes before them', () => {
  const program = [thing('b', { place: 2 }, { dependencies: ['a'] }), thing('a', { place: 1 })];

  expect(afterwards([], program)).toEqual(['create 1', 'create 2']);
  expect(afterwards(program, [])).toEqual(['delete 2', 'delete 1']);
});

test('what is retained stays, also where only its component says so', () => {
  const component = thing('c', {}, { custom: false, retainOnDelete: true });
  const child = thing('b', { place: 2 }, { parentUrn: component.urn });

  expect(afterwards([thing('a', { place: 1 }, { retainOnDelete: true }), component, child], [])).toEqual([]);
  expect(engine.resources).toEqual([]);
});

test('what is protected is neither deleted nor replaced', () => {
  const [one, two] = [1, 2].map((place) => thing('a', { place }, { protect: true }));
  engine.up([one!]);

  expect(() => engine.up([])).toThrow('a protected resource cannot be deleted');
  expect(() => engine.up([two!])).toThrow('unable to replace a protected resource');
  expect(diary).toEqual(['create 1']);
});

test('an alias is the same resource', () => {
  expect(afterwards([thing('old', { place: 1 })], [thing('new', { place: 1 }, { aliases: ['old'] })])).toEqual([]);
  expect(engine.resources.map(({ urn }) => urn)).toEqual([`${URN}new`]);
});

test('a preview does nothing', () => {
  expect(engine.preview([thing('a', { place: 1 })]).map(({ operation }) => operation)).toEqual(['create']);
  expect([diary, engine.resources]).toEqual([[], []]);
});
