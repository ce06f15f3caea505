/** What a configuration could have besides: nothing is wrong without it. */
import type { Finding } from '../../validation/finding';
import type { Mixin } from '../mixin';

/** Findings of severity `info`. `check` leaves them out: it is for what is wrong. */
export function suggestionsFor({ alerts, config }: Mixin): readonly Finding[] {
  return config.profile === 'hardened' &&
    alerts.length > 0 &&
    config.grafanaUrl === undefined &&
    config.runbookBaseUrl === undefined
    ? [
        {
          severity: 'info',
          path: 'grafanaUrl',
          what: 'is not set, and neither is runbookBaseUrl',
          ...(config.alerts.evaluatedBy === 'grafana'
            ? {
                // Grafana itself adds links to dashboard and panel, of its own address.
                why: 'notifications link to no runbook',
                fix: 'set grafanaUrl, for links to the runbook dashboard, or runbookBaseUrl, for links to a runbook of your own',
              }
            : {
                why: 'notifications link to no dashboard and no runbook',
                fix: 'set grafanaUrl, for links to the dashboards, or runbookBaseUrl, for links to a runbook of your own',
              }),
        },
      ]
    : [];
}
