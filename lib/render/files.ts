/** Everything as plain files, for people who have neither cdk8s nor Pulumi. */
import { requireMixin, type Mixin, type MonitoringConfig } from '../orchestrator';
import { renderInhibitionRules } from './prometheus/alertmanager';
import { renderGrafanaAlertingFile } from './grafana/alerting-file';
import { PROVISIONING_FILE, renderDashboardProvider } from './grafana/provisioning';
import { nameOfFleet } from './kubernetes/deliveries/render-delivery';
import { dashboardText } from './kubernetes/objects/grafana/dashboard-config-map';
import { withMimirNamespace, renderPrometheusRules } from './prometheus/rules';
import { renderPrometheusRuleTestFile } from './prometheus/rule-tests';
import { renderRunbook } from './runbook';
import { renderScrapeConfig } from './prometheus/scrape-config';
import { toYaml } from './yaml';
import { renderQueryFile } from './database/query-file';
import { renderRoleSql } from './database/role';

/**
 * The files of a mixin, in the order in which a person would read them. The same mixin gives the same bytes.
 *
 * @throws ConfigError for anything but a mixin
 */
export function renderFiles(mixin: Mixin): readonly RenderedFile[] {
  requireMixin(mixin);
  const { config } = mixin;
  // Upstream's README, which the profile `upstream` follows to the letter, knows nothing of most. Alerts of the user's own have all of it.
  const isWhole = config.profile === 'hardened' || config.extend.alerts.length > 0;
  const isByGrafana = config.alerts.evaluatedBy === 'grafana';
  const rules = toYaml(renderPrometheusRules(mixin.ruleGroups));
  return [
    file('prometheus/rules.yaml', rules),
    ...(isWhole && !isByGrafana ? [file('prometheus/rules.test.yaml', renderPrometheusRuleTestFile(mixin))] : []),
    file('prometheus/scrape-config.yaml', toYaml(renderScrapeConfig(mixin.scrapeJob))),
    ...(isWhole
      ? [
          file('mimir/rules.yaml', withMimirNamespace(rules, config.ruleNamespace)),
          file('alertmanager/inhibit-rules.yaml', toYaml(renderInhibitionRules(mixin.inhibitions))),
          ...databaseFiles(config),
          file('RUNBOOK.md', renderRunbook(mixin)),
        ]
      : []),
    ...mixin.dashboards.map((dashboard) => file(`grafana/dashboards/${dashboard.uid}.json`, dashboardText(dashboard))),
    file(
      `grafana/provisioning/dashboards/${PROVISIONING_FILE}`,
      toYaml(renderDashboardProvider({ orgId: config.alerts.grafana.orgId })),
    ),
    // Grafana looks into no directories below this one: it may hold the files of several fleets.
    ...(isWhole || isByGrafana
      ? [file(`grafana/provisioning/alerting/${nameOfFleet(mixin)}.yaml`, renderGrafanaAlertingFile(mixin))]
      : []),
  ];
}

function databaseFiles(config: MonitoringConfig): readonly RenderedFile[] {
  const queries = renderQueryFile(config);
  return queries === undefined || config.database === undefined
    ? []
    : [file(`database/${queries.name}`, queries.content), file('database/role.sql', renderRoleSql(config.database))];
}

const file = (path: string, content: string): RenderedFile => ({ path, content });

/** A file to be written. */
export interface RenderedFile {
  /** Relative path, with forward slashes. */
  readonly path: string;
  /** Text that ends with a line feed. */
  readonly content: string;
}
