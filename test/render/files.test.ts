import { parse } from 'yaml';

import {
  createMixin,
  renderDashboardProvider,
  renderFiles,
  renderGrafanaDashboard,
  renderPrometheusRules,
  renderScrapeConfig,
  type MonitoringProps,
} from '../../lib';
import { renderGrafanaAlertingFile } from '../../lib/render';

const read = (props: MonitoringProps) =>
  new Map(renderFiles(createMixin(props)).map(({ path, content }) => [path, content]));

test.each(['upstream', 'hardened'] as const)('%s: the files that everybody needs', (profile) => {
  const files = read({ profile });
  const { ruleGroups, scrapeJob, dashboards } = createMixin({ profile });

  expect(parse(files.get('prometheus/rules.yaml')!)).toEqual(renderPrometheusRules(ruleGroups));
  expect(parse(files.get('prometheus/scrape-config.yaml')!)).toEqual(renderScrapeConfig(scrapeJob));
  expect(parse(files.get('grafana/provisioning/dashboards/orchestrator.yaml')!)).toEqual(renderDashboardProvider());
  expect(JSON.parse(files.get('grafana/dashboards/pupsourcing-orchestrator.json')!)).toEqual(
    renderGrafanaDashboard(dashboards[0]!),
  );
});

test('upstream: those, and no others', () => {
  expect([...read({ profile: 'upstream' }).keys()]).toEqual([
    'prometheus/rules.yaml',
    'prometheus/scrape-config.yaml',
    'grafana/dashboards/pupsourcing-orchestrator.json',
    'grafana/provisioning/dashboards/orchestrator.yaml',
  ]);
});

test('an alert of the user’s own under upstream: a runbook, tests, inhibitions and links, too', () => {
  const own = { name: 'ShopBacklog', expression: 'sum by ($by) (shop{$workers})', summary: 'Behind.' };
  const silences = ['OrchestratorHighReconfigurationRate'];
  const props: MonitoringProps = {
    profile: 'upstream',
    grafanaUrl: 'https://grafana.example',
    extend: { alerts: [{ ...own, silences, runbook: { fix: ['Call the shop.'] } }] },
  };
  const files = read(props);

  expect(files.get('RUNBOOK.md')).toContain('Call the shop.');
  expect(files.get('prometheus/rules.test.yaml')).toContain('rule_files');
  expect(files.get('alertmanager/inhibit-rules.yaml')).toContain('ShopBacklog');
  expect(
    createMixin(props).alerts.map(({ annotations }) => Object.keys(annotations).includes('dashboard_url')),
  ).toEqual([false, false, false, false, true]);
});

test('the alerting file: where Grafana evaluates also under upstream', () => {
  const path = 'grafana/provisioning/alerting/orchestrator.yaml';
  const alerts = { evaluatedBy: 'grafana' } as const;

  expect(read({}).get(path)).toBe(renderGrafanaAlertingFile(createMixin()));
  expect(read({ profile: 'upstream' }).get(path)).toBeUndefined();
  expect(read({ profile: 'upstream', alerts }).get(path)).toBe(
    renderGrafanaAlertingFile(createMixin({ profile: 'upstream', alerts })),
  );
});

test.each(['upstream', 'hardened'] as const)(
  '%s: paths stay within their directory, files end with one line feed',
  (profile) => {
    const files = read({ profile, dashboard: { uid: '-_A9' } });

    expect(files.has('grafana/dashboards/-_A9.json')).toBe(true);
    for (const [path, content] of files) {
      expect(path).toMatch(/^[\w./-]+$/);
      expect(path).not.toMatch(/^\/|\.\./);
      expect([path, /[^\n]\n$/.test(content)]).toEqual([path, true]);
    }
  },
);

test('promtool tries what Prometheus evaluates: where Grafana evaluates, there are no tests for it', () => {
  expect(read({}).has('prometheus/rules.test.yaml')).toBe(true);
  expect(read({ alerts: { evaluatedBy: 'grafana' } }).has('prometheus/rules.test.yaml')).toBe(false);
});
