import { gunzipSync } from 'node:zlib';

import {
  combineDeliveries,
  configMapOf,
  createMixin,
  fileProvisioning,
  grafanaOperator,
  kubePrometheusStack,
  mimir,
  prometheusOperator,
  renderDelivery,
  renderGrafanaDashboard,
  renderPrometheusRules,
  sidecar,
  thanosRuler,
  toYaml,
  type Delivery,
  type DeliveryContext,
  type DeliveryProps,
  type JsonObject,
  type KubernetesManifest,
  type Mixin,
  type MonitoringProps,
} from '../../../lib';
import { problemsOf } from '../../cdk8s/problems-of';
import type { DeliveredObject } from '../../../lib/render';
import { idsOf } from '../../../lib/render/kubernetes/deliveries/render-delivery';
import { renderGrafanaAlertingFile, renderGrafanaRules, type GrafanaAlertRule } from '../../../lib/render';

const FLEET: MonitoringProps = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  scrape: { namespaces: ['projections'], podLabels: { app: 'projection-worker' } },
};
const mixin = createMixin(FLEET);

const deliver = (delivery: Delivery, props?: DeliveryProps) => renderDelivery(delivery, mixin, props);

const identityOf = ({ kind, metadata }: KubernetesManifest): string => `${kind} ${metadata.name}`;

const namesOf = (delivery: Delivery, props?: DeliveryProps): readonly string[] =>
  deliver(delivery, props).objects.map(({ manifest }) => identityOf(manifest));

const find = (delivery: Delivery, identity: string): Record<string, never> =>
  deliver(delivery).objects.find(({ manifest }) => identityOf(manifest) === identity)?.manifest as never;

const GRAFANA = { instanceSelector: { dashboards: 'grafana' } };
const DATASOURCE = { url: 'http://prometheus:9090' };

describe('what each delivery makes', () => {
  test.each<[string, Delivery, readonly string[]]>([
    [
      'fileProvisioning',
      fileProvisioning({ datasource: DATASOURCE }),
      [
        'ConfigMap orchestrator-dashboard',
        'ConfigMap orchestrator-dashboard-provisioning',
        'ConfigMap orchestrator-datasource-provisioning',
        'ConfigMap orchestrator-rules',
        'ConfigMap orchestrator-scrape-config',
      ],
    ],
    [
      'sidecar',
      sidecar({ datasource: DATASOURCE }),
      ['ConfigMap orchestrator-dashboard', 'ConfigMap orchestrator-datasource'],
    ],
    [
      'kubePrometheusStack',
      kubePrometheusStack({ release: 'stack' }),
      ['ConfigMap orchestrator-dashboard', 'PrometheusRule orchestrator-rules', 'PodMonitor orchestrator-workers'],
    ],
    [
      'prometheusOperator',
      prometheusOperator({ inhibitions: { matcherStrategy: 'None' }, scraping: 'scrapeConfig' }),
      [
        'PrometheusRule orchestrator-rules',
        'AlertmanagerConfig orchestrator-inhibitions',
        'ScrapeConfig orchestrator-workers',
      ],
    ],
    [
      'prometheusOperator with a ServiceMonitor',
      prometheusOperator({ scraping: 'serviceMonitor' }),
      [
        'PrometheusRule orchestrator-rules',
        'ServiceMonitor orchestrator-workers',
        'Service orchestrator-worker-metrics-projections',
      ],
    ],
    [
      'prometheusOperator with the Secret',
      prometheusOperator({ scraping: 'additionalScrapeConfigs' }),
      ['PrometheusRule orchestrator-rules', 'Secret orchestrator-scrape-config'],
    ],
    [
      'grafanaOperator',
      grafanaOperator({ ...GRAFANA, datasource: DATASOURCE }),
      [
        'GrafanaFolder orchestrator-folder',
        'GrafanaDashboard orchestrator-dashboard',
        'GrafanaDashboard orchestrator-dashboard-fleet',
        'GrafanaDashboard orchestrator-dashboard-runbook',
        'GrafanaDatasource orchestrator-datasource',
      ],
    ],
    ['thanosRuler', thanosRuler(), ['PrometheusRule orchestrator-rules']],
    ['mimir', mimir(), ['ConfigMap orchestrator-rules']],
  ])('%s', (_name, delivery, names) => {
    expect(namesOf(delivery)).toEqual(names);
  });

  test('Services of namespaces with long names, in names that a Service can have', () => {
    const namespaces = ['a', 'b'].map((last) => `${'n'.repeat(62)}${last}`);
    const mixin = createMixin({ ...FLEET, scrape: { namespaces, podLabels: { app: 'worker' } } });
    const names = renderDelivery(prometheusOperator({ scraping: 'serviceMonitor' }), mixin)
      .objects.filter(({ manifest }) => manifest.kind === 'Service')
      .map(({ manifest }) => manifest.metadata.name);

    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.length <= 63)).toBe(true);
  });

  test('rights and a way to the workers, only where they are asked for', () => {
    const access = {
      discoveredBy: { name: 'prometheus', namespace: 'monitoring' },
      networkPolicy: { prometheusNamespace: 'monitoring' },
    };
    const made = deliver(prometheusOperator(access)).objects.slice(-3);

    expect(made.map(({ manifest }) => `${identityOf(manifest)} ${manifest.metadata.namespace}`)).toEqual([
      'Role orchestrator-worker-discovery-projections projections',
      'RoleBinding orchestrator-worker-discovery-projections projections',
      'NetworkPolicy orchestrator-worker-metrics-projections projections',
    ]);
    expect(JSON.stringify(made)).not.toContain('ClusterRole');
    // Who scrapes in the operator's place needs them, too.
    expect(deliver(prometheusOperator({ ...access, scraping: false })).objects.slice(1)).toEqual(made);
    expect(renderDelivery(prometheusOperator(access), createMixin(), {}).findings).toMatchObject([
      { severity: 'warning', path: 'scrape' },
      { severity: 'error', path: 'scrape.namespaces' },
      { severity: 'error', path: 'scrape.podLabels' },
    ]);
  });
});

