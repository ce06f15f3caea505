/** What comes of changes: each is made, made again, undone, and destroyed, before a Grafana and a cluster in memory. */
import * as pulumi from '@pulumi/pulumi';
import { ContactPoint } from '@pulumiverse/grafana/alerting/contactPoint';
import {
  OrchestratorKubernetesObjects,
  OrchestratorMonitoring,
  type OrchestratorKubernetesObjectsArgs,
  type OrchestratorMonitoringArgs,
} from 'pupsourcing-orchestrator-monitoring/pulumi';
import { fileProvisioning, prometheusOperator, sidecar, standalone } from '../../lib';
import { World, type Stack } from './engine/world';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const ARGS: OrchestratorMonitoringArgs = {
  datasourceUid: 'metrics',
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
  contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example/T0' }] } },
  notifications: { contactPoint: 'Team' },
};

const programOf = (args: OrchestratorMonitoringArgs) => () => {
  new OrchestratorMonitoring('orders', args);
};

/** Grafana with the folders of teams, and whom nobody else uses. */
function world(): World {
  const made = new World();
  for (const orgId of ['1', '2']) {
    for (const uid of ['team', 'other', 'all']) {
      made.grafana.createFolder(orgId, { uid, title: uid, parentUid: '' });
    }
  }
  return made;
}

/** There and back, with nothing to do in between. Returns what it took to get there. */
async function thereAndBack(
  stack: Stack,
  before: OrchestratorMonitoringArgs,
  after: OrchestratorMonitoringArgs,
): Promise<readonly string[]> {
  const [{ resources: old }, { resources: young }] = [
    await stack.run(programOf(before)),
    await stack.run(programOf(after)),
  ];
  stack.apply(old);
  expect(stack.wouldChange(old)).toEqual([]);
  const steps = stack.apply(young);
  expect(stack.unfinished).toEqual([]);
  expect(stack.wouldChange(young)).toEqual([]);
  stack.refresh();
  expect(stack.wouldChange(young)).toEqual([]);
  stack.apply(old);
  expect(stack.wouldChange(old)).toEqual([]);
  expect(stack.lost).toEqual([]);
  return steps;
}

test.each<[string, Partial<OrchestratorMonitoringArgs>, Partial<OrchestratorMonitoringArgs>]>([
  ['the uid of the folder', { folder: { uid: 'first' } }, { folder: { uid: 'second' } }],
  ['a folder of the component becomes one that there is', {}, { folderUid: 'team' }],
  ['one folder that there is becomes another', { folderUid: 'team' }, { folderUid: 'other' }],
  ['the folder moves', {}, { folder: { parentFolderUid: 'all' } }],
  ['namespace', { namespace: 'first' }, { namespace: 'second' }],
  [
    'namespace, in a folder that there is',
    { namespace: 'first', folderUid: 'team' },
    { namespace: 'second', folderUid: 'team' },
  ],
  ['dashboard.uid', {}, { dashboard: { uid: 'other-uid' } }],
  [
    'dashboard.uid, with the same title',
    { dashboard: { title: 'Shop' } },
    { dashboard: { uid: 'other-uid', title: 'Shop' } },
  ],
  [
    'dashboard.uid, in a folder that there is',
    { folderUid: 'team' },
    { folderUid: 'team', dashboard: { uid: 'other-uid' } },
  ],
  ['editableInUi', {}, { editableInUi: true }],
  ['orgId', {}, { orgId: 2 }],
  ['the profile', {}, { profile: 'upstream' }],
  ['the profile, in a folder that there is', { folderUid: 'team' }, { folderUid: 'team', profile: 'upstream' }],
  ['who evaluates', {}, { alerts: { evaluatedBy: 'prometheus' } }],
  ['no contact points', {}, { contactPoints: {}, notifications: undefined as never }],
  [
    'another contact point',
    {},
    {
      contactPoints: { Other: { emails: [{ addresses: ['a@b.example'] }] } },
      notifications: { contactPoint: 'Other' },
    },
  ],
  ['recording rules', {}, { targetDatasourceUid: 'mimir' }],
  [
    'times',
    {},
    { notifications: { contactPoint: 'Team', groupWait: '90s', groupInterval: '7d', repeatInterval: '365d' } },
  ],
  ['for', {}, { alerts: { overrides: { OrchestratorSlowCoordination: { for: '7d', keepFiringFor: '90s' } } } }],
  ['title with spaces', {}, { folder: { title: ' Shop ' }, dashboard: { title: ' Shop ' } }],
])('%s', async (_what, before, after) => {
  const made = world();
  const stack = made.stack();
  await thereAndBack(stack, { ...ARGS, ...before }, { ...ARGS, ...after });
  stack.destroy();

  for (const orgId of ['1', '2']) {
    const { folders, dashboards, rules, integrations } = made.grafana.in(orgId);
    expect([...folders.keys()]).toEqual(['team', 'other', 'all']);
    expect([dashboards.size, rules.size, integrations.length]).toEqual([0, 0, 0]);
  }
});

