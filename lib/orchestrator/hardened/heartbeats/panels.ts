/** Panels about heartbeats. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_SET, linesFromZero } from '../dashboards/panel-shapes';
import * as signals from './signals';

const HEALTH = { row: 'process-and-scrape-health', width: 12 } as const;

/** Panels about heartbeats, and the database that all workers need. */
export const HEARTBEAT_PANELS: readonly PanelDefinition[] = [
  linesFromZero({
    row: 'signs-of-trouble',
    name: 'stale-workers',
    title: 'Stale Workers Cleaned Up',
    description:
      'Workers removed within a quarter of an hour because their heartbeat was older than 30 s. Normal: none. More: workers are killed instead of being stopped, or lose the database. Needs an application that counts them.',
    noValue: 'None counted',
    width: 6,
    queries: [{ signal: signals.staleWorkersCleaned, legend: BY_SET }],
  }),
  linesFromZero({
    ...HEALTH,
    name: 'heartbeat-latency',
    title: 'Heartbeat Latency',
    description:
      'How long heartbeats take, which every worker writes to the database: the median over three minutes, which the alert looks at, and dashed the slowest hundredth over five (P99). Normal: milliseconds. Seconds: the database is slow or locked; at 30 s workers count as stale. Needs an application that measures it, and cannot show more than 10 s.',
    legend: 'values',
    noValue: 'Not measured by the application',
    queries: [
      { signal: signals.heartbeatSeconds, name: 'median', legend: BY_SET },
      { signal: signals.heartbeatP99, name: 'p99', legend: `${BY_SET}, P99`, dashed: true },
    ],
  }),
  linesFromZero({
    ...HEALTH,
    name: 'heartbeat-progress',
    title: 'Scrapes With a New Heartbeat',
    description:
      'Scrapes within two minutes that saw a new heartbeat, for the worker that had the fewest. Normal: most of them. 0: a worker’s heartbeats hang, which a latency shows only once they end; look for locks on the orchestrator’s tables. Needs an application that measures heartbeats.',
    noValue: 'Not measured by the application',
    queries: [{ signal: signals.heartbeatProgress, legend: BY_SET }],
  }),
];
