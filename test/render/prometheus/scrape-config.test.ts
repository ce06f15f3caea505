import { createMixin, renderScrapeConfig, renderScrapeJob, type ScrapeJob } from '../../../lib';

const job: ScrapeJob = {
  jobName: 'workers',
  scrapeInterval: '15s',
  namespaces: [],
  relabelings: [{ sourceLabels: ['a', 'b'], action: 'replace', regex: '(.+)', replacement: '$1', targetLabel: 'c' }],
};

test('every field, in the order in which people write them', () => {
  const rendered = renderScrapeJob({ ...job, namespaces: ['shop'], honorLabels: true });

  expect(rendered).toStrictEqual({
    job_name: 'workers',
    scrape_interval: '15s',
    honor_labels: true,
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: ['shop'] } }],
    relabel_configs: [
      { source_labels: ['a', 'b'], action: 'replace', regex: '(.+)', replacement: '$1', target_label: 'c' },
    ],
  });
  expect(Object.keys(rendered)).toEqual([
    'job_name',
    'scrape_interval',
    'honor_labels',
    'kubernetes_sd_configs',
    'relabel_configs',
  ]);
});

test('what is not said is left to Prometheus', () => {
  expect(renderScrapeJob({ ...job, scrapeInterval: undefined, relabelings: [{ targetLabel: 'c' }] })).toStrictEqual({
    job_name: 'workers',
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [{ target_label: 'c' }],
  });
});

test.each([
  ['true', true],
  ['false', 'false'],
  ['.*', '.*'],
  ['', ''],
])('the expression %j is written as %j', (regex, expected) => {
  expect(renderScrapeJob({ ...job, relabelings: [{ regex }] })['relabel_configs']).toStrictEqual([{ regex: expected }]);
});

test('a file holds the one job', () => {
  const { scrapeJob } = createMixin();

  expect(renderScrapeConfig(scrapeJob)).toStrictEqual({ scrape_configs: [renderScrapeJob(scrapeJob)] });
});
