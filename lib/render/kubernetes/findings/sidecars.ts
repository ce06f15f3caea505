/** Grafana's sidecar (k8s-sidecar): what it collects, as far as an app shows it. */
import type { AppObjects, ManifestCheck } from './app-objects';
import { findContentCollisions } from './content-collisions';
import { FOLDER_ANNOTATIONS } from './dashboards-twice';
import {
  found,
  listInYaml,
  placeOf,
  textsAt,
  valueAt,
  type LocatedManifest,
  type ManifestFinding,
} from './located-manifest';

/** Labels that the sidecars of Grafana's Helm charts look for. */
const COLLECTED = ['grafana_dashboard', 'grafana_datasource', 'grafana_alert', 'grafana_notifier'];

interface Sidecar {
  readonly located: LocatedManifest;
  readonly label: string;
  readonly folderAnnotation: string | undefined;
}

function sidecarsIn({ workloads }: AppObjects): readonly Sidecar[] {
  return workloads.flatMap(({ located, containers }) =>
    containers
      .filter(({ image, environment }) => image.includes('k8s-sidecar') && environment['LABEL'] !== undefined)
      .map(({ environment: { LABEL = '', FOLDER_ANNOTATION } }) => ({
        located,
        label: LABEL,
        folderAnnotation: FOLDER_ANNOTATION === '' ? undefined : FOLDER_ANNOTATION,
      })),
  );
}

/** A key of a collected ConfigMap is the name of a file among those of the whole cluster. */
export const findSidecarKeysTwice: ManifestCheck = (objects) => {
  const sidecars = objects.once(sidecarsIn);
  const labels = [...new Set([...COLLECTED, ...sidecars.map(({ label }) => label)])];
  const annotations = [...FOLDER_ANNOTATIONS, ...sidecars.map(({ folderAnnotation }) => folderAnnotation ?? '')];
  const contents = objects.ofKind('ConfigMap', 'Secret').flatMap((located) => {
    const own = textsAt(located.manifest, 'metadata', 'labels');
    const folders = textsAt(located.manifest, 'metadata', 'annotations');
    const folder = annotations.map((name) => folders[name]).find((value) => value !== undefined) ?? '';
    const data = { ...textsAt(located.manifest, 'data'), ...textsAt(located.manifest, 'stringData') };
    return labels
      .filter((label) => own[label] !== undefined)
      .flatMap((label) =>
        Object.entries(data).map(([key, content]) => ({
          located,
          place: JSON.stringify([label, folder, key]),
          shown: `the key ${key} under the label ${label}`,
          content,
        })),
      );
  });
  return findContentCollisions(contents, 'sidecar-key-twice', {
    why: "Grafana's sidecar makes one file of both, and one of them is lost",
    fix: 'give the keys unique names: for dashboards, give each fleet its own dashboard.uid',
  });
};

/** A folder annotation that nobody reads leaves dashboards where they are not looked for. */
export const findUnreadFolders: ManifestCheck = (objects) => {
  const sidecars = objects.once(sidecarsIn);
  return objects.own.flatMap((located): readonly ManifestFinding[] => {
    const labels = textsAt(located.manifest, 'metadata', 'labels');
    const annotations = textsAt(located.manifest, 'metadata', 'annotations');
    const readers = sidecars.filter(({ label }) => labels[label] !== undefined);
    const annotation = [...readers.map(({ folderAnnotation }) => folderAnnotation), ...FOLDER_ANNOTATIONS].find(
      (name) => name !== undefined && annotations[name] !== undefined,
    );
    if (annotation === undefined || readers.length === 0) {
      return [];
    }
    const deaf = readers.filter(({ folderAnnotation }) => folderAnnotation !== annotation);
    const sure = (reader: LocatedManifest): 'error' | 'warning' =>
      reader.chart === located.chart ? 'error' : 'warning';
    return [
      ...deaf.map((sidecar) =>
        found(located, 'folder-unread', {
          severity: sure(sidecar.located),
          what: `found the annotation ${annotation}`,
          why: `the sidecar of ${placeOf(sidecar.located)} ${sidecar.folderAnnotation === undefined ? 'reads no annotation' : `reads ${sidecar.folderAnnotation}`}, and the dashboards would appear in no folder`,
          fix: `set the Helm value sidecar.dashboards.folderAnnotation: ${annotation}, or leave out the folder`,
        }),
      ),
      ...(deaf.length > 0 ? [] : objects.once(flatProviders)).map((provider) =>
        found(located, 'folder-unread', {
          severity: sure(provider),
          what: `found the annotation ${annotation}`,
          why: `${placeOf(provider)} does not turn directories into folders, and the dashboards would appear in no folder`,
          fix: 'set the Helm value sidecar.dashboards.provider.foldersFromFilesStructure: true, or leave out the folder',
        }),
      ),
    ];
  });
};

/** Dashboard providers that look where a sidecar writes, and see no folders there. */
function flatProviders(objects: AppObjects): readonly LocatedManifest[] {
  return objects.ofKind('ConfigMap').filter(({ manifest }) =>
    Object.values(textsAt(manifest, 'data'))
      .filter((text) => text.includes('providers:') && text.includes('/tmp/dashboards'))
      .some((text) => listInYaml(text, 'providers').some((provider) => !seesFolders(provider))),
  );
}

function seesFolders(provider: unknown): boolean {
  return [
    valueAt(provider, 'foldersFromFilesStructure'),
    valueAt(provider, 'options', 'foldersFromFilesStructure'),
  ].includes(true);
}
