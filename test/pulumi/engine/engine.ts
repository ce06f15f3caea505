/**
 * A model of Pulumi's engine, for what mocks let pass: it keeps the resources of one stack from run to run and decides, as
 * pkg/resource/deploy/step_generator.go of github.com/pulumi/pulumi (3.259) does, what is created, updated, replaced and deleted, and in which
 * order. Providers answer from a Grafana and a cluster in memory. Names in brackets are functions of that file.
 */
import type { Registered } from '../stack';

export type Properties = Readonly<Record<string, unknown>>;

/** A resource as the state of the stack holds it. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly parentUrn: string;
  readonly dependencyUrns: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Replaced, and still to be deleted. */
  readonly condemned: boolean;
  /** Deleted, and its successor still to be created. */
  readonly pendingReplacement: boolean;
}

/** What a provider says of new inputs. */
export interface Difference {
  /** Inputs that differ. */
  readonly changed: readonly string[];
  /** Those of them that cannot be changed in place. */
  readonly replacing: readonly string[];
  /** What the provider would do, unless the program says. */
  readonly deleteBeforeReplace: boolean;
}

/** A provider of some types of resources. Whatever the other side refuses is thrown. */
export interface Provider {
  readonly owns: (type: string) => boolean;
  /** Values that are `UNKNOWN` may be any. */
  readonly diff: (state: ResourceState, inputs: Properties) => Difference;
  /** Returns what it reads back afterwards, as `update`. */
  readonly create: (type: string, inputs: Properties) => Properties;
  readonly update: (state: ResourceState, inputs: Properties) => Properties;
  readonly delete: (state: ResourceState) => void;
  /** Undefined where it is gone. */
  readonly read: (state: ResourceState) => Properties | undefined;
}

export type Operation = 'create' | 'update' | 'replace' | 'delete';

/** One thing that was done, or would be. */
export interface Step {
  readonly operation: Operation;
  readonly urn: string;
  /** Inputs for which it is done. */
  readonly because: readonly string[];
}

