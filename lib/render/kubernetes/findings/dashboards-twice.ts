/** Dashboards of one uid, and dashboards and folders of one title. */
import { groupBy } from '../../group-by';
import { gunzipped } from '../../gzip';
import { isPlainObject } from '../../../validation';
import type { AppObjects, ManifestCheck } from './app-objects';
import { findContentCollisions, type Content } from './content-collisions';
import { textsAt, valueAt, type LocatedManifest } from './located-manifest';

/** Annotations that put a file into a folder: the one that everybody's examples have, and the one that the sidecar itself suggests. */
export const FOLDER_ANNOTATIONS = ['grafana_folder', 'k8s-sidecar-target-directory'];

/** Two dashboards of one uid: Grafana shows now this, now that one, or stops writing. Two of one title in a folder: it takes neither. */
export const findDashboardsTwice: ManifestCheck = (objects) => {
  const dashboards = dashboardsIn(objects);
  // Two of one uid are told by their uid alone.
  const ofOwnUid = [...groupBy(dashboards, ({ uid, audience }) => JSON.stringify([audience, uid])).values()].flatMap(
    ([first]) => (first === undefined ? [] : [first]),
  );
  return [
    ...findContentCollisions(
      dashboards.map((dashboard) => ({ ...dashboard, place: `${dashboard.audience} ${dashboard.uid}` })),
      'dashboard-uid-twice',
      {
        why: 'Grafana shows either one, or neither',
        fix: 'give each fleet its own dashboard.uid',
      },
    ),
    ...findContentCollisions(
      ofOwnUid.map((dashboard) => ({
        ...dashboard,
        place: JSON.stringify([dashboard.audience, dashboard.folder, dashboard.title]),
        shown: `the dashboard title ${JSON.stringify(dashboard.title)}`,
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

interface DashboardView extends Content {
  readonly uid: string;
  readonly title: string;
  /** Which Grafanas it is for, as far as it says. */
  readonly audience: string;
  readonly folder: string;
}

function dashboardsIn(objects: AppObjects): readonly DashboardView[] {
  // The same dashboard in many charts is read once.
  const heads = new Map<string, Head>();
  const headOf = (content: string): Head => {
    const head = heads.get(content) ?? readHead(content);
    heads.set(content, head);
    return head;
  };
  return objects.ofKind('ConfigMap', 'GrafanaDashboard').flatMap((located) =>
    textsIn(located).flatMap((content): readonly DashboardView[] => {
      const { uid, title } = headOf(content);
      const place = { audience: audienceOf(located), folder: folderNameOf(located) };
      return uid === ''
        ? []
        : [{ located, place: '', shown: `the dashboard uid ${uid}`, content, uid, title, ...place }];
    }),
  );
}

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

/** The operator's objects say which Grafanas they are for. */
function audienceOf({ manifest }: LocatedManifest): string {
  return manifest.kind.startsWith('Grafana') ? JSON.stringify(valueAt(manifest, 'spec', 'instanceSelector')) : '';
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
  const { json, gzipJson } = textsAt(manifest, 'spec');
  // What cannot be read is somebody else's, and not for us to complain about.
  return [...(json === undefined ? [] : [json]), ...(gzipJson === undefined ? [] : [gunzipped(gzipJson) ?? ''])];
}

/** What a dashboard is known by. */
interface Head {
  /** Empty where it is no dashboard. */
  readonly uid: string;
  readonly title: string;
}

function readHead(text: string): Head {
  try {
    const dashboard: unknown = text.trimStart().startsWith('{') && text.includes('"panels"') ? JSON.parse(text) : {};
    const { uid = '', title = '' } = isPlainObject(dashboard) ? textsAt(dashboard) : {};
    return { uid, title };
  } catch {
    return { uid: '', title: '' };
  }
}
