/** Where alerts and panels lead to. */
import { LIMITS } from '../../validation';
import { panelId } from '../../model/dashboards/panel';
import type { MonitoringConfig } from './config';

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

/** Grafana's address, without the slashes at its end; undefined where it is not known. */
export function grafanaAddress({ grafanaUrl }: MonitoringConfig): string | undefined {
  return grafanaUrl?.replace(/\/+$/, '');
}

/** Where an alert's notification links to: the user's own runbook, or else the runbook dashboard. Undefined where neither address is known. */
export function runbookUrl(config: MonitoringConfig, alert: string): string | undefined {
  if (config.runbookBaseUrl !== undefined) {
    return ownRunbook(config.runbookBaseUrl, alert);
  }
  const grafana = grafanaAddress(config);
  return grafana === undefined ? undefined : `${grafana}${runbookPath(config, alert)}`;
}

/** The section of an alert in a runbook of the user's own. */
const ownRunbook = (baseUrl: string, alert: string): string => `${baseUrl}#${alert.toLowerCase()}`;

/** Name of the panel of the runbook's dashboard that is about an alert. */
export const runbookPanel = (alert: string): string => `runbook-${alert.toLowerCase()}`;

/** The same section in the runbook's dashboard, from Grafana's address on: its panel alone, in the whole window. */
export function runbookPath(config: MonitoringConfig, alert: string): string {
  return `/d/${runbookUid(config)}?viewPanel=${String(panelId(runbookPanel(alert)))}`;
}

/** Where a dashboard links to, for one alert or for all: the user's own runbook, or else the runbook dashboard in the same Grafana. */
export function runbookLink(config: MonitoringConfig, alert?: string): string {
  const { runbookBaseUrl } = config;
  if (alert === undefined) {
    return runbookBaseUrl ?? `/d/${runbookUid(config)}`;
  }
  return runbookBaseUrl === undefined ? runbookPath(config, alert) : ownRunbook(runbookBaseUrl, alert);
}
