/** The row about lag. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_PROJECTION, BY_SET, linesFromZero, MOST_PROJECTIONS } from '../dashboards/panel-shapes';
import { generationsOfWorkers, unownedPartitions } from './ownership';
import * as signals from './signals';

/** Panels about lag. */
export const LAG_PANELS: readonly PanelDefinition[] = [
  linesFromZero({
    row: 'lag',
    most: MOST_PROJECTIONS,
    name: 'projection-lag',
    width: 12,
    title: 'Lag by Projection',
    description:
      'Age of the oldest event that the worst partition of a projection has not handled, and dashed while it does not catch up. Normal: 0, or seconds. Rising second by second: it stands still. Falling: it catches up, and needs nobody; see Time to Catch Up.',
    legend: 'values',
    noValue: 'The database says nothing',
    queries: [
      { signal: signals.lag, name: 'lag', legend: BY_PROJECTION },
      { signal: signals.lagNotFalling, name: 'behind', legend: `${BY_PROJECTION} not catching up`, dashed: true },
    ],
  }),
  linesFromZero({
    row: 'lag',
    most: MOST_PROJECTIONS,
    name: 'catch-up-time',
    width: 12,
    title: 'Time to Catch Up',
    description:
      'How long a projection that is behind still takes, at the pace of the last minute. Normal: nothing, or seconds. Hours in a rebuild, and falling. Nothing at all while it is behind: it handles no more events than come in.',
    noValue: 'None catches up',
    queries: [{ signal: signals.catchUpTime, legend: BY_PROJECTION }],
  }),
  linesFromZero({
    row: 'lag',
    most: MOST_PROJECTIONS,
    name: 'events-in-and-out',
    title: 'Events In and Out',
    description:
      'Events a second that the event store grows by, dashed, and that the slowest partition of each projection passes. Normal: the lines lie on one another. Below the dashed line: the projection falls behind. Above: it catches up.',
    noValue: 'The database says nothing',
    queries: [
      { signal: signals.eventsOut, name: 'out', legend: BY_PROJECTION },
      { signal: signals.eventsIn, name: 'in', legend: 'events in', dashed: true },
    ],
  }),
  linesFromZero({
    row: 'lag',
    most: MOST_PROJECTIONS,
    name: 'projection-checkpoints',
    title: 'Checkpoints by Partition',
    description:
      'Events that each partition is behind, and dashed the partitions of a projection that stand still. Normal: alike and near 0. One partition far above the others: an event of it cannot be handled. Partitions that are far apart lose events when the replica set scales.',
    noValue: 'The database says nothing',
    queries: [
      { signal: signals.partitionLag, name: 'partitions', legend: `${BY_PROJECTION} p{{partition}}` },
      {
        signal: signals.stuckPartitions,
        name: 'stuck',
        legend: `${BY_PROJECTION} partitions that stand still`,
        dashed: true,
      },
    ],
  }),
  linesFromZero({
    row: 'lag',
    name: 'partitions-without-worker',
    width: 4,
    title: 'Partitions Without a Worker',
    description:
      'Partitions of the newest generation that no live worker owns, and dashed the different generations of the live workers. Normal: 0, and 1. More for minutes: events are handled by nobody. No line: no worker of the replica set lives, as Active Workers by Replica Set says.',
    noValue: 'The database says nothing',
    queries: [
      { signal: unownedPartitions, name: 'unowned', legend: BY_SET },
      { signal: generationsOfWorkers, name: 'generations', legend: `${BY_SET} generations`, dashed: true },
    ],
  }),
  linesFromZero({
    row: 'lag',
    name: 'lag-queries',
    width: 4,
    title: 'Queries Without an Answer',
    description:
      'Queries that the exporter of the database has no answer for. Normal: none. More: the row about lag shows less than there is; the exporter’s log says why.',
    noValue: 'All are answered',
    queries: [{ signal: signals.missingQueries, legend: 'queries' }],
  }),
];
