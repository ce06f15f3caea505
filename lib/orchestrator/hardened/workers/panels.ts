/** Rows about workers: are they there, do they stay, can they be scraped. */
import type { MonitoringConfig } from '../../fleet/config';
import type { PanelDefinition } from '../../../model/panel';
import type { Signal } from '../../../model/signal';
import { isWorkload, mayBeIdle } from '../../fleet/workers';
import { FEWEST_TARGETS } from '../dashboards/most-series';
import { replicaSetLink } from '../dashboards/variables';
import { answeredScrapes, heartbeatP99, processAge, workerStates, workerStateSince } from '../dashboards/panel-signals';
import { heartbeatSeconds, scrapesWithHeartbeat, staleWorkersCleaned } from '../projections/signals';
import { expectedWorkers } from '../dashboards/replica-set-state';
import {
  activeWorkers,
  downTargets,
  exitingWorkers,
  listedWithoutWorkers,
  presentWorkers,
  registeredWorkers,
  restartsOfOneWorker,
  workersBeyondWorkload,
} from './signals';

const LINES = { kind: 'timeseries', height: 8, points: false, tooltip: 'all' } as const;
const COUNTED = { ...LINES, unit: 'workers', decimals: 0, minimum: 0, legend: 'names' } as const;
const SET = '{{replica_set}}';

/** Panels of the row about workers. */
export function workerPanels(config: MonitoringConfig): readonly PanelDefinition[] {
  const { replicaSets } = config;
  const row = { row: 'workers' } as const;
  const expected = expectedWorkers(replicaSets);
  // Four panels in a line, or three.
  const width = replicaSets.some(({ workers }) => !mayBeIdle(workers)) ? 6 : 8;
  const listed = replicaSets.filter(({ workers }) => !mayBeIdle(workers)).map(({ name }) => name);
  const workloads = replicaSets.flatMap(({ name, workers }): Signal[] =>
    isWorkload(workers) ? [workersBeyondWorkload(name, workers)] : [],
  );
  return [
    {
      ...row,
      ...LINES,
      name: 'workers-expected',
      title: 'Workers, Expected and There',
      description:
        'Present workers answer most scrapes, registered ones were scraped just now; “application” is what the application itself counts, where it does. Normal: all agree with the expected number (dashed). Fewer present: a worker is down, hangs or cannot register. More registered: an old deployment still runs. The application’s number lags behind a crash by half a minute and counts stale rows.',
      unit: 'workers',
      decimals: 0,
      minimum: workloads.length > 0 ? -1 : 0,
      legend: 'values',
      noValue: 'No workers reported',
      width: 12,
      queries: [
        { signal: presentWorkers, name: 'present', legend: `${SET} present` },
        { signal: registeredWorkers, name: 'registered', legend: `${SET} registered` },
        { signal: activeWorkers, name: 'application', legend: `${SET} application` },
        ...(expected === undefined
          ? []
          : [{ signal: expected, name: 'expected', legend: `${SET} expected`, dashed: true }]),
        ...workloads.map((signal, index) => ({
          signal,
          name: `workload${String(index + 1)}`,
          legend: `${SET} beyond its workload`,
        })),
      ],
    },
    {
      ...row,
      name: 'workers-running',
      title: 'Workers Running',
      description:
        'Every worker with its state, since when, and where. Normal: all are running, and have been for long. States come from the application; where it reports none, a worker that finished a coordination is “in a generation”, one that only registered is “coordinating”. Empty: no worker is scraped. A worker in its state for seconds only, again and again, is one of a replica set that does not settle.',
      kind: 'table',
      unit: 'state',
      width: 12,
      height: 8,
      noValue: 'No workers reported',
      queries: [
        { signal: workerStates, name: 'state', instant: true },
        { signal: workerStateSince, name: 'since', instant: true },
      ],
      columns: {
        hidden: ['Time', 'Value #state'],
        renamed: {
          worker_id: 'Worker ID',
          replica_set: 'Replica Set',
          state: 'State',
          'Value #since': 'Since (1 h back)',
          instance: 'Instance',
        },
        order: ['worker_id', 'replica_set', 'state', 'Value #since', 'instance'],
        shown: [
          { title: 'Worker ID', width: 290 },
          {
            title: 'Replica Set',
            width: 100,
            links: [replicaSetLink(config, 'This replica set alone', '__value.text')],
          },
          { title: 'State', width: 110 },
          { title: 'Since (1 h back)', unit: 'moment', width: 140 },
        ],
      },
    },
    {
      ...row,
      ...COUNTED,
      name: 'workers-exiting',
      title: 'Workers That Exit Over and Over',
      description:
        'Workers that restarted at least twice within ten minutes and were down in between. Normal: 0. Several: something that all of them meets makes them exit, most often a projection that fails for good; the last line of a worker’s log says what.',
      noValue: 'No worker known',
      width,
      queries: [{ signal: exitingWorkers, legend: SET }],
    },
    {
      ...row,
      ...COUNTED,
      name: 'worker-restarts',
      title: 'Restarts of One Worker',
      description:
        'Restarts within half an hour of the worker that restarted most, while it still restarts or is down. Normal: nothing, or 1 in a deployment. More: it crashes, runs out of memory, or fails its coordination. Fast restarts hide between two scrapes, so it may be more than it says.',
      unit: 'count',
      noValue: 'None restarts',
      width,
      queries: [{ signal: restartsOfOneWorker, legend: SET }],
    },
    ...(listed.length === 0
      ? []
      : [
          {
            ...row,
            name: 'replica-sets-absent',
            title: 'Workers of Listed Replica Sets',
            description:
              'Working workers of each replica set that the configuration lists, those without any first. Normal: every one has some. “No workers”: none was started, it is called otherwise, or it is not scraped. The variables do not narrow it, since nothing is known of them but their names.',
            kind: 'table',
            unit: 'workers',
            decimals: 0,
            width,
            height: 8,
            noValue: 'None is listed',
            queries: [{ signal: listedWithoutWorkers(listed), instant: true }],
            columns: {
              hidden: ['Time'],
              renamed: { replica_set: 'Replica Set', Value: 'Workers' },
              order: ['replica_set', 'Value'],
              shown: [{ title: 'Workers', texts: [{ value: 0, text: 'No workers', severity: 'critical' }] }],
              sortedBy: 'Workers',
              first: 'smallest',
            },
          } as const,
        ]),
    {
      ...row,
      ...COUNTED,
      name: 'stale-workers',
      title: 'Stale Workers Cleaned Up',
      description:
        'Workers removed within a quarter of an hour because their heartbeat was older than 30 s. Normal: none. More: workers are killed instead of being stopped, or lose the database. Needs an application that counts them.',
      noValue: 'None counted',
      width,
      queries: [{ signal: staleWorkersCleaned, legend: SET }],
    },
  ];
}

