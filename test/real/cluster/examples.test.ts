/** Every example's manifests, given to a real API server as a user would apply them. */
import { App } from 'cdk8s';

import { MonitoringChart } from '../../../examples/cdk8s/chart';
import { StandaloneChart } from '../../../examples/cdk8s/standalone-chart';
import { Teardown } from '../server-process';
import { applyStrictly, startCluster, type Cluster, type KubernetesObject } from './cluster';

jest.setTimeout(120_000);

const app = new App();
const EXAMPLES: readonly (readonly [string, readonly KubernetesObject[]])[] = [
  ['cdk8s, with the operator', new MonitoringChart(app, 'monitoring').toJson() as KubernetesObject[]],
  ['cdk8s, without it', new StandaloneChart(app, 'monitoring-standalone').toJson() as KubernetesObject[]],
];

const teardown = new Teardown();
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
  teardown.add(cluster.stop);
  const namespaces = EXAMPLES.flatMap(([, objects]) => objects.map(({ metadata }) => metadata.namespace ?? 'default'));
  await cluster.createNamespaces(new Set(namespaces));
});

afterAll(() => teardown.run());

describe.each(EXAMPLES)('%s', (_name, objects) => {
  test('is accepted whole, with unknown fields refused, and without a warning', async () => {
    const { status, output } = await applyStrictly(cluster.kubectl, objects);
    const lines = output.trim().split('\n');

    expect(output).not.toMatch(/warning/i);
    expect({ status, lines }).toEqual({
      status: 0,
      lines: objects.map(({ metadata }) => expect.stringContaining(`/${metadata.name} serverside-applied`)),
    });
  });

  test.each(objects.map((object): [string, KubernetesObject] => [`${object.kind} ${object.metadata.name}`, object]))(
    '%s with one field that there is not is refused',
    async (_title, object) => {
      const { status, output } = await applyStrictly(cluster.kubectl, [withUnknownField(object)], true);

      expect(output).toMatch(/unknown field|field not declared in schema/);
      expect(output).toContain('additionalScrapeConfig0');
      expect(status).not.toBe(0);
    },
  );
});

test('a pod that could do more than it has to would be warned of', async () => {
  const objects = EXAMPLES.flatMap(([, all]) => all);
  const { spec, ...deployment } = objects.find(({ kind }) => kind === 'Deployment')! as Deployment;
  const { containers, ...pod } = spec.template.spec;
  const loose = containers.map((container) => ({ ...container, securityContext: undefined }));
  const altered = {
    ...deployment,
    spec: { ...spec, template: { ...spec.template, spec: { ...pod, containers: loose } } },
  };
  const { output } = await applyStrictly(cluster.kubectl, [altered], true);

  expect(output).toContain('would violate PodSecurity "restricted:latest"');
});

/** As much of a Deployment as is altered above. */
interface Deployment extends KubernetesObject {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly object[] } } };
}

function withUnknownField(object: KubernetesObject): KubernetesObject {
  const place = ['spec', 'metadata'].find((field) => typeof object[field] === 'object')!;
  return { ...object, [place]: { ...(object[place] as object), additionalScrapeConfig0: 'x' } };
}
