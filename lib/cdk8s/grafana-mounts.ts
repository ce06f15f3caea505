import { Construct } from 'constructs';
import type { Problem } from '../mixin';
import { PROVISIONING_DIRECTORY, DASHBOARD_DIRECTORY } from '../render';
import { mountIntoPod, type PlusContainer, type PlusLibrary, type PlusWorkload } from './cdk8s-plus-pod';
import { either, fields, type Checks } from './field-checks';
import { refuse } from './findings';
import { DATASOURCE_PROVISIONING_DIRECTORY, directory } from './grafana-directories';
import { objectName } from './kubernetes-object';
import type { ConfigMapMount } from './mount-conflicts';
import {
  patchIntoPodTemplate,
  volumeMountOf,
  volumeOf,
  type ConfigMapVolume,
  type PatchableObject,
} from './pod-template-patch';

/** Which ConfigMaps Grafana gets to see, and where. */
export interface GrafanaMountsProps {
  /** Name of the ConfigMap with the dashboards, or false for none. @default 'orchestrator-dashboard' */
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
}

/** Which container of a pod. */
export interface ContainerChoice {
  /** Name or index of the container. @default - the only one, or the one called `grafana` */
  readonly container?: string | number;
}

const configMapName = either((value) => value === false, objectName);

const GRAFANA_MOUNTS_CHECKS: Checks<GrafanaMountsProps> = {
  dashboards: configMapName,
  dashboardDirectory: directory,
  dashboardProvisioning: configMapName,
  datasourceProvisioning: configMapName,
};

/**
 * Mounts the dashboards, and the files that tell Grafana of them, into a Grafana that is described elsewhere: with cdk8s-plus (`mountInto`), or
 * by an object from Include, Helm or ApiObject (`patchInto`). ConfigMaps are mounted as directories, never by `subPath`, whose files would
 * not follow when a ConfigMap changes.
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
    refuse(this, fields(GRAFANA_MOUNTS_CHECKS)(props, ''));
    this.mounts = [
      ...mountOf(
        props.dashboards ?? 'orchestrator-dashboard',
        props.dashboardDirectory ?? DASHBOARD_DIRECTORY,
        'choose another dashboardDirectory',
      ),
      ...mountOf(
        props.dashboardProvisioning ?? 'orchestrator-dashboard-provisioning',
        PROVISIONING_DIRECTORY,
        'set dashboardProvisioning to false and add the dashboard provider to the files that are there',
      ),
      ...mountOf(
        props.datasourceProvisioning ?? false,
        DATASOURCE_PROVISIONING_DIRECTORY,
        'set datasourceProvisioning to false and add the data source to the files that are there',
      ),
    ];
    refuse(this, namesakes(this.mounts));
    this.volumes = this.mounts.map(volumeOf);
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
    this.refuseNothing();
    refuse(this, mountIntoPod(this, target, library, this.mounts, choice.container));
  }

  /**
   * Mounts everything into the container of an object with a pod template, by JSON patches on that object. What is there stays as it is.
   *
   * @param object a Deployment, or anything else with `spec.template.spec`; not one that cdk8s-plus makes
   * @throws ConfigError when a volume's name or a path is taken, or there is no such container; nothing is patched then
   */
  patchInto(object: PatchableObject | undefined, choice: ContainerChoice = {}): void {
    this.refuseNothing();
    refuse(this, patchIntoPodTemplate(object, this.mounts, choice.container));
  }

  private refuseNothing(): void {
    if (this.mounts.length === 0) {
      refuse(this, [{ path: '', message: 'found nothing to mount; name at least one ConfigMap' }]);
    }
  }
}

/** The volume is called as its ConfigMap, as far as a volume can be: no dots, and at most 63 characters. */
function mountOf(name: string | false, mountPath: string, otherwise: string): readonly ConfigMapMount[] {
  if (name === false) {
    return [];
  }
  const volumeName = name.replace(/\./g, '-').slice(0, 63).replace(/-+$/, '');
  return [{ configMapName: name, volumeName, mountPath, otherwise }];
}

function namesakes(mounts: readonly ConfigMapMount[]): readonly Problem[] {
  return mounts
    .filter(({ volumeName }, index) => mounts.findIndex((other) => other.volumeName === volumeName) < index)
    .map(({ configMapName, volumeName }) => ({
      path: '',
      message: `found the ConfigMap ${configMapName}, whose volume would be called ${volumeName} as another's; give it a name that differs in its first 63 characters`,
    }));
}
