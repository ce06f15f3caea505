/** Two things of one name, where there may be one. */
import { firstOfEach, groupBy } from '../../../model/group-by';
import type { Finding } from '../../../orchestrator';
import { identityOf } from '../../../validation';
import type { ManifestCheck } from './app-objects';
import { found, placeOf, type LocatedManifest, type ManifestFinding } from './located-manifest';
import { nameOf } from '../objects/manifest';

/** Something in an object of an app. */
interface Located {
  readonly located: LocatedManifest;
}

/** Two things of one name, of which the second is reported. */
export interface Collision<T extends Located> {
  readonly first: T;
  readonly second: T;
}

/** Whether two objects may come to one place. */
export type Meet = (one: LocatedManifest, other: LocatedManifest) => boolean;

/** Things of one name, each with the first of that name that it may meet, where one of the two is ours. */
export function collisionsOf<T extends Located>(
  things: readonly T[],
  nameOfThing: (thing: T) => string,
  meet: Meet = () => true,
): readonly Collision<T>[] {
  return [...groupBy(things, nameOfThing).values()].flatMap((namesakes) =>
    namesakes.flatMap((second, index) => {
      const first = namesakes.find(({ located }, at) => at < index && meet(located, second.located));
      return first === undefined ? [] : reported(first, second);
    }),
  );
}

/** Which of two to report: the later, or else the one that is ours; nothing where neither is. */
export function reported<T extends Located>(first: T, second: T): readonly Collision<T>[] {
  if (second.located.own) {
    return [{ first, second }];
  }
  return first.located.own ? [{ first: second, second: first }] : [];
}

/** A content, and the object that it is in. */
interface Content extends Located {
  readonly content: string;
  /** Whether two of one chart and namespace surely reach one Grafana. @default true */
  readonly meets?: boolean;
}

/** What contents must not share, and what is said of those that do. */
interface Claimed<T extends Content> extends Pick<Finding, 'why' | 'fix'> {
  /** Equal for contents that share it. */
  readonly place: (content: T) => unknown;
  /** The place as people read it. */
  readonly shown: (content: T) => string;
  /** Which objects the app shows to be for two Grafanas never meet. @default - all may meet */
  readonly meet?: Meet;
}

/**
 * Contents that claim one place. In one chart and namespace that is an error. In two namespaces of a chart there may be two Grafanas, and two
 * charts may go to two clusters: that is a warning, and for two charts only where the contents differ, because the same dashboard in staging and
 * production is what one wants. So it is of contents of which nobody knows whether they meet.
 */
export function findContentCollisions<T extends Content>(
  contents: readonly T[],
  rule: string,
  { place, shown, meet, why, fix }: Claimed<T>,
): readonly ManifestFinding[] {
  return collisionsOf(contents, (content) => identityOf(place(content)), meet).flatMap(({ first, second }) => {
    const [one, other] = [first.located, second.located];
    const together = one.chart === other.chart && second.meets !== false;
    const isSure = together && one.manifest.metadata.namespace === other.manifest.metadata.namespace;
    return !together && first.content === second.content
      ? []
      : found(other, rule, {
          severity: isSure ? 'error' : 'warning',
          what: `found ${shown(second)}, which ${placeOf(one)} has too`,
          why: isSure ? why : `where both reach one Grafana, ${why}`,
          fix,
        });
  });
}

/** Two objects of one kind and name in a chart: when it is applied, one overwrites the other. */
export const findNamesakes: ManifestCheck = ({ all }) =>
  collisionsOf(
    all.map((located) => ({ located })),
    ({ located: { chart, manifest } }) => `${chart} ${manifest.apiVersion} ${nameOf(manifest)}`,
  ).map(({ first, second }) =>
    found(second.located, 'made-twice', {
      severity: 'error',
      what: `found another of this kind and name, made by ${first.located.where}`,
      why: 'one would overwrite the other',
      fix: 'give one of them another name',
    }),
  );

/**
 * The same of two charts, which may go to two clusters: a warning where the contents differ, one for each two constructs, however many names they
 * share. In which namespace an object without one will be, nobody knows yet; and of a file, nobody knows whose objects it holds.
 */
export const findNamesakesOfCharts: ManifestCheck = ({ all }) => {
  const collisions = collisionsOf(
    all
      .filter(({ anybodys = false, manifest }) => !anybodys && manifest.metadata.namespace !== undefined)
      .map((located) => ({ located })),
    ({ located: { manifest } }) => `${manifest.apiVersion} ${nameOf(manifest)}`,
  ).filter(
    ({ first: { located: one }, second: { located: other } }) =>
      one.chart !== other.chart && identityOf(one.manifest) !== identityOf(other.manifest),
  );
  return firstOfEach(collisions, ({ first, second }) =>
    JSON.stringify([first.located.where, second.located.where]),
  ).map(({ first, second }) =>
    found(second.located, 'made-in-two-charts', {
      severity: 'warning',
      what: `found another of this kind and name with other contents, made by ${first.located.where}`,
      why: 'where both charts go to one cluster, one would overwrite the other',
      fix: 'give each fleet its own dashboard.uid, or name; charts for two clusters can be in an app each, or have namespaces of their own',
    }),
  );
};
