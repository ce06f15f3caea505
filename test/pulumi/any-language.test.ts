/** The component for programs in other languages: its schema, and that it makes what the one for TypeScript makes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { parse } from 'yaml';
import manifest from '../../package.json';
import pluginManifest from '../../plugin/package.json';
import {
  OrchestratorMonitoring as AnyLanguage,
  type OrchestratorMonitoringArgs,
} from '../../plugin/orchestrator-monitoring';
import { pulumiSchema } from '../../tools/pulumi-schema';
import { runStack } from './stack';

// The analyzer runs the type checker.
jest.setTimeout(60_000);

const root = join(__dirname, '..', '..');

const WHERE: OrchestratorMonitoringArgs = {
  datasourceUid: 'metrics',
  targetDatasourceUid: 'mimir',
  folder: { title: 'Shop' },
  contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example/T0' }] } },
  notifications: { contactPoint: 'Team', groupBys: ['replica_set'] },
  notificationsBySeverity: { critical: { contactPoint: 'Pager' } },
  orgId: 2,
};

const FLEET = { replicaSets: [{ name: 'orders', workers: 3 }] };

let schema: string;
beforeAll(async () => {
  schema = await pulumiSchema();
});

test('the schema is what is committed: npm run schema writes it', () => {
  expect(schema).toBe(readFileSync(join(root, 'schema', 'pulumi-schema.json'), 'utf8'));
});

test('what is Input may become known later, what is not is plain', () => {
  const { resources } = JSON.parse(schema) as {
    resources: Record<string, { inputProperties: Record<string, { plain?: boolean }>; requiredInputs: string[] }>;
  };
  const { inputProperties, requiredInputs } = Object.values(resources)[0]!;

  expect(requiredInputs).toEqual(['datasourceUid']);
  expect(Object.keys(inputProperties).filter((key) => inputProperties[key]?.plain !== true)).toEqual([
    'monitoring',
    'datasourceUid',
    'targetDatasourceUid',
    'folderUid',
    'contactPoints',
    'orgId',
  ]);
});

test('it makes what the component for TypeScript makes', async () => {
  const [own, any] = [
    await runStack(() => {
      const { urn: _urn, ...made } = new OrchestratorMonitoring('orders', { ...FLEET, ...WHERE });
      return made;
    }),
    await runStack(() => {
      const { urn: _urn, ...made } = new AnyLanguage('orders', { monitoring: FLEET, ...WHERE });
      return made;
    }),
  ];

  expect(any.resources.length).toBeGreaterThan(5);
  expect(any.resources).toEqual(own.resources);
  expect(any.outputs).toEqual(own.outputs);
  expect(any.outputs['dashboardUrl']).toMatch(/^https:/);
});

test('without a description: the defaults', async () => {
  const { resources } = await runStack(() => {
    new AnyLanguage('orders', { datasourceUid: 'metrics' });
  });

  expect(resources.map(({ name }) => name)).toContain('orders-rules-workers');
});

test.each<[string, unknown]>([
  ['a text', 'replicaSets'],
  ['known later as a whole', pulumi.output(FLEET)],
])('a description that is %s', async (_what, monitoring) => {
  const attempt = runStack(() => new AnyLanguage('orders', { ...WHERE, monitoring }));

  await expect(attempt).rejects.toThrow('allowed: an object with the keys of the configuration file');
});

test('mistakes are named by where they are, all at once', async () => {
  const attempt = runStack(
    () => new AnyLanguage('orders', { ...WHERE, orgId: 0, monitoring: { replicaSet: [], alerts: 1 } }),
  );

  await expect(attempt).rejects.toMatchObject({
    errors: [
      { propertyPath: 'monitoring.alerts' },
      { propertyPath: 'monitoring.replicaSet' },
      { propertyPath: 'orgId' },
    ],
  });
});

test('arguments of the component have no place in the description', async () => {
  const attempt = runStack(() => new AnyLanguage('orders', { ...WHERE, monitoring: { folder: { uid: 'a' } } }));

  await expect(attempt).rejects.toThrow('monitoring.folder: unknown key `folder`; allowed: profile, ');
});

test('so are arguments that the component does not have', async () => {
  const attempt = runStack(() => new AnyLanguage('orders', { ...WHERE, replicaSets: [] } as never));

  await expect(attempt).rejects.toMatchObject({
    errors: [
      {
        propertyPath: 'replicaSets',
        reason: expect.stringMatching(/^unknown key `replicaSets`; allowed: monitoring, /) as string,
      },
    ],
  });
});

test('warnings, too, are named by where they are', async () => {
  const { warnings } = await runStack(() => {
    new AnyLanguage('orders', { ...WHERE, monitoring: { scrape: { jobName: 'other' } } });
  });

  expect(warnings[0]).toMatch(/^monitoring\.scrape\.jobName: found "other"/);
});

test('so are suggestions', async () => {
  const { infos } = await runStack(() => {
    new AnyLanguage('orders', { ...WHERE, monitoring: FLEET });
  });

  expect(infos).toContainEqual(expect.stringMatching(/^monitoring\.grafanaUrl: is not set/));
});

test('the plugin brings a TypeScript that knows its settings: the one within Pulumi is 3.8, and stops at them', () => {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'plugin', 'tsconfig.json'), 'utf8')) as {
    compilerOptions: Record<string, string>;
  };

  expect(compilerOptions['module']).toBe('node16');
  expect(pluginManifest.dependencies).toHaveProperty('typescript', '^5');
});

test('the plugin is of the version of the package, and of what it needs', () => {
  expect(pluginManifest.version).toBe(manifest.version);
  expect(pluginManifest.dependencies['pupsourcing-orchestrator-monitoring']).toBe(manifest.version);
  expect(pluginManifest.dependencies['@pulumi/pulumi']).toBe(manifest.peerDependencies['@pulumi/pulumi']);
  expect(parse(readFileSync(join(root, 'plugin', 'PulumiPlugin.yaml'), 'utf8'))).toEqual({ runtime: 'nodejs' });
});
