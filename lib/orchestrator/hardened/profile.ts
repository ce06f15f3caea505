/** The profile `hardened`: every expression finds its workers by the selector and keeps the labels that tell fleets apart. */
import { fleetContext } from '../fleet/identity';
import { alertLinks, runbookUid } from '../fleet/links';
import type { ProfileDefinition } from '../profile';
import { HARDENED_AREAS } from './areas';
import { fleetDashboard } from './dashboards/fleet';
import { mainDashboard } from './dashboards/main';
import { runbookDashboard } from './dashboards/runbook';

/** Expressions that were replayed against faults of the real orchestrator. */
export const HARDENED: ProfileDefinition = {
  areas: HARDENED_AREAS,
  context: fleetContext,
  aggregates: true,
  panelOfOwnAlerts: 'firing-alerts',
  links: alertLinks,
  dashboards: (given, areas, runbook, looking) => {
    // Switched off one by one, alerts are there no more than where all are.
    const enabled = runbook.length > 0;
    const config = { ...given, alerts: { ...given.alerts, enabled } };
    const links = enabled ? [{ title: 'Runbook', uid: runbookUid(config) }] : [];
    return [
      mainDashboard(config, areas, looking, links),
      fleetDashboard(config, areas, looking, links),
      ...(enabled ? [runbookDashboard(config, areas, runbook)] : []),
    ];
  },
};