test('the way to the workers leads to the port of their Services', () => {
  const portsOf = (port?: { readonly port: number }) =>
    deliver(
      prometheusOperator({
        scraping: 'serviceMonitor',
        metricsPort: 8080,
        networkPolicy: { prometheusNamespace: 'monitoring', ...port },
      }),
    ).objects.flatMap(
      ({ manifest }) => /"(?:targetPort|protocol":"TCP","port)":(\d+)/.exec(JSON.stringify(manifest))?.[1] ?? [],
    );

  expect(portsOf()).toEqual(['8080', '8080']);
  expect(portsOf({ port: 9091 })).toEqual(['8080', '9091']);
});

describe('what the objects hold', () => {
  const rules = renderPrometheusRules(mixin.ruleGroups);

  test('the rules of the mixin, in every form', () => {
    expect(find(prometheusOperator(), 'PrometheusRule orchestrator-rules')['spec']).toEqual(rules);
    expect(find(thanosRuler({ partialResponse: 'warn' }), 'PrometheusRule orchestrator-rules')['spec']).toEqual({
      groups: rules.groups.map((group) => ({ ...group, partial_response_strategy: 'warn' })),
    });
  });

  test('the label that kube-prometheus-stack selects by, on everything that it selects', () => {
    const selected = deliver(kubePrometheusStack({ release: 'stack', inhibitions: { matcherStrategy: 'None' } }))
      .objects.filter(({ part }) => part !== 'dashboards')
      .map(({ manifest }) => manifest.metadata['labels']);

    expect(selected).toHaveLength(3);
    expect(selected).toEqual(selected.map(() => expect.objectContaining({ release: 'stack' })));
    expect(JSON.stringify(deliver(kubePrometheusStack({ release: false })).objects)).not.toContain('"release"');
  });

  test('dashboards compressed, and the same once they are not', () => {
    const { spec } = find(grafanaOperator({ ...GRAFANA, json: 'gzip' }), 'GrafanaDashboard orchestrator-dashboard');
    const { gzipJson } = spec as unknown as { gzipJson: string };
    const json = gunzipSync(Buffer.from(gzipJson, 'base64'));

    expect(JSON.parse(json.toString('utf8'))).toEqual(renderGrafanaDashboard(mixin.dashboards[0]!));
    expect(gzipJson.length).toBeLessThan(json.length / 5);
  });
});

test('names, namespace, labels and annotations of the whole are on every object', () => {
  const props = { name: 'shop', namespace: 'observability', labels: { team: 'a' }, annotations: { note: 'b' } };

  for (const { manifest } of deliver(kubePrometheusStack({ release: 'stack' }), props).objects) {
    expect(manifest.metadata).toMatchObject({
      name: expect.stringMatching(/^shop-/),
      namespace: 'observability',
      labels: {
        team: 'a',
        'app.kubernetes.io/name': 'orchestrator-monitoring',
        'app.kubernetes.io/part-of': 'pupsourcing-orchestrator',
      },
      annotations: { note: 'b' },
    });
  }
});

test('metadata has nothing that is undefined or empty, for objects of a delivery of one’s own', () => {
  const own: Delivery = {
    name: 'own',
    rules: ({ metadata }) => ({ objects: [{ apiVersion: 'v1', kind: 'Rules', metadata: metadata('rules') }] }),
  };

  expect(Object.keys(renderDelivery(own, createMixin(FLEET)).objects[0]!.manifest.metadata)).toEqual([
    'name',
    'labels',
  ]);
});

test('what tells objects apart is of one object only, also where two of one name are in two namespaces', () => {
  const objects = [['x-a'], ['x', 'a'], ['x', 'b'], ['y', 'a']].map(([name = '', namespace]) => ({
    part: 'rules' as const,
    manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(namespace && { namespace }) } },
  }));

  expect(idsOf(objects)).toEqual(['ConfigMap-x-a', 'ConfigMap-x_a', 'ConfigMap-x_b', 'ConfigMap-y']);
});

