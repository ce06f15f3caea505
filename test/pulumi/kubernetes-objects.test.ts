import * as pulumi from '@pulumi/pulumi';
import { DeploymentPatch } from '@pulumi/kubernetes/apps/v1/deploymentPatch';
import { StatefulSetPatch } from '@pulumi/kubernetes/apps/v1/statefulSetPatch';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import { Secret } from '@pulumi/kubernetes/core/v1/secret';
import { Service } from '@pulumi/kubernetes/core/v1/service';
import { NetworkPolicy } from '@pulumi/kubernetes/networking/v1/networkPolicy';
import { Role } from '@pulumi/kubernetes/rbac/v1/role';
import { RoleBinding } from '@pulumi/kubernetes/rbac/v1/roleBinding';
import {
  OrchestratorKubernetesObjects,
  type OrchestratorKubernetesObjectsArgs,
} from 'pupsourcing-orchestrator-monitoring/pulumi';
import {
  configMapOf,
  createMixin,
  fileProvisioning,
  kubePrometheusStack,
  prometheusOperator,
  renderDelivery,
  sidecar,
  standalone,
  type Delivery,
  type MonitoringProps,
} from '../../lib';
import { findIdleWorkload, namespaceOfWorkload } from '../../lib/pulumi/kubernetes/grafana-patch';
import { PendingNamespace, resourceType } from '../../lib/pulumi/kubernetes/manifest-resource';
import { LATER } from '../validation/refused';
import { runStack, UNKNOWN, type Registered, type StackOptions } from './stack';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const FLEET = { replicaSets: [{ name: 'orders', workers: 3 }] } satisfies MonitoringProps;

const STACK = kubePrometheusStack({ release: 'monitoring' });

const ARGS: OrchestratorKubernetesObjectsArgs = {
  ...FLEET,
  alerts: { evaluatedBy: 'prometheus' },
  delivery: STACK,
  namespace: 'monitoring',
};

const run = (
  args: Partial<OrchestratorKubernetesObjectsArgs>,
  opts?: pulumi.ComponentResourceOptions,
  options?: StackOptions,
) =>
  runStack(() => {
    const { objectNames, mounts } = new OrchestratorKubernetesObjects('orders', { ...ARGS, ...args }, opts);
    return { objectNames, mounts };
  }, options);

const objectsOf = (resources: readonly Registered[]) => resources.filter(({ parent }) => parent === 'orders');

/** Type of a class of @pulumi/kubernetes, which keeps it to itself. */
const tokenOf = (resource: object): string => (resource as { readonly __pulumiType: string }).__pulumiType;

test('names of resources are the same where the namespace is known later', async () => {
  const args: Partial<OrchestratorKubernetesObjectsArgs> = {
    scrape: { namespaces: ['projections', 'others'], podLabels: { app: 'workers' } },
    delivery: kubePrometheusStack({
      release: 'monitoring',
      discoveredBy: { name: 'prometheus', namespace: 'monitoring' },
      networkPolicy: { prometheusNamespace: 'monitoring' },
    }),
  };
  const named = async (namespace: pulumi.Input<string>) => objectsOf((await run({ ...args, namespace })).resources);
  const [known, later] = [await named('projections'), await named(pulumi.output('projections'))];

  expect(known.map(({ name }) => name)).toEqual(later.map(({ name }) => name));
  expect(known.map(({ name }) => name)).toEqual(
    expect.arrayContaining(
      ['NetworkPolicy', 'Role', 'RoleBinding'].map(
        (kind) => expect.stringMatching(`^orders-${kind}-orchestrator-.+-projections$`) as string,
      ),
    ),
  );
});

