/** Where alerts and panels lead to. */
import { LIMITS, stated } from '../../validation';
import type { AlertDefinition } from '../../model/alerts/alert-definition';
import { panelId } from '../../model/dashboards/panel';
import { labelInUrl, text } from '../../templates/text';
import type { MonitoringConfig } from './config';

/** The main dashboard's uid with a word behind it, as short as Grafana wants it; another one than the main dashboard's. */
export function uidBeside({ dashboard: { uid } }: MonitoringConfig, word: string): string {
  const suffixed = (suffix: string): string => uid.slice(0, LIMITS.grafanaUid.maximum - suffix.length) + suffix;
  return suffixed(`-${word}`) === uid ? suffixed(`_${word}`) : suffixed(`-${word}`);
}

export const fleetUid = (config: MonitoringConfig): string => uidBeside(config, 'fleet');

export const runbookUid = (config: MonitoringConfig): string => uidBeside(config, 'runbook');

/** Grafana's address, without the slashes at its end; undefined where it is not known. */
export function grafanaAddress({ grafanaUrl }: MonitoringConfig): string | undefined {
  return grafanaUrl?.replace(/\/+$/, '');
}

/** Whoever reads a notification may be in another organization of Grafana, which has no such dashboard. */
const organization = ({ alerts: { grafana } }: MonitoringConfig): string =>
  grafana.orgId === 1 ? '' : `orgId=${String(grafana.orgId)}&`;

/**
 * Where an alert's notification links to: the user's own runbook, or else the runbook dashboard, which `upstream` does not have. Undefined where
 * neither address is known.
 */
export function runbookUrl(config: MonitoringConfig, alert: string): string | undefined {
  const grafana = config.profile === 'upstream' ? undefined : grafanaAddress(config);
  return config.runbookBaseUrl === undefined && grafana === undefined ? undefined : runbookLink(config, alert, grafana);
}

/**
 * Where to read on: the runbook's section, and the alert's panel with the last hour and the replica set filled in. An alert about no replica set
 * leaves the dashboard's variable at all of them.
 */
export function alertLinks(
  config: MonitoringConfig,
  { name, panel, signal }: AlertDefinition,
): Readonly<Record<string, string>> {
  const runbook = runbookUrl(config, name);
  const grafana = grafanaAddress(config);
  const replicaSet = signal.labels.includes('replica_set') ? text`var-replica_set=${labelInUrl('replica_set')}&` : '';
  return stated({
    runbook_url: runbook && text`${runbook}`.template,
    dashboard_url:
      grafana &&
      text`${grafana}/d/${config.dashboard.uid}?${organization(config)}${replicaSet}from=now-1h&to=now&viewPanel=${panelId(panel)}`
        .template,
  });
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
    ? `${runbook}?${grafana === '' ? '' : organization(config)}viewPanel=${String(panelId(runbookPanel(alert)))}`
    : `${runbook}#${alert.toLowerCase()}`;
}
