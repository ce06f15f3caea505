/** Rows about workers: are they there, do they stay, can they be scraped. */
import type { MonitoringConfig } from '../../fleet/config';
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { BY_SET, linesFromZero } from '../dashboards/panel-shapes';
import { replicaSetLink, replicaSetRows } from '../dashboards/variables';
import { expectedMinimum } from './expected';
import * as signals from './signals';

/** Panels of the row about workers. */
export function workerPanels(config: MonitoringConfig): readonly PanelDefinition[] {
  return [
    linesFromZero({
      row: 'workers',
      name: 'workers-expected',
      title: 'Workers, Expected and There',
      description:
        'Workers that answer most scrapes, and dashed how many are expected. Normal: the lines are one. Below the dashed line: a worker is down, hangs or cannot register. Above it: an old deployment still runs. Workers by Source, further down, tells the numbers of Prometheus and of the application apart.',
      noValue: 'No workers reported',
      width: 10,
      queries: [
        { signal: signals.presentWorkers, name: 'present', legend: BY_SET },
        { signal: expectedMinimum, name: 'expected', legend: `${BY_SET}, expected`, dashed: true },
      ],
    }),
    {
      row: 'workers',
      name: 'workers-running',
      title: 'Workers Running',
      description:
        'Every worker with its state, since when, and where. Normal: all are running, and have been for long. States come from the application; where it reports none, a worker that finished a coordination is “in a generation”, one that only registered is “coordinating”. Empty: no worker is scraped. A worker in its state for seconds only, again and again, is one of a replica set that does not settle.',
      kind: 'table',
      unit: 'state',
      width: 14,
      height: 8,
      noValue: 'No workers reported',
      queries: [
        { signal: signals.workerStates, name: 'state', instant: true },
        { signal: signals.workerStateSince, name: 'since', instant: true },
      ],
      columns: {
        hidden: ['Time', 'Value #state', ...replicaSetRows(config).hidden],
        renamed: {
          worker_id: 'Worker ID',
          replica_set: 'Replica Set',
          state: 'State',
          'Value #since': 'Since (1 h back)',
          instance: 'Instance',
        },
        order: ['worker_id', 'replica_set', 'state', 'Value #since', 'instance'],
        shown: [
          { title: 'Worker ID', width: 330 },
          {
            title: 'Replica Set',
            width: 110,
            links: [replicaSetLink(config, 'This replica set alone', '__value.text')],
          },
          { title: 'State', width: 110 },
          { title: 'Since (1 h back)', unit: 'moment', width: 150 },
        ],
      },
    },
    linesFromZero({
      row: 'process-and-scrape-health',
      name: 'workers-by-source',
      title: 'Workers by Source',
      description:
        'Registered workers as Prometheus scrapes them, and dashed what the application itself counts. Normal: the lines are one. The application’s number lags behind a crash by half a minute and counts stale rows; without that metric there is no dashed line.',
      noValue: 'No workers reported',
      queries: [
        { signal: signals.registeredWorkers, name: 'registered', legend: BY_SET },
        { signal: signals.activeWorkers, name: 'application', legend: `${BY_SET}, application`, dashed: true },
      ],
    }),
    {
      row: 'signs-of-trouble',
      name: 'replica-sets-absent',
      title: 'Listed Replica Sets Without Workers',
      description:
        'Replica sets that the configuration lists and that had no working worker within the last 50 minutes, with the number that they should have. Normal: none. A name here was never started, is spelled differently in the application, or is not scraped. The variables do not narrow it: nothing is known of such a replica set but its name.',
      kind: 'table',
      unit: 'workers',
      decimals: 0,
      width: 24,
      height: 5,
      noValue: 'None',
      queries: [{ signal: signals.replicaSetsAbsent, instant: true }],
      columns: {
        hidden: ['Time', ...replicaSetRows(config).hidden],
        renamed: { replica_set: 'Replica Set', Value: 'Expected Workers' },
        order: ['replica_set', 'Value'],
      },
    },
  ];
}