export class UpFailed extends Error {
  constructor(
    readonly urn: string,
    cause: unknown,
  ) {
    super(`${nameOf(urn)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Stands for an input that is not known yet. */
export const UNKNOWN = '(unknown)';

const nameOf = (urn: string): string => urn.split('::').at(-1) ?? '';
const typeOf = (urn: string): string => (urn.split('::').at(-2) ?? '').split('$').at(-1) ?? '';

/** One stack. */
export class Engine {
  private states: readonly ResourceState[] = [];

  /**
   * @param providers whom the resources are made by
   * @param pick chooses among what could be done next, where the engine would do all at the same time: a number below the given one
   */
  constructor(
    private readonly providers: readonly Provider[],
    private readonly pick: (below: number) => number = () => 0,
  ) {}

  /** What the state holds. */
  get resources(): readonly ResourceState[] {
    return this.states;
  }

  /** `pulumi up`: everything is done until the first failure, which is thrown. The state is kept as far as it came. */
  up(program: readonly Registered[]): readonly Step[] {
    return new Deployment(this.states, this.providers, this.pick, (states) => (this.states = states)).run(program);
  }

  /** `pulumi preview`: what `up` would do. Nothing is asked but the providers' opinion of the inputs. */
  preview(program: readonly Registered[]): readonly Step[] {
    return new Deployment(this.states, this.providers.map(dry), this.pick, () => undefined).run(program);
  }

  /** `pulumi refresh`: the state becomes what is really there. */
  refresh(): void {
    this.states = this.states.flatMap((state) => {
      const outputs = state.custom ? providerOf(this.providers, state.type).read(state) : state.outputs;
      return outputs === undefined ? [] : [{ ...state, outputs }];
    });
  }

  /** `pulumi destroy`. */
  destroy(): readonly Step[] {
    return this.up([]);
  }
}

/** A provider that does nothing, and hands back what it is given. */
function dry(provider: Provider): Provider {
  return {
    ...provider,
    create: (_type, inputs) => inputs,
    update: (_state, inputs) => inputs,
    delete: () => undefined,
  };
}

function providerOf(providers: readonly Provider[], type: string): Provider {
  const provider = providers.find(({ owns }) => owns(type));
  if (provider === undefined) {
    throw new Error(`no provider of ${type}`);
  }
  return provider;
}

/** One run of a program against the state. */
class Deployment {
  private readonly seen = new Set<string>();
  private readonly steps: Step[] = [];
  /** Urns deleted for the sake of something that they depend on, and not met since. */
  private readonly deletedEarly = new Set<string>();
  /** Urns of now, by those that the state has them under. */
  private readonly renamed = new Map<string, string>();
  private readonly before: readonly ResourceState[];

  constructor(
    private states: readonly ResourceState[],
    private readonly providers: readonly Provider[],
    private readonly pick: (below: number) => number,
    private readonly keep: (states: readonly ResourceState[]) => void,
  ) {
    this.before = states;
  }

  run(program: readonly Registered[]): readonly Step[] {
    const waiting = [...program];
    while (waiting.length > 0) {
      const isWaiting = new Set(waiting.map(({ urn }) => urn));
      const ready = waiting.filter(({ parentUrn, dependencyUrns }) =>
        [parentUrn, ...dependencyUrns].every((urn) => !isWaiting.has(urn)),
      );
      const next = ready[this.pick(ready.length)];
      if (next === undefined) {
        throw new Error('what is left waits for itself');
      }
      waiting.splice(waiting.indexOf(next), 1);
      this.register(next);
    }
    this.deleteTheRest();
    return this.steps;
  }

  /** [generateSteps]. */
  private register(given: Registered): void {
    // A component hands it on (inheritFromParent of source_eval.go); protection, already in the program.
    const parent = this.states.find(({ urn, condemned }) => urn === given.parentUrn && !condemned);
    const wanted = { ...given, retainOnDelete: given.retainOnDelete || (parent?.retainOnDelete ?? false) };
    if (this.seen.has(wanted.urn)) {
      throw new UpFailed(wanted.urn, new Error('Duplicate resource URN; try giving it a unique name'));
    }
    this.seen.add(wanted.urn);
    const old = this.findOld(wanted);
    if (!wanted.custom) {
      this.put(old, { ...stateOf(wanted), outputs: {} });
    } else if (old === undefined || this.deletedEarly.delete(old.urn)) {
      this.create(wanted, old);
    } else {
      this.change(wanted, old);
    }
  }

  /** By its urn, or by an alias, or by that of its parent [getOldResource, inheritedChildAlias]. */
  private findOld({ urn, name, type, parentUrn, aliases, aliasTypes }: Registered): ResourceState | undefined {
    const oldParent = [...this.renamed].find(([, now]) => now === parentUrn)?.[0];
    const [stack = '', project = '', qualified = ''] = urn.split('::');
    const prefix = qualified.slice(0, qualified.length - type.length);
    const inherited =
      oldParent === undefined
        ? []
        : [
            [
              stack,
              project,
              `${oldParent.split('::').at(-2) ?? ''}$${type}`,
              name.startsWith(nameOf(parentUrn)) ? nameOf(oldParent) + name.slice(nameOf(parentUrn).length) : name,
            ].join('::'),
          ];
    const own = [
      ...aliases.map((alias) => [stack, project, qualified, alias === '' ? name : alias].join('::')),
      ...aliasTypes.map((oldType) => [stack, project, prefix + oldType, name].join('::')),
    ];
    const found = [urn, ...own, ...inherited].flatMap(
      (candidate) => this.states.find((state) => state.urn === candidate && !state.condemned) ?? [],
    )[0];
    if (found !== undefined && found.urn !== urn) {
      this.renamed.set(found.urn, urn);
    }
    return found;
  }

  private create(wanted: Registered, successorOf?: ResourceState): void {
    const outputs = this.attempt(wanted.urn, () => this.provider(wanted.type).create(wanted.type, wanted.inputs));
    this.note(successorOf === undefined ? 'create' : 'replace', wanted.urn, []);
    this.put(successorOf, { ...stateOf(wanted), outputs });
  }

  /** [continueStepsFromDiff]. */
  private change(wanted: Registered, old: ResourceState): void {
    const provider = this.provider(wanted.type);
    const { changed, replacing, deleteBeforeReplace } = provider.diff(old, wanted.inputs);
    if (replacing.length > 0 || old.pendingReplacement) {
      if (old.protect && wanted.protect) {
        throw new UpFailed(wanted.urn, new Error('unable to replace a protected resource'));
      }
      if (wanted.deleteBeforeReplace ?? deleteBeforeReplace) {
        for (const dependent of this.dependentReplacements(old).toReversed()) {
          this.remove(dependent, true);
          this.deletedEarly.add(dependent.urn);
        }
        const gone = old.pendingReplacement ? old : this.remove(old, true);
        this.create(wanted, gone);
        return;
      }
      const outputs = this.attempt(wanted.urn, () => provider.create(wanted.type, wanted.inputs));
      this.note('replace', wanted.urn, replacing);
      this.replaceState(old, [
        { ...old, condemned: true },
        { ...stateOf(wanted), outputs },
      ]);
    } else if (changed.length > 0) {
      const outputs = this.attempt(wanted.urn, () => provider.update(old, wanted.inputs));
      this.note('update', wanted.urn, changed);
      this.put(old, { ...stateOf(wanted), outputs });
    } else {
      this.put(old, { ...stateOf(wanted), outputs: old.outputs });
    }
  }

  /** Whatever depends on it and could not stay if it went away [calculateDependentReplacements]. In the order of the state. */
  private dependentReplacements(root: ResourceState): readonly ResourceState[] {
    const urns = new Set([root.urn]);
    return this.states.filter((state) => {
      if (!state.custom || state.condemned || this.seen.has(state.urn)) {
        return false;
      }
      const unknown = Object.entries(state.propertyDependencies)
        .filter(([, from]) => from.some((urn) => urns.has(urn)))
        .map(([key]) => [key, UNKNOWN] as const);
      const inputs = { ...state.inputs, ...Object.fromEntries(unknown) };
      const isReplaced = unknown.length > 0 && this.provider(state.type).diff(state, inputs).replacing.length > 0;
      if (isReplaced) {
        urns.add(state.urn);
      }
      return isReplaced;
    });
  }

  /** What is not wanted any more, or was replaced: who depends on others goes first [GenerateDeletes, ScheduleDeletes]. */
  private deleteTheRest(): void {
    let condemned = this.states.filter(
      ({ urn, condemned: isReplaced }) => isReplaced || !(this.seen.has(urn) || this.renamed.has(urn)),
    );
    while (condemned.length > 0) {
      const needed = new Set(
        condemned.flatMap(({ urn, parentUrn, dependencyUrns }) =>
          [parentUrn, ...dependencyUrns].filter((other) => other !== urn),
        ),
      );
      const now = condemned.filter(({ urn }) => !needed.has(urn));
      const failures = now.flatMap((state) => {
        try {
          this.remove(state, false);
          return [];
        } catch (error) {
          return [error];
        }
      });
      if (failures.length > 0) {
        throw failures[0];
      }
      condemned = condemned.filter((state) => !now.includes(state));
    }
  }

  private remove(state: ResourceState, isReplaced: boolean): ResourceState {
    if (state.protect) {
      throw new UpFailed(state.urn, new Error('a protected resource cannot be deleted'));
    }
    if (state.custom && !state.retainOnDelete && !state.pendingReplacement) {
      this.attempt(state.urn, () => {
        this.provider(state.type).delete(state);
      });
    }
    if (state.custom && !isReplaced && (!state.condemned || this.before.includes(state))) {
      this.note('delete', state.urn, []);
    }
    const gone = { ...state, pendingReplacement: true };
    this.replaceState(state, isReplaced ? [gone] : []);
    return gone;
  }

  private attempt<T>(urn: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new UpFailed(urn, error);
    }
  }

  private note(operation: Operation, urn: string, because: readonly string[]): void {
    this.steps.push({ operation, urn, because });
  }

  private provider(type: string): Provider {
    return providerOf(this.providers, type);
  }

  private put(old: ResourceState | undefined, state: ResourceState): void {
    if (old === undefined) {
      this.store([...this.states, state]);
    } else {
      this.replaceState(old, [state]);
    }
  }

  private replaceState(old: ResourceState, by: readonly ResourceState[]): void {
    this.store(this.states.flatMap((state) => (state === old ? by : [state])));
  }

  private store(states: readonly ResourceState[]): void {
    this.states = states;
    this.keep(states);
  }
}

function stateOf(wanted: Registered): Omit<ResourceState, 'outputs'> {
  const { urn, custom, inputs, parentUrn, dependencyUrns, propertyDependencies, protect, retainOnDelete } = wanted;
  return {
    urn,
    type: typeOf(urn),
    custom,
    inputs,
    parentUrn,
    dependencyUrns,
    propertyDependencies,
    protect,
    retainOnDelete,
    condemned: false,
    pendingReplacement: false,
  };
}
