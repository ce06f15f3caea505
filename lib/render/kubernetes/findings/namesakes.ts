/** Objects of one kind and name. */
import type { ManifestCheck } from './app-objects';
import { collisionsOf, found, nameOf, reported } from './located-manifest';

/** Two objects of one kind and name in a chart: when it is applied, one overwrites the other. */
export const findNamesakes: ManifestCheck = ({ all }) =>
  collisionsOf(all, ({ chart, manifest }) => `${chart} ${manifest.apiVersion} ${nameOf(manifest)}`).flatMap(
    (collision) => {
      const pair = reported(collision);
      return pair === undefined
        ? []
        : [
            found(pair.second, 'made-twice', {
              severity: 'error',
              what: `found another of this kind and name, made by ${pair.first.where}`,
              why: 'one would overwrite the other',
              fix: 'give one of them another name',
            }),
          ];
    },
  );
