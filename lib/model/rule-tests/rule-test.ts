/** What a unit test of a rule is, as data. */
import type { Alert } from '../alerts';
import type { Duration } from '../../promql/duration';
import type { InputSeries, Labels, Outcome } from './cases';
import type { Firing } from './case-timeline';

/** Which alerts a check looks at, where those of the same name are too many. */
export interface Restriction {
  /** Labels that tell this rule from others of the same name: one that the rule does not set must be absent. */
  readonly ruleLabels: readonly string[];
  /** Labels of the series. */
  readonly series: Labels;
}

/** What must be true at one time of a test. */
export type RuleCheck =
  | {
      /** Exactly these alerts fire. */
      readonly kind: 'firing';
      readonly at: number;
      /** One of the rules of the name. */
      readonly alert: Alert;
      readonly firing: readonly (Firing & { readonly alert: Alert })[];
      readonly only?: Restriction;
      /** Whether the texts are looked at, too; once in a test is enough. */
      readonly words: boolean;
    }
  /** The alert has not fired since the test began. */
  | { readonly kind: 'neverFired'; readonly at: number; readonly alert: Alert; readonly only?: Restriction }
  /** A recorded series has these values. */
  | { readonly kind: 'recorded'; readonly at: number; readonly record: string; readonly outcomes: readonly Outcome[] };

/** One test. */
export interface RuleTest {
  /** The rule that it is about: an alert, or a recorded series. */
  readonly subject: string;
  /** What it shows, as a clause. */
  readonly name: string;
  readonly series: readonly InputSeries[];
  /** Seconds; to here the input goes. */
  readonly until: number;
  readonly checks: readonly RuleCheck[];
}

/** A case that the configuration leaves no room for. */
export interface LeftOutCase {
  readonly subject: string;
  readonly what: string;
  readonly why: string;
}

/** The tests of one configuration. */
export interface RuleTestSuite {
  /** The configured one, or a multiple of it where that would make the tests take too long. */
  readonly evaluationInterval: Duration;
  /** Rule groups in the order in which they are evaluated: what others read comes first. */
  readonly groups: readonly string[];
  readonly tests: readonly RuleTest[];
  readonly leftOut: readonly LeftOutCase[];
}

/** Tests, and the cases that found no place. */
export interface FoundTests {
  readonly tests: readonly RuleTest[];
  readonly leftOut: readonly LeftOutCase[];
}
