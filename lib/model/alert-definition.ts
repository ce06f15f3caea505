/** What an alert is before a configuration is known: data that a profile writes down. */
import type { AlertName } from '../orchestrator/alert-names';
import type { Duration } from '../promql/duration';
import type { Comparison, LabelMatcher } from '../promql/write';
import type { Severity } from '../orchestrator/fleet/props';
import type { RunbookSection } from './runbook-section';
import type { Signal } from './signal';
import type { Text } from '../templates/text';
import type { ExpectedWorkers } from '../orchestrator/fleet/workers';

/** The settings of one alert that hold for some replica sets. */
export interface AlertSettings {
  readonly enabled: boolean;
  /** In the unit of the alert's signal; undefined where it has no number of its own. */
  readonly threshold: number | undefined;
  readonly for: Duration;
  readonly keepFiringFor: Duration | undefined;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Expected workers; undefined where nobody said, or where the alert does not care. */
  readonly workers: ExpectedWorkers;
}

/** The replica sets that one rule covers. */
export interface AlertScope {
  /** Configured replica sets, in the configuration's order. */
  readonly replicaSets: readonly string[];
  /** Whether replica sets that nobody listed are covered too. */
  readonly unlisted: boolean;
  /** What restricts a worker's series to this scope; empty where everything is covered. */
  readonly matchers: readonly LabelMatcher[];
}

/** A signal held against a number. The alert's condition is true for every series that the comparison keeps. */
export interface Condition {
  /** Tells the conditions of one alert apart, for instance `below` and `above`; empty where there is only one. */
  readonly key: string;
  /** The replica set that the condition is about, where it is not about all of the scope. */
  readonly replicaSet?: string;
  readonly signal: Signal;
  readonly comparison: Comparison;
  /** In the signal's unit. */
  readonly threshold: number;
}

/** An alert as a profile defines it, before a configuration is known. */
export interface AlertDefinition {
  readonly name: AlertName;
  /** Rule group that holds it. */
  readonly group: string;
  /** Default threshold, in the signal's unit; undefined where it compares with the expected workers. */
  readonly threshold: number | undefined;
  readonly for: Duration;
  readonly keepFiringFor?: Duration;
  readonly severity: Severity;
  /**
   * What of the expected workers matters: replica sets for which it gives equal values can share a rule. Undefined where they do not matter
   * at all.
   */
  readonly workersMatter?: (workers: ExpectedWorkers) => number | boolean | string | undefined;
  /** What is compared with what; none where the settings give nothing to compare with. */
  readonly conditions: (settings: AlertSettings, scope: AlertScope) => readonly Condition[];
  /** One sentence. */
  readonly summary: Text;
  /** What is happening, with the value, the threshold and the replica set. */
  readonly description: (condition: Condition, settings: AlertSettings) => Text;
  /** Name of the panel that shows the signal. */
  readonly panel: string;
  /** Why the alert exists, and why its numbers are what they are; for the reference of all alerts. */
  readonly reason: string;
  readonly runbook: RunbookSection;
}

/** The conditions of an alert that holds one signal against its threshold. */
export function single(signal: Signal, comparison: Comparison): AlertDefinition['conditions'] {
  return ({ threshold }) => (threshold === undefined ? [] : [{ key: '', signal, comparison, threshold }]);
}
