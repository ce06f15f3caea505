/** The profile `hardened`: every expression finds its workers by the selector and keeps the labels that tell fleets apart. */
import type { AlertDefinition } from '../../model/alerts/alert-definition';
import { panelId } from '../../model/dashboards/panel';
import { labelInUrl, text, type Text } from '../../templates/text';
import type { MonitoringConfig } from '../fleet/config';
import { fleetContext } from '../fleet/identity';
import { grafanaAddress, runbookUid, runbookUrl } from '../fleet/links';
import type { ProfileDefinition } from '../profile';
import { HARDENED_AREAS } from './areas';
import { fleetDashboard } from './dashboards/fleet';
import { mainDashboard } from './dashboards/main';
import { runbookDashboard } from './dashboards/runbook';

/**
 * Where to read on: the runbook's section, and the alert's panel with the last hour and the replica set filled in. An alert about no replica set
 * leaves the dashboard's variable at all of them.
 */
function links(config: MonitoringConfig, { name, panel, signal }: AlertDefinition): Readonly<Record<string, Text>> {
  const runbook = runbookUrl(config, name);
  const grafana = grafanaAddress(config);
  const replicaSet = signal.labels.includes('replica_set') ? text`var-replica_set=${labelInUrl('replica_set')}&` : '';
  return {
    ...(runbook === undefined ? {} : { runbook_url: text`${runbook}` }),
    ...(grafana === undefined
      ? {}
      : {
          dashboard_url: text`${grafana}/d/${config.dashboard.uid}?${replicaSet}from=now-1h&to=now&viewPanel=${panelId(panel)}`,
        }),
  };
}

/** Expressions that were replayed against faults of the real orchestrator. */
export const HARDENED: ProfileDefinition = {
  areas: HARDENED_AREAS,
  context: fleetContext,
  aggregates: true,
  panelOfOwnAlerts: 'firing-alerts',
  links,
  dashboards: (config, areas, runbook, looking) => {
    const links = runbook.length > 0 ? [{ title: 'Runbook', uid: runbookUid(config) }] : [];
    return [
      mainDashboard(config, areas, looking, links),
      fleetDashboard(config, areas, looking, links),
      ...(runbook.length > 0 ? [runbookDashboard(config, areas, runbook)] : []),
    ];
  },
};
