/** Which alert silences which: one fault, one page. Alertmanager does the silencing; the rules are rendered along. */
import { templateUse } from '../../templates/use';
import { firstOfEach, groupBy } from '../group-by';
import type { AlertDefinition } from './alert-definition';
import type { Severity } from './alert-settings';
import type { Alert } from './alerts';

/** While the source fires, the targets with equal labels notify nobody. */
export interface InhibitionRule {
  readonly source: string;
  readonly targets: readonly string[];
  /** Labels that must be equal on both, for the source to be about the same thing. A label that both lack counts as equal. */
  readonly equal: readonly string[];
  /** Rules of the source that silence. @default - all */
  readonly ofSource?: SeverityMatcher;
  /** Rules of the targets that are silenced. @default - all */
  readonly ofTargets?: SeverityMatcher;
}

/** Rules of one severity, or of all others. */
export interface SeverityMatcher {
  readonly op: '=' | '!=';
  readonly severity: Severity;
}

/** Anything of a severity. */
interface Ranked<T = Severity> {
  readonly severity: T;
}

const severityOf = ({ severity }: Ranked): Severity => severity;

/** Whether one may silence the other: what notifies nobody silences nothing, and what is less urgent silences nothing that is more so. */
const maySilence = (source: Ranked, target: Ranked): boolean =>
  source.severity === 'critical' || (source.severity === 'warning' && target.severity !== 'critical');

/** Whether a rule is about alerts of these severities. */
export const isAbout = (
  { ofSource, ofTargets }: InhibitionRule,
  source: Ranked<string>,
  target: Ranked<string>,
): boolean => matches(ofSource, source) && matches(ofTargets, target);

const matches = (matcher: SeverityMatcher | undefined, { severity }: Ranked<string>): boolean =>
  matcher === undefined || (matcher.op === '=') === (matcher.severity === severity);

/** Which rules of some alerts may silence which of others: one answer for all of them, or one for each severity. */
function severitiesOf(
  sources: readonly Ranked[],
  targets: readonly Ranked[],
): readonly Pick<InhibitionRule, 'ofSource' | 'ofTargets'>[] {
  // There may be a rule for each of thousands of subjects, and there are three severities.
  const [ofSources, ofTargets] = [firstOfEach(sources, severityOf), firstOfEach(targets, severityOf)];
  const loud = ofSources.filter(({ severity }) => severity !== 'info');
  if (loud.every((source) => ofTargets.every((target) => maySilence(source, target)))) {
    return [loud.length < ofSources.length ? { ofSource: { op: '!=', severity: 'info' } } : {}];
  }
  return loud
    .filter((source) => ofTargets.some((target) => maySilence(source, target)))
    .map(({ severity }): Pick<InhibitionRule, 'ofSource' | 'ofTargets'> => ({
      ofSource: { op: '=', severity },
      ...(severity === 'critical' ? {} : { ofTargets: { op: '!=', severity: 'critical' } }),
    }));
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
  const rules = groupBy(alerts, ({ name }) => name);
  const definitionOf = (name: string): AlertDefinition | undefined => rules.get(name)?.[0].definition;
  return [...rules].flatMap(([source, ofSource]) => {
    const [{ definition }] = ofSource;
    const { signal, silences = [] } = definition;
    if (ofSource.every(({ severity }) => severity === 'info')) {
      return [];
    }
    /** What both are about: of two alerts about projections, one of another projection tells nothing. */
    const shared = (target: string): readonly string[] =>
      signal.labels.filter((label) => definitionOf(target)?.signal.labels.includes(label));
    /** Whether the author of the alert gave it a lower severity, and has it silence the other all the same. */
    const isMeant = (target: string): boolean => !maySilence(definition, definitionOf(target) ?? definition);
    return silences
      .flatMap(({ alerts: targets }) => {
        const there = targets.filter((target) => rules.has(target));
        return [...groupBy(there, (target) => shared(target).join()).values()].map((alike) => ({
          targets: alike,
          labels: shared(alike[0]),
        }));
      })
      .flatMap(({ targets, labels }) => {
        const involved = [...ofSource, ...targets.flatMap((target) => rules.get(target) ?? [])];
        const same = constant.filter((label) => {
          const [value, ...others] = new Set(involved.map(({ labels }) => labels[label]));
          // A template that reads labels says of each alert something else.
          return others.length === 0 && templateUse(value ?? '').labels.length === 0;
        });
        const [first = [], ...others] = involved.map(fleet);
        const ofAll = first.filter((label) => others.every((own) => own.includes(label)));
        const equal = [...new Set([...ofAll, ...same, ...labels])];
        const asked = targets.map((target) => ({
          target,
          severities: severitiesOf(ofSource, isMeant(target) ? [] : (rules.get(target) ?? [])),
        }));
        return [...groupBy(asked, ({ severities }) => JSON.stringify(severities)).values()].flatMap((alike) =>
          alike[0].severities.map((matchers) => ({
            source,
            targets: alike.map(({ target }) => target),
            equal,
            ...matchers,
          })),
        );
      });
  });
}
