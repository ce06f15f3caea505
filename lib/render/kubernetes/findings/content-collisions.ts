/** Two contents that lay claim to one place in Grafana, and two objects of one name. */
import type { Finding } from '../../../orchestrator';
import {
  collisionsOf,
  found,
  placeOf,
  reported,
  type LocatedManifest,
  type ManifestFinding,
  nameOf,
} from './located-manifest';
import type { ManifestCheck } from './app-objects';

/** A content, and the object that it is in. */
export interface Content {
  readonly located: LocatedManifest;
  /** No two contents may share it. */
  readonly place: string;
  /** The place as people read it. */
  readonly shown: string;
  readonly content: string;
}

/**
 * Contents that claim one place. In one chart and namespace that is an error. In two namespaces of a chart there may be two Grafanas, and two
 * charts may go to two clusters: that is a warning, and for two charts only where the contents differ, because the same dashboard in staging and
 * production is what one wants.
 */
export function findContentCollisions(
  contents: readonly Content[],
  rule: string,
  words: Pick<Finding, 'why' | 'fix'>,
): readonly ManifestFinding[] {
  return collisionsOf(contents, ({ place }) => place).flatMap(({ first, second }): readonly ManifestFinding[] => {
    const pair = reported({ first: first.located, second: second.located });
    const sameChart = first.located.chart === second.located.chart;
    if (pair === undefined || (!sameChart && first.content === second.content)) {
      return [];
    }
    const sameNamespace = first.located.manifest.metadata.namespace === second.located.manifest.metadata.namespace;
    const isSure = sameChart && sameNamespace;
    return [
      found(pair.second, rule, {
        severity: isSure ? 'error' : 'warning',
        what: `found ${second.shown}, which ${placeOf(pair.first)} has too`,
        why: isSure ? words.why : `where both reach one Grafana, ${words.why}`,
        fix: words.fix,
      }),
    ];
  });
}

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
