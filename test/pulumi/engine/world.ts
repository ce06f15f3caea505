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
    return new Stack(new Engine(providers, this.pick), options);
  }
}

export type Program = () => unknown;

export class Stack {
  constructor(
    private readonly engine: Engine,
    private readonly options: StackOptions,
  ) {}

  /** What the program does, and what it would change. A preview twice over a `Program` runs it once. */
  async up(program: Program): Promise<readonly string[]> {
    return this.apply((await this.run(program)).resources);
  }

  /** The same for a program that was run. */
  apply(resources: readonly Registered[]): readonly string[] {
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
    return this.engine.destroy().map(shown);
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
