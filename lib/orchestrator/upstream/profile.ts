/** The profile `upstream`: expressions without selector or grouping, as in upstream's README, mistakes included. */
import { RULE_WINDOW, type QueryContext } from '../../model/signal';
import { is } from '../../promql/write';
import { replacedSignals } from '../fleet/extension';
import { listedSubjects } from '../fleet/workers';
import type { MonitoringConfig } from '../fleet/config';
import type { Profile } from '../profile';
import { UPSTREAM_PANELS, UPSTREAM_VARIABLES } from './dashboard';
import { README_WORKERS, UPSTREAM_AREAS } from './rules';

const context = ({ replicaSets, extend }: MonitoringConfig): QueryContext => ({
  workers: [],
  targets: [],
  by: [],
  pinned: {},
  listed: listedSubjects(replicaSets.map((set) => ({ ...set, workers: set.workers ?? README_WORKERS }))),
  window: RULE_WINDOW,
  recorded: new Set(),
  replaced: replacedSignals(extend),
});

/** Upstream's dashboard and rules. */
export const UPSTREAM: Profile = {
  areas: UPSTREAM_AREAS,
  context,
  aggregates: false,
  links: () => ({}),
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
