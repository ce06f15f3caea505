/** Names that a program gives twice, and an organization that its token cannot have, are refused at preview. */
import { spawnSync } from 'node:child_process';
import * as pulumi from '@pulumi/pulumi';
import { Provider as Kubernetes } from '@pulumi/kubernetes/provider';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks';
import { Provider } from '@pulumiverse/grafana/provider';
import {
  combineDeliveries,
  createMixin,
  fileProvisioning,
  kubePrometheusStack,
  prometheusOperator,
  sidecar,
  standalone,
  type Delivery,
} from '../../lib';
import {
  OrchestratorKubernetesObjects,
  OrchestratorMonitoring,
  type OrchestratorMonitoringArgs,
} from 'pupsourcing-orchestrator-monitoring/pulumi';
import { OWN_RECORD, runStack, type StackOptions } from './stack';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const POINT = { webhooks: [{ url: 'https://hooks.example/T0' }] };
const ARGS: OrchestratorMonitoringArgs = { datasourceUid: 'metrics', alerts: { enabled: false } };

/** What is refused of the second of two components. */
async function refusedOf(
  first: object,
  second: object,
  opts?: () => pulumi.ComponentResourceOptions,
): Promise<unknown> {
  let refused: unknown;
  await runStack(() => {
    new OrchestratorMonitoring('orders', { ...ARGS, ...first });
    try {
      new OrchestratorMonitoring('billing', { ...ARGS, ...second }, opts?.());
    } catch (error) {
      refused = pulumi.InputPropertiesError.isInstance(error) ? error.errors : error;
    }
  });
  return refused;
}

const has = (value: string) =>
  `found "${value}", which OrchestratorMonitoring "orders" has; set another one for OrchestratorMonitoring "billing"`;

test.each<[string, object, object, readonly (readonly [string, string])[]]>([
  [
    'nothing is said',
    {},
    {},
    [['dashboard.uid', expect.stringContaining('which OrchestratorMonitoring "orders" has') as string]],
  ],
  [
    'a dashboard',
    { dashboard: { uid: 'board' } },
    { dashboard: { uid: 'board' } },
    [
      ['dashboard.uid', has('board')],
      ['dashboard.uid', has('board-fleet')],
    ],
  ],
  ['a namespace', { namespace: 'a' }, { namespace: 'a', dashboard: { uid: 'board' } }, [['namespace', has('a')]]],
  [
    'a folder',
    { folder: { uid: 'shop' } },
    { folder: { uid: 'shop' }, dashboard: { uid: 'board' } },
    [['folder.uid', has('shop')]],
  ],
  [
    'a contact point',
    { contactPoints: { Team: POINT } },
    { contactPoints: { Team: POINT }, dashboard: { uid: 'board' } },
    [['contactPoints["Team"]', has('Team (shop/prod)')]],
  ],
])('%s', async (_what, first, second, expected) => {
  const refused = (await refusedOf(first, second)) as readonly { propertyPath: string; reason: string }[];

  expect(refused.slice(0, expected.length).map(({ propertyPath, reason }) => [propertyPath, reason])).toEqual(expected);
});

test.each<[string, object, (() => pulumi.ComponentResourceOptions) | undefined]>([
  ['another uid', { dashboard: { uid: 'board' } }, undefined],
  ['another organization', { orgId: 2 }, undefined],
  ['an organization that is known later', { orgId: pulumi.output(2) }, undefined],
  ['another Grafana', {}, () => ({ provider: new Provider('other', { url: 'https://other.example' }) })],
])('%s: nothing is refused', async (_what, second, opts) => {
  expect(await refusedOf({}, second, opts)).toBeUndefined();
});

test('the organization 1 is the one where nothing is said', async () => {
  expect(await refusedOf({}, { orgId: 1 })).toContainEqual(expect.objectContaining({ propertyPath: 'dashboard.uid' }));
});

test('a contact point that one component has twice', async () => {
  const named = { ...POINT, name: 'On call' };
  const twice = runStack(
    () => new OrchestratorMonitoring('orders', { ...ARGS, contactPoints: { Team: named, Pager: named } }),
  );

  await expect(twice).rejects.toThrow(
    'contactPoints["Pager"]: found "On call", which this component itself has; set another one for OrchestratorMonitoring "orders"',
  );
});

