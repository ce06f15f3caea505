/** The row about projections. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_PROJECTION, linesFromZero, MOST_PROJECTIONS } from '../dashboards/panel-shapes';
import * as signals from './signals';

/** Panels about projections. All of them need an application that counts. */
export const PROJECTION_PANELS: readonly PanelDefinition[] = [
  linesFromZero({
    row: 'projections',
    name: 'event-processing-rate',
    title: 'Event Processing Rate',
    description:
      'Events processed a second, by projection. Normal: as fast as events come in, alike for projections of the same events. Zero for one of them: it stands still. Zero for all: nobody works, or nothing happens. Needs an application that counts events.',
    width: 12,
    noValue: 'Not counted by the application',
    queries: [{ signal: signals.eventRate, legend: BY_PROJECTION }],
  }),
  linesFromZero({
    row: 'projections',
    name: 'projection-error-rate',
    title: 'Projection Error Rate',
    description:
      'Errors a minute over five minutes, by projection, from the first error on; dashed is what still fails, which the alert looks at. Normal: none. A worker that exits on an error takes its count with it: look at restarts too. Needs an application that counts errors.',
    width: 12,
    noValue: 'No errors counted',
    queries: [
      { signal: signals.errorRate, perMinute: true, name: 'errors', legend: BY_PROJECTION },
      {
        signal: signals.lastingErrorRate,
        perMinute: true,
        name: 'lasting',
        legend: `${BY_PROJECTION}, still failing`,
        dashed: true,
      },
    ],
  }),
  linesFromZero({
    row: 'signs-of-trouble',
    name: 'projection-error-ratio',
    title: 'Projection Error Ratio',
    description:
      'Errors among the attempts to handle an event, for projections that failed within five minutes. Normal: nothing. Near 1: the projection retries one event for ever and makes no progress. Needs an application that counts events and errors.',
    maximum: 1,
    decimals: 1,
    noValue: 'No errors counted',
    queries: [{ signal: signals.errorRatio, legend: BY_PROJECTION }],
  }),
  linesFromZero({
    row: 'projections',
    most: MOST_PROJECTIONS,
    name: 'processing-latency',
    width: 12,
    title: 'Event Processing Latency',
    description:
      'How long a projection takes for one event: all but the slowest twentieth (P95). Normal: milliseconds, steady. Growing: a slow query or a large read model. Interpolated within buckets, and never above 10 s. Needs an application that measures it.',
    noValue: 'Not measured by the application',
    queries: [{ signal: signals.processingP95, name: 'p95', legend: BY_PROJECTION }],
  }),
];
