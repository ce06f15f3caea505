/** What a profile brings: its areas, how its rules ask, and its dashboards. */
import type { AlertDefinition } from '../model/alerts/alert-definition';
import type { Alert } from '../model/alerts/alerts';
import type { Area } from '../model/area';
import type { DashboardDefinition } from '../model/dashboards/dashboard';
import type { RunbookEntry } from '../model/alerts/runbook';
import type { QueryContext } from '../model/signal';
import type { MonitoringConfig } from './fleet/config';

export interface ProfileDefinition {
  /** Rule groups follow their order. */
  readonly areas: readonly Area[];
  /** How rules ask about all replica sets, reading nothing that is recorded. */
  readonly context: (config: MonitoringConfig) => QueryContext;
  /** Whether recording rules aggregate: then recorded series have the fleet's labels and the signal's, and alerts may read them. */
  readonly aggregates: boolean;
  /** Panel that an alert of a user's own leads to, unless it names one. */
  readonly panelOfOwnAlerts: string;
  /** Annotations of an alert beside its texts. */
  readonly links: (config: MonitoringConfig, definition: AlertDefinition) => Readonly<Record<string, string>>;
  /** The main dashboard first. `looking` are the alerts that there are, or would be where a configuration switches off all of them. */
  readonly dashboards: (
    config: MonitoringConfig,
    areas: readonly Area[],
    runbook: readonly RunbookEntry[],
    looking: readonly Alert[],
  ) => readonly DashboardDefinition[];
}
