/** The seven panels of upstream's own dashboard: titles, types, sizes and queries as they are there. */
import type { LabelVariable } from '../../model/dashboards/dashboard';
import { METRICS } from '../metrics';
import type { PanelDefinition, PanelQueryDefinition } from '../../model/dashboards/panel';
import { UPSTREAM_SIGNALS } from './signals';

/** A panel in the unit of what it asks: a line for each series in half of the width, unless it says otherwise. */
const panel = (
  definition: Pick<PanelDefinition, 'name' | 'title'> &
    Partial<PanelDefinition> & { readonly queries: readonly [PanelQueryDefinition] },
): PanelDefinition => ({
  description: '',
  kind: 'timeseries',
  unit: definition.queries[0].signal.unit,
  width: 12,
  height: 8,
  ...definition,
});

export const UPSTREAM_PANELS: readonly PanelDefinition[] = [
  panel({
    name: 'active-workers',
    title: 'Active Workers by Replica Set',
    kind: 'stat',
    width: 6,
    queries: [{ signal: UPSTREAM_SIGNALS.totalActiveWorkers }],
  }),
  panel({
    name: 'generation-creation-rate',
    title: 'Generation Creation Rate',
    width: 9,
    queries: [{ signal: UPSTREAM_SIGNALS.generationRate, legend: '{{replica_set}}' }],
  }),
  panel({
    name: 'coordination-duration',
    title: 'Coordination Duration',
    kind: 'heatmap',
    width: 9,
    queries: [{ signal: UPSTREAM_SIGNALS.coordinationBuckets, legend: '{{le}}' }],
  }),
  panel({
    name: 'reconfiguration-rate',
    title: 'Reconfiguration Rate',
    queries: [{ signal: UPSTREAM_SIGNALS.reconfigurationRate, legend: '{{replica_set}}' }],
  }),
  panel({
    name: 'workers-running',
    title: 'Workers Running',
    kind: 'table',
    queries: [{ signal: UPSTREAM_SIGNALS.runningWorkers, instant: true }],
    columns: {
      hidden: ['Time', 'Value', 'state'],
      renamed: { worker_id: 'Worker ID', replica_set: 'Replica Set' },
    },
  }),
  panel({
    name: 'event-processing-rate',
    title: 'Event Processing Rate',
    queries: [{ signal: UPSTREAM_SIGNALS.eventRate, legend: '{{replica_set}}/{{projection}}' }],
  }),
  panel({
    name: 'projection-error-rate',
    title: 'Projection Error Rate',
    queries: [{ signal: UPSTREAM_SIGNALS.errorRate, legend: '{{replica_set}}/{{projection}}' }],
  }),
];

/** The variable that upstream's README explains how to add. */
export const UPSTREAM_VARIABLES: readonly LabelVariable[] = [
  {
    name: 'replica_set',
    label: 'Replica set',
    query: `label_values(${METRICS.activeWorkers.name}, replica_set)`,
    multi: false,
  },
];
