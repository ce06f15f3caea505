/** What panels have in common: how lines are drawn, and how many series are shown where there may be a thousand. */
import type { MostSeries } from '../../../model/dashboards/panel';

/** Values over time, three panels side by side. */
export const LINES = { kind: 'timeseries', width: 8, height: 8, points: false, tooltip: 'all' } as const;

/** The same, of what is never below 0. */
export const LINES_FROM_ZERO = { ...LINES, minimum: 0 } as const;

/** Legend of one series a replica set. */
export const BY_SET = '{{replica_set}}';

/** Legend of one series a projection. */
export const BY_PROJECTION = '{{replica_set}}/{{projection}}';

/** Projections, of which each replica set may have fifty. */
export const MOST_PROJECTIONS: MostSeries = { count: 50, which: 'largest' };

/** Targets, of which there is one for each worker. */
export const FEWEST_TARGETS: MostSeries = { count: 25, which: 'smallest' };

/** Values side by side. */
export const MOST_VALUES: MostSeries = { count: 30, which: 'largest' };
export const FEWEST_VALUES: MostSeries = { count: 30, which: 'smallest' };
