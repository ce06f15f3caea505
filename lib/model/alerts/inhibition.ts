/** Which alert silences which: one fault, one page. Alertmanager does the silencing; the rules are rendered along. */
import { templateUse } from '../../templates/use';
import { groupBy } from '../group-by';
import type { Alert } from './alerts';

/** While the source fires, the targets with equal labels notify nobody. */
export interface InhibitionRule {
  readonly source: string;
  readonly targets: readonly string[];
  /** Labels that must be equal on both, for the source to be about the same thing. A label that both lack counts as equal. */
  readonly equal: readonly string[];
  /** Whether rules of the source have the severity `info`: what notifies nobody silences nothing. */
  readonly exceptInfo?: true;
}

/**
 * The inhibitions among the alerts that a configuration has, in the order of the alerts that silence.
 *
 * @param fleet - labels that tell fleets apart, of those that the series of an alert have
 * @param constant - names of labels that all alerts are given: where one of the two has another value, it tells nothing
 */
export function resolveInhibitions(
  alerts: readonly Alert[],
  fleet: (alert: Alert) => readonly string[],
  constant: readonly string[],
): readonly InhibitionRule[] {
  const definitions = new Map(alerts.map(({ definition }) => [definition.name, definition]));
  const isQuiet = ({ severity }: Alert): boolean => severity === 'info';
  return [...definitions.values()].flatMap(({ name: source, signal, silences = [] }) => {
    const ofSource = alerts.filter(({ name }) => name === source);
    if (ofSource.every(isQuiet)) {
      return [];
    }
    const except = ofSource.some(isQuiet) ? ({ exceptInfo: true } as const) : {};
    /** What both are about: of two alerts about projections, one of another projection tells nothing. */
    const shared = (target: string): readonly string[] =>
      signal.labels.filter((label) => definitions.get(target)?.signal.labels.includes(label));
    return silences
      .flatMap(({ alerts: targets }) => {
        const there = targets.filter((target) => definitions.has(target));
        return [...groupBy(there, (target) => shared(target).join()).values()].map((alike) => ({
          targets: alike,
          labels: shared(alike[0]),
        }));
      })
      .map(({ targets, labels }) => {
        const involved = alerts.filter(({ name }) => name === source || targets.includes(name));
        const same = constant.filter((label) => {
          const [value, ...others] = new Set(involved.map(({ labels }) => labels[label]));
          // A template that reads labels says of each alert something else.
          return others.length === 0 && templateUse(value ?? '').labels.length === 0;
        });
        const [first = [], ...others] = involved.map(fleet);
        const ofAll = first.filter((label) => others.every((own) => own.includes(label)));
        return { source, targets, equal: [...new Set([...ofAll, ...same, ...labels])], ...except };
      });
  });
}
