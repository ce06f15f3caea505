/** The first row: is it healthy, and if not, what is wrong. */
import type { PanelDefinition, ValueText } from '../../../model/dashboards/panel';
import type { Alert } from '../../../model/alerts/alerts';
import { coordinationSeconds, workersApart } from '../coordination/signals';
import { replicaSetLink, replicaSetRows } from './variables';
import { FEWEST_VALUES, MOST_VALUES } from './panel-shapes';
import { replicaSetErrorRate } from '../projections/signals';
import { firingAlerts } from './firing-alerts';
import { replicaSetState, stateTexts } from './replica-set-state';
import { runbookLink } from '../../fleet/links';
import { workersOfExpected, WORKERS_COLORS } from './workers-of-expected';
import type { MonitoringConfig } from '../../fleet/config';

/** The words stay; they get their colours. */
const SEVERITY_TEXTS: readonly ValueText[] = (['critical', 'warning', 'info'] as const).map((severity) => ({
  value: severity,
  text: severity,
  severity,
}));

const SEVERITIES = 'critical pages someone, warning is for the same day, info is for the record';

/** So many states of replica sets have room one above the other; more of them overlap. */
const MOST_STACKED = 4;

/** Panels of the first row. They ask for this moment alone: the last value of a series that has ended would pass for today's. */
export function glancePanels(config: MonitoringConfig, looking: readonly Alert[]): readonly PanelDefinition[] {
  const { enabled, evaluatedBy } = config.alerts;
  const known = config.replicaSets.length;
  const row = { row: 'at-a-glance', height: 6 } as const;
  const rows = replicaSetRows(config);
  const values = { ...row, kind: 'stat', decimals: 0, most: MOST_VALUES, rows } as const;
  return [
    {
      ...values,
      name: 'replica-set-state',
      title: 'State of Replica Sets',
      description:
        'The worst sign of trouble of each replica set at this moment: what its alerts look for, but without waiting for any `for`; where more than five replica sets have settings of an alert, by those of the fleet. Normal: OK; a deployment shows “Workers apart” for seconds. Anything that stays: read the firing alerts, then the row that the word points to. “Workers apart” means that workers run in different generations and lose events, although each looks healthy.',
      unit: 'state',
      width: enabled ? 4 : 10,
      noValue: 'No workers reported',
      texts: stateTexts(looking),
      stacked: known >= 1 && known <= MOST_STACKED,
      queries: [{ signal: replicaSetState(looking), instant: true }],
    },
    {
      ...values,
      most: FEWEST_VALUES,
      name: 'active-workers',
      title: 'Active Workers by Replica Set',
      description:
        'Workers that have finished a coordination and are scraped, and how many are expected where the configuration says so. Normal: “3 of 3”, or a number within the configured range. Orange: more or fewer than expected. Red, 0: nobody handles events. This counts what Prometheus sees: the number that applications report counts rows of a database, and stays up after a crash. Workers that are there need not work together: see Workers Apart.',
      unit: 'workers',
      width: 5,
      noValue: 'No workers reported',
      rows: { ...rows, shown: 'workers' },
      textColors: WORKERS_COLORS,
      queries: [{ signal: workersOfExpected, instant: true }],
    },
    {
      ...values,
      name: 'workers-apart',
      title: 'Workers Apart',
      description:
        'Workers without a common generation: those beyond the partitions of the largest generation of the last two minutes. Normal: 0, for seconds more in a deployment. Of four workers or more, a single one that works apart is not shown here: see Partitions Against Workers. Above 0 for minutes: the workers never converge, each works alone in its own generation, and events of partitions that nobody owns are lost. The stock coordinator of v1.1.0 does this with several workers: run one, or replace the generation store.',
      unit: 'workers',
      width: 3,
      noValue: 'No generation reported',
      queries: [{ signal: workersApart, instant: true }],
    },
    {
      ...values,
      name: 'projection-errors',
      title: 'Projection Errors',
      description:
        'Errors a minute of all projections of a replica set, over five minutes. Normal: 0, or nothing counted. A worker that exits on an error takes its count with it, so 0 is no proof: look for restarts too. Needs an application that counts its errors.',
      unit: 'errors/min',
      width: 3,
      decimals: 1,
      noValue: 'No errors counted',
      queries: [{ signal: replicaSetErrorRate, perMinute: true, instant: true }],
    },
    {
      ...values,
      name: 'slowest-coordination',
      title: 'Coordination Time',
      description:
        'How long the worker that waited longest spent in a coordination, on average over the last ten minutes. Normal: about a second, or no coordination at all. Workers stand still meanwhile; after 60 s it fails and leaves no sample: see Time Without a Finished Coordination.',
      unit: 'seconds',
      width: 3,
      decimals: 1,
      noValue: 'No coordination',
      thresholdsOf: 'shown',
      queries: [{ signal: coordinationSeconds, instant: true }],
    },
    {
      ...row,
      name: 'firing-alerts',
      title: 'Firing Alerts',
      description: `Alerts of these replica sets that fire in Prometheus: ${SEVERITIES}. Normal: none. Also empty if the rules are not loaded into this data source.`,
      kind: 'table',
      unit: 'count',
      width: 6,
      noValue: 'None fires',
      queries: [{ signal: firingAlerts, name: 'alerts', instant: true }],
      columns: {
        hidden: ['Time', 'Value', '__name__'],
        renamed: {
          alertname: 'Alert',
          severity: 'Severity',
          replica_set: 'Replica Set',
          projection: 'Projection',
          objective: 'Objective',
        },
        order: ['alertname', 'severity', 'replica_set', 'projection', 'objective'],
        shown: [
          {
            title: 'Alert',
            width: 185,
            withoutPrefix: 'Orchestrator',
            links: [{ title: 'Runbook', url: runbookLink(config) }],
          },
          { title: 'Severity', width: 82, texts: SEVERITY_TEXTS },
          { title: 'Replica Set', links: [replicaSetLink(config, 'This replica set alone', '__value.text')] },
        ],
        sortedBy: 'Severity',
        first: 'smallest',
      },
      ...(evaluatedBy === 'grafana' &&
        enabled && {
          description: `Alerts of all replica sets that fire in Grafana, which evaluates them: ${SEVERITIES}. Normal: none.`,
          kind: 'alertlist',
          queries: [],
        }),
    },
  ];
}
