/** The panels of the profile `hardened`. */
import type { LabelVariable, PanelDefinition } from '../dashboard';
import { METRICS } from '../metrics';
import { call, select, type LabelMatcher } from '../promql';
import { coordinationBuckets, generationRate, reconfigurationRate } from './coordination-signals';
import { errorRate, eventRate } from './projection-signals';
import { activeWorkers, runningWorkers } from './worker-signals';

/** Panels of the profile `hardened`, in reading order. */
export const HARDENED_PANELS: readonly PanelDefinition[] = [
  {
    name: 'active-workers',
    title: 'Active Workers by Replica Set',
    description:
      'How many workers each replica set has. Normal: the number that it should have. Fewer: a worker is down or cannot register.',
    kind: 'stat',
    unit: 'workers',
    width: 6,
    height: 8,
    queries: [{ signal: activeWorkers, legend: '{{replica_set}}' }],
  },
  {
    name: 'generation-creation-rate',
    title: 'Generation Creation Rate',
    description:
      'New generations a second; each join or leave of a worker makes one. Normal: zero between deployments. Empty: the application does not count generations.',
    kind: 'timeseries',
    unit: 'generations/s',
    width: 9,
    height: 8,
    queries: [{ signal: generationRate, legend: '{{replica_set}}' }],
  },
  {
    name: 'coordination-duration',
    title: 'Coordination Duration',
    description:
      'How long workers wait until all are ready, as a distribution. Normal: about a second. Nothing is recorded when a coordination times out.',
    kind: 'heatmap',
    unit: 'seconds',
    width: 9,
    height: 8,
    queries: [{ signal: coordinationBuckets, legend: '{{le}}' }],
  },
  {
    name: 'reconfiguration-rate',
    title: 'Reconfiguration Rate',
    description:
      'Reconfigurations a second; all workers of the replica set stop and start in each. Normal: zero between deployments.',
    kind: 'timeseries',
    unit: 'reconfigurations/s',
    width: 12,
    height: 8,
    queries: [{ signal: reconfigurationRate, legend: '{{replica_set}}' }],
  },
  {
    name: 'workers-running',
    title: 'Workers Running',
    description: 'The workers in the state running. Empty: none runs, or the application does not report states.',
    kind: 'table',
    unit: 'state',
    width: 12,
    height: 8,
    queries: [{ signal: runningWorkers, instant: true }],
    columns: {
      hidden: ['Time', 'Value', 'state'],
      renamed: { worker_id: 'Worker ID', replica_set: 'Replica Set', instance: 'Instance' },
    },
  },
  {
    name: 'event-processing-rate',
    title: 'Event Processing Rate',
    description: 'Events processed a second, by projection. Empty: the application does not count events.',
    kind: 'timeseries',
    unit: 'events/s',
    width: 12,
    height: 8,
    queries: [{ signal: eventRate, legend: '{{replica_set}}/{{projection}}' }],
  },
  {
    name: 'projection-error-rate',
    title: 'Projection Error Rate',
    description:
      'Errors a second, by projection. Normal: none. A worker that exits on an error takes its count with it: look at restarts too.',
    kind: 'timeseries',
    unit: 'errors/s',
    width: 12,
    height: 8,
    queries: [{ signal: errorRate, legend: '{{replica_set}}/{{projection}}' }],
  },
];

/** The variables: a metric that every worker exposes, also one whose application reports nothing, gives the replica sets. */
export function hardenedVariables(selector: readonly LabelMatcher[]): readonly LabelVariable[] {
  return [
    {
      name: 'replica_set',
      label: 'Replica set',
      query: call('label_values', select(METRICS.workersRegistered.name, selector), 'replica_set'),
      multi: true,
    },
  ];
}