describe('deliveries together', () => {
  test('each brings what it was chosen for, and the rest follows', () => {
    const delivery = combineDeliveries({
      dashboards: grafanaOperator(GRAFANA),
      rules: kubePrometheusStack({ release: 'stack' }),
    });

    expect(delivery.name).toBe('grafanaOperator with kubePrometheusStack');
    expect(namesOf(delivery)).toEqual([
      'GrafanaFolder orchestrator-folder',
      'GrafanaDashboard orchestrator-dashboard',
      'GrafanaDashboard orchestrator-dashboard-fleet',
      'GrafanaDashboard orchestrator-dashboard-runbook',
      'PrometheusRule orchestrator-rules',
      'PodMonitor orchestrator-workers',
    ]);
  });

  test('a third may scrape, and nobody need', () => {
    const rules = kubePrometheusStack({ release: 'stack' });

    expect(namesOf(combineDeliveries({ rules, scraping: fileProvisioning() }))).toEqual([
      'PrometheusRule orchestrator-rules',
      'ConfigMap orchestrator-scrape-config',
    ]);
    expect(namesOf(combineDeliveries({ rules, scraping: false }))).toEqual(['PrometheusRule orchestrator-rules']);
  });

  test('a way to the workers is made, whoever scrapes', () => {
    const networkPolicy = { prometheusNamespace: 'monitoring' };
    const stack = kubePrometheusStack({ release: 'stack', networkPolicy });
    const reader = prometheusOperator({ discoveredBy: { name: 'prometheus', namespace: 'monitoring' } });
    const policy = 'NetworkPolicy orchestrator-worker-metrics-projections';
    const role = ['Role', 'RoleBinding'].map((kind) => `${kind} orchestrator-worker-discovery-projections`);
    const accessOf = (delivery: Delivery, omit: readonly 'scraping'[] = []) =>
      deliver(delivery, { omit })
        .objects.filter(({ part }) => part === 'access')
        .map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`);

    expect(accessOf(stack, ['scraping'])).toEqual([policy]);
    expect(accessOf(combineDeliveries({ dashboards: stack, rules: stack, scraping: false }))).toEqual([policy]);
    expect(accessOf(combineDeliveries({ dashboards: stack, rules: thanosRuler() }))).toEqual([policy]);
    expect(accessOf(combineDeliveries({ dashboards: stack, rules: reader }))).toEqual([policy, ...role]);
    expect(accessOf(combineDeliveries({ dashboards: stack, rules: reader, access: reader }))).toEqual(role);
    expect(accessOf(combineDeliveries({ dashboards: stack, rules: reader, access: false }))).toEqual([]);
  });

  test('a part that is said to be nobody’s is not missed, nor what follows it; one of which nobody says anything is', () => {
    const byGrafana = createMixin({ ...FLEET, alerts: { evaluatedBy: 'grafana' } });
    const rules = prometheusOperator();
    const found = (combination: Parameters<typeof combineDeliveries>[0]) =>
      renderDelivery(combineDeliveries(combination), byGrafana).findings.map(({ what }) => what);

    expect(found({ dashboards: fileProvisioning(), rules, grafanaAlerts: false })).toEqual([]);
    expect(found({ dashboards: sidecar(), rules: false })).toEqual([]);
    expect(found({ dashboards: false, rules })).toEqual([]);
    expect(found({ dashboards: false, rules: kubePrometheusStack({ release: 'stack' }) })).toEqual([]);
    expect(found({ rules })).toEqual(['found prometheusOperator, which delivers no alerts to Grafana']);
  });

  test('two that make one object in two ways, with a fix for those who only combine', () => {
    const byGrafana = createMixin({ ...FLEET, alerts: { evaluatedBy: 'grafana', grafana: { folder: 'W' } } });
    const [dashboards, grafanaAlerts] = ['1m', '2m'].map((resyncPeriod) =>
      grafanaOperator({ ...GRAFANA, folder: 'W', resyncPeriod }),
    ) as [Delivery, Delivery];
    const combined = combineDeliveries({ dashboards, grafanaAlerts, rules: false });

    expect(renderDelivery(combined, byGrafana).findings).toMatchObject([
      {
        path: 'GrafanaFolder orchestrator-folder',
        fix: expect.stringMatching(/^use one delivery for both parts/) as string,
      },
    ]);
  });

  test('one that somebody wrote as a class knows itself in each of its methods', () => {
    class OwnDelivery implements Delivery {
      readonly name = 'ownDelivery';
      readonly #label = 'own';

      rules({ metadata }: DeliveryContext) {
        return { objects: [configMapOf(metadata(`${this.#label}-rules`), { a: '' })] };
      }

      access({ metadata }: DeliveryContext) {
        return { objects: [configMapOf(metadata(`${this.#label}-access`), { a: '' })] };
      }
    }
    const own = new OwnDelivery();
    const operator = prometheusOperator({ discoveredBy: { name: 'prometheus', namespace: 'monitoring' } });
    const mine = ['ConfigMap orchestrator-own-rules', 'ConfigMap orchestrator-own-access'];

    expect(namesOf(own)).toEqual(mine);
    expect(namesOf(combineDeliveries({ rules: own, scraping: operator }))).toEqual(expect.arrayContaining(mine));
  });

  test('one that cannot bring a part is refused, with what it can', () => {
    expect(() => combineDeliveries({ rules: sidecar(), dashboards: 'sidecar' as never })).toThrow(
      'combineDeliveries.rules: found sidecar, which delivers none; allowed: a delivery of rules; sidecar delivers dashboards, grafanaAlerts: choose another, or set the option of sidecar that makes it',
    );
  });
});

