/** Grafana's sidecar (k8s-sidecar): what it collects, as far as an app shows it. */
import type { ManifestCheck } from './app-objects';
import { findContentCollisions } from './collisions';
import { FOLDER_ANNOTATIONS } from './dashboards-twice';
import { found, placeOf, type LocatedManifest, type ManifestFinding } from './located-manifest';
import { COLLECTED, collectedLabels, collects, mayMeetIn, sidecarsIn } from './readers';
import { textsAt, valueAt } from '../../../validation';
import { listInYaml } from '../../yaml';

/** What all sidecars pass over, those of its chart among them. It may be for a Grafana elsewhere, so it is a warning. */
export const findUncollected: ManifestCheck = function* (objects) {
  const sidecars = sidecarsIn(objects);
  for (const located of objects.own) {
    const labels = textsAt(located.manifest, 'metadata', 'labels');
    const label = COLLECTED.find((name) => labels[name] !== undefined);
    const wanted = sidecars
      .filter(({ located: by }) => by.chart === located.chart)
      .map(
        ({ label: name, value, namespaces }) =>
          `${name}${value === '' ? '' : `=${value}`} in ${namespaces?.join(', ') ?? 'every namespace'}`,
      );
    if (label !== undefined && wanted.length > 0 && !sidecars.some((each) => collects(each, located.manifest))) {
      yield found(located, 'not-collected', {
        severity: 'warning',
        what: `found the label ${label}=${String(labels[label])} in ${located.manifest.metadata.namespace ?? 'no namespace'}`,
        why: `the sidecars of this chart collect ${wanted.join('; ')}, and Grafana would not see it`,
        fix: 'set LABEL, LABEL_VALUE and NAMESPACE of the sidecar accordingly, or give the delivery the labels and the namespace that it looks for',
      });
    }
  }
};

/** A key of a collected ConfigMap is the name of a file among those of the whole cluster. */
export const findSidecarKeysTwice: ManifestCheck = (objects) => {
  const sidecars = sidecarsIn(objects);
  const labels = collectedLabels(objects);
  const annotations = [...FOLDER_ANNOTATIONS, ...sidecars.map(({ folderAnnotation }) => folderAnnotation)];
  const contents = objects.ofKind('ConfigMap', 'Secret').flatMap((located) => {
    const own = textsAt(located.manifest, 'metadata', 'labels');
    const folders = textsAt(located.manifest, 'metadata', 'annotations');
    const folder = annotations.map((name) => folders[name]).find((value) => value !== undefined) ?? '';
    const data = { ...textsAt(located.manifest, 'data'), ...textsAt(located.manifest, 'stringData') };
    return labels
      .filter((label) => own[label] !== undefined)
      .flatMap((label) => Object.entries(data).map(([key, content]) => ({ located, label, folder, key, content })));
  });
  return findContentCollisions(contents, 'sidecar-key-twice', {
    place: ({ label, folder, key }) => [label, folder, key],
    shown: ({ label, key }) => `the key ${key} under the label ${label}`,
    meet: mayMeetIn(objects),
    why: "Grafana's sidecar makes one file of both, and one of them is lost",
    fix: 'give the keys unique names: for dashboards, give each fleet its own dashboard.uid',
  });
};

/** A folder annotation that nobody reads leaves dashboards where they are not looked for. */
export const findUnreadFolders: ManifestCheck = function* (objects) {
  const sidecars = sidecarsIn(objects);
  const mayMeet = mayMeetIn(objects);
  const flat = sidecars.length === 0 ? [] : objects.ofKind('ConfigMap').filter(isFlatProvider);
  for (const located of objects.own) {
    const annotations = textsAt(located.manifest, 'metadata', 'annotations');
    const readers = sidecars.filter((sidecar) => collects(sidecar, located.manifest));
    const annotation = [...readers.map(({ folderAnnotation }) => folderAnnotation), ...FOLDER_ANNOTATIONS].find(
      (name) => annotations[name] !== undefined,
    );
    if (annotation === undefined || readers.length === 0) {
      continue;
    }
    const unread = (by: LocatedManifest, how: string, fix: string): ManifestFinding =>
      found(located, 'folder-unread', {
        severity: by.chart === located.chart ? 'error' : 'warning',
        what: `found the annotation ${annotation}`,
        why: `${how}, and the dashboards would appear in no folder`,
        fix: `set the Helm value sidecar.dashboards.${fix}, or leave out the folder`,
      });
    const deaf = readers.filter(({ folderAnnotation }) => folderAnnotation !== annotation);
    for (const { located: by, folderAnnotation } of deaf) {
      const reads = folderAnnotation === '' ? 'reads no annotation' : `reads ${folderAnnotation}`;
      yield unread(by, `the sidecar of ${placeOf(by)} ${reads}`, `folderAnnotation: ${annotation}`);
    }
    for (const by of deaf.length > 0 ? [] : flat.filter((file) => mayMeet(file, located))) {
      const how = `${placeOf(by)} does not turn directories into folders`;
      yield unread(by, how, 'provider.foldersFromFilesStructure: true');
    }
  }
};

/** Whether it is of a dashboard provider that looks where a sidecar writes, and sees no folders there. */
function isFlatProvider({ manifest }: LocatedManifest): boolean {
  return Object.values(textsAt(manifest, 'data'))
    .filter((text) => text.includes('providers:') && text.includes('/tmp/dashboards'))
    .flatMap((text) => listInYaml(text, 'providers'))
    .some((provider) =>
      [provider, valueAt(provider, 'options')].every((at) => valueAt(at, 'foldersFromFilesStructure') !== true),
    );
}
