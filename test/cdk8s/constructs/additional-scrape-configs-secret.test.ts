import { Testing } from 'cdk8s';
import { createMixin, renderScrapeJob } from 'pupsourcing-orchestrator-monitoring';
import { AdditionalScrapeConfigsSecret } from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

test('holds a list of one job, and says how to refer to it', () => {
  const chart = Testing.chart();

  const secret = new AdditionalScrapeConfigsSecret(chart, 'scrape', { scrape: { namespaces: ['projections'] } });

  const { type, stringData } = Testing.synth(chart)[0];
  expect(type).toBe('Opaque');
  expect(secret.secretKey).toEqual({ name: 'orchestrator-scrape-config', key: 'orchestrator.scrape.yaml' });
  expect(Object.keys(stringData)).toEqual([secret.secretKey.key]);
  expect(parse(stringData[secret.secretKey.key])).toEqual([
    renderScrapeJob(createMixin({ scrape: { namespaces: ['projections'] } }).scrapeJob),
  ]);
});

test('takes another key', () => {
  const secret = new AdditionalScrapeConfigsSecret(Testing.chart(), 'scrape', {
    name: 'a',
    key: 'prometheus-additional.yaml',
  });

  expect(secret.secretKey).toEqual({ name: 'a', key: 'prometheus-additional.yaml' });
});
