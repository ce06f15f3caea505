/** The runbook as a dashboard: a panel for each alert, so that links of alerts and panels end where Grafana already is. */
import type { MonitoringConfig } from '../../fleet/config';
import type { Area } from '../../../model/area';
import type { DashboardDefinition } from '../../../model/dashboards/dashboard';
import type { PanelDefinition } from '../../../model/dashboards/panel';
import type { RunbookEntry } from '../../../model/alerts/runbook';
import { runbookPanel, runbookUid } from '../../fleet/links';
import { panelContext } from './variables';

/** What Grafana's rows of 30 pixels hold of a section: its head and its paragraphs, a step with its query, a step without. */
const HEAD = 7;
const QUERY = 1.6;
const STEP = 0.7;

function panel(entry: RunbookEntry): PanelDefinition {
  const queries = entry.diagnosis.flatMap(({ query, sql }) => [query, sql].filter((code) => code !== undefined)).length;
  const steps = entry.diagnosis.length + entry.fix.length;
  return {
    name: runbookPanel(entry.name),
    title: entry.name,
    description: `What to do when ${entry.name} fires.`,
    kind: 'text',
    content: entry,
    unit: 'count',
    width: 24,
    height: Math.ceil(HEAD + entry.alerts.length + queries * QUERY + steps * STEP),
    queries: [],
  };
}

/** The runbook's dashboard: the alerts in the order of the rules. */
export function runbookDashboard(
  config: MonitoringConfig,
  areas: readonly Area[],
  runbook: readonly RunbookEntry[],
): DashboardDefinition {
  return {
    uid: runbookUid(config),
    title: `${config.dashboard.title}: Runbook`,
    panels: runbook.map(panel),
    variables: [],
    links: [{ title: 'Dashboard', uid: config.dashboard.uid }],
    datasourceVariable: false,
    editable: false,
    context: panelContext(config, areas, false),
    drawThresholds: false,
  };
}
