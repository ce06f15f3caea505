/** ConfigMaps that pods mount. */
import { groupBy } from '../../../model/group-by';
import { isPlainObject } from '../../../validation';
import { PROVISIONING_DIRECTORY } from '../../grafana/provisioning';
import { isWithin } from '../objects/mount';
import type { ManifestCheck, Workload } from './app-objects';
import {
  found,
  listAt,
  listInYaml,
  mayBeEqual,
  placeOf,
  textAt,
  textsAt,
  valueAt,
  type LocatedManifest,
  type ManifestFinding,
} from './located-manifest';

/** What is wrong with ConfigMaps of ours that a workload mounts: those of its chart, or where that has none of the name, of the app. */
export const findWrongMounts: ManifestCheck = (objects) => {
  const configMaps = objects.ofKind('ConfigMap');
  const ofChart = groupBy(configMaps, ({ chart, manifest }) => keyOf(chart, manifest.metadata.name));
  const ofApp = groupBy(configMaps, ({ manifest }) => manifest.metadata.name);
  const mounted = objects.workloads.map((workload) => {
    const namesakesOf = (name: string): Namesakes =>
      ofChart.get(keyOf(workload.located.chart, name)) ?? ofApp.get(name) ?? [];
    const names = [...new Set(workload.volumes.flatMap(configMapsOf))];
    const namesakes = names.map(namesakesOf).filter((each) => each.some(({ own }) => own));
    return { workload, names, namesakes, namesakesOf };
  });
  const taken = new Set(mounted.flatMap(({ names }) => names));
  const free = configMaps.filter(({ own, manifest }) => own && !taken.has(manifest.metadata.name));
  return mounted.flatMap(({ workload, names, namesakes, namesakesOf }) => [
    ...namesakes.flatMap((each) => findFromElsewhere(workload, each)),
    ...namesakes
      .flat()
      .filter(({ own }) => own)
      .slice(0, 1)
      .flatMap((configMap) => findTwice(workload, configMap)),
    ...findUnread(workload, namesakesOf),
    ...DEFAULTS.filter(({ name }) => names.includes(name) && !ofApp.has(name)).flatMap((meant) =>
      findMeant(workload, meant, free),
    ),
  ]);
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

/** What GrafanaMounts names unless told, and what is in it. */
const DEFAULTS = [
  { prop: 'dashboards', name: 'orchestrator-dashboard', content: /"panels"/ },
  { prop: 'dashboardProvisioning', name: 'orchestrator-dashboard-provisioning', content: /^providers:/m },
] as const;

const holds = ({ manifest }: LocatedManifest, content: RegExp): boolean =>
  Object.values(textsAt(manifest, 'data')).some((text) => content.test(text));

/** The name that is mounted unless told is no object's, and the chart has what is meant under another, which no pod mounts. */
const findMeant = (
  { located }: Workload,
  { prop, name, content }: (typeof DEFAULTS)[number],
  free: readonly LocatedManifest[],
): readonly ManifestFinding[] =>
  free
    .filter((configMap) => configMap.chart === located.chart && holds(configMap, content))
    .map((configMap) =>
      found(configMap, 'mounted-by-another-name', {
        severity: 'warning',
        what: `found that ${placeOf(located)} mounts ${name}, which is not in this app, and that no pod mounts this one`,
        why: 'a pod does not start without the ConfigMaps that it mounts',
        fix: `use the grafanaMounts of its OrchestratorMonitoring, or new GrafanaMounts(..., { ${prop}: '${configMap.manifest.metadata.name}' })`,
      }),
    );

type Namesakes = readonly LocatedManifest[];

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
          .filter((configMap) => configMap.own && holds(configMap, DEFAULTS[0].content))
          .map((configMap) =>
            found(configMap, 'mounted-unread', {
              severity: 'error',
              what: `found it at ${path} in ${placeOf(located)}, whose provider files look at ${read.join(', ')}`,
              why: 'Grafana would not find the dashboards',
              fix: 'set dashboardDirectory to a directory below one of these, or provider.path to one above all dashboards',
            }),
          ),
      );
  });
}

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

function volumeNamesOf({ located, volumes }: Workload): readonly string[] {
  const claims = listAt(located.manifest, 'spec', 'volumeClaimTemplates');
  return [...textsOf(volumes, 'name'), ...textsOf(claims, 'metadata', 'name')];
}

/** ConfigMaps that must be there for the pod to start. */
export function configMapsOf(volume: unknown): readonly string[] {
  const sources = [volume, ...listAt(volume, 'projected', 'sources')].map((source) => valueAt(source, 'configMap'));
  return sources.flatMap((source) =>
    isPlainObject(source) && typeof source['name'] === 'string' && source['optional'] !== true ? [source['name']] : [],
  );
}

/** Each name that was there before, as often as it is there again. */
const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) < index);
