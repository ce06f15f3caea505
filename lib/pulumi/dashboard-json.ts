/** Dashboards as Pulumi's provider takes them. */
import type { Dashboard } from '../orchestrator';
import type * as dashboardRenderer from '../render/grafana/dashboard';

/**
 * The JSON of a dashboard. Its renderer is loaded when the first one is made: Grafana's SDK takes longer to load than all the rest of this entry,
 * and not every program that imports it makes dashboards. A program that runs to its end cannot wait for an import.
 */
export function dashboardJson(dashboard: Dashboard): string {
  const { renderGrafanaDashboard } = require('../render/grafana/dashboard') as typeof dashboardRenderer;
  const json = renderGrafanaDashboard(dashboard);
  // Grafana trims titles: with spaces around it, the title would differ at every preview.
  return JSON.stringify({ ...json, title: dashboard.title.trim() });
}
