/** What a configuration could have besides: nothing is wrong without it. */
import type { Finding } from '../../validation/finding';
import type { Mixin } from '../mixin';

/** Findings of severity `info`. `check` leaves them out: it is for what is wrong. */
export function suggestionsFor({ alerts, config }: Mixin): readonly Finding[] {
  const isSet = config.grafanaUrl !== undefined || config.runbookBaseUrl !== undefined;
  if (config.profile !== 'hardened' || alerts.length === 0 || isSet) {
    return [];
  }
  // Grafana itself adds links to dashboard and panel, of its own address.
  const [missing, linked] =
    config.alerts.evaluatedBy === 'grafana'
      ? ['no runbook', 'the runbook dashboard']
      : ['no dashboard and no runbook', 'the dashboards'];
  const suggestion = {
    what: 'is not set, and neither is runbookBaseUrl',
    why: `notifications link to ${missing}`,
    fix: `set grafanaUrl, for links to ${linked}, or runbookBaseUrl, for links to a runbook of your own`,
  };
  return [{ severity: 'info', path: 'grafanaUrl', ...suggestion }];
}
