import { firstOfEach } from '../../../model/group-by';
import { remembered } from '../../../model/remembered';
import { identityOf, textsAt, valueAt } from '../../../validation';
import { gunzipped } from '../../gzip';
import type { ManifestCheck } from './app-objects';
import { collisionsOf, findContentCollisions } from './collisions';
import { found, placeOf, type LocatedManifest } from './located-manifest';
import { mayMeetIn } from './readers';

/** Annotations that put a file into a folder: the one that everybody's examples have, and the one that the sidecar itself suggests. */
export const FOLDER_ANNOTATIONS = ['grafana_folder', 'k8s-sidecar-target-directory'];

/** Two dashboards of one uid: Grafana shows now this, now that one, or stops writing. Two of one title in a folder: it takes neither. */
export const findDashboardsTwice: ManifestCheck = (objects) => {
  const meet = mayMeetIn(objects);
  // The same dashboard in many charts is read once.
  const headOf = remembered(readHead);
  const dashboards = objects.ofKind('ConfigMap', 'GrafanaDashboard').flatMap((located) =>
    textsIn(located).flatMap((content) => {
      const { uid = '', title = '' } = headOf(content);
      return uid === '' ? [] : [{ located, content, title, uid: [audienceOf(located), uid] }];
    }),
  );
  return [
    ...findContentCollisions(dashboards, 'dashboard-uid-twice', {
      place: ({ uid }) => uid,
      shown: ({ uid }) => `the dashboard uid ${String(uid[1])}`,
      meet,
      why: 'Grafana shows either one, or neither',
      fix: 'give each fleet its own dashboard.uid',
    }),
    // Two of one uid are told by their uid alone.
    ...findContentCollisions(
      firstOfEach(dashboards, ({ uid }) => identityOf(uid)),
      'dashboard-title-twice',
      {
        place: ({ located, title }) => [audienceOf(located), folderNameOf(located), title],
        shown: ({ title }) => `the dashboard title ${JSON.stringify(title)}`,
        meet,
        why: 'Grafana refuses two dashboards with the same title in a folder, and stops updating all that are provisioned with them',
        fix: 'give each fleet its own dashboard.title, or a folder',
      },
    ),
  ];
};

/** Folders of the Grafana operator that are two by their uid and one by their title, or the other way round. With one uid and title they are one. */
export const findFoldersTwice: ManifestCheck = (objects) => {
  const folders = objects.ofKind('GrafanaFolder').map((located) => {
    const { title = '', uid } = textsAt(located.manifest, 'spec');
    return { located, title, uid, content: uid ?? `of ${located.manifest.metadata.name}` };
  });
  const keyOf = ({ located, title, uid }: (typeof folders)[number], index: number): string =>
    identityOf([located.chart, audienceOf(located), title, uid ?? index]);
  const distinct = [...new Map(folders.map((folder, index) => [keyOf(folder, index), folder])).values()];
  const withUid = distinct.flatMap(({ located, title, uid }) =>
    uid === undefined ? [] : [{ located, uid, content: title }],
  );
  const ofAlerts = folders.filter(
    ({ located, uid }) =>
      uid !== undefined &&
      objects
        .beside(located, 'GrafanaAlertRuleGroup')
        .some((group) => folderNameOf(group) === located.manifest.metadata.name),
  );
  return [
    ...findContentCollisions(distinct, 'folder-title-twice', {
      place: ({ located, title }) => [audienceOf(located), title],
      shown: ({ title }) => `the folder title ${JSON.stringify(title)}`,
      why: 'Grafana refuses two folders with the same title, and the contents of the second are not created',
      fix: 'give each fleet a folder of its own, by alerts.grafana.folder where it is that of the alerts, or the folders of both dashboards one folderUid',
    }),
    ...findContentCollisions(withUid, 'folder-uid-twice', {
      place: ({ located, uid }) => [audienceOf(located), uid],
      shown: ({ uid }) => `the folder uid ${uid}`,
      why: 'Grafana has one folder of it, which each of the two calls by its own title',
      fix: 'give each fleet a folderUid of its own, or both the same folder',
    }),
    ...collisionsOf(ofAlerts, ({ located, uid }) => identityOf([located.chart, audienceOf(located), uid])).map(
      ({ first, second: { located, uid = '' } }) =>
        found(located, 'alert-folder-twice', {
          severity: 'warning',
          what: `found alerts in the folder uid ${uid}, where those of ${placeOf(first.located)} are, too`,
          why: 'before version 12, Grafana refuses two rules with the same title in a folder',
          fix: 'give each fleet its own alerts.grafana.folder',
        }),
    ),
  ];
};

/** Which Grafanas it is for, as far as it says: the operator's objects do. */
function audienceOf({ manifest }: LocatedManifest): unknown {
  return manifest.kind.startsWith('Grafana') ? valueAt(manifest, 'spec', 'instanceSelector') : undefined;
}

function folderNameOf({ manifest }: LocatedManifest): string {
  const annotations = textsAt(manifest, 'metadata', 'annotations');
  const spec = textsAt(manifest, 'spec');
  return spec['folderRef'] ?? FOLDER_ANNOTATIONS.map((name) => annotations[name]).find(Boolean) ?? '';
}

function textsIn({ manifest }: LocatedManifest): readonly string[] {
  if (manifest.kind === 'ConfigMap') {
    return Object.values(textsAt(manifest, 'data'));
  }
  const { json = '', gzipJson } = textsAt(manifest, 'spec');
  // What cannot be read is somebody else's, and not for us to complain about.
  return [json, gzipJson === undefined ? '' : (gunzipped(gzipJson) ?? '')];
}

/** What a dashboard is known by; nothing of what is none. */
function readHead(text: string): Readonly<Record<string, string>> {
  try {
    return text.trimStart().startsWith('{') && text.includes('"panels"') ? textsAt(JSON.parse(text)) : {};
  } catch {
    return {};
  }
}
