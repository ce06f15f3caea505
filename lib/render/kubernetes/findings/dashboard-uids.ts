/** Dashboards of one uid. */
import { gunzipSync, strFromU8 } from 'fflate';
import { hasFields } from '../objects/field-checks';
import { findContentCollisions, type Content } from './content-collisions';
import { textsAt, valueAt, type LocatedManifest, type ManifestCheck } from './located-manifest';

/** Two dashboards of one uid: Grafana shows now this, now that one, or stops writing. */
export const findDashboardUidsTwice: ManifestCheck = (manifests) =>
  findContentCollisions(manifests.flatMap(dashboardsIn), 'dashboard-uid-twice', {
    why: 'Grafana shows now the one and now the other, or takes neither',
    mend: 'give each fleet a dashboard.uid of its own',
  });

function dashboardsIn(located: LocatedManifest): readonly Content[] {
  return textsIn(located).flatMap((content) => {
    const uid = uidOf(content);
    return uid === undefined
      ? []
      : [{ located, place: `${audienceOf(located)} ${uid}`, shown: `the dashboard uid ${uid}`, content }];
  });
}

/** The operator's objects say which Grafanas they are for. */
function audienceOf({ manifest }: LocatedManifest): string {
  return manifest.kind === 'GrafanaDashboard' ? JSON.stringify(valueAt(manifest, 'spec', 'instanceSelector')) : '';
}

function textsIn({ manifest }: LocatedManifest): readonly string[] {
  if (manifest.kind === 'ConfigMap') {
    return Object.values(textsAt(manifest, 'data'));
  }
  if (manifest.kind !== 'GrafanaDashboard') {
    return [];
  }
  const { json, gzipJson } = textsAt(manifest, 'spec');
  return [...(json === undefined ? [] : [json]), ...(gzipJson === undefined ? [] : [unzipped(gzipJson)])];
}

/** What cannot be read is somebody else's, and not for us to complain about. */
function unzipped(base64: string): string {
  try {
    return strFromU8(gunzipSync(Buffer.from(base64, 'base64')));
  } catch {
    return '';
  }
}

function uidOf(text: string): string | undefined {
  if (!text.trimStart().startsWith('{') || !text.includes('"panels"')) {
    return undefined;
  }
  try {
    const dashboard: unknown = JSON.parse(text);
    return hasFields(dashboard) && typeof dashboard['uid'] === 'string' && dashboard['uid'] !== ''
      ? dashboard['uid']
      : undefined;
  } catch {
    return undefined;
  }
}
