import {
  check,
  createMixin,
  prometheusOperator,
  renderDelivery,
  renderScrapeConfig,
  renderScrapeJob,
  type MonitoringProps,
  type OperatorScraping,
} from '../../../lib';
import { type ScrapeJob } from '../../../lib/orchestrator';

const job: ScrapeJob = {
  jobName: 'workers',
  scrapeInterval: '15s',
  namespaces: [],
  relabelings: [{ sourceLabels: ['a', 'b'], action: 'replace', regex: '(.+)', replacement: '$1', targetLabel: 'c' }],
};

const operatorBy = (scraping: OperatorScraping) =>
  prometheusOperator(scraping === 'serviceMonitor' ? { scraping, serviceLabels: { app: 'workers' } } : { scraping });

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

describe('how workers are asked', () => {
  const secret = (key: string) => ({ name: 'workers-tls', key });
  const scrape = {
    scheme: 'https',
    timeout: '5s',
    sampleLimit: 5_000,
    tlsConfig: { ca: secret('ca.crt'), cert: secret('tls.crt'), key: secret('tls.key'), serverName: 'workers' },
    authorization: { credentials: { name: 'workers-token', key: 'token' } },
  } as const;

  test('by a Prometheus without operator, with Secrets as files', () => {
    expect(renderScrapeJob(createMixin({ scrape }).scrapeJob)).toMatchObject({
      scrape_timeout: '5s',
      scheme: 'https',
      sample_limit: 5_000,
      tls_config: {
        ca_file: '/etc/prometheus/secrets/workers-tls/ca.crt',
        cert_file: '/etc/prometheus/secrets/workers-tls/tls.crt',
        key_file: '/etc/prometheus/secrets/workers-tls/tls.key',
        server_name: 'workers',
      },
      authorization: { credentials_file: '/etc/prometheus/secrets/workers-token/token' },
    });
    const basicAuth = { username: secret('user'), password: secret('password') };
    expect(renderScrapeJob(createMixin({ scrape: { basicAuth } }).scrapeJob)['basic_auth']).toEqual({
      username_file: '/etc/prometheus/secrets/workers-tls/user',
      password_file: '/etc/prometheus/secrets/workers-tls/password',
    });
  });

  test('over HTTPS without asking whose certificate it is, in every form', () => {
    const mixin = createMixin({
      scrape: { scheme: 'https', tlsConfig: { insecureSkipVerify: true }, namespaces: ['projections'] },
    });
    const monitor = (scraping: OperatorScraping) =>
      renderDelivery(operatorBy(scraping), mixin).objects.find(({ part }) => part === 'scraping')?.manifest['spec'];
    const asked = { scheme: 'https', tlsConfig: { insecureSkipVerify: true } };

    expect(renderScrapeJob(mixin.scrapeJob)).toMatchObject({
      scheme: 'https',
      tls_config: { insecure_skip_verify: true },
    });
    expect(monitor('podMonitor')).toMatchObject({ podMetricsEndpoints: [asked] });
    expect(monitor('serviceMonitor')).toMatchObject({ endpoints: [asked] });
    expect(monitor('scrapeConfig')).toMatchObject({ ...asked, scheme: 'HTTPS' });
  });

  const endpoint = {
    scrapeTimeout: '5s',
    scheme: 'https',
    tlsConfig: {
      ca: { secret: { name: 'workers-tls', key: 'ca.crt' } },
      cert: { secret: { name: 'workers-tls', key: 'tls.crt' } },
      keySecret: { name: 'workers-tls', key: 'tls.key' },
      serverName: 'workers',
    },
    authorization: { credentials: { name: 'workers-token', key: 'token' } },
  };

  test.each<[OperatorScraping, object]>([
    ['podMonitor', { sampleLimit: 5_000, podMetricsEndpoints: [endpoint] }],
    ['serviceMonitor', { sampleLimit: 5_000, endpoints: [endpoint] }],
    ['scrapeConfig', { sampleLimit: 5_000, ...endpoint, scheme: 'HTTPS' }],
  ])('by the operator, with references to Secrets: %s', (scraping, spec) => {
    const { objects } = renderDelivery(
      operatorBy(scraping),
      createMixin({ scrape: { ...scrape, namespaces: ['projections'] } }),
    );

    expect(objects.find(({ part }) => part === 'scraping')?.manifest['spec']).toMatchObject(spec);
  });

  test('what Prometheus would refuse is an error', () => {
    const errors = (props: MonitoringProps) => check(createMixin(props)).map(({ path, what }) => `${path}: ${what}`);

    expect(
      errors({
        scrapeInterval: '10s',
        scrape: {
          timeout: '15s',
          authorization: { credentials: secret('a') },
          basicAuth: { username: secret('a'), password: secret('b') },
          tlsConfig: { cert: secret('c') },
        },
      }),
    ).toEqual([
      'scrape.basicAuth: found it beside authorization',
      'scrape.tlsConfig: found a cert without its key',
      'scrape.timeout: found 15s, which is longer than the scrapeInterval of 10s',
    ]);
    expect(errors({ scrape: { authorization: { type: 'BASIC', credentials: secret('a') } } })).toEqual([
      'scrape.authorization.type: found "BASIC", a type with user and password',
    ]);
    expect(errors({ scrape })).toEqual([]);
  });

  test('a label that all pods have, and that tells the replica sets apart', () => {
    const found = (replicaSets: readonly string[], more: object = {}) =>
      check(
        createMixin({
          replicaSets: replicaSets.map((name) => ({ name })),
          scrape: { podLabels: { app: 'orders' }, replicaSetPodLabel: 'app' },
          ...more,
        }),
      ).filter(({ path }) => path.startsWith('scrape'));

    const refused = [
      {
        severity: 'error',
        path: 'scrape.podLabels.app',
        what: 'found "orders", while replicaSetPodLabel is this label',
        why: 'only pods whose replica set is "orders" would be scraped',
        fix: 'leave the label out of podLabels',
      },
    ];
    expect(found(['orders', 'billing'], { watchUnlisted: false })).toEqual(refused);
    expect(found([])).toEqual(refused);
    expect(found(['orders'])).toEqual([
      {
        ...refused[0],
        severity: 'warning',
        fix: 'set watchUnlisted: false if there is no other, or leave the label out of podLabels and select the workers by another',
      },
    ]);
    expect(found(['orders'], { watchUnlisted: false })).toEqual([]);
    expect(found(['billing'], { profile: 'upstream' })).toEqual([]);
  });
});