test.each([
  ['name', 'shop:index:Team', 'billing'],
  ['type', 'shop:index:Region', 'orders'],
])('a component in another is called after both: another %s', async (_what, type, name) => {
  const nested = (parent: pulumi.Resource) => new OrchestratorMonitoring('monitoring', ARGS, { parent });

  await runStack(() => {
    nested(new pulumi.ComponentResource('shop:index:Team', 'orders'));

    expect(() => nested(new pulumi.ComponentResource(type, name))).toThrow(
      `which OrchestratorMonitoring "monitoring" in shop:index:Team "orders" has; set another one for OrchestratorMonitoring "monitoring" in ${type} "${name}"`,
    );
  });
});

test('a program whose every component has a monitor of its own, at one address, as the plugin gets it', async () => {
  const at = (address: string) => {
    const monitor = new MockMonitor({ newResource: () => ({ id: 'x', state: {} }), call: () => ({}) });
    return Object.assign(monitor, { getChannel: () => ({ getTarget: () => address }) });
  };
  let monitor = at('dns:127.0.0.1:1');
  const spy = jest.spyOn(pulumi.runtime, 'getMonitor').mockImplementation(() => monitor as never);
  const program = (): unknown => new OrchestratorMonitoring('orders', ARGS);
  await runStack(program);
  monitor = at('dns:127.0.0.1:1');

  await expect(runStack(program)).rejects.toThrow('which OrchestratorMonitoring "orders" has');
  monitor = at('dns:127.0.0.1:2');
  await expect(runStack(program)).resolves.toBeDefined();
  spy.mockRestore();
});

test('tests that make the same component under one monitor, one after the other', async () => {
  const { warnings } = await runStack(() => {
    for (const team of ['a', 'b']) {
      new OrchestratorMonitoring('orders', { ...ARGS, alerts: { labels: { team } } });
    }
  });

  expect(warnings).toEqual([]);
});

test('the next run of a program in the same process begins anew', async () => {
  expect(await refusedOf({}, { dashboard: { uid: 'board' } })).toBeUndefined();
  expect(await refusedOf({}, { dashboard: { uid: 'board' } })).toBeUndefined();
});

describe('an organization', () => {
  const up = (auth: string, opts?: () => pulumi.ComponentResourceOptions) => {
    const options: StackOptions = { config: { 'grafana:auth': auth } };
    return runStack(() => {
      new OrchestratorMonitoring('orders', { ...ARGS, orgId: 2 }, opts?.());
    }, options);
  };
  const token = ['glsa', 'x'].join('_');

  test('with a token of the settings', async () => {
    await expect(up(token)).rejects.toThrow(
      'orgId: found an organization, while grafana:auth is a token, which is of one organization; remove orgId, or give user:password',
    );
  });

  test('with user and password, or a provider that may have other ones', async () => {
    expect((await up('user:password')).resources.length).toBeGreaterThan(1);
    expect((await up(token, () => ({ provider: new Provider('p', {}) }))).resources.length).toBeGreaterThan(1);
  });
});

