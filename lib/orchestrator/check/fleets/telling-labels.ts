/** What tells two fleets apart: labels that both carry, with values that never meet. */
import { neverMeet } from '../../../promql/never-meet';
import { is, type LabelMatcher } from '../../../promql/write';
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
