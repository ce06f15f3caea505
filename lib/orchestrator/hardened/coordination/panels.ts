/** The row about coordinations, generations and reconfigurations. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import {
  coordinationBuckets,
  coordinationP95,
  coordinationSeconds,
  coordinationWaiting,
  frequentReconfigurations,
  generationRate,
  mostPartitions,
  reconfigurationRate,
} from './signals';
import { BY_SET, LINES_FROM_ZERO } from '../dashboards/panel-shapes';
import { workingWorkers } from '../workers/signals';

const ROW = { ...LINES_FROM_ZERO, row: 'coordination' } as const;

/** Panels about coordination. */
export const COORDINATION_PANELS: readonly PanelDefinition[] = [
  {
    row: 'coordination',
    height: 8,
    name: 'coordination-duration',
    title: 'Coordination Duration',
    description:
      'How long workers wait until all are ready, as a distribution over all chosen replica sets; a cell counts coordinations. Normal: a few about a second after each deployment, and nothing in between. A coordination that times out after 60 s leaves no sample, and the top bucket ends at 10 s.',
    kind: 'heatmap',
    unit: 'seconds',
    width: 8,
    tooltip: 'one',
    noValue: 'No coordination in this time',
    queries: [{ signal: coordinationBuckets, legend: '{{le}}' }],
  },
  {
    ...ROW,
    name: 'coordination-quantiles',
    title: 'Mean Coordination Duration',
    description:
      'Mean over ten minutes for the worker that waited longest, which the alert looks at, and dashed the slowest twentieth (P95). Normal: about a second. P95 is interpolated within buckets: ten coordinations of 1.0 s read 2.4 s; and it never exceeds 10 s. Where the two differ, the mean is right.',
    unit: 'seconds',
    points: true,
    noValue: 'No coordination in this time',
    queries: [
      { signal: coordinationSeconds, name: 'mean', legend: BY_SET },
      { signal: coordinationP95, name: 'p95', legend: `${BY_SET}, P95`, dashed: true },
    ],
  },
  {
    ...ROW,
    name: 'partitions',
    title: 'Partitions Against Workers',
    description:
      'Partitions of the largest generation that a worker is in, and dashed the working workers. Normal: the lines are one, since a generation has a partition for each of its workers. Fewer partitions than workers: the workers run in different generations. A worker keeps reporting its last generation while it coordinates anew.',
    unit: 'partitions',
    decimals: 0,
    noValue: 'No generation reported',
    queries: [
      { signal: mostPartitions, name: 'partitions', legend: BY_SET },
      { signal: workingWorkers, name: 'workers', legend: `${BY_SET}, workers`, dashed: true },
    ],
  },
  {
    ...ROW,
    row: 'signs-of-trouble',
    name: 'coordination-waiting',
    title: 'Time Without a Finished Coordination',
    description:
      'Seconds of the last five minutes in which some worker was registered without having finished a coordination. Normal: nothing, seconds in a deployment. Minutes: it waits, times out, exits and tries again; a dead worker’s row in the current generation is the usual cause.',
    unit: 'seconds',
    noValue: 'None waits',
    queries: [{ signal: coordinationWaiting, legend: BY_SET }],
  },
  {
    ...ROW,
    name: 'generation-creation-rate',
    title: 'Generation Creation Rate',
    description:
      'New generations a minute, over five minutes so that the first one of each process counts too. Normal: zero between deployments; each join or leave of a worker makes one. Never at rest: workers join and leave without end. Needs an application that counts generations.',
    unit: 'generations/min',
    noValue: 'Not counted by the application',
    queries: [{ signal: generationRate, perMinute: true, legend: BY_SET }],
  },
  {
    ...ROW,
    name: 'reconfiguration-rate',
    title: 'Reconfiguration Rate',
    description:
      'Reconfigurations a minute; all workers of the replica set stop and start in each. Every worker counts each one, so the largest count is shown. Normal: zero between deployments. A low line that never ends is a replica set that does not converge.',
    unit: 'reconfigurations/min',
    noValue: 'None since the workers started',
    queries: [{ signal: reconfigurationRate, perMinute: true, legend: BY_SET }],
  },
  {
    ...ROW,
    name: 'frequent-reconfigurations',
    title: '5-Minute Windows With Reconfigurations',
    description:
      'How many of the twelve 5-minute windows of the last hour saw a reconfiguration. Normal: none, one or two after a deployment. Many: a worker restarts slowly but steadily, an autoscaler oscillates, or the workers never converge.',
    unit: 'count',
    decimals: 0,
    maximum: 12,
    noValue: 'None in the last hour',
    queries: [{ signal: frequentReconfigurations, legend: BY_SET }],
  },
];
