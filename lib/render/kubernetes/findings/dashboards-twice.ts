/** Dashboards and folders of one uid, or of one title. */
import { firstOfEach } from '../../../model/group-by';
import { gunzipped } from '../../gzip';
import type { ManifestCheck } from './app-objects';
import { findContentCollisions } from './collisions';
import { textsAt, valueAt, type LocatedManifest } from './located-manifest';

/** Annotations that put a file into a folder: the one that everybody's examples have, and the one that the sidecar itself suggests. */
export const FOLDER_ANNOTATIONS = ['grafana_folder', 'k8s-sidecar-target-directory'];

/** Two dashboards of one uid: Grafana shows now this, now that one, or stops writing. Two of one title in a folder: it takes neither. */
export const findDashboardsTwice: ManifestCheck = (objects) => {
  // The same dashboard in many charts is read once.
  const heads = new Map<string, Head>();
  const headOf = (content: string): Head => {
    const head = heads.get(content) ?? readHead(content);
    heads.set(content, head);
    return head;
  };
  const dashboards = objects.ofKind('ConfigMap', 'GrafanaDashboard').flatMap((located) =>
    textsIn(located).flatMap((content) => {
      const { uid = '', title = '' } = headOf(content);
      const place = JSON.stringify([audienceOf(located), uid]);
      return uid === '' ? [] : [{ located, content, title, place, shown: `the dashboard uid ${uid}` }];
    }),
  );
  // Two of one uid are told by their uid alone.
  const ofOwnUid = firstOfEach(dashboards, ({ place }) => place);
  return [
    ...findContentCollisions(dashboards, 'dashboard-uid-twice', {
      why: 'Grafana shows either one, or neither',
      fix: 'give each fleet its own dashboard.uid',
    }),
    ...findContentCollisions(
      ofOwnUid.map(({ located, content, title }) => ({
        located,
        content,
        place: JSON.stringify([audienceOf(located), folderNameOf(located), title]),
        shown: `the dashboard title ${JSON.stringify(title)}`,
      })),
      'dashboard-title-twice',
      {
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
    return { located, title, uid, identity: uid ?? `of ${located.manifest.metadata.name}` };
  });
  const keyOf = ({ located, title, uid }: (typeof folders)[number], index: number): string =>
    JSON.stringify([located.chart, audienceOf(located), title, uid ?? index]);
  const distinct = [...new Map(folders.map((folder, index) => [keyOf(folder, index), folder])).values()];
  return [
    ...findContentCollisions(
      distinct.map(({ located, title, identity }) => ({
        located,
        place: JSON.stringify([audienceOf(located), title]),
        shown: `the folder title ${JSON.stringify(title)}`,
        content: identity,
      })),
      'folder-title-twice',
      {
        why: 'Grafana refuses two folders with the same title, and the contents of the second are not created',
        fix: 'give each fleet a folder of its own, by alerts.grafana.folder where it is that of the alerts, or the folders of both dashboards one folderUid',
      },
    ),
    ...findContentCollisions(
      distinct.flatMap(({ located, title, uid }) =>
        uid === undefined
          ? []
          : [
              {
                located,
                place: JSON.stringify([audienceOf(located), uid]),
                shown: `the folder uid ${uid}`,
                content: title,
              },
            ],
      ),
      'folder-uid-twice',
      {
        why: 'Grafana has one folder of it, which each of the two calls by its own title',
        fix: 'give each fleet a folderUid of its own, or both the same folder',
      },
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
interface Head {
  readonly uid?: string;
  readonly title?: string;
}

function readHead(text: string): Head {
  try {
    return text.trimStart().startsWith('{') && text.includes('"panels"') ? textsAt(JSON.parse(text)) : {};
  } catch {
    return {};
  }
}
