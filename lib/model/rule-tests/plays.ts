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

/** Subjects of the rule's scope that the probe can be shown on: listed ones first. */
export function subjectsOf({ scope }: Alert, { suits = () => true }: Probe, context: QueryContext): readonly Subject[] {
  const covered = new Set(scope.subjects);
  const listed = context.listed.filter((subject) => covered.has(subject.name) && suits(subject));
  const unlisted = scope.unlisted && suits(undefined) ? unlistedNames(context, 3) : [];
  return [
    ...listed.map((subject) => ({ name: subject.name, listed: subject })),
    ...unlisted.map((name) => ({ name, listed: undefined })),
  ];
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

/** A subject that the rule is not about, and that what fires can be shown on; undefined where there is none. */
export function outsiderOf(alert: Alert, probe: Probe, fires: Play, context: QueryContext): string | undefined {
  const { suits = () => true } = probe;
  if (!alert.scope.unlisted && suits(undefined)) {
    return unlistedNames(context, 1)[0];
  }
  const covered = new Set(alert.scope.subjects);
  const others = context.listed.filter((listed) => !covered.has(listed.name) && suits(listed));
  // The last ones first: the tests of other rules begin with the first.
  const subjects = others.map((listed) => ({ name: listed.name, listed })).reverse();
  const play = playOf(subjects, alert, probe, fires);
  return play?.value === fires.value ? play.subject : undefined;
}

function unlistedNames({ listed }: QueryContext, count: number): readonly string[] {
  const taken = new Set(listed.map(({ name }) => name));
  const names: string[] = [];
  for (let name = 'unlisted'; names.length < count; name = `${name}-too`) {
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
