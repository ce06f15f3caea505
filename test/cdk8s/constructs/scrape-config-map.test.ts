import { Testing } from 'cdk8s';
import { createMixin, renderScrapeConfig, renderScrapeJob } from 'pupsourcing-orchestrator-monitoring';
import { ScrapeConfigMap, warningsOf, type ScrapeConfigMapProps } from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { problemsOf } from '../problems-of';

const { scrapeJob } = createMixin();

function dataOf(props?: ScrapeConfigMapProps): Record<string, string> {
  const chart = Testing.chart();
  new ScrapeConfigMap(chart, 'scrape', props);
  return Testing.synth(chart)[0].data;
}

test('holds the workers’ job, as a file of its own', () => {
  const data = dataOf();

  expect(Object.keys(data)).toEqual(['orchestrator.scrape.yaml']);
  expect(parse(data['orchestrator.scrape.yaml']!)).toEqual(renderScrapeConfig(scrapeJob));
});

test('holds a whole configuration, with the workers’ job last', () => {
  const others = [{ job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] }];
  const configuration = { global: { scrape_interval: '30s' }, scrape_configs: others, rule_files: ['/rules/*.yaml'] };

  const data = dataOf({ key: 'prometheus.yml', configuration });

  expect(parse(data['prometheus.yml']!)).toEqual({
    global: { scrape_interval: '30s' },
    rule_files: ['/rules/*.yaml'],
    scrape_configs: [...others, renderScrapeJob(scrapeJob)],
  });
});

test('warns of a secret in the configuration', () => {
  const chart = Testing.chart();
  new ScrapeConfigMap(chart, 'scrape', { configuration: { remote_write: [{ bearer_token: 'planted' }] } });

  expect(warningsOf(chart)).toMatchObject([
    { constructPath: 'test/scrape', path: 'configuration.remote_write[0].bearer_token' },
  ]);
});

test.each(['global: {}', { scrape_configs: { job_name: 'x' } }])('refuses the configuration %j', (configuration) => {
  expect(problemsOf(() => dataOf({ configuration: configuration as never }))).toEqual([
    expect.stringContaining(
      "allowed: an object with fields of Prometheus's configuration, and a list wherever it has scrape_configs",
    ),
  ]);
});

test('a configuration without jobs, as YAML has it', () => {
  const data = dataOf({ configuration: { scrape_configs: null } });

  expect(parse(data['orchestrator.scrape.yaml']!)).toEqual(renderScrapeConfig(scrapeJob));
});

test('a job of the same name is refused, and the message names the construct', () => {
  const configuration = { scrape_configs: [{ job_name: 'projection-workers' }] };

  expect(problemsOf(() => dataOf({ configuration }))).toEqual([
    '[test/scrape] configuration.scrape_configs[0].job_name: found "projection-workers", the name of the job that is added; allowed: a name that no other job has: remove this job',
  ]);
});