describe('findings', () => {
  test('a delivery without rules leaves the alerts to nobody', () => {
    expect(deliver(sidecar()).findings).toEqual([
      {
        severity: 'warning',
        path: 'delivery',
        what: 'found sidecar, which delivers no rules to Prometheus',
        why: 'nobody would evaluate the alerts and the recording rules',
        fix: 'combine it with a delivery of rules, such as kubePrometheusStack, prometheusOperator or fileProvisioning; where they come on another way, set rules: false in combineDeliveries, or in a configuration file as delivery: { dashboards: { name: ... }, rules: false }',
      },
    ]);
  });

  test('a fleet that says where its workers are, and a delivery that scrapes nothing', () => {
    const rules = mimir();
    const found = (delivery: Delivery, props?: DeliveryProps) => deliver(delivery, props).findings;

    expect(found(combineDeliveries({ dashboards: sidecar(), rules }))).toEqual([
      {
        severity: 'warning',
        path: 'delivery',
        what: 'found sidecar with mimir, which scrapes nothing',
        why: '`scrape` says where the workers are, and would have no effect',
        fix: 'combine it with a delivery that scrapes, such as kubePrometheusStack, prometheusOperator or fileProvisioning; where they are scraped on another way, set scraping: false in combineDeliveries, or in a configuration file as delivery: { rules: { name: ... }, scraping: false }',
      },
    ]);
    expect(found(combineDeliveries({ dashboards: sidecar(), rules, scraping: false }))).toEqual([]);
    // Without any rule, no finding about rules stands in for it.
    const inGrafana = { ...FLEET, alerts: { evaluatedBy: 'grafana' }, recordingRules: false } as const;
    expect(
      renderDelivery(
        grafanaOperator({ instanceSelector: { dashboards: 'grafana' } }),
        createMixin(inGrafana),
      ).findings.map(({ what }) => what),
    ).toEqual(['found grafanaOperator, which scrapes nothing']);
    expect(found(combineDeliveries({ dashboards: sidecar(), rules }), { omit: ['scraping'] })).toEqual([]);
    expect(renderDelivery(mimir(), createMixin({ scrape: { jobName: 'workers' } })).findings).toEqual([]);
  });

  test('a folder that nobody reads', () => {
    const found = (options: object) =>
      deliver(kubePrometheusStack({ release: 'stack', ...options })).findings.map(({ path, fix }) => ({ path, fix }));

    expect(found({ folder: 'Projections' })).toEqual([
      {
        path: 'kubePrometheusStack.folder',
        fix: "set the Helm values sidecar.dashboards.folderAnnotation: grafana_folder and sidecar.dashboards.provider.foldersFromFilesStructure: true, then folderAnnotation: 'grafana_folder' here",
      },
    ]);
    expect(found({ folder: 'Projections', folderAnnotation: 'grafana_folder' })).toEqual([]);
  });

  test('inhibitions that would inhibit nothing', () => {
    const found = (props: MonitoringProps, namespace?: string) =>
      renderDelivery(
        prometheusOperator({ inhibitions: { matcherStrategy: 'OnNamespace', ...(namespace && { namespace }) } }),
        createMixin({ ...FLEET, ...props }),
        { namespace: 'monitoring' },
      ).findings.map(({ path, what }) => `${path}: ${what}`);
    const path = 'prometheusOperator.inhibitions.matcherStrategy';
    const without = [`${path}: found 'OnNamespace', and alerts that have no label namespace`];
    const elsewhere = [
      `${path}: found 'OnNamespace', and an AlertmanagerConfig in monitoring, where no alert of the workers has its namespace`,
    ];
    const pinned: MonitoringProps = { selector: { job: 'w', namespace: 'projections' } };
    const aggregated: MonitoringProps = { aggregateBy: ['namespace'] };

    expect(found({}, 'projections')).toEqual(without);
    expect(found(aggregated, 'projections')).toEqual([]);
    expect(found(aggregated)).toEqual(elsewhere);
    expect(found({ ...aggregated, scrape: { podLabels: { app: 'worker' } } })).toEqual([]);
    expect(found(pinned, 'projections')).toEqual([]);
    expect(found({ ...pinned, scrape: { podLabels: { app: 'worker' } } })).toEqual(elsewhere);
  });

  test('severities of one alert, by which Alertmanager silences other replica sets', () => {
    const critical = { alerts: { OrchestratorWorkerMismatch: { severity: 'critical' as const } } };
    const found = (delivery: Delivery, props: MonitoringProps, ...own: readonly object[]) =>
      renderDelivery(
        delivery,
        createMixin({
          ...FLEET,
          ...props,
          replicaSets: ['a', 'b'].map((name, index) => ({ name, workers: 2, ...own[index] })),
        }),
      ).findings.map(({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`);
    const stack = kubePrometheusStack({ release: 'stack' });
    const silenced = (labels: string) =>
      `info replicaSets: found OrchestratorWorkerMismatch with several severities; where Alertmanager has the inhibit_rules of kube-prometheus or its Helm chart, the more severe of one replica set silences that of all others: they compare namespace and alertname alone; set equal: [namespace, alertname, ${labels}] in them`;

    expect(found(stack, {}, critical)).toEqual([silenced('job, replica_set')]);
    expect(found(prometheusOperator(), { aggregateBy: ['namespace', 'cluster'] }, critical)).toEqual([
      silenced('job, cluster, replica_set'),
    ]);
    expect(found(stack, {}, critical, critical)).toEqual([]);
    expect(found(stack, { alerts: { overrides: critical.alerts } })).toEqual([]);
    expect(found(stack, { alerts: { evaluatedBy: 'grafana' } }, critical)).toEqual([]);
  });

  test('each says what was found, why that is wrong, and what to do', () => {
    const byGrafana: MonitoringProps = {
      alerts: { evaluatedBy: 'grafana', grafana: { datasourceUid: 'prometheus', targetDatasourceUid: 'recorded' } },
    };
    const found: readonly (readonly [Delivery, MonitoringProps?])[] = [
      [sidecar()],
      [mimir(), byGrafana],
      [sidecar(), byGrafana],
      [kubePrometheusStack({ release: 'stack', folder: 'Projections' })],
      [prometheusOperator()],
      [prometheusOperator({ scraping: 'serviceMonitor' })],
      [prometheusOperator({ inhibitions: { matcherStrategy: 'OnNamespace', namespace: 'projections' } }), FLEET],
      [
        prometheusOperator({
          discoveredBy: { name: 'prometheus', namespace: 'monitoring' },
          networkPolicy: { prometheusNamespace: 'monitoring' },
        }),
      ],
      [grafanaOperator({ ...GRAFANA, operatorVersion: '5.18' }), byGrafana],
      [grafanaOperator(GRAFANA), { alerts: { evaluatedBy: 'grafana' } }],
      [grafanaOperator(GRAFANA)],
    ];
    const lines = found.flatMap(([delivery, props = {}]) =>
      renderDelivery(delivery, createMixin(props)).findings.map(
        ({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`,
      ),
    );

    expect([...new Set(lines)].join('\n')).toMatchSnapshot();
  });

  test('a ServiceMonitor without Services', () => {
    const found = renderDelivery(prometheusOperator({ scraping: 'serviceMonitor' }), createMixin()).findings;

    expect(found.map(({ severity, path }) => ({ severity, path }))).toEqual([
      { severity: 'error', path: 'prometheusOperator.scraping' },
    ]);
  });
});

test('options that would do nothing are refused, with what would read them', () => {
  expect(
    problemsOf(() => kubePrometheusStack({ release: 'stack', serviceLabels: { app: 'workers' }, metricsPort: 8080 })),
  ).toEqual([
    "kubePrometheusStack.serviceLabels: found an object with app, which nothing reads; allowed: only with scraping: 'serviceMonitor'; set that, or leave it out",
    "kubePrometheusStack.metricsPort: found 8080, which nothing reads; allowed: only with scraping: 'serviceMonitor' without serviceLabels, or networkPolicy without port; set that, or leave it out",
  ]);
  expect(problemsOf(() => prometheusOperator({ scraping: false, scrapeKey: 'workers.yaml' }))).toEqual([
    'prometheusOperator.scrapeKey: found "workers.yaml", which nothing reads; allowed: only with scraping: \'additionalScrapeConfigs\'; set that, or leave it out',
  ]);
  expect(
    problemsOf(() => prometheusOperator({ metricsPort: 8080, networkPolicy: { prometheusNamespace: 'monitoring' } })),
  ).toEqual([]);
  // Together with what else is wrong.
  expect(problemsOf(() => prometheusOperator({ namespace: 'A', metricsPort: 8080 }))).toEqual([
    expect.stringMatching(/^prometheusOperator.namespace: found "A"; /),
    expect.stringMatching(/^prometheusOperator.metricsPort: found 8080, which nothing reads; /),
  ]);
});

test('wrong options are refused all at once, with their paths', () => {
  const wrong = { release: 'A b', scraping: 'pods', folder: 1, discoveredBy: { name: 'x' }, lable: 1 };

  expect(() => kubePrometheusStack(wrong as never)).toThrow(
    expect.objectContaining({
      problems: [
        {
          path: 'kubePrometheusStack.discoveredBy.namespace',
          message:
            "missing; allowed: the name of a Kubernetes namespace (up to 63 lower-case letters, digits and '-', with a letter or digit at both ends)",
        },
        {
          path: 'kubePrometheusStack.scraping',
          message:
            "found \"pods\"; allowed: 'podMonitor', 'serviceMonitor', 'scrapeConfig' or 'additionalScrapeConfigs'",
        },
        {
          path: 'kubePrometheusStack.folder',
          message: 'found 1; allowed: a non-empty text of at most 189 characters; write "1"',
        },
        {
          path: 'kubePrometheusStack.release',
          message:
            "found \"A b\"; allowed: the name of a Helm release (up to 53 lower-case letters, digits, '-' and '.', with a letter or digit at both ends), or false",
        },
        { path: 'kubePrometheusStack.lable', message: expect.stringMatching(/^unknown key `lable`; allowed: /) },
      ],
    }),
  );
  expect(
    ['a_b', 'a..b', 'a'.repeat(54)].flatMap((release) => problemsOf(() => kubePrometheusStack({ release }))),
  ).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('(up to 53 lower-case letters, ')));
  expect(() => kubePrometheusStack({} as never)).toThrow('kubePrometheusStack.release: missing; allowed: ');
  expect(
    problemsOf(() =>
      kubePrometheusStack({ release: 'stack', dashboardLabels: {}, datasourceLabels: {}, alertLabels: {} }),
    ),
  ).toEqual(
    ['dashboardLabels', 'datasourceLabels', 'alertLabels'].map(
      (key) =>
        `kubePrometheusStack.${key}: found an object with no keys; allowed: at least one label: those that the sidecar looks for`,
    ),
  );
  expect(() => grafanaOperator({ instanceSelector: {} })).toThrow(
    'grafanaOperator.instanceSelector: found an object with no keys; allowed: at least one label: those of the Grafana objects that this is for',
  );
});

