/**
 * Signals: named questions about a subject, the thing that is watched. Panels, recording rules and alerts refer to signals; nobody else
 * writes PromQL.
 */
import type { Duration } from '../promql/duration';
import { passes } from '../promql/re2';
import { select, withoutNoise, type LabelMatcher } from '../promql/write';

/** All units of signals. */
export const SIGNAL_UNITS = [
  'workers',
  'partitions',
  'seconds',
  'ratio',
  'reconfigurations/s',
  'reconfigurations/min',
  'generations/s',
  'generations/min',
  'events',
  'events/s',
  'errors/s',
  'errors/min',
  'count',
  'state',
  // Milliseconds since 1970, shown as how long ago that was.
  'moment',
] as const;

/** Unit of a signal's value, for humans and for the renderers to translate. */
export type SignalUnit = (typeof SIGNAL_UNITS)[number];

/** Units that people do not call by their names. */
const UNITS: Readonly<Partial<Record<SignalUnit, string>>> = { seconds: 's', count: '', state: '', moment: '' };

/** A number with its unit, for people: `30 s`, `60%`, `1 worker`. */
export function quantity(value: number, unit: SignalUnit): string {
  if (unit === 'ratio') {
    return `${withoutNoise(value * 100)}%`;
  }
  const name = value === 1 && (unit === 'workers' || unit === 'partitions') ? unit.slice(0, -1) : (UNITS[unit] ?? unit);
  return name === '' ? String(value) : `${value} ${name}`;
}

/** How many of something a subject should have: a number, or the value of somebody else's series. */
export type Wanted = number | { readonly metric: string; readonly matchers: readonly LabelMatcher[] };

/** A subject that the configuration names, and how many there should be of what it is made of. */
export interface ListedSubject {
  readonly name: string;
  /** @default - no lower bound */
  readonly minimum?: Wanted | undefined;
  /** @default - no upper bound */
  readonly maximum?: Wanted | undefined;
  /** How long it may be without anything to do; undefined where it may be so forever. */
  readonly neverRestsFor?: Duration | undefined;
}

/** Where and how a question is asked. */
export interface QueryContext {
  /** Matchers for what the watched processes expose themselves: the fleet's selector, and a restriction to some subjects. */
  readonly workers: readonly LabelMatcher[];
  /** Matchers for what the scrape adds (`up`): the fleet's selector alone, since targets know no subject. */
  readonly targets: readonly LabelMatcher[];
  /** The fleet's labels: those that tell it from other fleets. Every aggregation keeps them. */
  readonly by: readonly string[];
  /** Those of the fleet's labels whose value is known, for what has no series to take them from. */
  readonly pinned: Readonly<Record<string, string>>;
  /** The subjects that the configuration names. */
  readonly listed: readonly ListedSubject[];
  /** Range of rates: a duration in rules, `$__rate_interval` in panels. */
  readonly window: Duration;
  /** Names of the signals whose recorded series may be read; for all others the question itself is asked. */
  readonly recorded: ReadonlySet<string>;
  /**
   * Further matchers of panels and links, of labels that only some of the shipped metrics have, such as `projection`: they select among the series of
   * those. A signal of your own applies them only if each of its series has these labels; otherwise leave them out. @default []
   */
  readonly extraMatchers?: readonly LabelMatcher[];
  /** What a system's own signals need to know of a configuration beside this. @default - nothing */
  readonly system?: unknown;
  /** Signals that stand in for others of the same name. @default - none */
  readonly replaced?: ReadonlyMap<string, Signal>;
}

/** The series in which a signal is recorded. */
export interface RecordedSeries {
  /** Name of the series, `level:metric:operations`. */
  readonly record: string;
  /**
   * A cheaper expression for the recording rule that builds on its previous result: `before('1h')` selects the recorded series of the last
   * hour. The values must be those of the signal. @default - the signal's own question
   */
  readonly continued?: (context: QueryContext, before: (lookBack: Duration) => string) => string;
}

