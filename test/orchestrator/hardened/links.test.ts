/** Where notifications lead: to what exists, or nowhere. */
import { createMixin, type MonitoringProps } from '../../../lib';
import { suggestionsFor } from '../../../lib/orchestrator';
import { runbookLink } from '../../../lib/orchestrator/fleet/links';

function runbookUrls(props: MonitoringProps): ReadonlyMap<string, string | undefined> {
  return new Map(createMixin(props).alerts.map(({ name, annotations: { runbook_url: url } }) => [name, url]));
}

test.each([
  ['the runbook dashboard', { grafanaUrl: 'https://grafana.example/' }],
  ['the dashboard beside one of another uid', { grafanaUrl: 'https://grafana.example/', dashboard: { uid: 'shop' } }],
])('%s, where Grafana is known', (_what, props) => {
  const { config } = createMixin(props);
  const urls = [...runbookUrls(props)];

  expect(urls.length).toBeGreaterThan(10);
  expect(urls).toEqual(urls.map(([name]) => [name, `https://grafana.example${runbookLink(config, name)}`]));
});

test("the user's own runbook wins", () => {
  const urls = runbookUrls({ grafanaUrl: 'https://grafana.example', runbookBaseUrl: 'https://book.example/a' });

  expect(urls.get('OrchestratorNoWorkers')).toBe('https://book.example/a#orchestratornoworkers');
});

test('no link where neither is known, and a suggestion to say it', () => {
  expect(new Set(runbookUrls({}).values())).toEqual(new Set([undefined]));
  expect(suggestionsFor(createMixin())).toEqual([expect.objectContaining({ severity: 'info', path: 'grafanaUrl' })]);
  expect(suggestionsFor(createMixin({ alerts: { enabled: false } }))).toEqual([]);
  expect(suggestionsFor(createMixin({ profile: 'upstream' }))).toEqual([]);
});
