import * as pulumi from '@pulumi/pulumi';
import type { ConfigMapMount } from '../../render';
import type * as objects from './delivered-objects';
import type { OrchestratorKubernetesObjectsArgs } from './kubernetes-objects-args';

// Loaded when the first component is made: see orchestrator-monitoring.ts.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- constructors cannot wait for an import()
const load = (): typeof objects => require('./delivered-objects') as typeof objects;

const TYPE = 'pupsourcing-orchestrator-monitoring:index:OrchestratorKubernetesObjects';

/** What stacks of earlier versions have it under. */
const OLD_TYPE = 'pupsourcing-orchestrator-monitoring:index:OrchestratorMonitoringManifests';

/**
 * ConfigMaps, rules and scrape objects of a fleet, by one of the deliveries that the cdk8s constructs use, too. Aliases, transforms, providers and
 * protection of the component reach all of them.
 *
 * @example
 * new OrchestratorKubernetesObjects('orders', {
 *   delivery: kubePrometheusStack({ release: 'monitoring' }),
 *   namespace: 'monitoring',
 *   replicaSets: [{ name: 'orders', workers: 3 }],
 *   alerts: { evaluatedBy: 'prometheus' },
 * });
 */
export class OrchestratorKubernetesObjects extends pulumi.ComponentResource {
  /** Kind and name of every object, in the order of the delivery: `PrometheusRule orchestrator-rules`. */
  readonly objectNames: pulumi.Output<string[]>;
  /** What Grafana has to mount, where the delivery is by files. */
  readonly mounts: pulumi.Output<ConfigMapMount[]>;

  /** @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop, before anything is made */
  constructor(name: string, args: OrchestratorKubernetesObjectsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { checkObjectsArgs, createObjects } = load();
    const checked = checkObjectsArgs(args);
    super(TYPE, name, {}, { ...opts, aliases: [...(opts.aliases ?? []), { type: OLD_TYPE }] });
    const { mounts, objectNames } = createObjects(this, name, args, checked, opts);
    this.mounts = pulumi.output(mounts);
    this.objectNames = pulumi.output(objectNames);
    this.registerOutputs({ objectNames: this.objectNames, mounts: this.mounts });
  }
}
