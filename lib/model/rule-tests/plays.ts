/** Which subjects a test is played on, with which values, and the series of each. */
import type { Alert } from '../alerts/alerts';
import type { AlertingSettings } from '../alerts/alert-settings';
import type { InputSeries, Labels, Probe } from '../probe';
import type { ListedSubject, QueryContext } from '../signal';
import type { TargetLabels } from './target-labels';
import { holds } from './values';

/** One probe of one rule. */
export interface Case {
  readonly alert: Alert;
  readonly probe: Probe;
  readonly alerting: AlertingSettings;
  readonly context: QueryContext;
  /** The subjects that the configuration names. */
  readonly listed: ReadonlyMap<string, ListedSubject>;
  readonly rulesBefore: number;
  readonly rulesOfAlertBefore: number;
}

/** A value that a test brings a subject's signal to. */
export interface Play {
  /** Empty where a signal tells no subjects apart: it is about all of them. */
  readonly subject: string;
  readonly value: number;
  /** Whether the alert must fire; otherwise it must not even be pending. */
  readonly fires: boolean;
}

/** The series of one value, and the labels of its first target. */
export interface Played {
  readonly series: readonly InputSeries[];
  readonly target: Labels;
}

/** Most subjects that a test shows its values on: one for what fires, two for what does not. */
const SUBJECTS_OF_TEST = 3;

/**
 * Subjects of the rule's scope that the probe can be shown on. Rules take turns, so that their tests can be played at once: each fires on a
 * listed subject of its own, as long as there are some, and shows what does not fire on unlisted ones, where it may.
 */
export function subjectsOf({ alert, probe, context, rulesBefore: turn }: Case): readonly string[] {
  const { suits = () => true } = probe;
  const covered = new Set(alert.scope.subjects);
  const listed = context.listed
    .filter((subject) => covered.has(subject.name) && suits(subject))
    .map(({ name }) => name);
  if (!alert.scope.unlisted || !suits(undefined)) {
    // From the last ones on: rules that are about unlisted ones too begin with the first.
    const from = -((turn * SUBJECTS_OF_TEST) % Math.max(1, listed.length));
    return [...listed.slice(from), ...listed.slice(0, from)].reverse();
  }
  const unlisted = unlistedNames(alert.name, context, SUBJECTS_OF_TEST);
  return [...listed.slice(turn, turn + 1), ...unlisted, ...listed.slice(turn + 1), ...listed.slice(0, turn)];
}

/** The first subject that a value can be shown on; where few values can, the one nearest to the threshold on the same side. */
export function playOf(
  { alert, probe, listed }: Case,
  subjects: readonly string[],
  { value: wanted, fires }: Pick<Play, 'value' | 'fires'>,
): Play | undefined {
  const { signal, comparison, threshold } = alert.condition;
  const { minimum, maximum } = signal.range ?? {};
  const valuesOf = (subject: ListedSubject | undefined): readonly number[] => {
    const least = probe.least?.(subject) ?? minimum?.value ?? -Infinity;
    const most = probe.most?.(subject) ?? maximum?.value ?? Infinity;
    const values = probe.only?.(subject)?.filter((value) => holds(value, comparison, threshold) === fires) ?? [wanted];
    return values.filter((value) => value >= least && value <= most);
  };
  const distance = (value: number): number => Math.abs(value - threshold);
  let best: Play | undefined;
  for (const subject of subjects) {
    for (const value of valuesOf(listed.get(subject))) {
      if (best === undefined || distance(value) < distance(best.value)) {
        best = { subject, value, fires };
      }
    }
    if (best?.value === wanted) {
      break;
    }
  }
  return best;
}

/** A subject that the rule is not about, and that what fires can be shown on beside the rest of the test; undefined where there is none. */
export function outsiderOf(one: Case, fires: Play, beside: readonly Play[]): string | undefined {
  const { alert, context, rulesOfAlertBefore } = one;
  const { suits = () => true } = one.probe;
  if (!alert.scope.unlisted && suits(undefined)) {
    // Behind those of the rule that is about them, and another one for each rule.
    return unlistedNames(alert.name, context, SUBJECTS_OF_TEST + rulesOfAlertBefore + 1).at(-1);
  }
  const covered = new Set(alert.scope.subjects);
  // The last ones first: the tests of other rules begin with the first.
  return context.listed.findLast(
    (subject) =>
      !covered.has(subject.name) &&
      suits(subject) &&
      playOf(one, [subject.name], fires)?.value === fires.value &&
      fitsBeside(one, subject.name, beside),
  )?.name;
}

/** Names that the configuration does not list, called after the alert that is shown on them. */
function unlistedNames(alert: string, { listed }: QueryContext, count: number): readonly string[] {
  const words = alert.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  const taken = new Set(listed.map(({ name }) => name).filter((name) => name.startsWith(words)));
  const names = Array.from({ length: count + taken.size }, (_, index) => `${words}-${String(index + 1)}`);
  return names.filter((name) => !taken.has(name)).slice(0, count);
}

/** The fleet's labels that a subject's own settings decide: a workload's namespace is that of its workers. */
export function ownLabels({ by }: QueryContext, subject: ListedSubject | undefined): Labels {
  const matchers = typeof subject?.minimum === 'object' ? subject.minimum.matchers : [];
  return Object.fromEntries(matchers.flatMap(({ label, value }) => (by.includes(label) ? [[label, value]] : [])));
}

/**
 * Whether a subject can be played beside others: two whose workers have other labels do not fit into one test, nor two of one workload, whose
 * series says one number.
 */
export function fitsBeside({ context, listed }: Case, subject: string, others: readonly Play[]): boolean {
  const labels = (name: string): string => JSON.stringify(ownLabels(context, listed.get(name)));
  const workload = (name: string): string => {
    const minimum = listed.get(name)?.minimum;
    return typeof minimum === 'object' ? JSON.stringify(minimum) : name;
  };
  return others.every(
    ({ subject: other }) => labels(other) === labels(subject) && workload(other) !== workload(subject),
  );
}

/** The series of all values, each of which takes the next free addresses; else why there are none. */
export function playAll(
  { probe, context, listed, alerting: { subjectLabel } }: Case,
  plays: readonly Play[],
  lasting: number,
  { shared, instances }: TargetLabels,
  firstAddress: number,
): { readonly played: readonly Played[]; readonly nextAddress: number } | string {
  const fleet = Object.fromEntries(Object.entries(shared).filter(([label]) => context.by.includes(label)));
  let nextAddress = firstAddress;
  const played: Played[] = [];
  for (const { subject, value, fires } of plays) {
    const own = nextAddress;
    // What plays no process at all has the labels of any.
    const labelsAt = (index: number): Labels => ({ ...shared, instance: instances[own + index] ?? instances[0] ?? '' });
    const target = (index: number): Labels => {
      nextAddress = Math.max(nextAddress, own + index + 1);
      return labelsAt(index);
    };
    const worker = (index: number): Labels => ({ ...target(index), [subjectLabel]: subject });
    const at = { subject, listed: listed.get(subject), target, worker, fleet, context, lasting, fires };
    const series = probe.series(value, at);
    if (series === undefined) {
      return `its probe gives no series for ${String(value)}, or found no labels for them that the selector accepts`;
    }
    if (nextAddress > instances.length) {
      return `it takes more targets than ${String(instances.length)}, for which addresses were found that the selector accepts`;
    }
    played.push({ series, target: labelsAt(0) });
  }
  return { played, nextAddress };
}
