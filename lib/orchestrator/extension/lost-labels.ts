/** Labels of the fleet that the series of a user's own alert do not have, or have of something else. */
import type { Alert } from '../../model/alerts/alerts';
import type { QueryContext } from '../../model/signal';
import { matchersIn, neverMeet } from '../../promql/never-meet';
import { labelledPart, resultLabels } from '../../promql/result';

/** What asks for the fleet's series has its labels; of other series it has those that it selects by. The rule's own labels make up for what is lost. */
export function lostLabels(
  { selfContained: { signalExpression }, labels }: Pick<Alert, 'selfContained' | 'labels'>,
  { by, pinned }: QueryContext,
): readonly string[] {
  const asked = matchersIn(labelledPart(signalExpression));
  const isFleets = Object.entries(pinned).every(([label, value]) =>
    asked.some((other) => other.label === label && other.op === '=' && other.value === value),
  );
  const kept = resultLabels(signalExpression) ?? (isFleets ? by : asked.map(({ label }) => label));
  const isOthers = (label: string): boolean => {
    const [value, own] = [pinned[label], asked.filter((other) => other.label === label)];
    return value !== undefined && own.length > 0 && own.every((other) => neverMeet(other, { label, op: '=', value }));
  };
  return by.filter((label) => !Object.hasOwn(labels, label) && (!kept.includes(label) || isOthers(label)));
}
