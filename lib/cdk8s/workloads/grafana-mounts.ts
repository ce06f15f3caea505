import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ConfigMapMount, KubernetesManifest } from '../../render';
import { AppObjects } from '../../render/kubernetes/findings/app-objects';
import { findMountsWithoutVolume } from '../../render/kubernetes/findings/mounts';
import { either, fields, given, problemsOf, type Shape, type Shapes } from '../../validation';
import { objectName } from '../../validation/kubernetes-names';
import {
  configMapMount,
  directory,
  dashboardMount,
  findNestedMounts,
  provisioningMount,
  volumeMountOf,
  volumesOf,
  type ConfigMapVolume,
} from '../../render/kubernetes/objects/mount';
import { inConstruct, refuse } from '../findings/findings';
import { MOUNT_CHECKS, podOfPlus, type PlusContainer, type PlusLibrary, type PlusWorkload } from './cdk8s-plus-pod';
import { containerChoice, mountAll, type Pod } from './pod';
import { PATCHABLE, podOfTemplate, type PatchableObject } from './pod-template-patch';

/** Which ConfigMaps Grafana gets to see, and where. */
export interface GrafanaMountsProps {
  /**
   * Name of the ConfigMap with the dashboards, or false for none. That of a fleet with a `dashboard.uid` of its own has another: pass the `name` of
   * its DashboardConfigMap. @default 'orchestrator-dashboard'
   */
  readonly dashboards?: string | false;
  /**
   * Directory that the dashboards appear in. The dashboard provider must look there, or above it.
   * @default '/var/lib/grafana/dashboards/orchestrator'
   */
  readonly dashboardDirectory?: string;
  /**
   * Name of the ConfigMap for `/etc/grafana/provisioning/dashboards`, or false for none: one ConfigMap alone can be mounted there, and it
   * hides what the image has in that directory. @default 'orchestrator-dashboard-provisioning'
   */
  readonly dashboardProvisioning?: string | false;
  /** Name of the ConfigMap for `/etc/grafana/provisioning/datasources`, or false for none. @default false */
  readonly datasourceProvisioning?: string | false;
  /** What renderDelivery says that Grafana has to mount, in the place of everything above. @default - see above */
  readonly mounts?: readonly ConfigMapMount[];
}

/** Which container of a pod. */
export interface ContainerChoice {
  /** Name or index of the container. @default - the only one, or the one called `grafana` */
  readonly container?: string | number;
}

const configMapName = either((value) => value === false, objectName);

const GRAFANA_MOUNTS_CHECKS: Shapes<GrafanaMountsProps> = {
  dashboards: configMapName,
  dashboardDirectory: directory,
  dashboardProvisioning: configMapName,
  datasourceProvisioning: configMapName,
  mounts: given('the mounts that renderDelivery returns', (value) =>
    (value as readonly unknown[]).every((mount) => problemsOf(configMapMount, mount).length === 0),
  ),
};

const CHOICE: Shape = fields({ container: containerChoice } satisfies Shapes<ContainerChoice>);

/**
 * Mounts the dashboards, and the files that tell Grafana of them, into a Grafana that is described elsewhere: with cdk8s-plus (`mountInto`), or
 * by an object from Include, Helm or ApiObject (`patchInto`). ConfigMaps are mounted as directories, never by `subPath`, whose files would
 * not follow when a ConfigMap changes. Dashboards are read again when they change; provisioning files are read when Grafana starts. With the mounts
 * of a delivery, as `OrchestratorMonitoring.grafanaMounts` has them, the pod gets a hash of these files as an annotation, and starts anew after a
 * change, or after a patch of `OrchestratorMonitoring.objects` that changes them. ConfigMaps that are given by their names may hold anything: there is no hash, and Grafana has to be restarted after a change. A container
 * that is given without its workload gets none either.
 *
 * @example
 * import { App, Chart, Include } from 'cdk8s';
 * import * as kplus from 'cdk8s-plus-28';
 * import { GrafanaMounts } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring', { namespace: 'monitoring' });
 * const mounts = new GrafanaMounts(chart, 'mounts');
 *
 * const grafana = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana/grafana:12.1.1', portNumber: 3000 }] });
 * mounts.mountInto(grafana, kplus);
 *
 * const theirs = new Include(chart, 'theirs', { url: 'grafana.yaml' });
 * mounts.patchInto(theirs.apiObjects.find(({ kind }) => kind === 'Deployment'), { container: 'grafana' });
 */
