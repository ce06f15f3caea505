import { groupBy } from '../../../model/group-by';
import { PROVISIONING_DIRECTORY } from '../../grafana/provisioning';
import { isWithin } from '../objects/mount';
import type { ManifestCheck, Workload } from './app-objects';
import { found, mayBeEqual, placeOf, type LocatedManifest, type ManifestFinding } from './located-manifest';
import { listAt, textAt, textsAt, valueAt } from '../../../validation';
import { listInYaml } from '../../yaml';

/** ConfigMaps of one name: those of the workload's chart, or where that has none, of the app. */
type Namesakes = readonly LocatedManifest[];

/** What is wrong with ConfigMaps of ours that a workload mounts. */
export const findWrongMounts: ManifestCheck = (objects) => {
  const byName = groupBy(objects.ofKind('ConfigMap'), ({ manifest }) => manifest.metadata.name);
  return objects.workloads.flatMap((workload) => {
    const namesakesOf = (name: string): Namesakes => {
      const ofApp = byName.get(name) ?? [];
      const ofChart = ofApp.filter(({ chart }) => chart === workload.located.chart);
      return ofChart.length > 0 ? ofChart : ofApp;
    };
    const names = [...new Set(workload.volumes.flatMap(configMapsOf))];
    const mounted = names.map(namesakesOf);
    const ours = mounted.flat().filter(({ own }) => own);
    return [
      ...mounted.flatMap((namesakes) => findFromElsewhere(workload, namesakes)),
      ...findTwice(workload, ours),
      ...findUnread(workload, namesakesOf),
    ];
  });
};

/** A pod sees ConfigMaps of its own namespace only, and does not start without them. */
function findFromElsewhere({ located }: Workload, namesakes: Namesakes): readonly ManifestFinding[] {
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

/** Two volumes of one name, or two mounts of one path, beside ConfigMaps of ours, which the first of them is told of. */
function findTwice(workload: Workload, ours: Namesakes): readonly ManifestFinding[] {
  const [configMap] = ours;
  if (configMap === undefined) {
    return [];
  }
  const refused = 'Kubernetes refuses the pod';
  const claims = claimsOf(workload);
  const ownNames = ours.map(({ manifest }) => manifest.metadata.name);
  const ownVolumes = workload.volumes.filter((volume) => configMapsOf(volume).some((name) => ownNames.includes(name)));
  const twice = [
    ...repeated(textsOf(workload.volumes, 'name')).map((name) => ({
      what: `two volumes called ${name}`,
      why: refused,
    })),
    // Of others it is meant.
    ...textsOf(ownVolumes, 'name')
      .filter((name) => claims.includes(name))
      .map((name) => ({ what: `a volume and a claim called ${name}`, why: 'the claim takes the place of the volume' })),
    ...workload.containers.flatMap((container) =>
      repeated(textsOf(listAt(container, 'volumeMounts'), 'mountPath').map((path) => path.replace(/\/+$/, ''))).map(
        (path) => ({ what: `two mounts at ${path} in the container ${textAt(container, 'name') ?? ''}`, why: refused }),
      ),
    ),
  ];
  return twice.map(({ what, why }) =>
    found(configMap, 'mounted-twice', {
      severity: 'error',
      what: `found ${what} of ${placeOf(workload.located)}`,
      why,
      fix: 'remove one of the two, or mount ours elsewhere: dashboardDirectory and name say where and as what',
    }),
  );
}

/** Dashboards of ours where no provider file of the container looks. */
function findUnread(
  { located, containers, volumes }: Workload,
  namesakesOf: (name: string) => Namesakes,
): readonly ManifestFinding[] {
  return containers.flatMap((container) => {
    const mounts = listAt(container, 'volumeMounts').map((mount) => {
      const volume = volumes.find((each) => textAt(each, 'name') === textAt(mount, 'name'));
      return { path: textAt(mount, 'mountPath') ?? '', configMaps: configMapsOf(volume).map(namesakesOf) };
    });
    const read = mounts
      .filter(({ path }) => isWithin(path, PROVISIONING_DIRECTORY) || isWithin(PROVISIONING_DIRECTORY, path))
      .flatMap(({ configMaps }) => (configMaps.length === 0 ? ['/'] : configMaps.flatMap(directoriesOf)));
    return mounts
      .filter(({ path }) => read.length > 0 && !read.some((directory) => isWithin(path, directory)))
      .flatMap(({ path, configMaps }) =>
        configMaps
          .flat()
          .filter((configMap) => configMap.own && holdsDashboards(configMap))
          .map((configMap) =>
            found(configMap, 'mounted-unread', {
              // What others mount beside them may be read from where it is: the home dashboard is.
              severity: configMap.anybodys === true ? 'warning' : 'error',
              what: `found it at ${path} in ${placeOf(located)}, whose provider files look at ${read.join(', ')}`,
              why: 'Grafana would not find the dashboards',
              fix: 'set dashboardDirectory to a directory below one of these, or provider.path to one above all dashboards',
            }),
          ),
      );
  });
}

const holdsDashboards = ({ manifest }: LocatedManifest): boolean =>
  Object.values(textsAt(manifest, 'data')).some((text) => text.includes('"panels"'));

/** Where provider files look: anywhere where they are not known, and where the path is relative or has a variable. */
const directoriesOf = (files: Namesakes): readonly string[] =>
  files.length === 0
    ? ['/']
    : files
        .flatMap(({ manifest }) => Object.values(textsAt(manifest, 'data')))
        .flatMap((text) => listInYaml(text, 'providers'))
        .map((provider) => /^\/[^$]*$/.exec(textAt(provider, 'options', 'path') ?? '')?.[0] ?? '/');

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

const claimsOf = ({ located }: Workload): readonly string[] =>
  textsOf(listAt(located.manifest, 'spec', 'volumeClaimTemplates'), 'metadata', 'name');

const volumeNamesOf = (workload: Workload): readonly string[] => [
  ...textsOf(workload.volumes, 'name'),
  ...claimsOf(workload),
];

/** ConfigMaps that must be there for the pod to start. */
export function configMapsOf(volume: unknown): readonly string[] {
  const sources = [volume, ...listAt(volume, 'projected', 'sources')].map((source) => valueAt(source, 'configMap'));
  return sources.flatMap((source) => (valueAt(source, 'optional') === true ? [] : (textAt(source, 'name') ?? [])));
}

/** Each name that was there before, as often as it is there again. */
const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) < index);
