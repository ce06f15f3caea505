/** What tells two fleets apart: labels that both carry, with values that never meet. */
import { refuses } from '../../promql/re2';
import type { LabelMatcher } from '../../promql/write';
import { fleetLabels } from '../fleet/identity';
import type { Mixin } from '../mixin';

/** What is known of the value of a label: exactly, by matchers, or nothing. */
type ValueOf = (mixin: Mixin, label: string) => Known | undefined;

/** One value, or whatever some matchers let pass. */
type Known = { readonly value: string } | { readonly matchers: readonly LabelMatcher[] };

/** What the recorded series, and everything made of series, carry. */
export const seriesValue: ValueOf = ({ config }, label) =>
  config.profile === 'upstream' || !fleetLabels(config).includes(label) ? undefined : matched(config.selector, label);

/** What all alerts carry: constant labels win over those of their series, unless some alert has another one. */
export const alertValue: ValueOf = (mixin, label) => {
  const [constant, ...others] = new Set(
    mixin.alerts.map(({ labels }) => (Object.hasOwn(labels, label) ? labels[label] : undefined)),
  );
  if (constant !== undefined || others.length > 0) {
    return constant === undefined || others.length > 0 || constant.includes('{{') ? undefined : { value: constant };
  }
  return seriesValue(mixin, label);
};

/** Labels that both fleets carry, and that never have the same value in both. */
export function tellingLabels(one: Mixin, other: Mixin, valueOf: ValueOf): readonly string[] {
  const labels = new Set(
    [one, other].flatMap(({ config }) => [...fleetLabels(config), ...Object.keys(config.alerts.labels)]),
  );
  return [...labels].filter((label) => {
    const [a, b] = [valueOf(one, label), valueOf(other, label)];
    return a !== undefined && b !== undefined && isApart(a, b);
  });
}

/** Whether no value can be both. */
export function isApart(a: Known, b: Known): boolean {
  if ('value' in a) {
    return 'value' in b ? a.value !== b.value : refuses(b.matchers, a.value);
  }
  return 'value' in b && refuses(a.matchers, b.value);
}

/** What a selector lets pass of a label. */
export function matched(selector: readonly LabelMatcher[], label: string): Known {
  const matchers = selector.filter((matcher) => matcher.label === label);
  const exact = matchers.find(({ op }) => op === '=');
  return exact === undefined ? { matchers } : { value: exact.value };
}
