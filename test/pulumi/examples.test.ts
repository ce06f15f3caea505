/** The example programs, under mocks: what they register is what their READMEs list. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { program as cluster } from '../../examples/pulumi-two-stacks/cluster/program';
import { program as grafana } from '../../examples/pulumi-two-stacks/grafana/program';
import { program as example } from '../../examples/pulumi/program';
import { grafanaRuleUid } from '../../lib/render';
import { runStack, UNKNOWN, type Registered } from './stack';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const root = join(__dirname, '..', '..');

const CONFIG = { 'shop:prometheusUrl': 'http://prometheus:9090', 'shop:webhook': 'https://hooks.example/T0' };

/** Rows of the table of a README: the words between its backticks. */
function rowsOf(readme: string): readonly (readonly string[])[] {
  const lines = readFileSync(join(root, 'examples', readme), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('|') && line.includes('`'))
    .map((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}

const listed = (resources: readonly Registered[]) =>
  resources.map(({ type, name }) => [type, name]).toSorted((a, b) => (a.join() < b.join() ? -1 : 1));

describe('examples/pulumi', () => {
  const run = (preview = false) => runStack(example, { config: CONFIG, preview });

  test('registers exactly what its README lists', async () => {
    const { resources } = await run();

    expect(listed(resources)).toEqual(rowsOf('pulumi/README.md'));
  });

  test('outputs', async () => {
    const { outputs } = await run();

    expect(outputs['dashboard']).toBe(`https://grafana.example/d/${grafanaRuleUid('shop', 'orchestrator', 'prod')}`);
    expect(outputs['rules']).toMatchObject({ OrchestratorNoWorkers: expect.stringMatching(/^no-workers-/) as string });
  });

  test('the address of the contact point is secret', async () => {
    const { resources, outputs } = await run();
    const [contactPoint] = resources.filter(({ type }) => type.endsWith(':ContactPoint'));

    expect(contactPoint?.inputs).toMatchObject({ webhooks: [{ url: CONFIG['shop:webhook'] }] });
    expect(contactPoint?.secrets[0]).toBe('webhooks');
    const others = [...resources.filter((one) => one !== contactPoint), outputs];
    expect(JSON.stringify(others)).not.toContain(CONFIG['shop:webhook']);
  });

  test('previews before anything is there', async () => {
    const { resources, outputs } = await run(true);

    expect(resources).toHaveLength((await run()).resources.length);
    expect(outputs['dashboard']).toBe(UNKNOWN);
  });
});

describe('examples/pulumi-two-stacks', () => {
  const runs = async () => ({
    cluster: await runStack(cluster, { config: CONFIG }),
    grafana: await runStack(grafana, {
      config: { 'shop:cluster': 'organization/cluster/prod' },
      otherStack: { prometheusUrl: 'http://cluster:9090' },
    }),
  });

  test('register exactly what the README lists', async () => {
    const { cluster: inCluster, grafana: inGrafana } = await runs();

    expect([...listed(inCluster.resources), ...listed(inGrafana.resources)]).toEqual(
      rowsOf('pulumi-two-stacks/README.md'),
    );
  });

  test('no alert is evaluated twice: the cluster records, Grafana alerts', async () => {
    const { cluster: inCluster, grafana: inGrafana } = await runs();
    const rules = JSON.stringify(inCluster.resources);

    expect(rules).toContain('"record":');
    expect(rules).not.toContain('"alert":');
    expect(JSON.stringify([inCluster, inGrafana])).not.toContain(CONFIG['shop:webhook']);
    expect(inGrafana.resources.filter(({ type }) => type.endsWith(':RuleGroup')).length).toBeGreaterThan(0);
  });
});

test('each Pulumi.yaml runs compiled JavaScript, of which there is a source', () => {
  for (const file of [
    'Pulumi.yaml',
    ...['cluster', 'grafana'].map((name) => `examples/pulumi-two-stacks/${name}/Pulumi.yaml`),
  ]) {
    const { runtime, main, name } = parse(readFileSync(join(root, file), 'utf8')) as {
      runtime: unknown;
      main: string;
      name: string;
    };
    const source = join(root, dirname(file), main).replace(join(root, 'out/'), join(root, '/')).replace(/\.js$/, '.ts');

    expect(runtime).toEqual({ name: 'nodejs', options: { typescript: false } });
    expect(name).toMatch(/^orchestrator-monitoring/);
    expect([source, existsSync(source)]).toEqual([source, true]);
  }
});

test('the examples compile as their README says', () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

  execFileSync(process.execPath, [tsc, '--project', 'examples/pulumi/tsconfig.json', '--noEmit'], { cwd: root });
}, 120_000);
