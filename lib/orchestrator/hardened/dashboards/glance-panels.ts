/** The first row: is it healthy, and if not, what is wrong. */
import type { PanelDefinition, ValueText } from '../../../model/panel';
import type { Area } from '../../../model/area';
import { coordinationSeconds, workersApart } from '../coordination/signals';
import { replicaSetLink } from './variables';
import { FEWEST_VALUES, MOST_VALUES } from './most-series';
import { replicaSetErrorRate } from '../projections/signals';
import { expectedMinimum } from '../workers/expected';
import { firingAlerts } from './firing-alerts';
import { replicaSetState, stateTexts } from './replica-set-state';
import type { MonitoringConfig } from '../../fleet/config';
import { workingWorkers } from '../workers/signals';

/** The words stay; they get their colours. */
const SEVERITY_TEXTS: readonly ValueText[] = (['critical', 'warning', 'info'] as const).map((severity) => ({
  value: severity,
  text: severity,
  severity,
}));

const SEVERITIES = 'critical wakes somebody, warning is for the same day, info for the record';

/** So many states of replica sets have room one above the other; more of them overlap. */
const MOST_STACKED = 4;

/** Panels of the first row. They ask for this moment alone: the last value of a series that has ended would pass for today's. */
export function glancePanels(config: MonitoringConfig, areas: readonly Area[]): readonly PanelDefinition[] {
  const known = config.replicaSets.length;
  const row = { row: 'at-a-glance', height: 6 } as const;
  const values = { ...row, most: MOST_VALUES } as const;
  return [
    {
      ...values,
      name: 'replica-set-state',
      title: 'State of Replica Sets',
      description:
        'The worst sign of trouble of each replica set at this moment, with the thresholds of the fleet’s alerts but without their patience. Normal: OK; a deployment shows “Workers apart” for seconds. Anything that stays: look at the firing alerts, then at the row that the word points to. “Workers apart” means that workers run in different generations and lose events, although each looks healthy.',
      kind: 'stat',
      unit: 'state',
      width: 4,
      decimals: 0,
      noValue: 'No workers reported',
      texts: stateTexts(areas),
      stacked: known >= 1 && known <= MOST_STACKED,
      queries: [{ signal: replicaSetState(config, areas), legend: '{{replica_set}}', instant: true }],
    },
    {
      ...values,
      most: FEWEST_VALUES,
      name: 'active-workers',
      title: 'Active Workers by Replica Set',
      description:
        'Workers that have finished a coordination and are scraped, beside how many are expected where the configuration says so. Normal: both numbers agree. Orange: more or fewer than expected. 0, red: nobody handles events. This counts what Prometheus sees, since the number that applications report counts rows of a database and stays up after a crash. Workers that are there need not work together: see Workers Apart.',
      kind: 'stat',
      unit: 'workers',
      width: 5,
      decimals: 0,
      noValue: 'No workers reported',
      queries: [
        { signal: workingWorkers, name: 'working', legend: '{{replica_set}}', instant: true },
        { signal: expectedMinimum, name: 'expected', legend: '{{replica_set}}, expected', instant: true, dashed: true },
      ],
    },
    {
      ...values,
      name: 'workers-apart',
      title: 'Workers Apart',
      description:
        'Workers without a common generation: those beyond the partitions of the largest generation of the last two minutes. Normal: 0, for seconds more in a deployment, and below 0 for two minutes after workers left. Above 0 for minutes: the workers never converge, each works alone in its own generation, and events of partitions that nobody owns are lost. The stock coordinator of v1.1.0 does this with several workers: run one, or replace the generation store.',
      kind: 'stat',
      unit: 'workers',
      width: 3,
      decimals: 0,
      noValue: 'No generation reported',
      queries: [{ signal: workersApart, legend: '{{replica_set}}', instant: true }],
    },
    {
      ...values,
      name: 'projection-errors',
      title: 'Projection Errors',
      description:
        'Errors a second of all projections of a replica set, over five minutes. Normal: 0, or nothing counted. A worker that exits on an error takes its count with it, so 0 is no proof: look for restarts too. Needs an application that counts its errors.',
      kind: 'stat',
      unit: 'errors/s',
      width: 3,
      decimals: 2,
      noValue: 'No errors counted',
      queries: [{ signal: replicaSetErrorRate, legend: '{{replica_set}}', instant: true }],
    },
    {
      ...values,
      name: 'slowest-coordination',
      title: 'Coordination Time',
      description:
        'How long the worker that waited longest spent in a coordination, on average over the last ten minutes. Normal: about a second, or no coordination at all. Workers stand still meanwhile; after 60 s it fails and leaves no sample: see Time Without a Finished Coordination.',
      kind: 'stat',
      unit: 'seconds',
      width: 3,
      decimals: 1,
      noValue: 'No coordination',
      thresholdsOf: 'shown',
      queries: [{ signal: coordinationSeconds, legend: '{{replica_set}}', instant: true }],
    },
    {
      ...row,
      name: 'firing-alerts',
      title: 'Firing Alerts',
      description: `What Prometheus’s own rules say about these replica sets: ${SEVERITIES}. Normal: none. Empty, too, where the rules are not loaded into this data source, or where Grafana evaluates them.`,
      kind: 'table',
      unit: 'count',
      width: 6,
      noValue: 'None fires',
      queries: [{ signal: firingAlerts, name: 'alerts', instant: true }],
      columns: {
        hidden: ['Time', 'Value', '__name__'],
        renamed: { alertname: 'Alert', severity: 'Severity', replica_set: 'Replica Set', projection: 'Projection' },
        order: ['alertname', 'severity', 'replica_set', 'projection'],
        shown: [
          {
            title: 'Alert',
            width: 185,
            withoutPrefix: 'Orchestrator',
            links: [{ title: 'Runbook', url: config.runbookBaseUrl }],
          },
          { title: 'Severity', width: 82, texts: SEVERITY_TEXTS },
          { title: 'Replica Set', links: [replicaSetLink(config, 'This replica set alone', '__value.text')] },
        ],
        sortedBy: 'Severity',
        first: 'smallest',
      },
    },
  ];
}
