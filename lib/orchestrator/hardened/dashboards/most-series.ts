/** How many series panels show where there may be a thousand: as many as can be read, and those that matter. */
import type { MostSeries } from '../../../model/dashboards/panel';

/** Projections, of which each replica set may have fifty. */
export const MOST_PROJECTIONS: MostSeries = { count: 50, which: 'largest' };

/** Targets, of which there is one for each worker. */
export const FEWEST_TARGETS: MostSeries = { count: 25, which: 'smallest' };

/** Values side by side. */
export const MOST_VALUES: MostSeries = { count: 30, which: 'largest' };
export const FEWEST_VALUES: MostSeries = { count: 30, which: 'smallest' };
