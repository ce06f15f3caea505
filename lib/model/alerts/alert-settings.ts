/** What a user can set about alerts, whatever they are about. */
import type { Duration } from '../../promql/duration';

/** How urgent an alert is: `critical` wakes somebody, `warning` is looked at the same day, `info` is kept for the record. */
export type Severity = 'critical' | 'warning' | 'info';

/** Settings of one alert. What is absent stays as it was: the alert's own default, or the fleet's setting for a subject. */
export interface AlertOverride {
  /** Whether the alert exists. @default true */
  readonly enabled?: boolean;
  /** The number that the alert compares with, in the unit that the alert's documentation gives. @default - the alert's own */
  readonly threshold?: number;
  /** How long the condition must hold. @default - the alert's own */
  readonly for?: Duration;
  /** How long the alert keeps firing after the condition ended. @default - the alert's own */
  readonly keepFiringFor?: Duration;
  /** @default - the alert's own */
  readonly severity?: Severity;
  /** Labels added to this alert. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations added to this alert, or put in the place of its own (`summary`, `description`, `runbook_url`). @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Settings of alerts by name. */
export type OverridesByName = Readonly<Record<string, AlertOverride | undefined>>;

/** A subject that the configuration names, with settings of its own. */
export interface SubjectSettings {
  readonly name: string;
  readonly alerts?: OverridesByName;
}

/** What the engine needs to know of a configuration to make alerts of definitions. */
export interface AlertingSettings {
  readonly enabled: boolean;
  /** Labels and annotations of every alert. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Settings of single alerts, for the whole fleet. */
  readonly overrides: OverridesByName;
  /** Label whose values are the subjects' names, for instance `replica_set`. */
  readonly subjectLabel: string;
  /** The subjects that the configuration names, in its order. */
  readonly subjects: readonly SubjectSettings[];
  /** Whether subjects that nobody listed are watched too. */
  readonly watchUnlisted: boolean;
}
