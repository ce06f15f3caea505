/**
 * Signals: named questions about a replica set. Panels, recording rules and alerts refer to signals; nobody else writes PromQL.
 */
import type { Duration } from '../promql/duration';
import type { LabelMatcher } from '../promql/write';

/** Unit of a signal's value, for humans and for the renderers to translate. */
export type SignalUnit =
  | 'workers'
  | 'partitions'
  | 'seconds'
  | 'ratio'
  | 'reconfigurations/s'
  | 'generations/s'
  | 'events/s'
  | 'errors/s'
  | 'observations/s'
  | 'count'
  | 'state'
  /** Milliseconds since 1970, shown as how long ago that was. */
  | 'moment';

/** Where and how a question is asked. */
export interface QueryContext {
  /** Matchers for what the workers expose themselves: the fleet's selector, and a restriction to some replica sets. */
  readonly workers: readonly LabelMatcher[];
  /** Matchers for what the scrape adds (`up`): the fleet's selector alone, since targets know no replica set. */
  readonly targets: readonly LabelMatcher[];
  /** The fleet's own selector, where `workers` and `targets` begin with what variables choose. @default [] */
  readonly fleet?: readonly LabelMatcher[];
  /** Labels that tell fleets apart; every aggregation keeps them. */
  readonly by: readonly string[];
  /** Range of rates: a duration in rules, `$__rate_interval` in panels. */
  readonly window: Duration;
  /** Whether series that the shipped recording rules make may be read. */
  readonly recorded: boolean;
  /**
   * Labels that recorded series have beside their signal's own: of the matchers for workers, only those on such labels find them.
   * @default - all that `workers` uses
   */
  readonly recordedLabels?: readonly string[];
  /**
   * Signals that need not be asked anew, since a recording rule asks them, by their names. Panels have them; rules ask for themselves, so that
   * none waits for another.
   * @default - none
   */
  readonly recordings?: ReadonlyMap<string, RecordedSignal>;
  /**
   * Whether a recorded series may be given as it is, with more labels than were asked for: lines of a panel do not mind, rows of a table do.
   * @default false
   */
  readonly asRecorded?: boolean;
  /** Further matchers for metrics that tell projections apart. @default [] */
  readonly projections?: readonly LabelMatcher[];
}

/** The series in which a signal is recorded. */
export interface RecordedSignal {
  readonly record: string;
  /** What makes one of several, where the fleet's selector lets several values of a label pass. */
  readonly merge: 'sum' | 'min' | 'max';
  /** Only values above this are recorded. @default - all */
  readonly above?: number;
}

/** A bound of a signal's value, in the signal's unit, and where it comes from. */
export interface SignalBound {
  readonly value: number;
  readonly why: string;
}

/** Between which values a signal lies: a threshold beyond them could never be crossed. */
export interface SignalRange {
  readonly minimum?: SignalBound;
  readonly maximum?: SignalBound;
}

/** A named question, and the PromQL that asks it. */
export interface Signal {
  /** Name in the package's own vocabulary, camelCase; unique within a profile. */
  readonly name: string;
  /** A few words, as a panel's title or a table's head. */
  readonly title: string;
  /** What the value says, and what is normal. */
  readonly description: string;
  readonly unit: SignalUnit;
  /** Labels of the result beside `QueryContext.by`. */
  readonly labels: readonly string[];
  /** Bounds that the value can never pass, and why; absent where there are none that matter. */
  readonly range?: SignalRange;
  readonly expression: (context: QueryContext) => string;
}

/** Range that rules look back over: at least four scrapes at the slowest supported interval (1m), as the upstream rules have it. */
export const RULE_WINDOW: Duration = '5m';
