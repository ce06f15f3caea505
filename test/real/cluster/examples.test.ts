/** Every example's manifests, given to a real API server as they are written, in the way in which a user would apply them. */
import * as cdk8s from 'cdk8s';
import { App, Chart } from 'cdk8s';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';

import { MonitoringChart } from '../../../examples/cdk8s/chart';
import { fleet } from '../../../examples/cdk8s/fleet';
import { StandaloneChart } from '../../../examples/cdk8s/standalone-chart';
import { deliveryApps } from '../../../examples/deliveries/apps';
import * as library from '../../../lib';
import { grafanaOperator } from '../../../lib';
import * as constructs from '../../../lib/cdk8s';
import { OrchestratorMonitoring } from '../../../lib/cdk8s';
import { blocksIn, CDK8S_PROGRAMS } from '../../docs/pages';
import { Teardown, waitUntil } from '../server-process';
import { applyStrictly, defineObjects, startCluster, type Cluster, type KubernetesObject } from './cluster';
import { GO_TOOLS } from './go-tools';
import type { KubectlVerdict } from './kubectl';

jest.setTimeout(120_000);

/** An example: what `synth` writes, and the same as objects. */
interface Example {
  readonly name: string;
  readonly text: string;
  readonly objects: readonly KubernetesObject[];
}

function exampleOf(name: string, app: App): Example {
  const text = app.synthYaml();
  const objects = parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as KubernetesObject);
  return { name, text, objects };
}

function appWith(fill: (app: App) => void): App {
  const app = new App();
  fill(app);
  return app;
}

/** The app of a program as a page has it, which would write it into `dist`. */
function appOf(program: string): App {
  const apps: App[] = [];
  const modules: Readonly<Record<string, unknown>> = {
    cdk8s: {
      ...cdk8s,
      App: class extends App {
        override synth(): void {
          apps.push(this);
        }
      },
    },
    'pupsourcing-orchestrator-monitoring': library,
    'pupsourcing-orchestrator-monitoring/cdk8s': constructs,
  };
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is our own page
  new Function('require', 'exports', outputText)((name: string) => modules[name], {});
  return apps[0]!;
}

const EXAMPLES: readonly Example[] = [
  ...CDK8S_PROGRAMS.map(([page, section]) => exampleOf(page, appOf(blocksIn(page, section, 'ts')[0] ?? ''))),
  exampleOf(
    'cdk8s',
    appWith((app) => {
      new MonitoringChart(app, 'monitoring');
      new StandaloneChart(app, 'monitoring-standalone');
    }),
  ),
  exampleOf(
    'without a delivery',
    appWith((app) => {
      new OrchestratorMonitoring(new Chart(app, 'monitoring'), 'orchestrator', fleet);
    }),
  ),
  ...deliveryApps().map(({ name, app }) => exampleOf(name, app)),
];

const teardown = new Teardown();
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
  teardown.add(cluster.stop);
  const all = EXAMPLES.flatMap(({ objects }) => objects);
  await cluster.createNamespaces(new Set(all.flatMap(({ metadata: { namespace } }) => namespace ?? [])));
});

afterAll(() => teardown.run());

/** Applies, and removes again: the next example may call another object the same. */
async function applied(text: string): Promise<KubectlVerdict> {
  const { status, output } = await applyStrictly(cluster.kubectl, text);
  await cluster.kubectl.run(['delete', '--ignore-not-found', '-f', '-'], text);
  // Kubernetes says so of every headless Service, since it takes its own default for the user's wish.
  return { status, output: output.replace('Warning: spec.SessionAffinity is ignored for headless services\n', '') };
}

describe('is accepted whole, with unknown fields refused, and without a warning', () => {
  test.each(EXAMPLES)('$name', async ({ text, objects }) => {
    const { status, output } = await applied(text);

    expect({ status, lines: output.trim().split('\n') }).toEqual({
      status: 0,
      lines: objects.map(({ metadata }) => expect.stringContaining(`/${metadata.name} serverside-applied`) as string),
    });
  });
});

describe('would not be accepted with one field more', () => {
  const kinds = new Map(
    EXAMPLES.flatMap(({ objects }) => objects.map((object): [string, KubernetesObject] => [object.kind, object])),
  );

  test.each([...kinds])('%s', async (_kind, object) => {
    const { status, output } = await applyStrictly(cluster.kubectl, [withUnknownField(object)], { dryRun: true });

    expect(output).toMatch(
      /additionalScrapeConfig0: field not declared in schema|unknown field .+additionalScrapeConfig0/,
    );
    expect(status).not.toBe(0);
  });
});

test('a pod that could do more than it has to would be warned of', async () => {
  const objects = EXAMPLES.flatMap((example) => example.objects);
  const { spec, ...deployment } = objects.find(({ kind }) => kind === 'Deployment')! as Deployment;
  const { containers, ...pod } = spec.template.spec;
  const loose = containers.map((container) => ({ ...container, securityContext: undefined }));
  const altered = {
    ...deployment,
    spec: { ...spec, template: { ...spec.template, spec: { ...pod, containers: loose } } },
  };
  const { output } = await applyStrictly(cluster.kubectl, [altered], { dryRun: true });

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

// Last: the cluster has the older definitions from here on.
test('alert rules for an older Grafana operator have no fields that it refuses', async () => {
  const withAlerts = (operatorVersion: '5.18' | '5.19'): string =>
    appWith((app) => {
      new OrchestratorMonitoring(new Chart(app, 'chart', { namespace: 'monitoring' }), 'orchestrator', {
        ...fleet,
        alerts: { evaluatedBy: 'grafana' },
        recordingRules: false,
        delivery: grafanaOperator({ instanceSelector: { dashboards: 'grafana' }, operatorVersion }),
      });
    }).synthYaml();
  const printed = jest.spyOn(process, 'emitWarning').mockImplementation();
  const [older, newer] = [withAlerts('5.18'), withAlerts('5.19')];
  printed.mockRestore();

  expect((await applied(newer)).output).toContain('alerts-workers serverside-applied');
  await defineObjects(cluster.kubectl, GO_TOOLS.olderGrafanaOperatorObjects);
  // What the server knows of a kind follows within seconds.
  await waitUntil('the older definitions', async () => (await applied(newer)).status !== 0, { seconds: 20 });
  expect((await applied(newer)).output).toContain('keepFiringFor: field not declared in schema');
  expect((await applied(older)).output).toContain('alerts-workers serverside-applied');
  expect((await applied(older)).status).toBe(0);
});
