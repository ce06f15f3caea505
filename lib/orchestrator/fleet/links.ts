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
  const grafana = grafanaAddress(config);
  return config.runbookBaseUrl === undefined && grafana === undefined ? undefined : runbookLink(config, alert, grafana);
}

/** Name of the panel of the runbook's dashboard that is about an alert. */
export const runbookPanel = (alert: string): string => `runbook-${alert.toLowerCase()}`;

/**
 * Where the runbook is, or its section of one alert: the user's own, or else the runbook dashboard, with the alert's panel alone in the whole
 * window.
 *
 * @param grafana - address of Grafana; nothing where the link stands in a dashboard
 */
export function runbookLink(config: MonitoringConfig, alert?: string, grafana = ''): string {
  const { runbookBaseUrl: own } = config;
  const runbook = own ?? `${grafana}/d/${runbookUid(config)}`;
  if (alert === undefined) {
    return runbook;
  }
  return own === undefined
    ? `${runbook}?viewPanel=${String(panelId(runbookPanel(alert)))}`
    : `${runbook}#${alert.toLowerCase()}`;
}
