/**
 * An alert as its author writes it: one object that holds everything about it. Rules, dashboards, inhibitions, the runbook, the reference
 * and the generated tests follow from it.
 */
import type { Duration } from '../../promql/duration';
import type { Comparison } from '../../promql/write';
import type { Text } from '../../templates/text';
import type { Severity } from './alert-settings';
import type { Probe } from '../probe';
import type { ListedSubject, QueryContext, Signal } from '../signal';

/** A signal held against a number. The alert fires for every series that the comparison keeps. */
export interface Condition {
  /** Tells conditions of one alert apart; empty where it has one. */
  readonly key: string;
  readonly signal: Signal;
  readonly comparison: Comparison;
  /** In the signal's unit. */
  readonly threshold: number;
  /** The whole range in words, `2 to 4`, where this condition checks one end of it. @default - the threshold */
  readonly wanted?: string;
}

/**
 * Alerts that need not notify anybody while another one fires about the same subject: with equal values of the labels that the signals of both
 * have, such as `replica_set` and `projection`, beside the fleet's. Where a user's settings make them more urgent than that one, they notify.
 */
export interface Silence {
  readonly alerts: readonly string[];
  /**
   * Those of `alerts` whose queries get `unless <this would fire>` in Grafana's alerting, which has no inhibition; they ask themselves whether
   * they have held for their `for`, so that Grafana's rule has `for: 0s`. The queries become much longer by it, so it is for alerts that would
   * otherwise be a third notification of one fault. @default []
   */
  readonly leftOut?: readonly string[];
}

/** A question to ask while diagnosing, and the query that answers it, of Prometheus or of the database. */
export interface DiagnosisStep {
  /** What to look at and what it tells. */
  readonly question: string;
  /** PromQL to paste, with the fleet's own selector; absent where the answer is not in Prometheus. */
  readonly query?: (context: QueryContext) => string;
  /** SQL to paste, where the answer is in the database. */
  readonly sql?: (context: QueryContext) => string;
}

/** What the runbook says about an alert. */
export interface RunbookSection {
  /** What the alert says about the system. */
  readonly meaning: string;
  /** What users of the system notice, and what gets worse with time. */
  readonly impact: string;
  readonly diagnosis: readonly DiagnosisStep[];
  readonly fix: readonly string[];
}

/** An alert as a system, or a user, defines it. */
export interface AlertDefinition<TName extends string = string> {
  /** PascalCase, up to 40 characters: part of users' routes and silences. */
  readonly name: TName;
  readonly signal: Signal;
  readonly comparison: Comparison;
  /** Default, in the signal's unit. */
  readonly threshold: number;
  /** How long the condition must hold. @default '5m' */
  readonly for?: Duration;
  /**
   * Makes the alert opt-in: the `for` to use for a subject, or undefined if the subject does not have the alert.
   * @default - every subject has the alert
   */
  readonly askedFor?: (subject: ListedSubject) => Duration | undefined;
  /** How long it keeps firing after its condition ended; no longer than the alerts that silence it. @default - not at all */
  readonly keepFiringFor?: Duration;
  readonly severity: Severity;
  /** One sentence. A string is a template in Prometheus's language. */
  readonly summary: Text | string;
  /** What is happening, with the value, the threshold and the subject. */
  readonly description: (condition: Condition) => Text | string;
  /** Name of the panel that shows what the alert is about. Where the panel has the signal itself, it draws the threshold. */
  readonly panel: string;
  /** Why the alert exists, and why its numbers are what they are; for the reference of all alerts. */
  readonly reason: string;
  readonly runbook: RunbookSection;
  /** What follows from the same fault. @default - nothing */
  readonly silences?: readonly Silence[];
  /**
   * What a subject is called while the alert's condition holds: a word or two, and its place among the signs (the lower, the worse).
   * @default - the alert has no sign
   */
  readonly sign?: { readonly text: string; readonly rank: number };
  /**
   * How a test brings the signal to a value; a function where the signal tells apart what the configuration names beside subjects: one probe
   * for each, with its `labels`. @default - no test is generated
   */
  readonly probe?: Probe | ((context: QueryContext) => readonly Probe[]);
  /**
   * Conditions of a subject (undefined: of those that nobody listed), where these are not the one of `signal`. Subjects whose conditions
   * differ have rules of their own. @default - one condition for all
   */
  readonly conditions?: (subject: string | undefined, context: QueryContext) => readonly Condition[];
}

/** An alert, for people who write one of their own: checks nothing, and keeps the name for the compiler. */
export function defineAlert<const TName extends string>(definition: AlertDefinition<TName>): AlertDefinition<TName> {
  return definition;
}