describe('alerts that Grafana evaluates', () => {
  const GRAFANAS: MonitoringProps = { ...FLEET, alerts: { evaluatedBy: 'grafana' } };
  const byGrafana = createMixin(GRAFANAS);
  const rules = renderGrafanaRules(byGrafana).flatMap((group) => group.rules);
  const alertsOf = (delivery: Delivery, of = byGrafana) =>
    renderDelivery(delivery, of).objects.filter(({ part }) => part === 'grafanaAlerts');

  test('are in no PrometheusRule, and in one place else', () => {
    const { objects, findings } = renderDelivery(kubePrometheusStack({ release: 'stack' }), byGrafana);
    const texts = objects.map(({ part, manifest }) => ({ part, text: JSON.stringify(manifest) }));

    expect(findings).toEqual([]);
    expect(
      texts
        .filter(({ part, text }) => part !== 'dashboards' && /(alert|title)\W+OrchestratorWorkerMismatch/.test(text))
        .map(({ part }) => part),
    ).toEqual(['grafanaAlerts']);
    expect(texts.filter(({ part }) => part === 'rules')).toEqual([
      { part: 'rules', text: expect.stringContaining('"record"') },
    ]);
  });

  test.each<[string, Delivery, string]>([
    ['files', fileProvisioning(), 'orchestrator.yaml'],
    ['the sidecar', kubePrometheusStack({ release: 'stack' }), 'orchestrator-alerts.yaml'],
  ])('come as a provisioning file: %s', (_how, delivery, key) => {
    const [{ manifest }] = alertsOf(delivery) as [DeliveredObject];

    expect(manifest['data']).toEqual({ [key]: renderGrafanaAlertingFile(byGrafana) });
    expect(alertsOf(delivery, mixin)).toEqual([]);
  });

  test('come as labelled for the sidecar, and are mounted where they are files', () => {
    expect(alertsOf(sidecar())[0]?.manifest.metadata['labels']).toMatchObject({ grafana_alert: '1' });
    expect(
      renderDelivery(fileProvisioning(), byGrafana).mounts.map(({ configMapName, mountPath }) => [
        configMapName,
        mountPath,
      ]),
    ).toContainEqual(['orchestrator-alerting-provisioning', '/etc/grafana/provisioning/alerting']);
  });

  test('are deleted from Grafana where Prometheus takes over, if that is asked for', () => {
    const [{ manifest }] = alertsOf(sidecar({ grafanaAlerting: true }), mixin) as [DeliveredObject];

    expect(Object.values(manifest['data'] as Record<string, string>)).toEqual([
      expect.stringContaining('deleteRules:'),
    ]);
  });

  test('come as objects of the operator that say the same', () => {
    const groups = alertsOf(grafanaOperator(GRAFANA)).filter(
      ({ manifest }) => manifest.kind === 'GrafanaAlertRuleGroup',
    );
    const found = groups.flatMap(
      ({ manifest }) => (manifest['spec'] as unknown as { rules: GrafanaAlertRule[] }).rules,
    );

    expect(found.map(({ uid, title, data, labels }) => ({ uid, title, data, labels }))).toEqual(
      rules.map((rule) => ({
        uid: rule.uid,
        title: rule.title,
        data: rule.data,
        labels: (rule as GrafanaAlertRule).labels,
      })),
    );
    expect(found.some(({ keepFiringFor }) => keepFiringFor !== undefined)).toBe(true);
    expect(groups.map(({ manifest }) => manifest.metadata.name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^orchestrator-alerts(-[a-z-]+)?$/)]),
    );
  });

  test.each<[string, { folder?: string }, { folder?: string }, string, readonly string[]]>([
    ['nothing is said', {}, {}, 'folder', ['folder: Pupsourcing Orchestrator']],
    ['the dashboards’ has a title', { folder: 'Alpha' }, {}, 'folder', ['folder: Alpha']],
    ['both have one', { folder: 'Alpha' }, { folder: 'Alpha' }, 'folder', ['folder: Alpha']],
    [
      'theirs has one of its own',
      { folder: 'Alpha' },
      { folder: 'Oncall' },
      'alert-folder',
      ['folder: Alpha', 'alert-folder: Oncall'],
    ],
  ])('name a folder object that no title of the dashboards’ changes: %s', (_what, own, grafana, named, expected) => {
    const of = createMixin({ ...FLEET, alerts: { evaluatedBy: 'grafana', grafana } });
    const manifests = renderDelivery(grafanaOperator({ ...GRAFANA, ...own }), of).objects.map(
      ({ manifest }) => manifest,
    );
    const valuesOf = (kind: string, key: string) =>
      manifests
        .filter((manifest) => manifest.kind === kind)
        .map(({ metadata, spec }) => ({ name: metadata.name, value: (spec as Record<string, string>)[key] }));

    expect(valuesOf('GrafanaFolder', 'title').map(({ name, value = '' }) => `${name}: ${value}`)).toEqual(
      expected.map((folder) => `orchestrator-${folder}`),
    );
    expect([...new Set(valuesOf('GrafanaAlertRuleGroup', 'folderRef').map(({ value }) => value))]).toEqual([
      `orchestrator-${named}`,
    ]);
  });

  test('leave out what an older operator refuses, and say so', () => {
    const { objects, findings } = renderDelivery(grafanaOperator({ ...GRAFANA, operatorVersion: '5.18' }), byGrafana);

    expect(JSON.stringify(objects)).not.toMatch(/keepFiringFor|missingSeriesEvalsToResolve/);
    expect(findings.map(({ path }) => path)).toContain('grafanaOperator.operatorVersion');
  });

  test('have durations that Go reads, and recorded series what the operator wants of every rule', () => {
    const recording = createMixin({
      ...FLEET,
      alerts: {
        evaluatedBy: 'grafana',
        grafana: { targetDatasourceUid: 'mimir', folder: 'Alerts' },
        overrides: { OrchestratorTooManyWorkers: { for: '1d1h1m1s' } },
      },
    });
    const found = alertsOf(grafanaOperator({ ...GRAFANA, operatorVersion: '5.22' }), recording);
    const older = renderDelivery(grafanaOperator(GRAFANA), recording);
    const all = found.flatMap(
      ({ manifest }) => ((manifest['spec'] as JsonObject)['rules'] ?? []) as readonly JsonObject[],
    );

    expect(found.map(({ manifest }) => manifest.metadata.name)[0]).toBe('orchestrator-alert-folder');
    expect(all.find(({ title }) => title === 'OrchestratorTooManyWorkers')).toMatchObject({ for: '25h1m1s' });
    expect(all.find((rule) => 'record' in rule)).toMatchObject({
      condition: 'A',
      for: '0s',
      record: { from: 'A', targetDatasourceUid: 'mimir' },
    });
    expect(JSON.stringify(older.objects)).not.toContain('targetDatasourceUid');
    expect(older.findings.map(({ fix }) => fix)).toContain(
      "use operator 5.22 or newer and set operatorVersion: '5.22'",
    );
  });

  test('may come on another way, and are then left out and not missed', () => {
    const { objects, findings } = renderDelivery(kubePrometheusStack({ release: 'stack' }), byGrafana, {
      omit: ['grafanaAlerts', 'scraping'],
    });

    expect(objects.map(({ part }) => part)).toEqual(['dashboards', 'rules']);
    expect(findings).toEqual([]);
    expect(renderDelivery(prometheusOperator(), byGrafana, { omit: ['grafanaAlerts'] }).findings).toEqual([]);
    expect(() => renderDelivery(prometheusOperator(), byGrafana, { omit: ['alerts' as never] })).toThrow(
      'omit[0]: found "alerts"',
    );
  });

  test('go into one organization with dashboards and data source', () => {
    const { objects } = renderDelivery(
      fileProvisioning({ datasource: DATASOURCE }),
      createMixin({ alerts: { evaluatedBy: 'grafana', grafana: { orgId: 2 } } }),
    );
    const found = objects.map(({ part, manifest }) => [part, JSON.stringify(manifest).match(/orgId: \d+/g) ?? []]);

    expect(found.filter(([, all]) => all!.length > 0).map(([part, all]) => [part, [...new Set(all)]])).toEqual(
      ['dashboards', 'datasource', 'grafanaAlerts'].map((part) => [part, ['orgId: 2']]),
    );
  });

  describe('ask the data source that is delivered', () => {
    const OWN = { ...FLEET, alerts: { evaluatedBy: 'grafana', grafana: { datasourceUid: 'own' } } } as const;
    const deliveries = (datasource: { url: string; uid?: string }): readonly Delivery[] => [
      fileProvisioning({ datasource }),
      grafanaOperator({ ...GRAFANA, datasource }),
      sidecar({ datasource }),
      kubePrometheusStack({ release: 'stack', datasource }),
    ];
    const uidsOf = ({ objects }: { readonly objects: readonly DeliveredObject[] }) =>
      objects
        .filter(({ part }) => part === 'datasource')
        .map(({ manifest }) => /uid: (\S+)/.exec(toYaml(manifest))?.[1]);
    const found = (delivery: Delivery, of: MonitoringProps, props?: DeliveryProps) =>
      renderDelivery(delivery, createMixin(of), props)
        .findings.filter(({ path }) => path.includes('datasource'))
        .map(({ severity, path, what, fix }) => `${severity} ${path}: ${what}; ${fix}`);

    test('by default', () => {
      const delivered = deliveries(DATASOURCE).map((delivery) => renderDelivery(delivery, createMixin(OWN)));

      expect(delivered.flatMap(uidsOf)).toEqual(['own', 'own', 'own', 'own']);
      expect(delivered.flatMap(({ findings }) => findings.filter(({ path }) => path.includes('datasource')))).toEqual(
        [],
      );
    });

    test('or the one that Grafana has; a sidecar’s never has the uid of the chart’s own', () => {
      const delivered = (of: Mixin) =>
        deliveries(DATASOURCE).flatMap((delivery) => uidsOf(renderDelivery(delivery, of)));
      const uids = ['prometheus', 'prometheus', 'orchestrator-prometheus', 'orchestrator-prometheus'];

      expect(delivered(byGrafana)).toEqual(uids);
      expect(delivered(mixin)).toEqual(uids);
    });

    test('or it is said which of the two to change', () => {
      const other = deliveries({ ...DATASOURCE, uid: 'other' });

      expect(other.flatMap((delivery) => found(delivery, OWN))).toEqual(
        ['fileProvisioning', 'grafanaOperator', 'sidecar', 'kubePrometheusStack'].map(
          (name) =>
            `warning ${name}.datasource.uid: found 'other', and alerts that ask 'own'; set alerts.grafana.datasourceUid: 'other', or uid: 'own' here where Grafana has no other of that uid`,
        ),
      );
      // Whoever brings the alerts on another way says there whom they ask.
      expect(other.flatMap((delivery) => found(delivery, OWN, { omit: ['grafanaAlerts'] }))).toEqual([]);
      expect(other.flatMap((delivery) => found(delivery, FLEET))).toEqual([]);
    });

    test('unless the chart brings what they ask', () => {
      const uids = [undefined, 'other'].map((uid) => ({ ...DATASOURCE, ...(uid === undefined ? {} : { uid }) }));

      expect(
        uids.flatMap((datasource) => found(kubePrometheusStack({ release: 'stack', datasource }), GRAFANAS)),
      ).toEqual([]);
      expect(uids.flatMap((datasource) => found(sidecar({ datasource }), GRAFANAS))).toEqual([
        expect.stringContaining("found 'orchestrator-prometheus', and alerts that ask 'prometheus'"),
        expect.stringContaining("found 'other', and alerts that ask 'prometheus'"),
      ]);
    });
  });

  test('are an error where the delivery brings nothing to Grafana', () => {
    expect(renderDelivery(prometheusOperator(), byGrafana).findings).toEqual([
      {
        severity: 'error',
        path: 'delivery',
        what: 'found prometheusOperator, which delivers no alerts to Grafana',
        why: "alerts.evaluatedBy is 'grafana', and nobody would evaluate them",
        fix: 'combine it with fileProvisioning, sidecar, kubePrometheusStack or grafanaOperator, or let Prometheus evaluate them; where they come on another way, set grafanaAlerts: false in combineDeliveries, or in a configuration file as delivery: { rules: { name: ... }, grafanaAlerts: false }',
      },
    ]);
  });
});