describe('objects of a cluster', () => {
  const OBJECTS = {
    alerts: { evaluatedBy: 'prometheus' },
    delivery: kubePrometheusStack({ release: 'monitoring' }),
    namespace: 'monitoring',
  } as const;

  /** What is refused of the second of two components. */
  const refusedObjects = async (change: object, opts?: () => pulumi.ComponentResourceOptions): Promise<unknown> => {
    let refused: unknown;
    await runStack(() => {
      new OrchestratorKubernetesObjects('orders', OBJECTS);
      try {
        new OrchestratorKubernetesObjects('billing', { ...OBJECTS, ...change }, opts?.());
      } catch (error) {
        refused = pulumi.InputPropertiesError.isInstance(error) ? error.errors : error;
      }
    });
    return refused;
  };

  test('of the same name', async () => {
    expect(await refusedObjects({})).toContainEqual({
      propertyPath: 'name',
      reason:
        'found "PrometheusRule orchestrator-rules", which OrchestratorKubernetesObjects "orders" has; set another one for OrchestratorKubernetesObjects "billing"',
    });
  });

  test.each<[string, object, (() => pulumi.ComponentResourceOptions) | undefined]>([
    ['another name', { name: 'billing' }, undefined],
    ['another namespace', { namespace: 'billing' }, undefined],
    ['another namespace that is known later', { namespace: pulumi.output('billing') }, undefined],
    ['another cluster', {}, () => ({ provider: new Kubernetes('other', {}) })],
  ])('%s: nothing is refused', async (_what, change, opts) => {
    expect(await refusedObjects(change, opts)).toBeUndefined();
  });

  describe('what one Grafana mounts', () => {
    const mounting = (name: string, grafana: object) => ({
      delivery: fileProvisioning(),
      dashboard: { uid: name },
      name,
      grafana: { name: 'grafana', ...grafana },
    });
    const refusedMounts = async (grafana: object) => {
      let refused: unknown;
      await runStack(() => {
        new OrchestratorKubernetesObjects('orders', { ...OBJECTS, ...mounting('orders', {}) });
        try {
          new OrchestratorKubernetesObjects('billing', { ...OBJECTS, ...mounting('billing', grafana) });
        } catch (error) {
          refused = pulumi.InputPropertiesError.isInstance(error) ? error.errors : error;
        }
      });
      return refused;
    };

    test('at one path', async () => {
      expect(await refusedMounts({})).toEqual([
        {
          propertyPath: 'grafana',
          reason:
            'found "/etc/grafana/provisioning/dashboards", which OrchestratorKubernetesObjects "orders" has; set provider: false and add the dashboard provider to the files that are there',
        },
      ]);
    });

    test.each<[string, object]>([
      ['of another name', { name: 'other' }],
      ['whose name is known later', { name: pulumi.output('grafana') }],
      ['of another kind', { kind: 'StatefulSet' }],
      ['in another container', { container: 'other' }],
    ])('not one %s', async (_what, grafana) => {
      expect(await refusedMounts(grafana)).toBeUndefined();
    });
  });

  describe('in a namespace that is known later: the program ends', () => {
    // What a program leaves rejected ends it, and would end the tests: it has a process of its own, and what was built.
    const run = (...components: readonly (readonly [name: string, args: object])[]) => {
      const program = `
        const pulumi = require('@pulumi/pulumi');
        const { fileProvisioning } = require('pupsourcing-orchestrator-monitoring');
        const { OrchestratorKubernetesObjects } = require('pupsourcing-orchestrator-monitoring/pulumi');
        const newResource = ({ name, inputs }) => ({ id: name, state: inputs });
        pulumi.runtime.setMocks({ newResource, call: () => ({}) }).then(() => {
          for (const [name, args] of JSON.parse(process.argv[1])) {
            new OrchestratorKubernetesObjects(name, {
              alerts: { evaluatedBy: 'prometheus' },
              delivery: fileProvisioning(),
              namespace: pulumi.output(Promise.resolve('monitoring')),
              ...args,
            });
          }
        });`;
      return spawnSync(process.execPath, ['-e', program, JSON.stringify(components)], { encoding: 'utf8' });
    };

    test('of the same name', () => {
      expect(run(['orders', { name: 'orders' }], ['other', { name: 'orders' }]).stderr).toContain(
        'name: found "ConfigMap orders-dashboard", which OrchestratorKubernetesObjects "orders" has; set another one for OrchestratorKubernetesObjects "other"',
      );
    });

    test('with a mount of one Grafana at one path', () => {
      const of = (name: string) => [name, { name, dashboard: { uid: name }, grafana: { name: 'grafana' } }] as const;

      expect(run(of('orders'), of('other')).stderr).toContain(
        'grafana: found "/etc/grafana/provisioning/dashboards", which OrchestratorKubernetesObjects "orders" has; ',
      );
    });

    test('a Grafana in another', () => {
      expect(run(['orders', { grafana: { name: 'grafana', namespace: 'other' } }]).stderr).toContain(
        'grafana.namespace: is another than that of what Grafana is to mount, now that both are known; put both into one namespace',
      );
    });

    test('not with other names, and a Grafana in the same', () => {
      const grafana = { name: 'grafana', namespace: 'monitoring' };

      expect(run(['orders', { grafana }], ['other', { name: 'other' }]).status).toBe(0);
    });
  });
});

