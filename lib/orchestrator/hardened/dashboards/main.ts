/** The main dashboard of the profile `hardened`. */
import { LIMITS } from '../../../validation';
import type { MonitoringConfig } from '../../fleet/config';
import type { Area } from '../../../model/area';
import type { AnnotationDefinition, DashboardDefinition, RowDefinition } from '../../../model/dashboard';
import type { PanelDefinition } from '../../../model/panel';
import { ask, isAskable, type QueryContext, type Signal } from '../../../model/signal';
import { EXTENSION_ROW, extendPanels } from '../../fleet/extension';
import { alertsBegun } from './firing-alerts';
import { panelContext, panelVariables, replicaSetLink } from './variables';
import { COORDINATION_PANELS } from '../coordination/panels';
import { glancePanels } from './glance-panels';
import { PROJECTION_PANELS } from '../projections/panels';
import { workerPanels } from '../workers/panels';
import { replicaSetsAbsent } from '../workers/signals';
import { reconfigured } from '../coordination/signals';
import { heartbeatPanels } from '../heartbeats/panels';
import { processPanels } from '../processes/panels';

/** Longest uid that Grafana takes. */
const MAXIMUM_UID = LIMITS.grafanaUid.maximum;

const ROWS: readonly RowDefinition[] = [
  { name: 'at-a-glance', title: 'At a glance', collapsed: false },
  { name: 'workers', title: 'Workers', collapsed: false },
  { name: 'coordination', title: 'Coordination and generations', collapsed: false },
  { name: 'projections', title: 'Projections', collapsed: false },
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

/** Uid of the dashboard with a row for each replica set: the main one's, with a suffix. */
export function fleetUid({ dashboard: { uid } }: MonitoringConfig): string {
  const suffixed = (suffix: string): string => uid.slice(0, MAXIMUM_UID - suffix.length) + suffix;
  return suffixed('-fleet') === uid ? suffixed('_fleet') : suffixed('-fleet');
}

/** The main dashboard: one replica set, or a handful. */
export function mainDashboard(config: MonitoringConfig, areas: readonly Area[]): DashboardDefinition {
  const context = panelContext(config, areas, true);
  // Four panels in a line, or three where no replica set is listed that could be absent.
  const width = isAskable(replicaSetsAbsent, context) ? 6 : 8;
  const shipped = [
    ...glancePanels(config, areas),
    ...workerPanels(config),
    ...COORDINATION_PANELS,
    ...PROJECTION_PANELS,
    ...processPanels(width),
    ...heartbeatPanels(width),
  ];
  const panels = extendPanels(shipped, config.extend).filter(
    ({ queries }) => queries.length === 0 || queries.some(({ signal }) => isAskable(signal, context)),
  );
  const extended = panels.some(({ row }) => row === EXTENSION_ROW);
  return {
    panels: panels.map((panel) => withValueLink(config, withSources(panel, context, areas))),
    rows: extended ? [...ROWS, { name: EXTENSION_ROW, title: 'Your panels', collapsed: false }] : ROWS,
    variables: panelVariables(config, areas, true),
    annotations: ANNOTATIONS,
    links: [{ title: 'All replica sets', uid: fleetUid(config) }],
    datasourceVariable: true,
    editable: false,
    context,
    drawThresholds: true,
  };
}

/** Tables have no columns for labels that all series share. */
export function withoutPinned(panel: PanelDefinition, { pinned }: QueryContext): PanelDefinition {
  const { columns } = panel;
  return columns === undefined
    ? panel
    : { ...panel, columns: { ...columns, hidden: [...new Set([...columns.hidden, ...Object.keys(pinned)])] } };
}

/** A panel whose description says how many series it shows at most, and which recorded series it reads, so that an empty one explains itself. */
export function withSources(plain: PanelDefinition, context: QueryContext, areas: readonly Area[]): PanelDefinition {
  const recordedNames = areas
    .flatMap(({ recorded }): readonly Signal[] => recorded)
    .flatMap(({ recordedAs }) => (recordedAs === undefined ? [] : [recordedAs.record]));
  const panel = withoutPinned(withLimit(plain), context);
  const expressions = panel.queries.map(({ signal }) => ask(signal, context));
  const records = recordedNames.filter((record) => expressions.some((expression) => expression.includes(record)));
  return records.length === 0
    ? panel
    : {
        ...panel,
        description: `${panel.description} Reads what recording rules make (${records.join(', ')}): where it is empty, load prometheus/rules.yaml into this Prometheus, and give it some minutes.`,
      };
}

function withLimit(panel: PanelDefinition): PanelDefinition {
  return panel.most === undefined
    ? panel
    : {
        ...panel,
        description: `${panel.description} Of more than ${String(panel.most.count)}, those with the ${panel.most.which} values are shown; choose replica sets to see the others.`,
      };
}

/** Series and values that belong to one replica set lead to the view of that replica set alone. */
function withValueLink(config: MonitoringConfig, panel: PanelDefinition): PanelDefinition {
  const ofReplicaSets = panel.queries.every(({ signal }) => signal.labels.includes('replica_set'));
  return ofReplicaSets && panel.kind !== 'table'
    ? { ...panel, valueLinks: [replicaSetLink(config, 'This replica set alone', '__field.labels.replica_set')] }
    : panel;
}
