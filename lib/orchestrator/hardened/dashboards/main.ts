/** The main dashboard of the profile `hardened`. */
import { LIMITS } from '../../../validation';
import type { MonitoringConfig } from '../../fleet/config';
import type { AnnotationDefinition, DashboardDefinition, RowDefinition } from '../../../model/dashboard';
import type { PanelDefinition } from '../../../model/panel';
import type { QueryContext } from '../../../model/signal';
import { alertsBegun } from './annotation-signals';
import { panelContext, panelVariables, replicaSetLink } from './variables';
import { COORDINATION_PANELS } from '../coordination/panels';
import { glancePanels } from './glance-panels';
import { PROJECTION_PANELS } from '../projections/panels';
import { HEALTH_PANELS, workerPanels } from '../workers/panels';
import { reconfigured } from '../coordination/growth-signals';
import { HARDENED_RECORDING_RULES } from '../recording-rules';

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
export function mainDashboard(config: MonitoringConfig): DashboardDefinition {
  const context = panelContext(config, true);
  const panels = [
    ...glancePanels(config),
    ...workerPanels(config),
    ...COORDINATION_PANELS,
    ...PROJECTION_PANELS,
    ...HEALTH_PANELS,
  ];
  return {
    panels: panels.map((panel) => withValueLink(config, withSources(panel, context))),
    rows: ROWS,
    variables: panelVariables(config, true),
    annotations: ANNOTATIONS,
    links: [{ title: 'All replica sets', uid: fleetUid(config) }],
    datasourceVariable: true,
    editable: false,
    context,
    drawThresholds: true,
  };
}

/** A panel whose description says how many series it shows at most, and which recorded series it reads, so that an empty one explains itself. */
export function withSources(plain: PanelDefinition, context: QueryContext): PanelDefinition {
  const panel = withLimit(plain);
  const expressions = panel.queries.map(({ signal }) => signal.expression(context));
  const records = HARDENED_RECORDING_RULES.map(({ record }) => record).filter((record) =>
    expressions.some((expression) => expression.includes(record)),
  );
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
