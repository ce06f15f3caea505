/** Data sources of one uid or name, and two defaults, in one Grafana. */
import { firstOfEach } from '../../../model/group-by';
import type { AppObjects, ManifestCheck } from './app-objects';
import { findContentCollisions } from './collisions';
import { listInYaml, textAt, textsAt, valueAt, type LocatedManifest } from './located-manifest';
import { collectedLabels } from './sidecars';

const WHY = 'Grafana keeps one of the two, or does not start';

/** What reads a data source, and what it reads. ConfigMaps that a Grafana mounts are not compared: each Grafana mounts its own. */
interface Read {
  readonly located: LocatedManifest;
  /** Data sources of two of these never meet. */
  readonly audience: unknown;
  readonly source: unknown;
}

export const findDatasourcesTwice: ManifestCheck = (objects) => {
  const labels = collectedLabels(objects);
  const read = [
    ...objects.ofKind('ConfigMap', 'Secret').flatMap((located) => collected(located, labels)),
    ...ofOperator(objects),
  ].map(({ located, audience, source }) => {
    const { name = '', uid = '' } = textsAt(source);
    const of = [audience, valueAt(source, 'orgId') ?? 1];
    return { located, of, name, uid, source, content: JSON.stringify(source) };
  });
  const withUid = read.filter(({ uid }) => uid !== '');
  // Two of one uid are told by their uid alone.
  const ofOwnUid = firstOfEach(read, ({ of, uid, name }) => JSON.stringify([of, uid, uid === '' ? name : '']));
  const defaults = ofOwnUid.filter(({ source }) => valueAt(source, 'isDefault') === true);
  return [
    ...findContentCollisions(withUid, 'datasource-uid-twice', {
      place: ({ of, uid }) => [of, uid],
      shown: ({ uid }) => `the data source uid ${uid}`,
      why: WHY,
      fix: 'give each its own datasource.uid and datasource.name, or leave out one of the two',
    }),
    ...findContentCollisions(ofOwnUid, 'datasource-name-twice', {
      place: ({ of, name }) => [of, name],
      shown: ({ name }) => `the data source name ${JSON.stringify(name)}`,
      why: WHY,
      fix: 'give each its own datasource.name, or leave out one of the two',
    }),
    ...findContentCollisions(defaults, 'datasource-default-twice', {
      place: ({ of }) => of,
      shown: () => 'a data source that is the default',
      why: WHY,
      fix: 'set datasource.isDefault: false for one of the two',
    }),
  ];
};

/** What the Grafana operator reads. Objects of equal data sources give Grafana one. */
function ofOperator(objects: AppObjects): readonly Read[] {
  const read = objects.ofKind('GrafanaDatasource').map((located): Read => ({
    located,
    audience: valueAt(located.manifest, 'spec', 'instanceSelector'),
    source: valueAt(located.manifest, 'spec', 'datasource'),
  }));
  return firstOfEach(read, ({ located: { chart }, ...content }) => JSON.stringify([chart, content]));
}

/** What a sidecar collects. */
function collected(located: LocatedManifest, labels: readonly string[]): readonly Read[] {
  const own = textsAt(located.manifest, 'metadata', 'labels');
  return labels.some((label) => own[label] !== undefined)
    ? Object.values({ ...textsAt(located.manifest, 'data'), ...textsAt(located.manifest, 'stringData') })
        .filter((text) => text.includes('datasources:'))
        .flatMap((text) => listInYaml(text, 'datasources'))
        .filter((source) => textAt(source, 'name') !== undefined)
        .map((source) => ({ located, audience: 'sidecar', source }))
    : [];
}