describe('fleets of one program', () => {
  const MUTABLE = { 'kubernetes:enableConfigMapMutable': 'true' };
  const SCRAPE = { podLabels: { app: 'worker' } };
  const RULES = combineDeliveries({ rules: kubePrometheusStack({ release: 'monitoring' }) });
  const of = (uid: string) => ({ replicaSets: [{ name: 'orders', workers: 3 }], dashboard: { uid } });
  const grafana = (uid: string, more: object = {}, opts?: pulumi.ComponentResourceOptions) =>
    new OrchestratorMonitoring(uid, { datasourceUid: 'metrics', ...of(uid), ...more }, opts);
  const cluster = (uid: string, more: object = {}, opts?: pulumi.ComponentResourceOptions) =>
    new OrchestratorKubernetesObjects(
      uid,
      {
        alerts: { evaluatedBy: 'prometheus' },
        delivery: kubePrometheusStack({ release: 'monitoring' }),
        scrape: { namespaces: ['shop'], ...SCRAPE },
        namespace: 'monitoring',
        ...of(uid),
        ...more,
      },
      opts,
    );
  /** The path of each warning, with what is found. */
  const warned = async (program: () => unknown): Promise<readonly string[]> =>
    (await runStack(program, { preview: true, config: MUTABLE })).warnings.map((text) => text.split(';')[0] ?? '');
  const LISTED = 'replicaSets: found orders, which OrchestratorMonitoring "shop" lists too';
  const ALERTS = expect.stringMatching(
    /^alerts\.labels: found no label .*, as in Orchestrator\w+ "shop"$/,
  ) as unknown as string;

  test('in one Grafana', async () => {
    expect(await warned(() => [grafana('shop'), grafana('billing')])).toEqual([LISTED, ALERTS]);
  });

  test('in one cluster', async () => {
    expect(await warned(() => [cluster('shop'), cluster('billing')])).toEqual([
      LISTED.replace('OrchestratorMonitoring', 'OrchestratorKubernetesObjects'),
      ALERTS,
      expect.stringMatching(/^selector: found the recorded series/),
    ]);
  });

  test('in data sources that are known later, of which nothing says that they are two', async () => {
    const program = () =>
      ['shop', 'billing'].map((uid) => grafana(uid, { datasourceUid: pulumi.output(Promise.resolve('metrics')) }));

    expect(await warned(program)).toEqual([LISTED, ALERTS]);
  });

  test.each<[string, () => unknown]>([
    [
      'no rules in Grafana',
      () => ['shop', 'billing'].map((uid) => grafana(uid, { alerts: { evaluatedBy: 'prometheus' } })),
    ],
    ['selectors that tell them apart', () => [grafana('shop', { selector: { job: 'a' } }), grafana('billing')]],
    [
      'a Grafana each',
      () => [
        grafana('shop'),
        grafana('billing', {}, { provider: new Provider('other', { url: 'https://o.example' }) }),
      ],
    ],
    ['an organization each', () => [grafana('shop'), grafana('billing', { orgId: 2 })]],
    [
      'a data source and a label each',
      () =>
        ['eu', pulumi.output('us'), pulumi.output('us')].map((datasourceUid, index) =>
          grafana(`fleet-${String(index)}`, { datasourceUid, alerts: { labels: { cluster: String(index) } } }),
        ),
    ],
    ['a cluster each', () => [cluster('shop'), cluster('billing', {}, { provider: new Kubernetes('other', {}) })]],
    [
      'one fleet, in Grafana and in the cluster',
      () => [grafana('shop', { alerts: { evaluatedBy: 'prometheus' } }), cluster('shop', { delivery: RULES })],
    ],
  ])('%s: no warning', async (_what, program) => {
    expect(await warned(program)).toEqual([]);
  });

  test('one fleet, its dashboards in one namespace and its rules in another: no warning about the other', async () => {
    const database = { exporter: 'postgres_exporter', selector: { job: 'database' } };
    const own = kubePrometheusStack({ release: 'monitoring' });
    const dashboards = combineDeliveries({ dashboards: own, database: false });
    const program = () => [
      cluster('shop', { database, delivery: dashboards, namespace: 'grafana' }),
      cluster('rules', { database, ...of('shop'), delivery: RULES }),
    ];

    expect(await warned(program)).toEqual([expect.stringContaining('delivers no rules')]);
  });

  test('two fleets meet in what both bring', async () => {
    const dashboards = combineDeliveries({ dashboards: kubePrometheusStack({ release: 'monitoring' }) });

    expect(
      await warned(() => [cluster('shop', { delivery: RULES }), cluster('billing', { delivery: dashboards })]),
    ).toEqual([expect.stringContaining('delivers no rules')]);
  });

  describe('the two components of a fleet, each with a name of its own for the dashboard', () => {
    const ALONE = { replicaSets: [{ name: 'orders', workers: 3 }] };
    const inGrafana = (more: object = {}) =>
      new OrchestratorMonitoring('orders', { datasourceUid: 'metrics', ...ALONE, ...more });
    const inCluster = (evaluatedBy: 'prometheus' | 'grafana', more: object = {}) =>
      cluster('orders', { ...ALONE, dashboard: {}, alerts: { evaluatedBy }, ...more });
    const byPrometheus = { alerts: { evaluatedBy: 'prometheus' } };
    const byGrafana = { alerts: { evaluatedBy: 'grafana' } };

    test.each<[string, () => unknown, string]>([
      [
        'both have the alerts',
        () => [inGrafana(), inCluster('prometheus')],
        'which OrchestratorMonitoring "orders" has for Grafana to evaluate; every alert would be sent twice; set the same alerts.evaluatedBy in both',
      ],
      [
        'both have the alerts, the other way round',
        () => [inCluster('prometheus'), inGrafana()],
        'which OrchestratorKubernetesObjects "orders" has for Prometheus to evaluate; every alert would be sent twice; set the same alerts.evaluatedBy in both',
      ],
      [
        'both bring them to Grafana',
        () => [inGrafana(), inCluster('grafana', { grafanaAlerts: true })],
        'which OrchestratorMonitoring "orders" has for Grafana to evaluate; every alert would be sent twice; leave out grafanaAlerts beside OrchestratorMonitoring',
      ],
      [
        'both record',
        () => [inGrafana({ targetDatasourceUid: 'metrics' }), inCluster('grafana')],
        'recordingRules: found targetDatasourceUid in OrchestratorMonitoring "orders", and recording rules in OrchestratorKubernetesObjects "orders"; every series would be recorded twice; leave out targetDatasourceUid, and set recordingRules: true in its place',
      ],
      [
        'both record what no alert is about, and what is not built in',
        () => {
          const own = {
            extend: { recordingRules: [OWN_RECORD] },
            recordingRules: false,
            alerts: { ...byGrafana.alerts, enabled: false },
          };
          return [inGrafana({ ...own, targetDatasourceUid: 'metrics' }), inCluster('grafana', own)];
        },
        'every series would be recorded twice',
      ],
      ...(['grafana', 'prometheus'] as const).map((evaluatedBy): [string, () => unknown, string] => [
        `nobody records what is read, with alerts of ${evaluatedBy}`,
        () => [
          inCluster(evaluatedBy, { recordingRules: false, delivery: RULES }),
          inGrafana({ recordingRules: true, alerts: { evaluatedBy } }),
        ],
        'recordingRules: found false in OrchestratorKubernetesObjects "orders", while OrchestratorMonitoring "orders" reads recorded series; nobody would record them, and panels and alerts of objectives would find nothing; set the same recordingRules in both',
      ]),
      ...(['before', 'behind'] as const).map((place): [string, () => unknown, string] => [
        `nobody records what is read, and another fleet does ${place} it`,
        () => {
          const ofJob = (job: string) => ({ selector: { job }, ...byGrafana });
          const inOne = (job: string, more: object = {}) =>
            cluster(job, { ...ofJob(job), delivery: RULES, scrape: { namespaces: [job], ...SCRAPE }, ...more });
          const others = () => inOne('shop');
          return [
            place === 'before' ? others() : undefined,
            grafana('bank', { ...ofJob('bank'), recordingRules: true }),
            inOne('bank', { recordingRules: false }),
            place === 'behind' ? others() : undefined,
          ];
        },
        'recordingRules: found false in OrchestratorKubernetesObjects "bank", while OrchestratorMonitoring "bank" reads',
      ]),
      [
        'both have the dashboards',
        () => [inGrafana(of('orders')), inCluster('grafana', of('orders'))],
        'dashboard.uid: found orders, orders-fleet, orders-runbook, which OrchestratorMonitoring "orders" has, too; in one Grafana the second dashboard replaces the first; leave the dashboards out of the delivery, for instance by combineDeliveries({ rules })',
      ],
      [
        'nobody has them',
        () => [inGrafana(byPrometheus), inCluster('grafana')],
        `alerts.evaluatedBy: found 'grafana', and 'prometheus' in OrchestratorMonitoring "orders"; each leaves the alerts to the other, and nobody would evaluate them; set the same alerts.evaluatedBy in both`,
      ],
    ])('%s: a warning', async (_what, program, expected) => {
      const { warnings } = await runStack(program, { preview: true, config: MUTABLE });

      expect(warnings).toEqual([expect.stringContaining(expected)]);
    });

    test.each<[string, () => unknown]>([
      ['Prometheus has them', () => [inGrafana(byPrometheus), inCluster('prometheus')]],
      ['Grafana has them', () => [inGrafana(), inCluster('grafana')]],
      [
        'the delivery brings them to Grafana',
        () => [inGrafana(byPrometheus), inCluster('grafana', { grafanaAlerts: true })],
      ],
      ['the objects are none of rules', () => [inGrafana(), inCluster('prometheus', { delivery: sidecar() })]],
      ['Grafana has none', () => [inGrafana({ alerts: { enabled: false } }), inCluster('prometheus')]],
      [
        'each has other alerts',
        () => {
          const names = [...new Set(createMixin(ALONE).alerts.map(({ name }) => name))];
          const without = (off: readonly string[]) => Object.fromEntries(off.map((name) => [name, { enabled: false }]));
          const ofPrometheus = { evaluatedBy: 'prometheus', overrides: without(names.slice(0, 3)) };
          return [
            inGrafana({ alerts: { overrides: without(names.slice(3)) } }),
            inCluster('prometheus', { alerts: ofPrometheus }),
          ];
        },
      ],
      [
        'they are two fleets',
        () => [inGrafana({ selector: { job: 'a' } }), inCluster('prometheus', { selector: { job: 'b' } })],
      ],
      ['the cluster records, what is read or not', () => [inGrafana({ recordingRules: true }), inCluster('grafana')]],
      [
        'another component of the cluster records',
        () => [
          cluster('records', { ...ALONE, ...byGrafana }),
          inCluster('grafana', { recordingRules: false, name: 'second' }),
          inGrafana({ recordingRules: true }),
        ],
      ],
      [
        'another component of the cluster records, behind it',
        () => [
          inCluster('grafana', { recordingRules: false, name: 'second' }),
          inGrafana({ recordingRules: true }),
          cluster('records', { ...ALONE, ...byGrafana }),
        ],
      ],
      [
        'the objects that record nothing are none of rules',
        () => [
          inCluster('grafana', { recordingRules: false, delivery: sidecar() }),
          inGrafana({ recordingRules: true }),
        ],
      ],
      ['nobody records or reads', () => [inGrafana(), inCluster('grafana', { recordingRules: false })]],
      [
        'somebody else brings the rules',
        () => [inGrafana({ targetDatasourceUid: 'metrics' }), inCluster('grafana', { delivery: sidecar() })],
      ],
    ])('%s: none', async (_what, program) => {
      const about = /^(?:alerts\.evaluatedBy|recordingRules)/;
      expect((await warned(program)).filter((text) => about.test(text))).toEqual([]);
    });
  });

  test('labels that are known later may tell alerts apart', async () => {
    const labelled = (uid: string) =>
      grafana(uid, { alerts: { labels: { environment: pulumi.output(Promise.resolve(uid)) } } });

    expect(await warned(() => [labelled('shop'), labelled('billing')])).toEqual([LISTED]);
  });

  test('also of two components that have one name, within others', async () => {
    const nested = (uid: string) =>
      grafana(
        'monitoring',
        {
          dashboard: { uid },
          alerts: { labels: { environment: pulumi.output(Promise.resolve(uid)) } },
        },
        { parent: new pulumi.ComponentResource('shop:index:Team', uid) },
      );

    expect(await warned(() => [nested('shop'), nested('billing')])).toEqual([
      LISTED.replace('"shop"', '"monitoring" in shop:index:Team "shop"'),
    ]);
  });

  test('scrape jobs of one name meet in files, and not as objects of an operator', async () => {
    const fleet = (uid: string, delivery: Delivery) =>
      cluster(uid, {
        delivery,
        selector: { job: 'workers', namespace: uid },
        scrape: { namespaces: [uid], ...SCRAPE },
      });

    expect(await warned(() => [fleet('shop', standalone()), fleet('billing', standalone())])).toEqual([
      'scrape.jobName: found "workers" with other settings, as in OrchestratorKubernetesObjects "shop"',
    ]);
    const operator = prometheusOperator();
    const quiet = combineDeliveries({ dashboards: sidecar(), rules: operator });
    expect(await warned(() => [fleet('shop', quiet), fleet('billing', quiet)])).toEqual([]);
  });
});
