/** Dashboards of one uid, and dashboards and folders of one title. */
import { groupBy } from '../../group-by';
import { gunzipped } from '../../gzip';
import type { ManifestCheck } from './app-objects';
import { findContentCollisions, type Content } from './collisions';
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
  const ofOwnUid = [...groupBy(dashboards, ({ place }) => place).values()].map(([first]) => first);
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
    ...findContentCollisions(objects.ofKind('GrafanaFolder').map(folderOf), 'folder-title-twice', {
      why: 'Grafana refuses two folders with the same title, and the contents of the second are not created',
      fix: 'give each fleet a folder of its own, or both the same folderUid',
    }),
  ];
};

function folderOf(located: LocatedManifest): Content {
  const { title = '', uid = '' } = textsAt(located.manifest, 'spec');
  return {
    located,
    // With a uid they are one folder.
    place: JSON.stringify([audienceOf(located), title, uid]),
    shown: `the folder title ${JSON.stringify(title)}`,
    content: located.manifest.metadata.name,
  };
}

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
