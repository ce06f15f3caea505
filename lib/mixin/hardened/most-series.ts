/** How many series panels show where there may be a thousand replica sets: as many as can be read, and those that matter. */
import type { MostSeries } from '../panel';

/** Lines of a panel over time. */
export const MOST_LINES: MostSeries = { count: 50, which: 'largest' };
export const FEWEST_LINES: MostSeries = { count: 50, which: 'smallest' };

/** Lines of the panels with one for each projection, of which a replica set may have fifty. */
export const MOST_PROJECTIONS: MostSeries = { count: 100, which: 'largest' };

/** Targets, of which there is one for each worker. */
export const FEWEST_TARGETS: MostSeries = { count: 25, which: 'smallest' };

/** Values side by side. */
export const MOST_VALUES: MostSeries = { count: 30, which: 'largest' };
export const FEWEST_VALUES: MostSeries = { count: 30, which: 'smallest' };
