/** Stacks with one Grafana and one cluster. */
import { runStack, type Registered, type StackOptions, type StackRun } from '../stack';
import { Engine, type Step } from './engine';
import { grafanaProvider } from './grafana-provider';
import { GrafanaServer } from './grafana-server';
import { Cluster, kubernetesProvider, type KubernetesOptions } from './kubernetes-provider';

export class World {
  readonly grafana = new GrafanaServer();
  readonly cluster = new Cluster();

  constructor(
    private readonly kubernetes: KubernetesOptions = {},
    private readonly pick?: (below: number) => number,
  ) {}

  stack(options: Pick<StackOptions, 'project' | 'stack'> = {}): Stack {
    const providers = [grafanaProvider(this.grafana), kubernetesProvider(this.cluster, this.kubernetes)];
    return new Stack(new Engine(providers, this.pick), this.grafana, options);
  }
}

export type Program = () => unknown;

/** Rules and dashboards of a program, by the words that people know them by. */
function wordsOf(resources: readonly Registered[]): ReadonlySet<string> {
  return new Set(
    resources.flatMap(({ type, inputs }) =>
      type.endsWith(':RuleGroup')
        ? (inputs['rules'] as readonly { name: string }[]).map(({ name }) => `rule ${name}`)
        : type.endsWith(':Dashboard')
          ? [`dashboard ${(JSON.parse(String(inputs['configJson'])) as { title: string }).title}`]
          : [],
    ),
  );
}

export class Stack {
  /** What the program and the one before it have, and Grafana had not for a while, since it was deleted before its successor stood. */
  readonly lost: string[] = [];
  private applied: readonly Registered[] = [];
  private had: ReadonlySet<string> = new Set();
  private wanted: ReadonlySet<string> = new Set();

  constructor(
    private readonly engine: Engine,
    private readonly grafana: GrafanaServer,
    private readonly options: StackOptions,
  ) {}

  /** What the program does, and what it would change. A preview twice over a `Program` runs it once. */
  async up(program: Program): Promise<readonly string[]> {
    return this.apply((await this.run(program)).resources);
  }

  /** The same for a program that was run. */
  apply(resources: readonly Registered[]): readonly string[] {
    // The same once more goes on where it stopped.
    if (resources !== this.applied) {
      this.applied = resources;
      this.had = this.wanted;
      this.wanted = wordsOf(resources);
    }
    this.grafana.watch = ({ deletedRules, deletedDashboards }) => {
      const left = new Set(this.grafana.words());
      const deleted = [
        ...deletedRules.map(({ title }) => `rule ${title}`),
        ...deletedDashboards.map(({ json }) => `dashboard ${String(json['title'])}`),
      ];
      this.lost.push(...deleted.filter((words) => this.wanted.has(words) && this.had.has(words) && !left.has(words)));
    };
    return this.engine.up(resources).map(shown);
  }

  async preview(program: Program): Promise<readonly string[]> {
    return this.wouldChange((await this.run(program)).resources);
  }

  wouldChange(resources: readonly Registered[]): readonly string[] {
    return this.engine.preview(resources).map(shown);
  }

  run(program: Program): Promise<StackRun> {
    return runStack(program, this.options);
  }

  refresh(): void {
    this.engine.refresh();
  }

  destroy(): readonly string[] {
    return this.apply([]);
  }

  /** Names of what the state holds and could not be left like this: still to be deleted, or to be created. */
  get unfinished(): readonly string[] {
    return this.engine.resources
      .filter(({ condemned, pendingReplacement }) => condemned || pendingReplacement)
      .map(({ urn }) => urn.split('::').at(-1) ?? '');
  }
}

/** `update orders-rules-workers (rules)`. */
function shown({ operation, urn, because }: Step): string {
  return `${operation} ${urn.split('::').at(-1) ?? ''}${because.length === 0 ? '' : ` (${because.join(', ')})`}`;
}