export class GrafanaMounts extends Construct {
  /** What the pod gets: entries of its `volumes`. */
  readonly volumes: readonly ConfigMapVolume[];
  /** What the container gets: entries of its `volumeMounts`, in the order of `volumes`. */
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];

  private readonly mounts: readonly ConfigMapMount[];

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: GrafanaMountsProps = {}) {
    super(scope, id);
    refuse(this, problemsOf(fields(GRAFANA_MOUNTS_CHECKS), props));
    const { dashboards, dashboardProvisioning, datasourceProvisioning = false } = props;
    this.mounts = props.mounts ?? [
      ...mountOf(dashboards ?? 'orchestrator-dashboard', (name) => dashboardMount(name, props.dashboardDirectory)),
      ...mountOf(dashboardProvisioning ?? 'orchestrator-dashboard-provisioning', (name) =>
        provisioningMount('dashboards', name, 'set dashboardProvisioning to false'),
      ),
      ...mountOf(datasourceProvisioning, (name) =>
        provisioningMount('datasources', name, 'set datasourceProvisioning to false'),
      ),
    ];
    refuse(
      this,
      findNestedMounts(this.mounts).map(({ what, why, fix }) => ({ path: '', message: `${what}; ${why}; ${fix}` })),
    );
    this.volumes = volumesOf(this.mounts);
    this.volumeMounts = this.mounts.map(volumeMountOf);
  }

  /**
   * Mounts everything into a container of cdk8s-plus, or into a workload's container. Give the workload where you can: only then are volumes
   * seen that its other containers use.
   *
   * @param target the container or workload, of any cdk8s-plus
   * @param library the cdk8s-plus that it was made with, for instance all of `cdk8s-plus-28`
   * @throws ConfigError when a volume's name or a path is taken, or there is no such container; nothing is mounted then
   */
  mountInto<TConfigMap, TStorage>(
    target: PlusContainer<TStorage> | PlusWorkload<TStorage>,
    library: PlusLibrary<TConfigMap, TStorage>,
    choice: ContainerChoice = {},
  ): void {
    this.mount(MOUNT_CHECKS, { target, library }, choice, () => podOfPlus(this, target, library, this.mounts));
    this.node.addValidation({ validate: () => findLostVolumes(target) });
  }

  /**
   * Mounts everything into the container of an object with a pod template, by JSON patches on that object. What is there stays as it is.
   *
   * @param object a Deployment, or anything else with `spec.template.spec`; not one that cdk8s-plus makes
   * @throws ConfigError when a volume's name or a path is taken, or there is no such container; nothing is patched then
   */
  patchInto(object: PatchableObject | undefined, choice: ContainerChoice = {}): void {
    this.mount({ patchInto: PATCHABLE }, { patchInto: object }, choice, ({ patchInto }) =>
      podOfTemplate(patchInto, this.mounts),
    );
  }

  private mount<TArgs extends object>(
    checks: Shapes<TArgs>,
    args: TArgs,
    choice: ContainerChoice,
    podOf: (checked: { readonly [Name in keyof TArgs]: NonNullable<TArgs[Name]> }) => Pod,
  ): void {
    if (this.mounts.length === 0) {
      refuse(this, [{ path: '', message: 'found nothing to mount; name at least one ConfigMap' }]);
    }
    refuse(this, problemsOf(fields({ ...checks, choice: CHOICE }, Object.keys(checks)), { ...args, choice }));
    inConstruct(this, () => {
      mountAll(podOf(args as Parameters<typeof podOf>[0]), this.mounts, choice.container);
    });
  }
}

function mountOf(name: string | false, mount: (name: string) => ConfigMapMount): readonly ConfigMapMount[] {
  return name === false ? [] : [mount(name)];
}

/** What is written of a workload of cdk8s-plus: a container alone does not say where it is. */
function findLostVolumes(target: object): string[] {
  const written = Construct.isConstruct(target)
    ? target.node.findAll().filter((construct) => ApiObject.isApiObject(construct))
    : [];
  const objects = written.map((object) => ({
    where: object.node.path,
    chart: '',
    own: true,
    manifest: object.toJson() as KubernetesManifest,
  }));
  return [...findMountsWithoutVolume(new AppObjects(objects))].map(
    ({ path, what, why, fix }) => `${path}: ${what}; ${why}; ${fix}`,
  );
}
