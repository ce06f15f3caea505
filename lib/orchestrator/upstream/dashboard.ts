/** The seven panels of upstream's own dashboard: titles, types, sizes and queries as they are there. */
import type { LabelVariable } from '../../model/dashboards/dashboard';
import { METRICS } from '../metrics';
import type { PanelDefinition } from '../../model/dashboards/panel';
import { UPSTREAM_SIGNALS } from './signals';

const ROW = { description: '', height: 8 } as const;

/** Panels of the profile `upstream`, in reading order. */
export const UPSTREAM_PANELS: readonly PanelDefinition[] = [
  {
    ...ROW,
    name: 'active-workers',
    title: 'Active Workers by Replica Set',
    kind: 'stat',
    unit: 'workers',
    width: 6,
    queries: [{ signal: UPSTREAM_SIGNALS.totalActiveWorkers }],
  },
  {
    ...ROW,
    name: 'generation-creation-rate',
    title: 'Generation Creation Rate',
    kind: 'timeseries',
    unit: 'generations/s',
    width: 9,
    queries: [{ signal: UPSTREAM_SIGNALS.generationRate, legend: '{{replica_set}}' }],
  },
  {
    ...ROW,
    name: 'coordination-duration',
    title: 'Coordination Duration',
    kind: 'heatmap',
    unit: 'seconds',
    width: 9,
    queries: [{ signal: UPSTREAM_SIGNALS.coordinationBuckets, legend: '{{le}}' }],
  },
  {
    ...ROW,
    name: 'reconfiguration-rate',
    title: 'Reconfiguration Rate',
    kind: 'timeseries',
    unit: 'reconfigurations/s',
    width: 12,
    queries: [{ signal: UPSTREAM_SIGNALS.reconfigurationRate, legend: '{{replica_set}}' }],
  },
  {
    ...ROW,
    name: 'workers-running',
    title: 'Workers Running',
    kind: 'table',
    unit: 'state',
    width: 12,
    queries: [{ signal: UPSTREAM_SIGNALS.runningWorkers, instant: true }],
    columns: {
      hidden: ['Time', 'Value', 'state'],
      renamed: { worker_id: 'Worker ID', replica_set: 'Replica Set' },
    },
  },
  {
    ...ROW,
    name: 'event-processing-rate',
    title: 'Event Processing Rate',
    kind: 'timeseries',
    unit: 'events/s',
    width: 12,
    queries: [{ signal: UPSTREAM_SIGNALS.eventRate, legend: '{{replica_set}}/{{projection}}' }],
  },
  {
    ...ROW,
    name: 'projection-error-rate',
    title: 'Projection Error Rate',
    kind: 'timeseries',
    unit: 'errors/s',
    width: 12,
    queries: [{ signal: UPSTREAM_SIGNALS.errorRate, legend: '{{replica_set}}/{{projection}}' }],
  },
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
