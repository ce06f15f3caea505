/** The main dashboard of the profile `hardened`. */
import type { MonitoringConfig } from '../../fleet/config';
import type { Alert } from '../../../model/alerts/alerts';
import type { Area } from '../../../model/area';
import type {
  AnnotationDefinition,
  DashboardDefinition,
  DashboardLink,
  RowDefinition,
} from '../../../model/dashboards/dashboard';
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { ask, isAskable, type QueryContext, type Signal } from '../../../model/signal';
import { seconds } from '../../../promql/duration';
import { EXTENSION_GROUP, EXTENSION_ROW, extendPanels } from '../../extension/extension';
import { alertsBegun } from './firing-alerts';
import { fleetUid } from '../../fleet/links';
import { panelContext, panelVariables, replicaSetLink } from './variables';
import { COORDINATION_PANELS } from '../coordination/panels';
import { glancePanels } from './glance-panels';
import { LAG_PANELS } from '../lag/panels';
import { OBJECTIVE_PANELS } from '../objectives/panels';
import { THROUGHPUT_PANELS } from '../throughput/panels';
import { PROJECTION_PANELS } from '../projections/panels';
import { workerPanels } from '../workers/panels';
import { reconfigured } from '../coordination/signals';
import { HEARTBEAT_PANELS } from '../heartbeats/panels';
import { PROCESS_PANELS } from '../processes/panels';

const ROWS: readonly RowDefinition[] = [
  { name: 'at-a-glance', title: 'At a glance', collapsed: false },
  { name: 'workers', title: 'Workers', collapsed: false },
  { name: 'coordination', title: 'Coordination and generations', collapsed: false },
  // Says first whether the projections are behind.
  { name: 'lag', title: 'Lag', collapsed: false },
  { name: 'projections', title: 'Projections', collapsed: false },
  // After what happens at the moment: what that costs.
  { name: 'objectives', title: 'Objectives', collapsed: false },
  { name: 'signs-of-trouble', title: 'Signs of trouble, usually empty', collapsed: true },
  { name: 'process-and-scrape-health', title: 'Process and scrape health', collapsed: true },
];

/** What is marked in all panels over time. */
export const ANNOTATIONS: readonly AnnotationDefinition[] = [
  {
    title: 'Firing alerts',
    signal: alertsBegun,
    text: '{{alertname}} ({{severity}}) of {{replica_set}} began to fire',
    color: 'red',
    shown: true,
  },
  {
    title: 'Reconfigurations',
    signal: reconfigured,
    text: '{{replica_set}} was reconfigured',
    color: 'blue',
    shown: false,
  },
];

/** The main dashboard: one replica set, or a handful. */
export function mainDashboard(
  config: MonitoringConfig,
  areas: readonly Area[],
  looking: readonly Alert[],
  links: readonly DashboardLink[],
): DashboardDefinition {
  const context = panelContext(config, areas, true);
  const shipped = [
    ...glancePanels(config, looking),
    ...workerPanels(config),
    ...COORDINATION_PANELS,
    ...LAG_PANELS,
    ...PROJECTION_PANELS,
    ...THROUGHPUT_PANELS,
    ...OBJECTIVE_PANELS,
    ...PROCESS_PANELS,
    ...HEARTBEAT_PANELS,
  ];
  const panels = extendPanels(shipped, config.extend, context).filter(
    ({ queries }) => queries.length === 0 || queries.some(({ signal }) => isAskable(signal, context)),
  );
  // Of what a configuration gives nothing to ask about, there is no row either.
  const filled = ROWS.filter(({ name }) => panels.some(({ row }) => row === name));
  const extended = panels.some(({ row }) => row === EXTENSION_ROW);
  return {
    panels: withSources(panels, context, areas).map((panel) => withValueLink(config, panel)),
    rows: extended ? [...filled, { name: EXTENSION_ROW, title: 'Your panels', collapsed: false }] : filled,
    variables: panelVariables(config, areas, true),
    annotations: ANNOTATIONS,
    links: [{ title: 'All replica sets', uid: fleetUid(config) }, ...links],
    datasourceVariable: true,
    editable: false,
    context,
    recorded: {
      series: new Set(recordedNames(areas.filter(({ group }) => config.recordingRules || group === EXTENSION_GROUP))),
      every: seconds(config.evaluationInterval),
    },
    drawThresholds: true,
  };
}

/** Tables have no columns for labels that all series share. */
function withoutPinned(panel: PanelDefinition, { pinned }: QueryContext): PanelDefinition {
  const { columns } = panel;
  return columns === undefined
    ? panel
    : { ...panel, columns: { ...columns, hidden: [...new Set([...columns.hidden, ...Object.keys(pinned)])] } };
}

const recordedNames = (areas: readonly Area[]): readonly string[] =>
  areas
    .flatMap(({ recorded }): readonly Signal[] => recorded)
    .flatMap(({ recordedAs }) => (recordedAs === undefined ? [] : [recordedAs.record]));

/** Panels whose descriptions say how many series they show at most, and which recorded series they read, so that an empty one explains itself. */
export function withSources(
  plain: readonly PanelDefinition[],
  context: QueryContext,
  areas: readonly Area[],
): readonly PanelDefinition[] {
  const names = recordedNames(areas);
  // Whole names: one may be the beginning of another.
  const anyName = new RegExp(`(?<![\\w:])(?:${names.join('|')})(?![\\w:])`, 'g');
  return plain.map((panel) => {
    const { description, most, queries } = panel;
    const read = new Set(queries.flatMap(({ signal }) => ask(signal, context).match(anyName) ?? []));
    const records = names.filter((record) => read.has(record));
    const explained = [
      description,
      ...(most === undefined
        ? []
        : [
            `Of more than ${String(most.count)}, those with the ${most.which} values are shown; choose replica sets to see the others.`,
          ]),
      ...(records.length === 0
        ? []
        : [
            `Reads what recording rules make (${records.join(', ')}): where it is empty, let the Prometheus behind this data source evaluate the recording rules, and give it some minutes.`,
          ]),
    ];
    return withoutPinned({ ...panel, description: explained.join(' ') }, context);
  });
}

/** Series and values that belong to one replica set lead to the view of that replica set alone. */
function withValueLink(config: MonitoringConfig, panel: PanelDefinition): PanelDefinition {
  const name = panel.rows === undefined ? '__field.labels.replica_set' : '__data.fields.replica_set';
  const ofReplicaSets = panel.queries.every(({ signal }) => signal.labels.includes('replica_set'));
  return ofReplicaSets && panel.kind !== 'table'
    ? { ...panel, valueLinks: [...(panel.valueLinks ?? []), replicaSetLink(config, 'This replica set alone', name)] }
    : panel;
}
