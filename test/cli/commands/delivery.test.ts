/** How manifests reach a cluster: `delivery` of the configuration, and the flags. */
import { parse } from 'yaml';
import { check as checkCommand } from '../../../lib/cli/commands/check';
import { render as renderCommand, type RenderOptions } from '../../../lib/cli/commands/render';
import { called } from '../called';
import { Workplace, type Ended } from '../command';

// On a busy machine a render takes seconds.
jest.setTimeout(120_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const SCRAPE =
  'scrape: { namespaces: [projections], podLabels: { app: worker } }\ngrafanaUrl: https://grafana.example\n';

const render = (config: string, options: Partial<RenderOptions> = {}): Promise<Ended> =>
  called(workplace, (output) =>
    renderCommand(
      {
        config: [workplace.write('fleet.yaml', config)],
        out: 'out',
        only: ['kubernetes'],
        prometheusUrl: 'http://prometheus:9090',
        ...options,
      },
      output,
    ),
  );

const check = (...files: readonly string[]): Promise<Ended> =>
  called(workplace, (output) =>
    checkCommand(
      { config: files.map((file, index) => workplace.write(`${'ab'[index] ?? ''}.yaml`, file)), format: 'text' },
      output,
    ),
  );

const kinds = (): readonly string[] =>
  workplace
    .filesBelow('out/kubernetes')
    .map((path) => (parse(workplace.read(`out/kubernetes/${path}`)) as { kind: string }).kind)
    .sort();

const words = ({ out, err }: Ended): string => `${out}${err}`.replace(/\s+/g, ' ');

test.each<[string, string, Partial<RenderOptions>]>([
  ['by the file', 'delivery: { name: kube-prometheus-stack, release: monitoring }\n', {}],
  ['by flags', '', { delivery: 'kube-prometheus-stack', release: 'monitoring' }],
  ['by both', 'delivery: kubePrometheusStack\n', { release: 'monitoring' }],
  ['by an option', 'delivery: kubePrometheusStack\n', { deliveryOption: ['release=monitoring'] }],
])('kube-prometheus-stack, %s: what its operator and its Grafana take', async (_how, config, options) => {
  const { code, err } = await render(`${config}${SCRAPE}`, options);

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(kinds()).toEqual(expect.arrayContaining(['ConfigMap', 'PodMonitor', 'PrometheusRule']));
  expect(workplace.read('out/kubernetes/prometheusrule-orchestrator-rules.yaml')).toContain('release: monitoring\n');
  expect(workplace.read('out/kubernetes/configmap-orchestrator-dashboard.yaml')).toContain('grafana_dashboard: "1"\n');
});

test('alerts that Grafana evaluates are among the manifests', async () => {
  await render(
    `alerts: { evaluatedBy: grafana }\ndelivery: { name: kubePrometheusStack, release: monitoring }\n${SCRAPE}`,
  );

  expect(workplace.read('out/kubernetes/configmap-orchestrator-alerting.yaml')).toContain(
    'title: OrchestratorNoWorkers',
  );
});

test('objects are called, placed and labelled as the file says', async () => {
  await render(
    `delivery: { name: kubePrometheusStack, release: false, objects: { name: billing, namespace: monitoring, labels: { team: a } } }\n${SCRAPE}`,
  );

  const rule = parse(workplace.read('out/kubernetes/prometheusrule-billing-rules.yaml')) as {
    metadata: { namespace: string; labels: object };
  };
  expect(rule.metadata).toMatchObject({ namespace: 'monitoring', labels: { team: 'a' } });
});

test('each part may have a delivery of its own', async () => {
  await render(
    'delivery: { dashboards: { name: grafanaOperator, instanceSelector: { a: b } }, rules: prometheusOperator }\n',
  );

  expect(new Set(kinds())).toEqual(new Set(['GrafanaDashboard', 'GrafanaFolder', 'PodMonitor', 'PrometheusRule']));
});

test('nothing of it depends on cdk8s', async () => {
  const loaded = Object.keys(require.cache);
  await render('');

  expect(loaded.filter((path) => path.includes('cdk8s'))).toEqual([]);
});

test('what would not arrive is said, and how to render the rest', async () => {
  const config = 'alerts: { evaluatedBy: grafana }\ndelivery: prometheusOperator\n';

  const ended = await render(config, { only: ['kubernetes', 'runbook'] });

  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(words(ended)).toContain(
    'leave them out with --only prometheus,mimir,alertmanager,grafana,database,runbook 1 problem in the monitoring configuration: - fleet.yaml:2:11: delivery: found prometheusOperator, which delivers no alerts to Grafana',
  );
  expect((await render(config, { only: ['runbook'] })).code).toBe(0);
});

describe('check', () => {
  test('names mistakes of the delivery with those of the fleet, each at its place', async () => {
    const { code, out } = await check(
      'scrapeIntervall: 5s\ndelivery:\n  name: kubePrometheusStack\n  releas: x\n  objects: { name: Ä }\n',
    );

    expect(code).toBe(1);
    expect(out.split('\n').filter((line) => line.startsWith('a.yaml'))).toEqual([
      'a.yaml:1:18: error: scrapeIntervall',
      expect.stringMatching(/^a\.yaml:3:\d+: error: delivery\.release$/),
      'a.yaml:4:11: error: delivery.releas',
      'a.yaml:5:20: error: delivery.objects.name',
    ]);
  });

  test('names findings of a part by the option that the file has, at its place', async () => {
    const { out } = await check(
      `delivery:
  dashboards: sidecar
  rules:
    name: prometheusOperator
    inhibitions:
      namespace: monitoring
      matcherStrategy: OnNamespace
${SCRAPE}`,
    );

    expect(out.split('\n').filter((line) => line.startsWith('a.yaml'))).toContain(
      'a.yaml:7:24: error: delivery.rules.inhibitions.matcherStrategy',
    );
  });

  test('names a job of the configuration that is called as ours, at its place', async () => {
    const { out } = await check(
      `scrape: { jobName: ours }\ndelivery:\n  name: fileProvisioning\n  configuration: { scrape_configs: [{ job_name: ours }] }\n`,
    );

    expect(out).toContain('a.yaml:4:49: error: delivery.configuration.scrape_configs[0].job_name\n');
  });

  test('is a key of the file like others', async () => {
    const found = words(await check('delivry: sidecar\nprofile: 5\n'));

    expect(found).toMatch(
      /a\.yaml:1:10: error: delivry unknown key `delivry`; allowed: profile, .+, delivery; did you mean `delivery`\?/,
    );
    expect(found).toContain('a.yaml:2:10: error: profile found 5');
  });

  test('names the delivery that was meant', async () => {
    expect(words(await check('delivery: { name: kubePrometheusStak }\n'))).toContain(
      'did you mean `kubePrometheusStack`?',
    );
  });

  test('a flag is to blame for what it says, the configuration for the rest', async () => {
    const delivery = 'delivery: { name: kubePrometheusStack, release: a, foldr: x }\n';
    const ended = await render(delivery + SCRAPE, { release: 'a_b' });

    expect(words(ended)).toContain('--release: found "a_b"');
    expect(words(ended)).toContain('delivery.foldr: unknown key `foldr`');
    expect(words(await render(delivery + SCRAPE, { release: 'b' }))).toContain('delivery.foldr');
  });

  test.each([
    ['{ name: Ä }', 'error: delivery.objects.name found'],
    ['5', 'error: delivery.objects found 5'],
    ['{ "a b": 1 }', 'error: delivery.objects["a b"] unknown key'],
  ])('checks what the objects are called: %s', async (objects, message) => {
    expect(words(await check(`delivery: { name: sidecar, objects: ${objects} }\n${SCRAPE}`))).toContain(message);
  });

  test('names objects that two configurations call the same', async () => {
    const fleet = (uid: string) =>
      `dashboard: { uid: ${uid} }\nselector: { job: ${uid} }\ndelivery: { name: kubePrometheusStack, release: a, objects: { name: both } }\n${SCRAPE}`;

    expect(words(await check(fleet('one'), fleet('two')))).toContain(
      'ConfigMap both-dashboard, PrometheusRule both-rules, PodMonitor both-workers, which a.yaml renders too',
    );
    expect(words(await check(fleet('one'), fleet('two').replace('both', 'two')))).not.toContain('renders too');
  });

  test('names a namespace of Mimir that two configurations give to their deliveries', async () => {
    const fleet = (uid: string, ruleNamespace: string) =>
      `dashboard: { uid: ${uid} }\nselector: { job: ${uid} }\ndelivery: { name: mimir, ruleNamespace: ${ruleNamespace} }\n${SCRAPE}`;

    expect(words(await check(fleet('one', 'same'), fleet('two', 'same')))).toContain(
      'b.yaml:3:11: warning: delivery ConfigMap orchestrator-two-rules: found the namespace same of Mimir, which ConfigMap orchestrator-one-rules (a.yaml) has too',
    );
    expect(words(await check(fleet('one', 'one'), fleet('two', 'two')))).not.toContain('of Mimir');
  });

  test('names a folder of Grafana that two configurations have by its title, and not by its uid', async () => {
    const fleet = (uid: string, folderUid: string) =>
      `dashboard: { uid: ${uid} }\nselector: { job: ${uid} }\ndelivery: { name: grafanaOperator, instanceSelector: { a: b }, folder: W, folderUid: ${folderUid} }\n${SCRAPE}`;

    expect(words(await check(fleet('one', 'w'), fleet('two', 'v')))).toContain(
      'b.yaml:3:11: warning: delivery GrafanaFolder orchestrator-two-folder: found the folder title "W", which GrafanaFolder orchestrator-one-folder (a.yaml) has too; Grafana refuses two folders with the same title, and the contents of the second are not created; give each fleet a folder of its own, by alerts.grafana.folder where it is that of the alerts, or the folders of both dashboards one folderUid',
    );
    expect(words(await check(fleet('one', 'w'), fleet('two', 'w')))).not.toContain('GrafanaFolder');
  });
});

test.each([
  [{ release: 'monitoring' }, 'choose one with --delivery'],
  [{ deliveryOption: ['folder'], delivery: 'sidecar' }, '--delivery-option: found "folder"; allowed: name=value'],
  [{ deliveryOption: ['folder=[x'], delivery: 'sidecar' }, '--delivery-option: the value of folder is not YAML'],
  [{ deliveryOption: ['foldr=x'], delivery: 'sidecar' }, '--delivery-option foldr: unknown key `foldr`'],
  [{ deliveryOption: ['datasource={ url: 5 }'], delivery: 'sidecar' }, '--delivery-option datasource.url: found 5'],
  [{ deliveryOption: ['objects=3'], delivery: 'sidecar' }, '--delivery-option objects: found 3; allowed:'],
  [{ deliveryOption: ['objects={ name: Ä }'], delivery: 'sidecar' }, '--delivery-option objects.name: found "Ä"'],
  [{ delivery: 'sidecaar' }, '--delivery: found "sidecaar"; allowed:'],
  [{ delivery: 'kubePrometheusStack' }, '--release: missing'],
])('%j is wrong usage', async (options, message) => {
  const ended = await render('', options);

  expect(ended.code).toBe(2);
  expect(words(ended)).toContain(message);
});