/** A bound of a signal's value, in the signal's unit, and where it comes from. */
export interface SignalBound {
  readonly value: number;
  readonly why: string;
}

/** Between which values a signal lies: an alert with a threshold beyond them would never fire, or always. */
export interface SignalRange {
  /** @default - none */
  readonly minimum?: SignalBound;
  /** @default - none */
  readonly maximum?: SignalBound;
}

/** A named question, and the PromQL that asks it. */
export interface Signal {
  /** Name in camelCase, unique among all signals. */
  readonly name: string;
  /** A few words, as a panel's title or a table's head. */
  readonly title: string;
  readonly unit: SignalUnit;
  /** Labels of the result beside `QueryContext.by`. */
  readonly labels: readonly string[];
  /** Bounds that the value can never pass, and why. @default - none that matter */
  readonly range?: SignalRange;
  /** The same of a subject that the configuration names, as long as there are as many as there should be. @default - no other bounds */
  readonly rangeOf?: (subject: ListedSubject) => SignalRange;
  /**
   * How long something that happens once stays in the value: an alert that waits as long never tells of it. @default - nothing is said of
   * alerts that wait long
   */
  readonly seenFor?: Duration;
  /** The series in which an area records it. @default - it is not recorded */
  readonly recordedAs?: RecordedSeries;
  /** Whether a configuration gives anything to ask. Where it does not, no rule and no query is made of the signal. @default - always */
  readonly applies?: (context: QueryContext) => boolean;
  /** The question itself; whoever wants the answer calls `ask`, which reads a recorded series where it may. */
  readonly expression: (context: QueryContext) => string;
}

/** A signal, for people who write one of their own: checks nothing, helps an editor. */
export function defineSignal(signal: Signal): Signal {
  return signal;
}

/** Range that rules look back over: at least four scrapes at the slowest supported interval (1m), as the upstream rules have it. */
export const RULE_WINDOW: Duration = '5m';

/** PromQL for a signal's value: its recorded series where the context lets it be read, else the question itself. */
export function ask(asked: Signal, context: QueryContext): string {
  const signal = current(asked, context);
  return signal.recordedAs !== undefined && context.recorded.has(signal.name)
    ? readRecorded(signal.recordedAs.record, signal, context)
    : signal.expression(context);
}

/** The signal itself, or the one that stands in for it, which is asked where the signal would be. */
export function current(signal: Signal, { replaced }: QueryContext): Signal {
  const other = replaced?.get(signal.name);
  return other === undefined
    ? signal
    : { ...other, applies: (context) => [signal, other].every(({ applies = () => true }) => applies(context)) };
}

/** Whether a configuration gives anything to ask. */
export function isAskable(signal: Signal, context: QueryContext): boolean {
  return current(signal, context).applies?.(context) ?? true;
}

/** A selector of a recorded series. */
export function readRecorded(
  record: string,
  { labels }: Signal,
  { workers, extraMatchers = [], by }: QueryContext,
): string {
  return select(record, ofRecorded([...workers, ...extraMatchers], by, labels));
}

/**
 * Those of the matchers that find a recorded series: it has the fleet's labels and the signal's own, and no others. A label of the fleet that
 * only the workers tell is missing where there are none.
 */
export function ofRecorded(
  matchers: readonly LabelMatcher[],
  by: readonly string[],
  labels: readonly string[],
): readonly LabelMatcher[] {
  return matchers.flatMap((matcher) =>
    by.includes(matcher.label) ? orMissing(matcher) : labels.includes(matcher.label) ? [matcher] : [],
  );
}

/**
 * A matcher of a label whose value it leaves open, as it lets through what lacks the label, too. What a variable chooses is left to whoever
 * chooses.
 */
export function orMissing(matcher: LabelMatcher): readonly LabelMatcher[] {
  if (matcher.op === '=' || matcher.variables === true || passes(matcher, '') === true) {
    return [matcher];
  }
  return matcher.op === '=~' ? [{ ...matcher, value: `${matcher.value}|` }] : [];
}
