/** What a profile brings: its rules, its panels, and how it asks. */
import type { AlertDefinition } from '../model/alert-definition';
import type { AlertStyle } from '../model/alerts';
import type { MonitoringConfig } from './fleet/config';
import type { DashboardDefinition } from '../model/dashboard';
import type { InhibitionDefinition } from '../model/inhibition';
import type { AlertName } from './alert-names';
import type { RecordingDefinition } from '../model/recording-rule';
import type { RecordingCases, RuleCases } from '../model/rule-tests/cases';

/** A profile's contents, for one configuration. */
export interface ProfileDefinition {
  readonly alerts: (config: MonitoringConfig) => readonly AlertDefinition[];
  readonly alertStyle: (config: MonitoringConfig) => AlertStyle;
  readonly recording: (config: MonitoringConfig) => RecordingDefinition;
  readonly inhibitions: readonly InhibitionDefinition[];
  /** Cases that test the rules of an alert; a test sees to it that every alert has some. */
  readonly alertCases: Readonly<Partial<Record<AlertName, RuleCases>>>;
  /** Cases that test a recorded series, by its name. */
  readonly recordingCases: Readonly<Record<string, RecordingCases>>;
  /** The main dashboard first. */
  readonly dashboards: (config: MonitoringConfig) => readonly DashboardDefinition[];
  /** Order of a rule file: which kind of rule stands first. */
  readonly ruleOrder: 'alertsFirst' | 'recordingsFirst';
}