test('the folder goes last, and its successor is made first: nobody is without alerts in between', async () => {
  const stack = world().stack();
  const steps = await thereAndBack(
    stack,
    { ...ARGS, folder: { uid: 'first' } },
    { ...ARGS, folder: { uid: 'second' } },
  );

  expect(steps).toEqual([
    'replace orders-folder (uid)',
    'update orders-dashboard (folder)',
    'update orders-dashboard-fleet (folder)',
    'update orders-dashboard-runbook (folder)',
    'replace orders-rules-coordination (folderUid)',
    'replace orders-rules-heartbeats (folderUid)',
    'replace orders-rules-processes (folderUid)',
    'replace orders-rules-projections (folderUid)',
    'replace orders-rules-throughput (folderUid)',
    'replace orders-rules-workers (folderUid)',
  ]);
});

test('an `up` that stops half-way goes on where it was', async () => {
  const made = world();
  const stack = made.stack();
  const [{ resources: old }, { resources: young }] = [
    await stack.run(programOf({ ...ARGS, namespace: 'first' })),
    await stack.run(programOf({ ...ARGS, namespace: 'second', editableInUi: true })),
  ];
  for (let write = 1; write <= 30; write++) {
    stack.apply(old);
    made.grafana.failFrom(write);
    try {
      stack.apply(young);
    } catch {
      // As it is meant to.
    }
    made.grafana.recover();
    stack.apply(young);
    expect([write, stack.unfinished, stack.wouldChange(young), stack.lost]).toEqual([write, [], [], []]);
  }
});

describe('several stacks in one Grafana', () => {
  const { contactPoints: _points, notifications: _notifications, ...PLAIN } = ARGS;

  test.each([
    [{ project: 'shop' }, { project: 'billing' }],
    [{ stack: 'dev' }, { stack: 'prod' }],
  ])('%j and %j stand side by side by default, and go one by one', async (one, other) => {
    const made = world();
    const [first, second] = [made.stack(one), made.stack(other)];
    await first.up(programOf(ARGS));
    await second.up(programOf(ARGS));

    expect(await first.preview(programOf(ARGS))).toEqual([]);
    second.destroy();
    first.refresh();
    expect(await first.preview(programOf(ARGS))).toEqual([]);
  });

  test('a uid that both insist on is refused the second time, and can be changed then', async () => {
    const made = world();
    const [first, second] = [made.stack({ stack: 'dev' }), made.stack()];
    const insist = { ...PLAIN, dashboard: { uid: 'board' } };
    await first.up(programOf(insist));

    await expect(second.up(programOf(insist))).rejects.toThrow('a dashboard with the uid board already exists');
    await second.up(programOf(PLAIN));
    expect(second.unfinished).toEqual([]);
  });

  test('a name of a contact point that both insist on joins them: there is a warning', async () => {
    const insist = { ...ARGS, contactPoints: { Team: { ...ARGS.contactPoints!['Team'], name: 'Team' } } };
    const { warnings } = await world().stack().run(programOf(insist));

    expect(warnings).toEqual([
      'contactPoints["Team"].name: found "Team"; where Grafana has a contact point of this name, it gets these integrations beside its own, and loses all of them when this one is destroyed; leave out the name to get a contact point of this stack alone',
    ]);
  });

  test('the same name under another key is the same contact point', async () => {
    const point = { webhooks: [{ url: 'https://hooks.example/T0' }], name: 'Insisted' };
    const steps = await thereAndBack(
      world().stack(),
      { ...ARGS, contactPoints: { Team: point } },
      { ...ARGS, contactPoints: { Pager: point }, notifications: { contactPoint: 'Pager' } },
    );

    expect(steps).toEqual([]);
  });
});

test('the name that a contact point has anyway is the same contact point', async () => {
  const point = { webhooks: [{ url: 'https://hooks.example/T0' }], name: 'Team (shop/prod)' };
  const steps = await thereAndBack(world().stack(), ARGS, { ...ARGS, contactPoints: { Team: point } });

  expect(steps).toEqual([]);
});

