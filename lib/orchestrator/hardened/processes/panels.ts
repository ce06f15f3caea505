/** Panels about processes: do they stay, can they be scraped. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_SET, FEWEST_TARGETS, linesFromZero } from '../dashboards/panel-shapes';
import * as signals from './signals';

const TROUBLE = { row: 'signs-of-trouble', width: 6 } as const;
const HEALTH = { row: 'process-and-scrape-health', most: FEWEST_TARGETS } as const;

/** What is empty unless a process is in trouble stands in a row of its own. */
export const PROCESS_PANELS: readonly PanelDefinition[] = [
  linesFromZero({
    ...TROUBLE,
    name: 'workers-exiting',
    title: 'Workers That Exit Over and Over',
    description:
      'Workers that restarted at least three times within half an hour and were down in between. Normal: nothing. Several: something that all of them meets makes them exit, most often a projection that fails for good; the last line of a worker’s log says what.',
    noValue: 'None restarts',
    queries: [{ signal: signals.workersExiting, legend: BY_SET }],
  }),
  linesFromZero({
    ...TROUBLE,
    name: 'worker-restarts',
    title: 'Restarts of One Worker',
    description:
      'Restarts within half an hour of the worker that restarted most, until it has lived twice as long as between them. Normal: nothing, or 1 in a deployment. More: it crashes, runs out of memory, or fails its coordination. Fast restarts hide between two scrapes, so it may be more than it says.',
    noValue: 'None restarts',
    queries: [{ signal: signals.workerRestarts, legend: BY_SET }],
  }),
  linesFromZero({
    ...TROUBLE,
    name: 'targets-down',
    title: 'Targets That Are Down',
    description:
      'Known workers whose target did not answer most scrapes of the last three minutes. Normal: 0. More: killed and not restarted, hanging, or the metrics port is blocked. A pod that is gone is no target any more and does not count.',
    noValue: 'No worker known',
    queries: [{ signal: signals.targetsDown, legend: BY_SET }],
  }),
  linesFromZero({
    ...HEALTH,
    name: 'scrape-success',
    title: 'Scrapes That Succeed',
    description:
      'Share of the scrapes that each target answered. Normal: all. Less: the process restarts, hangs or is starved. Targets know no replica set, so that this variable does not narrow it.',
    maximum: 1,
    decimals: 0,
    noValue: 'No targets',
    queries: [{ signal: signals.scrapeSuccess, legend: '{{instance}}' }],
  }),
  linesFromZero({
    ...HEALTH,
    name: 'process-age',
    title: 'Process Age',
    description:
      'How long each process has been running. Normal: it grows. A line that falls to zero is a restart; all lines at once, a deployment; one line again and again, a worker that crashes.',
    noValue: 'No processes',
    queries: [{ signal: signals.processAge, legend: '{{instance}}' }],
  }),
];