describe('a data source beside that of kube-prometheus-stack', () => {
  const found = (delivery: Delivery) =>
    renderDelivery(delivery, createMixin(FLEET)).findings.filter(({ path }) => path.includes('datasource'));

  test.each([
    [{}, []],
    [{ uid: 'mine', name: 'Mine', isDefault: false }, []],
    [{ uid: 'prometheus' }, ["found the uid 'prometheus'"]],
    [{ name: 'Prometheus' }, ["found the name 'Prometheus'"]],
    [{ isDefault: true }, ['found isDefault: true']],
    [
      { uid: 'prometheus', name: 'Prometheus', isDefault: true },
      ["found the uid 'prometheus', the name 'Prometheus', isDefault: true"],
    ],
  ])('has nothing of it: %j', (own, expected) => {
    const datasource = { ...DATASOURCE, ...own };
    const findings = found(kubePrometheusStack({ release: 'stack', datasource }));

    expect(findings.map(({ what }) => what)).toEqual(expected);
    expect(found(sidecar({ datasource }))).toEqual([]);
  });

  test('is a warning, because the chart may bring none', () => {
    const datasource = { ...DATASOURCE, isDefault: true };

    expect(found(kubePrometheusStack({ release: 'stack', datasource }))).toEqual([
      {
        severity: 'warning',
        path: 'kubePrometheusStack.datasource',
        what: 'found isDefault: true',
        why: 'the data source of the chart has it, and with both Grafana keeps one of the two, or does not start',
        fix: "leave it out; where the chart's own is off (grafana.sidecar.datasources.defaultDatasourceEnabled: false), let sidecar({ datasource }) bring it, with combineDeliveries",
      },
    ]);
  });
});

test('dashboards inside the directory of another ConfigMap are refused', () => {
  const { findings } = renderDelivery(
    fileProvisioning({ dashboardDirectory: '/etc/grafana/provisioning/dashboards/ours' }),
    createMixin(),
  );

  expect(findings).toEqual([
    {
      severity: 'error',
      path: 'fileProvisioning',
      what: 'found the directory /etc/grafana/provisioning/dashboards/ours for the ConfigMap orchestrator-dashboard, in /etc/grafana/provisioning/dashboards, where orchestrator-dashboard-provisioning goes',
      why: 'Grafana looks below each directory that it reads, and not every container runtime can mount inside a ConfigMap',
      fix: 'choose another dashboardDirectory, or set provider: false and add the dashboard provider to the files that are there',
    },
  ]);
});
