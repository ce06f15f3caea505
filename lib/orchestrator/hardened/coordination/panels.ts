/** The row about coordinations, generations and reconfigurations. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import * as signals from './signals';
import { BY_SET, linesFromZero } from '../dashboards/panel-shapes';
import { workingWorkers } from '../workers/signals';

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
    queries: [{ signal: signals.coordinationBuckets, legend: '{{le}}' }],
  },
  linesFromZero({
    row: 'coordination',
    name: 'coordination-quantiles',
    title: 'Mean Coordination Duration',
    description:
      'Mean over ten minutes for the worker that waited longest, which the alert looks at, and dashed the slowest twentieth (P95). Normal: about a second. P95 is interpolated within buckets: ten coordinations of 1.0 s read 2.4 s; and it never exceeds 10 s. Where the two differ, the mean is right.',
    points: true,
    noValue: 'No coordination in this time',
    queries: [
      { signal: signals.coordinationSeconds, name: 'mean', legend: BY_SET },
      { signal: signals.coordinationP95, name: 'p95', legend: `${BY_SET}, P95`, dashed: true },
    ],
  }),
  linesFromZero({
    row: 'coordination',
    name: 'partitions',
    title: 'Partitions Against Workers',
    description:
      'Partitions of the largest generation that a worker is in, and dashed the working workers. Normal: the lines are one, since a generation has a partition for each of its workers. Fewer partitions than workers: the workers run in different generations. A worker keeps reporting its last generation while it coordinates anew.',
    noValue: 'No generation reported',
    queries: [
      { signal: signals.mostPartitions, name: 'partitions', legend: BY_SET },
      { signal: workingWorkers, name: 'workers', legend: `${BY_SET}, workers`, dashed: true },
    ],
  }),
  linesFromZero({
    row: 'signs-of-trouble',
    name: 'coordination-waiting',
    title: 'Time Without a Finished Coordination',
    description:
      'Seconds of the last five minutes in which some worker was registered without having finished a coordination. Normal: nothing, seconds in a deployment. Minutes: it waits, times out, exits and tries again; a dead worker’s row in the current generation is the usual cause.',
    noValue: 'None waits',
    queries: [{ signal: signals.coordinationWaiting, legend: BY_SET }],
  }),
  linesFromZero({
    row: 'coordination',
    name: 'generation-creation-rate',
    title: 'Generation Creation Rate',
    description:
      'New generations a minute, over five minutes so that the first one of each process counts too. Normal: zero between deployments; each join or leave of a worker makes one. Never at rest: workers join and leave without end. Needs an application that counts generations.',
    noValue: 'Not counted by the application',
    queries: [{ signal: signals.generationRate, perMinute: true, legend: BY_SET }],
  }),
  linesFromZero({
    row: 'coordination',
    name: 'reconfiguration-rate',
    title: 'Reconfiguration Rate',
    description:
      'Reconfigurations a minute; all workers of the replica set stop and start in each. Every worker counts each one, so the largest count is shown. Normal: zero between deployments. A low line that never ends is a replica set that does not converge.',
    noValue: 'None since the workers started',
    queries: [{ signal: signals.reconfigurationRate, perMinute: true, legend: BY_SET }],
  }),
  linesFromZero({
    row: 'coordination',
    name: 'frequent-reconfigurations',
    title: '5-Minute Windows With Reconfigurations',
    description:
      'How many of the twelve 5-minute windows of the last hour saw a reconfiguration. Normal: none, one or two after a deployment. Many: a worker restarts slowly but steadily, an autoscaler oscillates, or the workers never converge.',
    maximum: 12,
    noValue: 'None in the last hour',
    queries: [{ signal: signals.frequentReconfigurations, legend: BY_SET }],
  }),
];
