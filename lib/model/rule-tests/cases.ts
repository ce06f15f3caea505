/**
 * Cases for unit tests of rules: what the workers expose, and what a rule's expression comes to at every moment of it. A case is made for
 * one rule of one configuration; `rule-tests.ts` turns it into what must fire when.
 */
import type { Alert } from '../alerts';
import type { Comparison } from '../../promql/write';
import type { ExpectedWorkers } from '../../orchestrator/fleet/workers';

/** Seconds between two samples of an input series, where it says nothing else. It divides all ranges and offsets of the rules. */
export const SAMPLE_SPACING = 10;

/** Labels and their values. */
export type Labels = Readonly<Record<string, string>>;

/** A stretch of a series, up to the next one. */
export interface Segment {
  /** Seconds since the test began, a multiple of the spacing. */
  readonly from: number;
  /** The first sample; undefined where the series does not exist. */
  readonly value: number | undefined;
  /** How much each further sample adds. @default 0 */
  readonly perSample?: number;
}

/** A series as Prometheus would have scraped it. */
export interface InputSeries {
  readonly metric: string;
  readonly labels: Labels;
  /** Ascending; nothing exists before the first. */
  readonly segments: readonly Segment[];
  /** Seconds between two samples, the same for all series of a case. @default SAMPLE_SPACING */
  readonly spacing?: number;
}

/**
 * When an expression is evaluated. A range is `[from, to]` before Prometheus 3 and `(from, to]` since: what is expected must hold for
 * both.
 */
export interface Moment {
  /** Seconds since the test began. */
  readonly at: number;
  /** Whether ranges leave out their first instant. */
  readonly openLeft: boolean;
}

/** One series of an expression's result: for an alert, of what stands left of the comparison. */
export interface Outcome {
  readonly labels: Labels;
  readonly value: number;
}

/** One case for one rule. */
export interface RuleCase {
  /** What it shows, as a clause. */
  readonly name: string;
  /** Whether the alert must fire at some time in it. A case that, with the settings at hand, turns out otherwise is left out. */
  readonly fires: boolean;
  readonly series: readonly InputSeries[];
  /** Seconds that it lasts. */
  readonly until: number;
  /** What the expression must come to, worked out from the series. */
  readonly outcomes: (moment: Moment) => readonly Outcome[];
  /** Set where other rules of the same name may fire too, so that only this rule's alerts are looked at. */
  readonly othersFire?: boolean;
  /** Set where the rule reports other replica sets all the time, so that only this one's alert is looked at. */
  readonly onlyReplicaSet?: string;
}

/** What recording rules depend on. */
export interface RecordingSituation {
  /** Labels of the selector and of groupings, and their values on all workers. */
  readonly shared: Labels;
  readonly target: (index: number) => Labels;
  readonly idleLabel: string;
  /** Seconds between evaluations. */
  readonly evaluation: number;
}

/** One case for a recorded series. */
export interface RecordingCase {
  readonly name: string;
  readonly series: readonly InputSeries[];
  /** From when on (seconds) what is recorded. */
  readonly checks: readonly { readonly at: number; readonly outcomes: (moment: Moment) => readonly Outcome[] }[];
}

/** Makes the cases of one recorded series. */
export type RecordingCases = (situation: RecordingSituation) => readonly RecordingCase[];

/** Everything that a case can depend on. */
export interface Situation {
  /** Number that the rule compares with. */
  readonly threshold: number;
  readonly comparison: Comparison;
  /** Seconds of the rule's `for`, rounded up to evaluations. */
  readonly hold: number;
  /** Seconds that the condition must last until the alert fires, rounded up to evaluations and with two evaluations to spare. */
  readonly patience: number;
  /** Seconds that the alert goes on after the condition ended, rounded up likewise. */
  readonly aftermath: number;
  /** Seconds between evaluations. */
  readonly evaluation: number;
  /** The replica set that the case is about. */
  readonly replicaSet: string;
  /** Listed replica sets that the rule covers. */
  readonly covered: readonly string[];
  readonly workers: ExpectedWorkers;
  /** Labels that tell fleets apart, and their values on all workers of the case. */
  readonly by: Labels;
  /** Labels of the n-th worker's target. */
  readonly target: (index: number) => Labels;
  /** A label that no rule looks at, to tell two targets of one worker apart. */
  readonly idleLabel: string;
  /** Whether alerts read recorded series. */
  readonly recorded: boolean;
  /** All alerts of the same name. */
  readonly siblings: readonly Alert[];
}

/** Makes the cases of one rule. */
export type RuleCases = (situation: Situation) => readonly RuleCase[];
