/** Where alerts and panels lead to. */
import type { MonitoringConfig } from './config';

/** The section of an alert in the runbook. */
export function runbookUrl({ runbookBaseUrl }: MonitoringConfig, alert: string): string {
  return `${runbookBaseUrl}#${alert.toLowerCase()}`;
}
