/** The profile `upstream`: expressions without selector or grouping, as in upstream's README, mistakes included. */
import type { QueryContext } from '../../model/signal';
import { is } from '../../promql/write';
import { fleetContext } from '../fleet/identity';
import { alertLinks } from '../fleet/links';
import { listedSubjects } from '../fleet/workers';
import type { MonitoringConfig } from '../fleet/config';
import type { ProfileDefinition } from '../profile';
import { UPSTREAM_PANELS, UPSTREAM_VARIABLES } from './dashboard';
import { README_WORKERS, UPSTREAM_AREAS } from './rules';

const context = (config: MonitoringConfig): QueryContext => ({
  ...fleetContext(config),
  workers: [],
  targets: [],
  by: [],
  pinned: {},
  listed: listedSubjects(config.replicaSets.map((set) => ({ ...set, workers: set.workers ?? README_WORKERS }))),
});

export const UPSTREAM: ProfileDefinition = {
  areas: UPSTREAM_AREAS,
  context,
  aggregates: false,
  panelOfOwnAlerts: 'active-workers',
  // Upstream's own have none, to the letter.
  links: (config, alert) =>
    config.extend.alerts.some(({ name }) => name === alert.name) ? alertLinks(config, alert) : {},
  dashboards: (config) => [
    {
      panels: UPSTREAM_PANELS,
      variables: UPSTREAM_VARIABLES,
      datasourceVariable: false,
      editable: true,
      context: { ...context(config), workers: [is('replica_set', '$replica_set')] },
      drawThresholds: false,
    },
  ],
};
