/** Who of an app reads an object: what two readers have never meets. */
import { remembered } from '../../../model/remembered';
import { configMapsOf } from './mounts';
import type { AppObjects, Workload } from './app-objects';
import { mayBeEqual, type LocatedManifest } from './located-manifest';
import { takes } from './operator-selectors';
import { listAt, textAt, textsAt } from '../../../validation';

/** Labels that the sidecars of Grafana's Helm charts look for. */
export const COLLECTED = ['grafana_dashboard', 'grafana_datasource', 'grafana_alert', 'grafana_notifier'];

type Sidecar = ReturnType<typeof sidecarsIn>[number];

/** The sidecars of an app, and what each collects. */
export function sidecarsIn({ workloads }: AppObjects) {
  return workloads.flatMap(({ located, containers }) =>
    containers
      .filter((container) => textAt(container, 'image')?.includes('k8s-sidecar'))
      .map((container) => {
        const env = listAt(container, 'env');
        const ofName = (name: string) => env.find((variable) => textAt(variable, 'name') === name);
        const valueOf = (name: string) => textAt(ofName(name), 'value');
        const among = valueOf('NAMESPACE') ?? located.manifest.metadata.namespace;
        return {
          located,
          label: valueOf('LABEL') ?? '',
          // Empty where it takes any.
          value: valueOf('LABEL_VALUE') ?? '',
          // Undefined where it looks into all, or where they are not known.
          namespaces: among === 'ALL' ? undefined : among?.split(',').map((name) => name.trim()),
          // Empty where it reads none.
          folderAnnotation: valueOf('FOLDER_ANNOTATION') ?? '',
        };
      })
      .filter(({ label }) => label !== ''),
  );
}

/** Labels by which sidecars collect ConfigMaps: the usual ones, and those that the app shows. */
export function collectedLabels(objects: AppObjects): readonly string[] {
  return [...new Set([...COLLECTED, ...sidecarsIn(objects).map(({ label }) => label)])];
}

/** Whether a sidecar takes an object. */
export function collects({ label, value, namespaces }: Sidecar, { metadata }: LocatedManifest['manifest']): boolean {
  const own = textsAt(metadata, 'labels')[label];
  return (
    own !== undefined &&
    (value === '' || value === own) &&
    (namespaces === undefined || namespaces.some((name) => mayBeEqual(name, metadata.namespace)))
  );
}

/** The workloads that mount a ConfigMap: a pod sees those of its own namespace. */
export function mountersOf(
  { workloads }: AppObjects,
  { manifest: { metadata } }: LocatedManifest,
): readonly Workload[] {
  return workloads.filter(
    ({ located: { manifest }, volumes }) =>
      mayBeEqual(manifest.metadata.namespace, metadata.namespace) &&
      volumes.flatMap(configMapsOf).includes(metadata.name),
  );
}

/** Whether one reader may have both of two objects: what nobody of the app reads may be for anybody. */
export function mayMeetIn(objects: AppObjects): (one: LocatedManifest, other: LocatedManifest) => boolean {
  const sidecars = sidecarsIn(objects);
  const labels = collectedLabels(objects);
  // One of many namesakes is compared with several.
  const readersOf = remembered((located: LocatedManifest): readonly LocatedManifest[] => {
    const { kind, metadata } = located.manifest;
    if (kind === 'PrometheusRule') {
      return objects.beside(located, 'Prometheus', 'ThanosRuler').filter((server) => takes(server, 'rule', located));
    }
    // What a sidecar is to collect is for its Grafana, whoever else mounts it.
    const isForSidecars = labels.some((label) => textAt(metadata, 'labels', label) !== undefined);
    const mounting = kind !== 'ConfigMap' || isForSidecars ? [] : mountersOf(objects, located);
    const collecting = sidecars.filter((sidecar) => collects(sidecar, located.manifest));
    // Sidecars of one pod write for one Grafana.
    return [...mounting, ...collecting].map(({ located: pod }) => pod);
  });
  return (one, other) => {
    const [readers, others] = [readersOf(one), readersOf(other)];
    return readers.length === 0 || others.length === 0 || readers.some((reader) => others.includes(reader));
  };
}