const HEALTH = { row: 'process-and-scrape-health', width: 8 } as const;

/** Panels of the last row: the processes, their scrapes, and the database that all of them need. */
export const HEALTH_PANELS: readonly PanelDefinition[] = [
  {
    ...HEALTH,
    ...COUNTED,
    name: 'targets-down',
    title: 'Targets That Are Down',
    description:
      'Known workers whose target did not answer most scrapes of the last four minutes. Normal: 0. More: killed and not restarted, hanging, or the metrics port is blocked. A pod that is gone is no target any more and does not count.',
    noValue: 'No worker known',
    queries: [{ signal: downTargets, legend: SET }],
  },
  {
    ...HEALTH,
    ...LINES,
    most: FEWEST_TARGETS,
    name: 'scrape-success',
    title: 'Scrapes That Succeed',
    description:
      'Share of the scrapes that each target answered. Normal: all. Less: the process restarts, hangs or is starved. Targets know no replica set, so that this variable does not narrow it.',
    unit: 'ratio',
    minimum: 0,
    maximum: 1,
    decimals: 0,
    legend: 'names',
    noValue: 'No targets',
    queries: [{ signal: answeredScrapes, legend: '{{instance}}' }],
  },
  {
    ...HEALTH,
    ...LINES,
    most: FEWEST_TARGETS,
    name: 'process-age',
    title: 'Process Age',
    description:
      'How long each process has been running. Normal: it grows. A line that falls to zero is a restart; all lines at once, a deployment; one line again and again, a worker that crashes.',
    unit: 'seconds',
    minimum: 0,
    legend: 'names',
    noValue: 'No processes',
    queries: [{ signal: processAge, legend: '{{instance}}' }],
  },
  {
    ...HEALTH,
    ...LINES,
    name: 'heartbeat-latency',
    title: 'Heartbeat Latency',
    description:
      'How long heartbeats take, which every worker writes to the database: the median over five minutes, which the alert looks at, and the slowest hundredth. Normal: milliseconds. Seconds: the database is slow or locked; at 30 s workers count as stale. Needs an application that measures it, and cannot show more than 10 s.',
    unit: 'seconds',
    minimum: 0,
    legend: 'values',
    noValue: 'Not measured by the application',
    width: 12,
    queries: [
      { signal: heartbeatSeconds, legend: `${SET} median` },
      { signal: heartbeatP99, legend: `${SET} P99` },
    ],
  },
  {
    ...HEALTH,
    ...COUNTED,
    name: 'heartbeat-progress',
    title: 'Scrapes With a New Heartbeat',
    description:
      'Scrapes within two minutes that saw a new heartbeat, for the worker that had the fewest. Normal: most of them. 0: a worker’s heartbeats hang, which a latency shows only once they end; look for locks on the orchestrator’s tables. Needs an application that measures heartbeats.',
    unit: 'count',
    noValue: 'Not measured by the application',
    width: 12,
    queries: [{ signal: scrapesWithHeartbeat, legend: SET }],
  },
];
