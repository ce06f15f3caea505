/** ConfigMaps that pods mount. */
import { groupBy } from '../../../model/group-by';
import { isPlainObject } from '../../../validation';
import type { ManifestCheck, Workload } from './app-objects';
import {
  found,
  listAt,
  mayBeEqual,
  placeOf,
  textAt,
  valueAt,
  type LocatedManifest,
  type ManifestFinding,
} from './located-manifest';

/** ConfigMaps of ours that a workload mounts, and cannot: those of its chart, or where that has none of the name, of the app. */
export const findWrongMounts: ManifestCheck = (objects) => {
  const configMaps = objects.ofKind('ConfigMap');
  const ofChart = groupBy(configMaps, ({ chart, manifest }) => keyOf(chart, manifest.metadata.name));
  const ofApp = groupBy(configMaps, ({ manifest }) => manifest.metadata.name);
  const mounted = objects.workloads.map((workload) => ({
    workload,
    namesakes: [...new Set(workload.volumes.flatMap(configMapsOf))]
      .map((name) => ofChart.get(keyOf(workload.located.chart, name)) ?? ofApp.get(name) ?? [])
      .filter((namesakes) => namesakes.some(({ own }) => own)),
  }));
  return [
    ...mounted.flatMap(({ workload, namesakes }) => namesakes.flatMap((each) => findFromElsewhere(workload, each))),
    ...mounted.flatMap(({ workload, namesakes }) =>
      namesakes
        .flat()
        .filter(({ own }) => own)
        .slice(0, 1)
        .flatMap((configMap) => findTwice(workload, configMap)),
    ),
  ];
};

const keyOf = (chart: string, name: string): string => JSON.stringify([chart, name]);

/** A pod sees ConfigMaps of its own namespace only, and does not start without them. */
function findFromElsewhere({ located }: Workload, namesakes: readonly LocatedManifest[]): readonly ManifestFinding[] {
  const { namespace = '' } = located.manifest.metadata;
  const isThere = namesakes.some(({ manifest }) =>
    mayBeEqual(manifest.metadata.namespace, located.manifest.metadata.namespace),
  );
  // Behind the name of what others made may be another object, which is made elsewhere.
  const ours = isThere ? [] : namesakes.filter(({ own, anybodys = false }) => own && !anybodys);
  return ours.map((configMap) =>
    found(configMap, 'mounted-from-elsewhere', {
      severity: configMap.chart === located.chart ? 'error' : 'warning',
      what: `found that ${placeOf(located)} mounts it in the namespace ${namespace}`,
      why: 'a pod sees ConfigMaps of its own namespace only, and does not start without them',
      fix: `give both one namespace: namespace: '${namespace}' for the monitoring, for instance`,
    }),
  );
}

/** Two volumes of one name, or two mounts of one path, beside a ConfigMap of ours. */
function findTwice(workload: Workload, configMap: LocatedManifest): readonly ManifestFinding[] {
  const twice = [
    ...repeated(volumeNamesOf(workload)).map((name) => `two volumes called ${name}`),
    ...workload.containers.flatMap((container) =>
      repeated(textsOf(listAt(container, 'volumeMounts'), 'mountPath').map((path) => path.replace(/\/+$/, ''))).map(
        (path) => `two mounts at ${path} in the container ${textAt(container, 'name') ?? ''}`,
      ),
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
}

/** Mounts of volumes that a pod does not have: some versions of cdk8s-plus lose the volumes of a StatefulSet. */
export const findMountsWithoutVolume: ManifestCheck = function* ({ workloads }) {
  for (const workload of workloads.filter(({ located }) => located.own)) {
    const { located, containers } = workload;
    const names = volumeNamesOf(workload);
    const missing = containers
      .flatMap((container) => textsOf(listAt(container, 'volumeMounts'), 'name'))
      .filter((name) => !names.includes(name));
    if (missing.length > 0) {
      yield found(located, 'mounted-without-volume', {
        severity: 'error',
        what: `found mounts of volumes that the pod does not have: ${[...new Set(missing)].join(', ')}`,
        why: 'Kubernetes refuses the pod',
        fix:
          located.manifest.kind === 'StatefulSet'
            ? 'some versions of cdk8s-plus write no volumes of a StatefulSet without volumeClaimTemplates: take a Deployment, or another version'
            : 'add the volumes to the pod',
      });
    }
  }
};

const textsOf = (values: readonly unknown[], ...keys: readonly string[]): readonly string[] =>
  values.map((value) => textAt(value, ...keys) ?? '');

function volumeNamesOf({ located, volumes }: Workload): readonly string[] {
  const claims = listAt(located.manifest, 'spec', 'volumeClaimTemplates');
  return [...textsOf(volumes, 'name'), ...textsOf(claims, 'metadata', 'name')];
}

/** ConfigMaps that must be there for the pod to start. */
function configMapsOf(volume: unknown): readonly string[] {
  const sources = [volume, ...listAt(volume, 'projected', 'sources')].map((source) => valueAt(source, 'configMap'));
  return sources.flatMap((source) =>
    isPlainObject(source) && typeof source['name'] === 'string' && source['optional'] !== true ? [source['name']] : [],
  );
}

/** Each name that was there before, as often as it is there again. */
const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) < index);
