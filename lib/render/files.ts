/** Everything as plain files, for people who have neither cdk8s nor Pulumi. */
import { requireMixin, type Mixin, type MonitoringConfig } from '../orchestrator';
import { renderInhibitionRules } from './prometheus/alertmanager';
import { renderGrafanaAlertingFile } from './grafana/alerting-file';
import { renderGrafanaDashboard } from './grafana/dashboard';
import { prettyJson } from './json';
import { PROVISIONING_FILE, renderDashboardProvider } from './grafana/provisioning';
import { nameOfFleet } from './kubernetes/deliveries/render-delivery';
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
  const rules = toYaml(renderPrometheusRules(mixin.ruleGroups));
  return [
    { path: 'prometheus/rules.yaml', content: rules },
    ...(mixin.config.profile === 'upstream' || mixin.config.alerts.evaluatedBy === 'grafana'
      ? []
      : [{ path: 'prometheus/rules.test.yaml', content: renderPrometheusRuleTestFile(mixin) }]),
    { path: 'prometheus/scrape-config.yaml', content: toYaml(renderScrapeConfig(mixin.scrapeJob)) },
    ...hardenedFiles(mixin, rules),
    ...mixin.dashboards.map((dashboard) => ({
      path: `grafana/dashboards/${dashboard.uid}.json`,
      content: `${prettyJson(renderGrafanaDashboard(dashboard))}\n`,
    })),
    {
      path: `grafana/provisioning/dashboards/${PROVISIONING_FILE}`,
      content: toYaml(renderDashboardProvider()),
    },
    // Upstream's README knows nothing of it: it is there only if you ask for it.
    ...(mixin.config.profile === 'upstream' && mixin.config.alerts.evaluatedBy === 'prometheus'
      ? []
      : [
          {
            // Grafana looks into no directories below this one: it may hold the files of several fleets.
            path: `grafana/provisioning/alerting/${nameOfFleet(mixin)}.yaml`,
            content: renderGrafanaAlertingFile(mixin),
          },
        ]),
  ];
}

/** What the README, which the profile `upstream` follows to the letter, knows nothing of. */
function hardenedFiles(mixin: Mixin, rules: string): readonly RenderedFile[] {
  if (mixin.config.profile === 'upstream') {
    return [];
  }
  return [
    { path: 'mimir/rules.yaml', content: withMimirNamespace(rules, mixin.config.ruleNamespace) },
    { path: 'alertmanager/inhibit-rules.yaml', content: toYaml(renderInhibitionRules(mixin.inhibitions)) },
    ...databaseFiles(mixin.config),
    { path: 'RUNBOOK.md', content: renderRunbook(mixin) },
  ];
}

export function databaseFiles(config: MonitoringConfig): readonly RenderedFile[] {
  const file = renderQueryFile(config);
  return file === undefined || config.database === undefined
    ? []
    : [
        { path: `database/${file.name}`, content: file.content },
        { path: 'database/role.sql', content: renderRoleSql(config.database) },
      ];
}

/** A file to be written. */
export interface RenderedFile {
  /** Relative path, with forward slashes. */
  readonly path: string;
  /** Text that ends with a line feed. */
  readonly content: string;
}
