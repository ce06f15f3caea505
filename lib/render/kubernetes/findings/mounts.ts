/** ConfigMaps that pods mount. */
import { groupBy } from '../../group-by';
import type { AppObjects, ManifestCheck, Workload } from './app-objects';
import { collisionsOf, found, placeOf, type LocatedManifest, type ManifestFinding } from './located-manifest';

/** A pod sees ConfigMaps of its own namespace only, and does not start without them. */
export const findMountsFromElsewhere: ManifestCheck = (objects) =>
  objects.once(mountedByWorkload).flatMap(({ workload, configMap }): readonly ManifestFinding[] => {
    const { namespace } = workload.located.manifest.metadata;
    const own = configMap.manifest.metadata.namespace;
    const namesakes =
      objects.once(configMapsByName).get(keyOf(configMap.chart, configMap.manifest.metadata.name)) ?? [];
    if (namesakes.some(({ manifest }) => manifest.metadata.namespace === namespace)) {
      return [];
    }
    return [
      found(configMap, 'mounted-from-elsewhere', {
        severity: namespace === undefined || own === undefined ? 'warning' : 'error',
        what: `found that ${placeOf(workload.located)} mounts it${namespace === undefined ? ', which has no namespace' : ` in the namespace ${namespace}`}`,
        why: 'a pod sees ConfigMaps of its own namespace only, and does not start without them',
        fix: `give both one namespace: namespace: '${namespace ?? own ?? ''}' for the ${namespace === undefined ? 'chart' : 'monitoring'}, for instance`,
      }),
    ];
  });

/** Two volumes of one name, or two mounts of one path, beside a ConfigMap of ours. */
export const findMountsTwice: ManifestCheck = (objects) =>
  uniqueWorkloads(objects.once(mountedByWorkload)).flatMap(({ workload, configMap }) => {
    const twice = [
      ...collisionsOf(workload.volumeNames, (name) => name).map(({ first }) => `two volumes called ${first}`),
      ...workload.containers.flatMap(({ name, mountPaths }) =>
        collisionsOf(
          mountPaths.map((path) => path.replace(/\/+$/, '')),
          (path) => path,
        ).map(({ first }) => `two mounts at ${first} in the container ${name}`),
      ),
    ];
    return twice.map((what) =>
      found(configMap, 'mounted-twice', {
        severity: 'error',
        what: `found ${what} of ${placeOf(workload.located)}`,
        why: 'Kubernetes refuses the pod',
        fix: 'remove one of the two, or mount ours elsewhere: dashboardDirectory and name say where and as what',
      }),
    );
  });

/** Mounts of volumes that a pod does not have: some versions of cdk8s-plus lose the volumes of a StatefulSet. */
export const findMountsWithoutVolume: ManifestCheck = ({ workloads }) =>
  workloads
    .filter(({ located }) => located.own)
    .flatMap(({ located, containers, volumeNames }) => {
      const missing = containers
        .flatMap(({ mountedVolumes }) => mountedVolumes)
        .filter((name) => !volumeNames.includes(name));
      return missing.length === 0
        ? []
        : [
            found(located, 'mounted-without-volume', {
              severity: 'error',
              what: `found mounts of volumes that the pod does not have: ${[...new Set(missing)].join(', ')}`,
              why: 'Kubernetes refuses the pod',
              fix:
                located.manifest.kind === 'StatefulSet'
                  ? 'some versions of cdk8s-plus write no volumes of a StatefulSet without volumeClaimTemplates: take a Deployment, or another version'
                  : 'add the volumes to the pod',
            }),
          ];
    });

interface Mounted {
  readonly workload: Workload;
  readonly configMap: LocatedManifest;
}

/** ConfigMaps of ours that a workload of the same chart mounts, by their names; each once for a workload. */
function mountedByWorkload(objects: AppObjects): readonly Mounted[] {
  return objects.workloads.flatMap((workload) =>
    [...new Set(workload.configMaps)]
      .flatMap((name) => objects.once(configMapsByName).get(keyOf(workload.located.chart, name)) ?? [])
      .filter(({ own }) => own)
      .map((configMap) => ({ workload, configMap })),
  );
}

function configMapsByName(objects: AppObjects): ReadonlyMap<string, readonly LocatedManifest[]> {
  return groupBy(objects.ofKind('ConfigMap'), ({ chart, manifest }) => keyOf(chart, manifest.metadata.name));
}

const keyOf = (chart: string, name: string): string => JSON.stringify([chart, name]);

/** Each workload with the first of what it mounts. */
function uniqueWorkloads(mounted: readonly Mounted[]): readonly Mounted[] {
  return [...new Map([...mounted].reverse().map((each) => [each.workload, each])).values()].reverse();
}
