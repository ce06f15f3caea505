/** Which subjects a test is played on, and with which values. */
import type { Alert } from '../alerts/alerts';
import type { Labels, Probe } from '../probe';
import type { ListedSubject, QueryContext } from '../signal';
import { holds } from './values';

/** A value that a test brings a subject's signal to. */
export interface Play {
  readonly subject: string;
  readonly value: number;
  /** Whether the alert must fire; otherwise it must not even be pending. */
  readonly fires: boolean;
}

/** A subject that a probe can be shown on, and what the configuration says of it, where it does. */
export interface Subject {
  readonly name: string;
  readonly listed: ListedSubject | undefined;
}

/** What is played where a signal tells no subjects apart: it is about all of them. */
export const NO_SUBJECT: Subject = { name: '', listed: undefined };

/** Most subjects that a test shows its values on: one for what fires, two for what does not. */
const SUBJECTS_OF_TEST = 3;

/**
 * Subjects of the rule's scope that the probe can be shown on. Rules take turns, so that their tests can be played at once: each fires on a
 * listed subject of its own, as long as there are some, and shows what does not fire on unlisted ones, where it may.
 *
 * @param turn - how many rules were before this one
 */
export function subjectsOf(
  { name: alert, scope }: Alert,
  { suits = () => true }: Probe,
  context: QueryContext,
  turn: number,
): readonly Subject[] {
  const covered = new Set(scope.subjects);
  const listed = context.listed
    .filter((subject) => covered.has(subject.name) && suits(subject))
    .map((subject) => ({ name: subject.name, listed: subject }));
  if (!scope.unlisted || !suits(undefined)) {
    // From the last ones on: rules that are about unlisted ones too begin with the first.
    const from = -((turn * SUBJECTS_OF_TEST) % Math.max(1, listed.length));
    return [...listed.slice(from), ...listed.slice(0, from)].reverse();
  }
  const unlisted = unlistedNames(alert, context, SUBJECTS_OF_TEST).map((name) => ({ name, listed: undefined }));
  return [...listed.slice(turn, turn + 1), ...unlisted, ...listed.slice(turn + 1), ...listed.slice(0, turn)];
}

/** The first subject that a value can be shown on; where few values can, the one nearest to the threshold on the same side. */
export function playOf(
  subjects: readonly Subject[],
  { condition: { signal, comparison, threshold } }: Alert,
  probe: Probe,
  { value: wanted, fires }: Pick<Play, 'value' | 'fires'>,
): Play | undefined {
  const { minimum, maximum } = signal.range ?? {};
  const valuesOf = (listed: ListedSubject | undefined): readonly number[] => {
    const least = probe.least?.(listed) ?? minimum?.value ?? -Infinity;
    const most = probe.most?.(listed) ?? maximum?.value ?? Infinity;
    const values = probe.only?.(listed)?.filter((value) => holds(value, comparison, threshold) === fires) ?? [wanted];
    return values.filter((value) => value >= least && value <= most);
  };
  const distance = (value: number): number => Math.abs(value - threshold);
  let best: Play | undefined;
  for (const { name, listed } of subjects) {
    for (const value of valuesOf(listed)) {
      if (best === undefined || distance(value) < distance(best.value)) {
        best = { subject: name, value, fires };
      }
    }
    if (best?.value === wanted) {
      break;
    }
  }
  return best;
}

/**
 * A subject that the rule is not about, and that what fires can be shown on; undefined where there is none.
 *
 * @param rule - how many rules of the same alert were before this one
 * @param beside - what else the test plays
 */
export function outsiderOf(
  alert: Alert,
  probe: Probe,
  fires: Play,
  context: QueryContext,
  rule: number,
  beside: readonly Play[],
): string | undefined {
  const { suits = () => true } = probe;
  if (!alert.scope.unlisted && suits(undefined)) {
    // Behind those of the rule that is about them, and another one for each rule.
    return unlistedNames(alert.name, context, SUBJECTS_OF_TEST + rule + 1).at(-1);
  }
  const covered = new Set(alert.scope.subjects);
  // The last ones first: the tests of other rules begin with the first.
  return context.listed.findLast(
    (listed) =>
      !covered.has(listed.name) &&
      suits(listed) &&
      playOf([{ name: listed.name, listed }], alert, probe, fires)?.value === fires.value &&
      fitsBeside(listed.name, beside, context),
  )?.name;
}

/** Names that the configuration does not list, called after the alert that is shown on them. */
function unlistedNames(alert: string, { listed }: QueryContext, count: number): readonly string[] {
  const taken = new Set(listed.map(({ name }) => name));
  const words = alert.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  const names: string[] = [];
  for (let number = 1; names.length < count; number += 1) {
    const name = `${words}-${String(number)}`;
    if (!taken.has(name)) {
      names.push(name);
    }
  }
  return names;
}

/** The fleet's labels that a subject's own settings decide: a workload's namespace is that of its workers. */
export function ownLabels({ listed, by }: QueryContext, subject: string | undefined): Labels {
  const minimum = listed.find(({ name }) => name === subject)?.minimum;
  return typeof minimum === 'object'
    ? Object.fromEntries(
        minimum.matchers.filter(({ label }) => by.includes(label)).map(({ label, value }) => [label, value]),
      )
    : {};
}

/**
 * Whether a subject can be played beside others: two whose workers have other labels do not fit into one test, nor two of one workload, whose
 * series says one number.
 */
export function fitsBeside(subject: string, others: readonly Play[], context: QueryContext): boolean {
  const labels = (name: string): string => JSON.stringify(ownLabels(context, name));
  const workload = (name: string): string => {
    const minimum = context.listed.find((listed) => listed.name === name)?.minimum;
    return typeof minimum === 'object' ? JSON.stringify(minimum) : `none, as ${name}`;
  };
  return others.every(
    ({ subject: other }) => labels(other) === labels(subject) && workload(other) !== workload(subject),
  );
}
