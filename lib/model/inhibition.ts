/** Which alert silences which: one fault, one page. Alertmanager does the silencing; the rules are rendered along. */
import type { Alert } from './alerts';

/** While the source fires, the targets with equal labels notify nobody. */
export interface InhibitionRule {
  readonly source: string;
  readonly targets: readonly string[];
  /** Labels that must be equal on both, for the source to be about the same thing. A label that both lack counts as equal. */
  readonly equal: readonly string[];
}

/**
 * The inhibitions among the alerts that a configuration has, in the order of the alerts that silence.
 *
 * @param fleet - labels that tell fleets apart: of series, and names of constant ones
 */
export function resolveInhibitions(
  alerts: readonly Alert[],
  fleet: readonly string[],
  subjectLabel: string,
): readonly InhibitionRule[] {
  const definitions = new Map(alerts.map(({ definition }) => [definition.name, definition]));
  return [...definitions.values()].flatMap(({ name: source, silences = [] }) =>
    silences
      .map(({ alerts: targets, alsoEqual = [] }) => ({
        source,
        targets: targets.filter((target) => definitions.has(target)),
        equal: [...new Set([...fleet, subjectLabel, ...alsoEqual])],
      }))
      .filter(({ targets }) => targets.length > 0),
  );
}
