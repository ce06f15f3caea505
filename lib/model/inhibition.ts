/** Which alert silences which: one fault, one page. Alertmanager does the silencing; the rules are rendered along. */
import type { Alert } from './alerts';
import type { AlertName } from '../orchestrator/alert-names';

/** While the source fires, the targets with equal labels notify nobody. */
export interface InhibitionRule {
  readonly source: AlertName;
  readonly targets: readonly AlertName[];
  /** Labels that must be equal on both, for the source to be about the same thing. A label that both lack counts as equal. */
  readonly equal: readonly string[];
}

/** An inhibition as a profile defines it: equal in `replica_set` and the labels that tell fleets apart, and in what is named here. */
export interface InhibitionDefinition {
  readonly source: AlertName;
  readonly targets: readonly AlertName[];
  readonly alsoEqual?: readonly string[];
}

/** The inhibitions among the alerts that a configuration has, in the order of the definitions. */
export function resolveInhibitions(
  definitions: readonly InhibitionDefinition[],
  alerts: readonly Alert[],
  aggregateBy: readonly string[],
): readonly InhibitionRule[] {
  const present = new Set(alerts.map(({ name }) => name));
  return definitions
    .map(({ source, targets, alsoEqual = [] }) => ({
      source,
      targets: targets.filter((target) => present.has(target)),
      equal: [...aggregateBy, 'replica_set', ...alsoEqual],
    }))
    .filter(({ source, targets }) => present.has(source) && targets.length > 0);
}
