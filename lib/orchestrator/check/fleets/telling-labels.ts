/** What tells two fleets apart: labels that both carry, with values that never meet, and the stores that they are in. */
import { neverMeet } from '../../../promql/never-meet';
import { is, type LabelMatcher } from '../../../promql/write';
import type { Finding } from '../../../validation';
import { fleetLabels } from '../../fleet/identity';
import type { Mixin } from '../../mixin';

/** What the value of a label passes; undefined where nothing is known of it. */
type ValueOf = (mixin: Mixin, label: string) => readonly LabelMatcher[] | undefined;

/** What the recorded series, and everything made of series, carry. */
export const seriesValue: ValueOf = ({ config }, label) =>
  config.profile === 'upstream' || !fleetLabels(config).includes(label)
    ? undefined
    : config.selector.filter((matcher) => matcher.label === label);

/** What all alerts carry: constant labels win over those of their series, unless some alert has another one. */
export const alertValue: ValueOf = (mixin, label) => {
  const [constant, ...others] = new Set(
    mixin.alerts.map(({ labels }) => (Object.hasOwn(labels, label) ? labels[label] : undefined)),
  );
  if (others.length > 0) {
    return undefined;
  }
  if (constant === undefined) {
    return seriesValue(mixin, label);
  }
  return constant.includes('{{') ? undefined : [is(label, constant)];
};

/** Labels that both fleets carry, and that never have the same value in both. */
export function tellingLabels(one: Mixin, other: Mixin, valueOf: ValueOf): readonly string[] {
  const labels = new Set(
    [one, other].flatMap(({ config }) => [...fleetLabels(config), ...Object.keys(config.alerts.labels)]),
  );
  return [...labels].filter((label) => {
    const [a, b] = [valueOf(one, label), valueOf(other, label)];
    return a !== undefined && b !== undefined && areSelectorsApart(a, b);
  });
}

/** Whether some label is asked of both such that no series has what both want. */
export function areSelectorsApart(a: readonly LabelMatcher[], b: readonly LabelMatcher[]): boolean {
  return a.some((one) => b.some((other) => one.label === other.label && neverMeet(one, other)));
}

/** A fleet, where it was described, and what of it is delivered there. */
export interface LocatedFleet {
  /** For people: the path of a construct, or the name of a file. */
  readonly where: string;
  readonly mixin: Mixin;
  /** How Prometheus learns of the scrape job: from a file, where each job has a name of its own; from an operator, which makes the names up; not from here. @default 'file' */
  readonly scrapes?: 'file' | 'operator' | false;
  /** Whether its rules are, for whoever evaluates them. @default true */
  readonly rules?: boolean;
  /** Whether its dashboards are. @default - as plain files, in one folder */
  readonly dashboards?: boolean;
  /** What its rules ask and what they record into, for instance uids of data sources: other texts are other stores. @default - any */
  readonly stores?: { readonly asked: unknown; readonly recorded: unknown } | undefined;
}

export type Meeting = Generator<Omit<Finding, 'severity'>>;

/** Whether nothing says that the stores of two fleets are two. Of those that are no texts yet, labels of the alerts do. */
export function mayShare(store: 'asked' | 'recorded', fleet: LocatedFleet, other: LocatedFleet): boolean {
  const [own, theirs] = [fleet.stores, other.stores];
  if (own === undefined || theirs === undefined || own[store] === theirs[store]) {
    return true;
  }
  const areKnown = [own, theirs].every(({ [store]: uid }) => typeof uid === 'string');
  return !areKnown && tellingLabels(fleet.mixin, other.mixin, alertValue).length === 0;
}