describe('changes that take more than an argument, as docs/pulumi.md says', () => {
  const { contactPoints: _points, notifications: _notifications, ...PLAIN } = ARGS;

  test('a contact point moves to another component: under another key', async () => {
    const stack = world().stack();
    const program = (orders: string | undefined, billing: string | undefined) => () => {
      for (const [component, key] of Object.entries({ orders, billing })) {
        const args = { ...PLAIN, dashboard: { uid: component } };
        const point = key === undefined ? {} : { [key]: { webhooks: [{ url: 'https://hooks.example/T0' }] } };
        const sent = key === undefined ? {} : { contactPoints: point, notifications: { contactPoint: key } };
        new OrchestratorMonitoring(component, { ...args, ...sent });
      }
    };
    await stack.up(program('Team', undefined));

    await expect(stack.up(program(undefined, 'Team'))).rejects.toThrow("contact point 'Team (shop/prod)' is used by");
    await stack.up(program(undefined, 'Crew'));
    expect([stack.unfinished, await stack.preview(program(undefined, 'Crew')), stack.lost]).toEqual([[], [], []]);
  });

  test('a folder of the component becomes one that it uses: after an `up` with retainOnDelete', async () => {
    const made = world();
    const stack = made.stack();
    const program =
      (args: Partial<OrchestratorMonitoringArgs>, opts: pulumi.ComponentResourceOptions = {}) =>
      () => {
        new OrchestratorMonitoring('orders', { ...PLAIN, ...args }, opts);
      };
    await stack.up(program({ folder: { uid: 'shop' } }));

    await expect(stack.up(program({ folderUid: 'shop' }))).rejects.toThrow('folder shop is not empty');
    await stack.up(program({ folder: { uid: 'shop' } }, { retainOnDelete: true }));
    await stack.up(program({ folderUid: 'shop' }));
    expect([stack.unfinished, await stack.preview(program({ folderUid: 'shop' })), stack.lost]).toEqual([[], [], []]);
    stack.destroy();
    expect(made.grafana.in('1').dashboards.size).toBe(0);
    expect([...made.grafana.in('1').folders.keys()]).toContain('shop');
  });

  test('a component gets another name: with the old one as an alias', async () => {
    const renamed =
      (opts: pulumi.ComponentResourceOptions = {}) =>
      () => {
        new OrchestratorMonitoring('shop', ARGS, opts);
      };
    const [without, stack] = [world().stack(), world().stack()];
    await without.up(programOf(ARGS));
    await stack.up(programOf(ARGS));

    await expect(without.up(renamed())).rejects.toThrow('has been changed by someone else');
    expect(await stack.up(renamed({ aliases: [{ name: 'orders' }] }))).toEqual([]);
    expect(await stack.up(renamed())).toEqual([]);
  });
});

test('a contact point of the program itself can be sent to, and go, too', async () => {
  const stack = world().stack();
  const { contactPoints: _points, ...plain } = ARGS;
  await stack.up(() => {
    const { name } = new ContactPoint('own', { name: 'Own', webhooks: [{ url: 'https://hooks.example/T1' }] });
    new OrchestratorMonitoring('orders', { ...plain, notifications: { contactPoint: name } });
  });
  await stack.up(programOf(ARGS));
  expect(stack.unfinished).toEqual([]);
});

