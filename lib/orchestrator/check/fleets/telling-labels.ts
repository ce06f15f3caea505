/** What tells two fleets apart: labels that both carry, with values that never meet. */
import { refuses } from '../../../promql/re2';
import { is, type LabelMatcher } from '../../../promql/write';
import { fleetLabels } from '../../fleet/identity';
import type { Mixin } from '../../mixin';

/** What the value of a label passes; undefined where nothing is known of it. */
type ValueOf = (mixin: Mixin, label: string) => readonly LabelMatcher[] | undefined;

/** What the recorded series, and everything made of series, carry. */
export const seriesValue: ValueOf = ({ config }, label) =>
  config.profile === 'upstream' || !fleetLabels(config).includes(label)
    ? undefined
    : matchersOf(config.selector, label);

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
    return a !== undefined && b !== undefined && areApart(a, b);
  });
}

/** Whether one side pins a label to a value that the other refuses, or asks for just what the other excludes. */
function areApart(a: readonly LabelMatcher[], b: readonly LabelMatcher[]): boolean {
  const [ofA, ofB] = [a, b].map((matchers) => matchers.find(({ op }) => op === '=')?.value);
  const isExcluded = a.some(({ op, value }) => b.some((other) => other.op === OPPOSITE[op] && other.value === value));
  return isExcluded || (ofA !== undefined && refuses(b, ofA)) || (ofB !== undefined && refuses(a, ofB));
}

const OPPOSITE = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;

/** Whether some label is asked of both such that no series has what both want. */
export function areSelectorsApart(a: readonly LabelMatcher[], b: readonly LabelMatcher[]): boolean {
  return a.some(({ label }) => areApart(matchersOf(a, label), matchersOf(b, label)));
}

/** What a selector asks of a label. */
function matchersOf(selector: readonly LabelMatcher[], label: string): readonly LabelMatcher[] {
  return selector.filter((matcher) => matcher.label === label);
}