describe('types of the resources are those of @pulumi/kubernetes', () => {
  test.each([ConfigMap, Secret, Service, NetworkPolicy, Role, RoleBinding, DeploymentPatch, StatefulSetPatch])(
    '%p',
    (resource) => {
      const token = tokenOf(resource);
      const [, group = '', kind = ''] = token.split(':');

      expect(resourceType({ apiVersion: group.replace(/^core\//, ''), kind })).toBe(token);
    },
  );
});

describe.each<[string, Delivery, Partial<OrchestratorKubernetesObjectsArgs>]>([
  ['kubePrometheusStack', STACK, {}],
  ['fileProvisioning', fileProvisioning(), { labels: { team: 'shop' }, annotations: { note: 'x' }, name: 'fleet' }],
  ['sidecar', sidecar(), {}],
  ['prometheusOperator', prometheusOperator(), {}],
  [
    'one of the user that brings alerts to Grafana',
    {
      name: 'mine',
      grafanaAlerts: ({ metadata, mixin }) => ({
        objects: [configMapOf(metadata('alerts'), { names: mixin.grafanaRuleGroups.map(({ name }) => name).join() })],
      }),
    },
    { alerts: { evaluatedBy: 'grafana' }, grafanaAlerts: true },
  ],
])('%s', (_what, delivery, changes) => {
  test('the objects are those of the renderer, one resource for each', async () => {
    const { name, labels, annotations, alerts, grafanaAlerts }: OrchestratorKubernetesObjectsArgs = {
      ...ARGS,
      ...changes,
    };
    const expected = renderDelivery(delivery, createMixin({ ...FLEET, alerts }), {
      name,
      labels,
      annotations,
      namespace: 'monitoring',
      omit: grafanaAlerts === true ? [] : ['grafanaAlerts'],
    }).objects.map(({ manifest }) => manifest);
    const { resources, outputs } = await run({ ...changes, delivery });

    expect(expected.length).toBeGreaterThan(0);
    expect(objectsOf(resources).map(({ type, name: logical, inputs }) => ({ type, logical, inputs }))).toEqual(
      expected
        .map((manifest) => ({
          type: resourceType(manifest),
          logical: `orders-${manifest.kind}-${manifest.metadata.name}`,
          inputs: JSON.parse(JSON.stringify(manifest)) as unknown,
        }))
        .toSorted((a, b) => (a.logical < b.logical ? -1 : 1)),
    );
    expect(outputs['objectNames']).toEqual(expected.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  });
});

test('what a Secret holds is secret, also in the state', async () => {
  const delivery = prometheusOperator({ scraping: 'additionalScrapeConfigs' });
  const { resources } = await run({ delivery });
  const [secret] = objectsOf(resources).filter(({ type }) => type === 'kubernetes:core/v1:Secret');

  expect(secret?.secrets).toEqual(secret?.secretOutputs);
  expect(secret?.secretOutputs.length).toBe(1);
});

test('a field of a Secret that is undefined is none', async () => {
  const delivery: Delivery = {
    name: 'own',
    rules: ({ metadata }) => ({
      objects: [
        { apiVersion: 'v1', kind: 'Secret', metadata: metadata('s'), stringData: { a: 'b' }, data: undefined } as never,
      ],
    }),
  };
  const { resources } = await run({ delivery });
  const [secret] = objectsOf(resources).filter(({ type }) => type === 'kubernetes:core/v1:Secret');

  expect(secret?.secretOutputs).toEqual(['stringData']);
  expect(Object.keys(secret?.inputs ?? {})).not.toContain('data');
});

describe('who evaluates the alerts', () => {
  const rulesOf = async (args: Partial<OrchestratorKubernetesObjectsArgs>) => {
    const { resources } = await run(args);
    return objectsOf(resources)
      .filter(({ type }) => type.endsWith(':PrometheusRule'))
      .flatMap(({ inputs }) => (inputs['spec'] as { groups: { rules: object[] }[] }).groups)
      .flatMap(({ rules }) => rules);
  };

  test('Prometheus: the rules hold them', async () => {
    expect((await rulesOf({})).some((rule) => 'alert' in rule)).toBe(true);
  });

  test('Grafana: the rules do not, and nothing else does, since OrchestratorMonitoring has them', async () => {
    const rules = await rulesOf({ alerts: { evaluatedBy: 'grafana' } });

    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => 'alert' in rule)).toEqual([]);
  });

  test('it has to be said', async () => {
    await expect(run({ alerts: {} as never })).rejects.toThrow(
      "alerts.evaluatedBy: missing; allowed: 'prometheus' or 'grafana'; there is no default",
    );
  });
});

describe('a namespace that is known later', () => {
  const namespaces = (resources: readonly Registered[]) =>
    new Set(objectsOf(resources).map(({ inputs }) => (inputs['metadata'] as { namespace: string }).namespace));

  test('at preview', async () => {
    const { resources } = await run({ namespace: pulumi.output(pulumi.unknown) as never }, {}, { preview: true });

    expect(namespaces(resources)).toEqual(new Set([UNKNOWN]));
  });

  test('stands where it belongs, as if it had been known', async () => {
    const [known, later] = [await run({}), await run({ namespace: pulumi.output('monitoring') })];

    expect(namespaces(later.resources)).toEqual(new Set(['monitoring']));
    expect(objectsOf(later.resources).map(({ inputs }) => inputs)).toEqual(
      objectsOf(known.resources).map(({ inputs }) => inputs),
    );
  });

  test.each<[string, pulumi.Input<string>, string]>([
    ['may be that of the workers', pulumi.output('shop'), ''],
    [
      'is not, where it is known',
      'monitoring',
      "found 'OnNamespace', and an AlertmanagerConfig in monitoring, where no",
    ],
  ])('inhibitions of a namespace, which %s', async (_what, namespace, refused) => {
    const attempt = run({
      delivery: kubePrometheusStack({ release: 'm', inhibitions: { matcherStrategy: 'OnNamespace' } }),
      aggregateBy: ['namespace'],
      scrape: { namespaces: ['shop'], podLabels: { app: 'workers' } },
      namespace,
    });

    await (refused === '' ? attempt : expect(attempt).rejects.toThrow(refused));
  });

  test.each<[string, unknown]>([
    ['no name', 'Monitoring'],
    ['nothing', ''],
    ['undefined', undefined],
  ])('and becomes %s: nothing is made with it', async (_what, becomes) => {
    const pending = new PendingNamespace(pulumi.output(becomes as string)).whenKnown('Own', () => undefined);
    const { promise, isKnown, isSecret, allResources } = pending.putInto(pending.name) as {
      readonly promise: () => Promise<unknown>;
      readonly isKnown: Promise<boolean>;
      readonly isSecret: Promise<boolean>;
      readonly allResources: () => Promise<unknown>;
    };
    // All of its promises fail, and one that nobody waits for would end the tests.
    const [failed] = await Promise.allSettled([promise(), isKnown, isSecret, allResources()]);

    expect(failed).toMatchObject({
      status: 'rejected',
      reason: {
        errors: [
          {
            propertyPath: 'namespace',
            reason: `became ${becomes === undefined ? 'undefined' : 'something else'} once it was known; allowed: the name of a Kubernetes namespace (up to 63 lower-case letters, digits and '-', with a letter or digit at both ends)`,
          },
        ],
      },
    });
  });

  test('none at all: the provider says', async () => {
    const { resources } = await run({ namespace: undefined as never });

    expect(namespaces(resources)).toEqual(new Set([undefined]));
  });
});

describe('a Grafana that is there', () => {
  test('gets its mounts by a patch that owns nothing else, once the objects are there', async () => {
    const delivery = fileProvisioning();
    const { resources } = await run({ delivery, grafana: { name: pulumi.output('my-grafana') } });
    const patch = resources.find(({ name }) => name === 'orders-grafana');

    expect(patch).toMatchObject({
      type: tokenOf(DeploymentPatch),
      parent: 'orders',
      inputs: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'my-grafana', namespace: 'monitoring' },
        spec: {
          template: {
            // Of what Grafana reads when it starts; under a key of its own, so that several fleets can patch one Grafana.
            metadata: {
              annotations: { 'checksum/orchestrator-dashboard-provisioning': expect.stringMatching(/^[0-9a-z]{13}$/) },
            },
            spec: {
              volumes: [
                { name: 'orchestrator-dashboard', configMap: { name: 'orchestrator-dashboard' } },
                {
                  name: 'orchestrator-dashboard-provisioning',
                  configMap: { name: 'orchestrator-dashboard-provisioning' },
                },
              ],
              containers: [
                {
                  name: 'grafana',
                  volumeMounts: [
                    {
                      name: 'orchestrator-dashboard',
                      mountPath: '/var/lib/grafana/dashboards/orchestrator',
                    },
                    {
                      name: 'orchestrator-dashboard-provisioning',
                      mountPath: '/etc/grafana/provisioning/dashboards',
                    },
                  ],
                },
              ],
            },
          },
        },
      },
    });
    expect(Object.keys(patch!.inputs)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(patch?.dependencies).toEqual(
      objectsOf(resources)
        .map(({ name }) => name)
        .filter((name) => name !== 'orders-grafana'),
    );
  });

  test('a StatefulSet, where the delivery puts what it mounts, and another container', async () => {
    const grafana = { name: 'g', kind: 'StatefulSet', namespace: 'other', container: 'main' } as const;
    const { resources } = await run({ delivery: fileProvisioning({ namespace: 'other' }), grafana });

    expect(resources.find(({ name }) => name === 'orders-grafana')).toMatchObject({
      type: tokenOf(StatefulSetPatch),
      inputs: { metadata: { namespace: 'other' }, spec: { template: { spec: { containers: [{ name: 'main' }] } } } },
    });
  });

  test.each<[string, Partial<OrchestratorKubernetesObjectsArgs>, string]>([
    ['a delivery with a namespace of its own', { delivery: fileProvisioning({ namespace: 'other' }) }, 'other'],
    [
      'the delivery of the README, which has one',
      { delivery: standalone(), namespace: undefined as never },
      'monitoring',
    ],
    ['a namespace that is known later', { delivery: standalone(), namespace: pulumi.output('later') }, 'later'],
  ])('without a namespace, it is looked for beside what it mounts: %s', async (_what, args, expected) => {
    const { resources } = await run({ ...args, grafana: { name: 'g' } });

    expect(resources.find(({ name }) => name === 'orders-grafana')?.inputs['metadata']).toEqual({
      name: 'g',
      namespace: expected,
    });
  });

  test('in another namespace it could not mount them', async () => {
    await expect(run({ delivery: fileProvisioning(), grafana: { name: 'g', namespace: 'other' } })).rejects.toThrow(
      '  - grafana.namespace: found "other", while what Grafana is to mount is in "monitoring"; put both into one namespace',
    );
  });

  describe('in a namespace that is known later, compared once it is', () => {
    const mixin = createMixin(FLEET);

    /** The namespace of the patch, as it turns out; with a namespace of the component that is known, or later. */
    const outcome = async (delivery: Delivery, later: boolean, namespace: pulumi.Input<string>): Promise<unknown> => {
      const own = new PendingNamespace(later ? pulumi.output('a') : 'a');
      const delivered = renderDelivery(delivery, mixin, { namespace: own.name });
      expect(findIdleWorkload({ name: 'g', namespace }, own, delivery.name, delivered)).toEqual([]);
      const place = namespaceOfWorkload('Own', { name: 'g', namespace }, own, delivered) as unknown as {
        readonly promise: () => Promise<unknown>;
        readonly isKnown: Promise<boolean>;
        readonly isSecret: Promise<boolean>;
        readonly allResources: () => Promise<unknown>;
      };
      // All of its promises fail, and one that nobody waits for would end the tests.
      const [settled] = await Promise.allSettled([
        place.promise(),
        place.isKnown,
        place.isSecret,
        place.allResources(),
      ]);
      return settled.status === 'fulfilled' ? settled.value : (settled.reason as unknown);
    };

    test.each<[string, Delivery, boolean, pulumi.Input<string>]>([
      ['that of what it mounts', fileProvisioning(), true, 'b'],
      ['its own', fileProvisioning(), false, pulumi.output('b')],
      ['both', fileProvisioning(), true, pulumi.output('b')],
      ['its own, beside a delivery that has one', standalone({ namespace: 'c' }), true, pulumi.output('a')],
      ['its own, which becomes nothing', fileProvisioning(), false, pulumi.output(undefined as never)],
    ])('%s: refused', async (_what, delivery, later, namespace) => {
      expect(await outcome(delivery, later, namespace)).toMatchObject({
        errors: [
          {
            propertyPath: 'grafana.namespace',
            reason:
              'is another than that of what Grafana is to mount, now that both are known; put both into one namespace',
          },
        ],
      });
    });

    test.each<[string, Delivery, boolean, pulumi.Input<string>, string]>([
      ['that of what it mounts', fileProvisioning(), true, 'a', 'a'],
      ['both', fileProvisioning(), true, pulumi.output('a'), 'a'],
      ['its own, beside a delivery that has one', standalone({ namespace: 'c' }), true, pulumi.output('c'), 'c'],
    ])('%s: the same', async (_what, delivery, later, namespace, expected) => {
      expect(await outcome(delivery, later, namespace)).toBe(expected);
    });
  });

  test('one that the program makes itself is told what to mount', async () => {
    const { outputs } = await run({ delivery: fileProvisioning() });

    expect(outputs['mounts']).toEqual(
      renderDelivery(fileProvisioning(), createMixin(FLEET), { namespace: 'monitoring', omit: ['grafanaAlerts'] })
        .mounts,
    );
    expect(outputs['mounts']).toMatchObject([{ mountPath: '/var/lib/grafana/dashboards/orchestrator' }, {}]);
  });

  test.each([STACK, sidecar()])('of $name it has nothing to mount', async (delivery) => {
    await expect(run({ delivery, grafana: { name: 'g' } })).rejects.toThrow(
      `  - grafana: found a Grafana, while ${delivery.name} gives it nothing to mount; leave it out, or choose a delivery by files, such as fileProvisioning`,
    );
  });
});

test('options of the component reach every object', async () => {
  const { resources } = await runStack(() => {
    const first = new pulumi.ComponentResource('test:index:First', 'first');
    new OrchestratorKubernetesObjects(
      'orders',
      { ...ARGS, delivery: fileProvisioning(), grafana: { name: 'g' } },
      {
        protect: true,
        dependsOn: first,
        aliases: [{ name: 'old' }],
      },
    );
  });

  for (const { name, protect } of objectsOf(resources)) {
    expect({ name, protect }).toEqual({ name, protect: true });
    expect(name).toMatch(/^orders-/);
  }
});

test.each<[string, object, string]>([
  ['no delivery', { delivery: undefined }, 'delivery: missing; allowed: a delivery'],
  [
    'a delivery by its name',
    { delivery: 'sidecar' },
    'delivery: found "sidecar"; allowed: a delivery, such as kubePrometheusStack(...) returns',
  ],
  [
    'a name that no object can have',
    { name: 'A' },
    `name: found "A"; allowed: up to 39 lower-case letters, digits and '-', beginning with a letter, ending with a letter or digit`,
  ],
  ['a mistake of the description', { replicaSets: [{ name: 'a', workers: -1 }] }, 'replicaSets[0].workers: found -1'],
  [
    'a Grafana without a name',
    { grafana: {} },
    'grafana.name: missing; allowed: the name of a Kubernetes object (up to 253 lower-case letters',
  ],
  [
    'a Grafana that is a DaemonSet',
    { grafana: { name: 'a', kind: 'DaemonSet' } },
    `grafana.kind: found "DaemonSet"; allowed: 'Deployment' or 'StatefulSet'`,
  ],
  [
    'alerts for Grafana that Prometheus evaluates',
    { grafanaAlerts: true },
    "grafanaAlerts: found true, while alerts.evaluatedBy is 'prometheus'; remove one of them",
  ],
  [
    'settings of rules for Grafana that stay behind',
    { alerts: { evaluatedBy: 'grafana', grafana: { targetDatasourceUid: 'metrics' } } },
    'alerts.grafana: found settings of rules that are not brought to Grafana; set grafanaAlerts: true, or leave them out and say datasourceUid, targetDatasourceUid and folder in OrchestratorMonitoring',
  ],
  [
    'an unknown key',
    { delivry: STACK },
    'delivry: unknown key `delivry`; allowed: delivery, name, namespace, labels, annotations, grafanaAlerts, grafana, profile, selector, aggregateBy, replicaSets, watchUnlisted, scrapeInterval, evaluationInterval, scrape, database, objectives, alerts, recordingRules, ruleNamespace, dashboard, extend, runbookBaseUrl, grafanaUrl; did you mean `delivery`?',
  ],
])('%s', async (_what, changes, message) => {
  const attempt = run(changes);

  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.toBeInstanceOf(pulumi.InputPropertiesError);
});

test('an organization is the dashboards’, too: it needs no rules for Grafana', async () => {
  const alerts = { evaluatedBy: 'grafana', grafana: { orgId: 2 } } as const;
  const { resources } = await run({ delivery: fileProvisioning(), alerts, recordingRules: false });

  expect(JSON.stringify(resources)).toContain('orgId: 2');
});

test.each<[string, object, string, string]>([
  ['labels in a Promise', { labels: Promise.resolve({ team: 'x' }) }, 'labels', LATER],
  ['labels in an Output', { labels: pulumi.output({ team: 'x' }) }, 'labels', LATER],
  ['a label in an Output', { labels: { team: pulumi.output('x') } }, 'labels.team', LATER],
  ['annotations in a Promise', { annotations: Promise.resolve({ team: 'x' }) }, 'annotations', LATER],
  ['annotations in an Output', { annotations: pulumi.output({ team: 'x' }) }, 'annotations', LATER],
  ['an annotation in a Promise', { annotations: { team: Promise.resolve('x') } }, 'annotations.team', LATER],
  ['a name in an Output', { name: pulumi.output('x') }, 'name', LATER],
  ['null for the alerts', { alerts: null }, 'alerts', expect.stringMatching(/^found null; allowed: /) as string],
  ['a delivery in a Promise', { delivery: Promise.resolve(STACK) }, 'delivery', LATER],
  [
    'labels that are a Map',
    { labels: new Map() },
    'labels',
    'found an instance of Map; allowed: an object of Kubernetes label names and their values',
  ],
  [
    'a delivery of no functions',
    { delivery: { name: 'x', rules: 1 } },
    'delivery.rules',
    'found 1; allowed: a function that delivers this part',
  ],
  [
    'half a surrogate pair',
    { grafana: { name: '\ud800' } },
    'grafana.name',
    `found "\\ud800"; allowed: the name of a Kubernetes object (up to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends)`,
  ],
])('refused with exactly one problem: %s', async (_what, changes, propertyPath, reason) => {
  const failed = run(changes).then(
    () => undefined,
    (error: unknown) => error,
  );

  expect(await failed).toMatchObject({ errors: [{ propertyPath, reason }] });
  expect(await failed).toBeInstanceOf(pulumi.InputPropertiesError);
});

test.each<[string, Partial<OrchestratorKubernetesObjectsArgs>, number]>([
  ['Prometheus evaluates the alerts of these rules', {}, 1],
  ['its address is set', { grafanaUrl: 'https://grafana.example' }, 0],
  ['OrchestratorMonitoring has the alerts', { alerts: { evaluatedBy: 'grafana' } }, 0],
  [
    'the delivery brings them to Grafana',
    { alerts: { evaluatedBy: 'grafana' }, grafanaAlerts: true, delivery: fileProvisioning() },
    1,
  ],
])('alerts without links, where %s: it is suggested %j times', async (_what, args, times) => {
  const { infos } = await run(args);

  expect(infos.map((info) => info.split(':')[0])).toEqual(Array(times).fill('grafanaUrl'));
});

test('what the delivery has to say is logged', async () => {
  const { warnings } = await run({ delivery: { name: 'mine', dashboards: STACK.dashboards } });

  expect(
    warnings.some((warning) => warning.startsWith('delivery: found mine, which delivers no rules to Prometheus')),
  ).toBe(true);
});
