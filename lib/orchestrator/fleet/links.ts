/** Where alerts and panels lead to. */
import { LIMITS } from '../../validation';
import { panelId } from '../../model/panel';
import { DEFAULT_RUNBOOK_URL, type MonitoringConfig } from './config';

/** Longest uid that Grafana takes. */
const MAXIMUM_UID = LIMITS.grafanaUid.maximum;

/** The main dashboard's uid with a word behind it, as short as Grafana wants it; another one than the main dashboard's. */
export function uidBeside({ dashboard: { uid } }: MonitoringConfig, word: string): string {
  const suffixed = (suffix: string): string => uid.slice(0, MAXIMUM_UID - suffix.length) + suffix;
  return suffixed(`-${word}`) === uid ? suffixed(`_${word}`) : suffixed(`-${word}`);
}

/** Uid of the dashboard with a row for each replica set. */
export const fleetUid = (config: MonitoringConfig): string => uidBeside(config, 'fleet');

/** Uid of the runbook's dashboard. */
export const runbookUid = (config: MonitoringConfig): string => uidBeside(config, 'runbook');

/** The section of an alert in the runbook. */
export function runbookUrl({ runbookBaseUrl }: MonitoringConfig, alert: string): string {
  return `${runbookBaseUrl}#${alert.toLowerCase()}`;
}

/** Name of the panel of the runbook's dashboard that is about an alert. */
export const runbookPanel = (alert: string): string => `runbook-${alert.toLowerCase()}`;

/** The same section in the runbook's dashboard, from Grafana's address on: its panel alone, in the whole window. */
export function runbookPath(config: MonitoringConfig, alert: string): string {
  return `/d/${runbookUid(config)}?viewPanel=${String(panelId(runbookPanel(alert)))}`;
}

/** Where a dashboard leads to for an alert, or for all: to a runbook of the user's own, else to the one beside it in the same Grafana. */
export function runbookLink(config: MonitoringConfig, alert?: string): string {
  if (config.runbookBaseUrl !== DEFAULT_RUNBOOK_URL) {
    return alert === undefined ? config.runbookBaseUrl : runbookUrl(config, alert);
  }
  return alert === undefined ? `/d/${runbookUid(config)}` : runbookPath(config, alert);
}
