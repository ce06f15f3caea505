/** Labels for the targets of a test, such that the user's own selector finds them. */
import type { LabelMatcher } from '../../promql/write';
import { passes } from '../../promql/re2';
import { regexExamples } from '../../promql/regex-example';
import type { Labels } from '../probe';

/** The labels of a fleet's targets. */
export interface TargetLabels {
  /** Those that all targets share. */
  readonly shared: Labels;
  /** Addresses, each another: one at least. */
  readonly instances: readonly string[];
}

/**
 * Labels that every matcher of a selector accepts, with given ones kept, and up to `count` addresses. Undefined where none could be found: an
 * expression that is beyond us, or a given label that the selector does not let pass.
 */
export function findTargetLabels(
  selector: readonly LabelMatcher[],
  aggregateBy: readonly string[],
  given: Labels,
  count: number,
): TargetLabels | undefined {
  const names = [...new Set([...selector.map(({ label }) => label), ...aggregateBy])].filter(
    (label) => label !== 'instance',
  );
  const ofGiven = new Map(Object.entries(given));
  const shared = new Map<string, string>();
  for (const label of names) {
    const value = ofGiven.get(label) ?? candidates(selector, label, [`${label}-1`, 'some', 'other', 'third'])[0];
    if (value === undefined || !accepted(selector, label, value)) {
      return undefined;
    }
    shared.set(label, value);
  }
  const addresses = Array.from({ length: count }, (_, index) => `worker-${String(index + 1)}:9090`);
  const instances = candidates(selector, 'instance', addresses);
  return instances.length === 0 ? undefined : { shared: Object.fromEntries(shared), instances };
}

function candidates(selector: readonly LabelMatcher[], label: string, usual: readonly string[]): readonly string[] {
  const matchers = selector.filter((matcher) => matcher.label === label);
  const offered = [
    ...matchers.flatMap(({ op, value }) =>
      op === '=' ? [value] : op === '=~' ? regexExamples(value, usual.length) : [],
    ),
    ...usual,
  ];
  return [...new Set(offered)]
    .filter((value) => value !== '' && accepted(selector, label, value))
    .slice(0, usual.length);
}

const accepted = (selector: readonly LabelMatcher[], label: string, value: string): boolean =>
  selector.filter((matcher) => matcher.label === label).every((matcher) => passes(matcher, value) === true);
