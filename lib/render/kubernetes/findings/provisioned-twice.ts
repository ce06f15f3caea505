/** Data sources of one uid or name, two defaults, and two providers of one directory, in one Grafana. */
import { firstOfEach } from '../../../model/group-by';
import { identityOf, textAt, textsAt, valueAt } from '../../../validation';
import type { AppObjects, ManifestCheck } from './app-objects';
import { findContentCollisions } from './collisions';
import type { LocatedManifest } from './located-manifest';
import { collectedLabels, mayMeetIn, mountersOf } from './readers';
import { listInYaml } from '../../yaml';

const WHY = 'Grafana keeps one of the two, or does not start';

/** What Grafana reads when it starts, and who reads it. */
type Read = ReturnType<typeof inFiles>[number];

export const findDatasourcesTwice: ManifestCheck = (objects) => {
  const meet = mayMeetIn(objects);
  const read = [...inFiles(objects, 'datasources'), ...ofOperator(objects)].map((each) => {
    const { name = '', uid = '' } = textsAt(each.entry);
    return { ...each, of: placeOfEntry(each), name, uid, content: identityOf(each.entry) };
  });
  const withUid = read.filter(({ uid }) => uid !== '');
  // Two of one uid are told by their uid alone.
  const ofOwnUid = firstOfEach(read, ({ of, uid, name }) => identityOf([of, uid, uid === '' ? name : '']));
  const defaults = ofOwnUid.filter(({ entry }) => valueAt(entry, 'isDefault') === true);
  return [
    ...findContentCollisions(withUid, 'datasource-uid-twice', {
      place: ({ of, uid }) => [of, uid],
      shown: ({ uid }) => `the data source uid ${uid}`,
      meet,
      why: WHY,
      fix: 'give each its own datasource.uid and datasource.name, or leave out one of the two',
    }),
    ...findContentCollisions(ofOwnUid, 'datasource-name-twice', {
      place: ({ of, name }) => [of, name],
      shown: ({ name }) => `the data source name ${JSON.stringify(name)}`,
      meet,
      why: WHY,
      fix: 'give each its own datasource.name, or leave out one of the two',
    }),
    ...findContentCollisions(defaults, 'datasource-default-twice', {
      place: ({ of }) => of,
      shown: () => 'a data source that is the default',
      meet,
      why: WHY,
      fix: 'set datasource.isDefault: false for one of the two',
    }),
  ];
};

/** Grafana reads what is there once for each provider, finds every dashboard twice, and stops writing them. */
export const findProvidersTwice: ManifestCheck = (objects) =>
  findContentCollisions(
    inFiles(objects, 'providers')
      // Others than Grafana have lists of that name, too.
      .filter(({ entry }) => textAt(entry, 'options', 'path') !== undefined)
      .map((each) => ({ ...each, content: identityOf(each.entry) })),
    'provider-path-twice',
    {
      place: (each) => [placeOfEntry(each), textAt(each.entry, 'options', 'path')],
      shown: ({ entry }) => `a provider of ${textAt(entry, 'options', 'path') ?? ''}`,
      meet: mayMeetIn(objects),
      why: 'Grafana finds each dashboard twice, and stops updating all of them',
      fix: 'give each fleet its own dashboardDirectory, or set provider: false for one of the two',
    },
  );

const placeOfEntry = ({ audience, entry }: Read): unknown => [audience, valueAt(entry, 'orgId') ?? 1];

/** What the Grafana operator reads. Objects of equal data sources give Grafana one. */
function ofOperator(objects: AppObjects): readonly Read[] {
  const read = objects.ofKind('GrafanaDatasource').map((located): Read => ({
    located,
    // Grafanas of other namespaces read it only where it says so.
    audience: [
      valueAt(located.manifest, 'spec', 'allowCrossNamespaceImport') === true
        ? ''
        : located.manifest.metadata.namespace,
      valueAt(located.manifest, 'spec', 'instanceSelector'),
    ],
    meets: true,
    entry: valueAt(located.manifest, 'spec', 'datasource'),
  }));
  return firstOfEach(read, ({ located: { chart }, ...content }) => identityOf([chart, content]));
}

/** What files in ConfigMaps list under a key, and in Secrets that a sidecar collects. */
function inFiles(objects: AppObjects, key: 'datasources' | 'providers') {
  const labels = collectedLabels(objects);
  const start = new RegExp(`^${key}:`, 'm');
  return objects.ofKind('ConfigMap', 'Secret').flatMap((located) => {
    const { metadata, kind } = located.manifest;
    const own = textsAt(metadata, 'labels');
    const isCollected = labels.some((label) => own[label] !== undefined);
    const texts = { ...textsAt(located.manifest, 'data'), ...textsAt(located.manifest, 'stringData') };
    const files = isCollected || kind === 'ConfigMap' ? Object.values(texts).filter((text) => start.test(text)) : [];
    const entries = files
      .flatMap((text) => listInYaml(text, key))
      .filter((entry) => textAt(entry, 'name') !== undefined);
    // What two audiences read never meets. Of those that no pod of the app mounts, all of a namespace may be for one Grafana.
    const audience = isCollected || entries.length === 0 ? 'sidecar' : audienceOf(objects, located);
    return entries.map((entry) => ({ located, audience, meets: isCollected, entry }));
  });
}

/** Who reads a ConfigMap: pods of the app, or somebody of its namespace. What may go to two clusters is not compared. */
function audienceOf(objects: AppObjects, located: LocatedManifest): unknown {
  const mounters = mountersOf(objects, located).map((pod) => pod.located.where);
  return [located.chart, located.manifest.metadata.namespace, mounters];
}
