/** Names that a program gives twice, and an organization that its token cannot have, are refused at preview. */
import * as pulumi from '@pulumi/pulumi';
import { Provider as Kubernetes } from '@pulumi/kubernetes/provider';
import { Provider } from '@pulumiverse/grafana/provider';
import { kubePrometheusStack } from '../../lib';
import {
  OrchestratorKubernetesObjects,
  OrchestratorMonitoring,
  type OrchestratorMonitoringArgs,
} from 'pupsourcing-orchestrator-monitoring/pulumi';
import { runStack, type StackOptions } from './stack';

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

const has = (value: string) => `found "${value}", which the component "orders" has; set another one`;

test.each<[string, object, object, readonly (readonly [string, string])[]]>([
  [
    'nothing is said',
    {},
    {},
    [['dashboard.uid', expect.stringContaining('which the component "orders" has') as string]],
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
        'found "PrometheusRule orchestrator-rules", which the component "orders" has; set another one for "billing"',
    });
  });

  test.each<[string, object, (() => pulumi.ComponentResourceOptions) | undefined]>([
    ['another name', { name: 'billing' }, undefined],
    ['another namespace', { namespace: 'billing' }, undefined],
    ['a namespace that is known later', { namespace: pulumi.output('billing') }, undefined],
    ['another cluster', {}, () => ({ provider: new Kubernetes('other', {}) })],
  ])('%s: nothing is refused', async (_what, change, opts) => {
    expect(await refusedObjects(change, opts)).toBeUndefined();
  });
});
