/** The row about lag. */
import type { RowDefinition } from '../../../model/dashboards/dashboard';
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_PROJECTION, BY_SET, LINES_FROM_ZERO, MOST_PROJECTIONS } from '../dashboards/panel-shapes';
import {
  catchUpTime,
  eventsIn,
  eventsOut,
  generationsOfWorkers,
  lag,
  lagNotFalling,
  missingQueries,
  partitionLag,
  stuckPartitions,
  unownedPartitions,
} from './signals';

/** Stands before the row about projections: it says first whether they are behind. */
export const LAG_ROW: RowDefinition = { name: 'lag', title: 'Lag', collapsed: false };

const ROW = { ...LINES_FROM_ZERO, row: 'lag' } as const;

/** Panels about lag. */
export const LAG_PANELS: readonly PanelDefinition[] = [
  {
    ...ROW,
    most: MOST_PROJECTIONS,
    name: 'projection-lag',
    width: 12,
    title: 'Lag by Projection',
    description:
      'Age of the oldest event that the worst partition of a projection has not handled, and dashed while it does not catch up. Normal: 0, or seconds. Rising second by second: it stands still. Falling: it catches up, and needs nobody; see Time to Catch Up.',
    unit: 'seconds',
    legend: 'values',
    noValue: 'The database says nothing',
    queries: [
      { signal: lag, name: 'lag', legend: BY_PROJECTION },
      { signal: lagNotFalling, name: 'behind', legend: `${BY_PROJECTION} not catching up`, dashed: true },
    ],
  },
  {
    ...ROW,
    most: MOST_PROJECTIONS,
    name: 'catch-up-time',
    width: 12,
    title: 'Time to Catch Up',
    description:
      'How long a projection that is behind still takes, at the pace of the last minute. Normal: nothing, or seconds. Hours in a rebuild, and falling. Nothing at all while it is behind: it handles no more events than come in.',
    unit: 'seconds',
    noValue: 'None catches up',
    queries: [{ signal: catchUpTime, legend: BY_PROJECTION }],
  },
  {
    ...ROW,
    most: MOST_PROJECTIONS,
    name: 'events-in-and-out',
    title: 'Events In and Out',
    description:
      'Events a second that the event store grows by, dashed, and that the slowest partition of each projection passes. Normal: the lines lie on one another. Below the dashed line: the projection falls behind. Above: it catches up.',
    unit: 'events/s',
    noValue: 'The database says nothing',
    queries: [
      { signal: eventsOut, name: 'out', legend: BY_PROJECTION },
      { signal: eventsIn, name: 'in', legend: 'events in', dashed: true },
    ],
  },
  {
    ...ROW,
    most: MOST_PROJECTIONS,
    name: 'projection-checkpoints',
    title: 'Checkpoints by Partition',
    description:
      'Events that each partition is behind, and dashed the partitions of a projection that stand still. Normal: alike and near 0. One partition far above the others: an event of it cannot be handled. Partitions that are far apart lose events when the replica set scales.',
    unit: 'events',
    noValue: 'The database says nothing',
    queries: [
      { signal: partitionLag, name: 'partitions', legend: `${BY_PROJECTION} p{{partition}}` },
      { signal: stuckPartitions, name: 'stuck', legend: `${BY_PROJECTION} partitions that stand still`, dashed: true },
    ],
  },
  {
    ...ROW,
    name: 'partitions-without-worker',
    width: 4,
    title: 'Partitions Without a Worker',
    description:
      'Partitions of the newest generation that no live worker owns, and dashed the different generations of the live workers. Normal: 0, and 1. More for minutes: events are handled by nobody.',
    unit: 'partitions',
    decimals: 0,
    noValue: 'The database says nothing',
    queries: [
      { signal: unownedPartitions, name: 'unowned', legend: BY_SET },
      { signal: generationsOfWorkers, name: 'generations', legend: `${BY_SET} generations`, dashed: true },
    ],
  },
  {
    ...ROW,
    name: 'lag-queries',
    width: 4,
    title: 'Queries Without an Answer',
    description:
      'Queries that the exporter of the database has no answer for. Normal: none. More: the row about lag shows less than there is; the exporter’s log says why.',
    unit: 'count',
    decimals: 0,
    noValue: 'All are answered',
    queries: [{ signal: missingQueries, legend: 'queries' }],
  },
];
