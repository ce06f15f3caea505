/** Panels about the throughput of projections. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_PROJECTION, linesFromZero, MOST_PROJECTIONS } from '../dashboards/panel-shapes';
import * as signals from './signals';

/** Panels about the throughput of projections. All of them need an application that counts. */
export const THROUGHPUT_PANELS: readonly PanelDefinition[] = [
  linesFromZero({
    row: 'projections',
    most: MOST_PROJECTIONS,
    name: 'projection-busy-share',
    width: 12,
    title: 'Busy Share of the Busiest Worker',
    description:
      'Share of its time that the busiest worker spends in a projection’s handler, and dashed where it is busy for a tenth of it and a sibling on the same worker handles more events. Normal: well below 1. Near 1: the projection hardly keeps up, or does not, and its events pile up unseen, since no metric tells the backlog. Needs an application that measures processing time, and for the dashed line one that counts events.',
    maximum: 1,
    decimals: 0,
    noValue: 'Not measured by the application',
    queries: [
      { signal: signals.projectionBusy, name: 'busy', legend: BY_PROJECTION },
      {
        signal: signals.projectionSlow,
        name: 'slow',
        legend: `${BY_PROJECTION}, slower than its sibling`,
        dashed: true,
      },
    ],
  }),
  linesFromZero({
    row: 'signs-of-trouble',
    name: 'projections-stalled',
    title: 'Workers on Which a Projection Stands Still',
    description:
      'Workers on which a projection handles no event although its events came steadily before, and although its siblings on the same worker do. Normal: none. More: the handler hangs or retries, unless it wants other events than they do; the log of such a worker says which event. Needs an application that counts events.',
    noValue: 'None stands still',
    queries: [{ signal: signals.projectionStalled, legend: BY_PROJECTION }],
  }),
];