describe('in a cluster', () => {
  const objects = (args: Partial<OrchestratorKubernetesObjectsArgs>) => () => {
    new OrchestratorKubernetesObjects('orders', {
      delivery: fileProvisioning(),
      namespace: 'monitoring',
      alerts: { evaluatedBy: 'prometheus' },
      ...args,
    });
  };
  const IN_PLACE = { enableConfigMapMutable: true, enableSecretMutable: true };

  test.each<[string, OrchestratorKubernetesObjectsArgs['delivery']]>([
    ['files', fileProvisioning()],
    ['the sidecar', sidecar()],
    ['a Secret', prometheusOperator({ scraping: 'additionalScrapeConfigs' })],
  ])('by %s: with the settings of the provider, objects change in place', async (_what, delivery) => {
    const made = new World(IN_PLACE);
    const stack = made.stack();
    await stack.up(objects({ delivery }));
    const steps = await stack.up(
      objects({ delivery, replicaSets: [{ name: 'mail', workers: 2 }], scrapeInterval: '45s' }),
    );

    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter((step) => !step.startsWith('update '))).toEqual([]);
    expect(made.cluster.deleted).toEqual([]);
    stack.destroy();
    expect([...made.cluster.objects.keys()]).toEqual([]);
  });

  test('without them, they are gone for a moment: there is a warning', async () => {
    const made = new World();
    const stack = made.stack();
    await stack.up(objects({ delivery: sidecar() }));
    await stack.up(objects({ delivery: sidecar(), replicaSets: [{ name: 'mail', workers: 2 }] }));

    expect(made.cluster.deleted).toContain('ConfigMap monitoring/orchestrator-dashboard');
    expect((await stack.run(objects({ delivery: sidecar() }))).warnings).toContain(
      'the provider deletes each ConfigMap and makes it anew whenever its content changes, so that dashboards or rules are gone for a moment; set enableConfigMapMutable: true on the Kubernetes provider, or pulumi config set kubernetes:enableConfigMapMutable true',
    );
  });

  test('a change of what Grafana reads at its start makes new pods, a change of dashboards does not', async () => {
    const stack = new World(IN_PLACE).stack();
    const delivery = fileProvisioning({ datasource: { url: 'http://prometheus:9090' } });
    const grafana = { name: 'grafana' };
    await stack.up(objects({ delivery, grafana }));

    expect(
      await stack.preview(objects({ delivery, grafana, replicaSets: [{ name: 'mail', workers: 2 }] })),
    ).not.toContain('update orders-grafana (spec)');
    expect(await stack.preview(objects({ delivery, grafana, scrapeInterval: '45s' }))).toContain(
      'update orders-grafana (spec)',
    );
  });

  test('an object in several namespaces: one more leaves the others alone', async () => {
    const stack = new World(IN_PLACE).stack();
    const delivery = prometheusOperator({ discoveredBy: { name: 'prometheus-k8s', namespace: 'monitoring' } });
    await stack.up(objects({ delivery, scrape: { namespaces: ['shop'] } }));
    const steps = await stack.up(objects({ delivery, scrape: { namespaces: ['shop', 'mail', 'monitoring'] } }));

    expect(steps.filter((step) => step.includes('-Role'))).toEqual([
      'create orders-Role-orchestrator-worker-discovery-mail',
      'create orders-Role-orchestrator-worker-discovery-monitoring',
      'create orders-RoleBinding-orchestrator-worker-discovery-mail',
      'create orders-RoleBinding-orchestrator-worker-discovery-monitoring',
    ]);
  });

  test('another name, another namespace', async () => {
    const made = new World(IN_PLACE);
    const stack = made.stack();
    const grafana = { name: 'grafana' };
    await stack.up(objects({ grafana }));
    for (const args of [{ name: 'fleet' }, { namespace: 'other' }, {}]) {
      await stack.up(objects({ grafana, ...args }));
      expect([stack.unfinished, await stack.preview(objects({ grafana, ...args }))]).toEqual([[], []]);
    }
    stack.destroy();
    expect([...made.cluster.objects.keys()]).toEqual([]);
  });

  const discoveredBy = { name: 'prometheus-k8s', namespace: 'monitoring' };
  const scrape = { namespaces: ['mon', 'shop'], podLabels: { app: 'workers' } };

  test.each<[string, Partial<OrchestratorKubernetesObjectsArgs>, Partial<OrchestratorKubernetesObjectsArgs>]>([
    [
      'that of the README is given',
      { delivery: standalone(), namespace: undefined as never },
      { delivery: standalone() },
    ],
    [
      'from the delivery to the component',
      { delivery: fileProvisioning({ namespace: 'mon' }), namespace: undefined as never },
      { delivery: fileProvisioning(), namespace: 'mon' },
    ],
    [
      'of a delivery, beside that of the component, to a component that knows it later',
      { delivery: sidecar({ namespace: 'mon' }) },
      { delivery: sidecar(), namespace: pulumi.output('mon') },
    ],
    [
      'of the inhibitions',
      { delivery: prometheusOperator({ inhibitions: { matcherStrategy: 'None', namespace: 'mon' } }) },
      { delivery: prometheusOperator({ inhibitions: { matcherStrategy: 'None' } }), namespace: 'mon' },
    ],
    [
      'which is also one of the workers',
      { delivery: prometheusOperator({ discoveredBy, namespace: 'mon' }), scrape },
      { delivery: prometheusOperator({ discoveredBy }), namespace: pulumi.output('mon'), scrape },
    ],
  ])('the namespace moves, there and back, and objects stay: %s', async (_what, before, after) => {
    const made = new World(IN_PLACE);
    const stack = made.stack();
    await stack.up(objects(before));
    const there = new Set(made.cluster.objects.keys());
    await stack.up(objects(after));
    const stayed = [...made.cluster.objects.keys()].filter((key) => there.has(key));

    expect(stayed.length).toBeGreaterThan(0);
    expect(made.cluster.deleted.filter((key) => stayed.includes(key))).toEqual([]);
    expect([stack.unfinished, await stack.preview(objects(after))]).toEqual([[], []]);
    await stack.up(objects(before));
    expect(new Set(made.cluster.objects.keys())).toEqual(there);
  });

  test('stacks of earlier versions, where the component was called OrchestratorMonitoringManifests, go on', async () => {
    const stack = new World(IN_PLACE).stack();
    const { resources } = await stack.run(objects({}));
    const renamed = (text: string) => text.replace('OrchestratorKubernetesObjects', 'OrchestratorMonitoringManifests');
    stack.apply(
      resources.map((one) => ({
        ...one,
        type: renamed(one.type),
        urn: renamed(one.urn),
        parentUrn: renamed(one.parentUrn),
        dependencyUrns: one.dependencyUrns.map(renamed),
      })),
    );

    expect(stack.wouldChange(resources)).toEqual([]);
    expect(stack.apply(resources)).toEqual([]);
  });
});
