/** Rules that Grafana was given and that are gone: its file has them deleted, at every run. */
import { parse } from 'yaml';
import type { MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import { render as renderCommand, type RenderOptions } from '../../../lib/cli/commands/render';
import { called } from '../called';
import { Workplace, type Ended } from '../command';

// On a busy machine a render takes a second.
jest.setTimeout(60_000);

const FILE = 'out/grafana/provisioning/alerting/orchestrator.yaml';
const ONE: MonitoringProps = {
  grafanaUrl: 'https://grafana.example',
  alerts: { evaluatedBy: 'grafana' },
  replicaSets: [{ name: 'orders', workers: 3 }],
};
const OWN = { OrchestratorWorkerMismatch: { for: '20m' }, OrchestratorTooManyWorkers: { for: '20m' } };
const TWO: MonitoringProps = {
  ...ONE,
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: 7, alerts: OWN },
  ],
};

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

function render(
  fleets: Readonly<Record<string, MonitoringProps>>,
  options: Partial<RenderOptions> = {},
): Promise<Ended> {
  const config = Object.entries(fleets).map(([name, props]) => workplace.write(`${name}.yaml`, JSON.stringify(props)));
  return called(workplace, (output) =>
    renderCommand(
      { config, out: 'out', only: ['grafana'], prometheusUrl: 'http://prometheus:9090', ...options },
      output,
    ),
  );
}

/** The beginnings of the uids that a text of Grafana's file deletes. */
const deleted = (text: string): readonly string[] =>
  (parse(text) as { deleteRules?: { uid: string }[] }).deleteRules?.map(({ uid }) => uid.replace(/-[^-]*$/, '')) ?? [];
const GONE = ['too-many-workers', 'worker-mismatch'];

test('those of a replica set with settings of its own, until it comes back', async () => {
  await render({ a: TWO });
  const before = workplace.read(FILE);
  expect(deleted(before)).not.toEqual(expect.arrayContaining(GONE));

  expect(await render({ a: ONE })).toMatchObject({ code: 0, err: '' });
  const after = workplace.read(FILE);
  expect(deleted(after)).toEqual([...deleted(before), ...GONE]);
  await render({ a: ONE });
  expect(workplace.read(FILE)).toBe(after);
  expect((await render({ a: ONE }, { check: true })).code).toBe(0);

  await render({ a: TWO });
  expect(workplace.read(FILE)).toBe(before);
});

test('those of another organization, in that', async () => {
  const organizations = () =>
    (parse(workplace.read(FILE)) as { deleteRules: { orgId: number; uid: string }[] }).deleteRules
      .filter(({ uid }) => uid.startsWith('no-workers-'))
      .map(({ orgId }) => orgId);
  const moved = (orgId: number): MonitoringProps => ({ ...ONE, alerts: { ...ONE.alerts, grafana: { orgId } } });
  await render({ a: ONE });
  expect(organizations()).toEqual([]);

  await render({ a: moved(2) });
  for (const file of ['dashboards', 'datasources']) {
    expect(workplace.read(`out/grafana/provisioning/${file}/orchestrator.yaml`)).toContain('orgId: 2\n');
  }
  expect(organizations()).toEqual([1]);
  await render({ a: { ...moved(2), alerts: {} } });
  expect(organizations()).toEqual([1, 2]);
  await render({ a: ONE });
  expect(organizations()).toEqual([2]);
});

test('in the manifests, too', async () => {
  const only = ['kubernetes'] as const;
  await render({ a: TWO }, { only });
  await render({ a: ONE }, { only });

  const manifest = workplace.read('out/kubernetes/configmap-orchestrator-alerting-provisioning.yaml');
  const [text = ''] = Object.values((parse(manifest) as { data: Record<string, string> }).data);
  expect(deleted(text)).toEqual(expect.arrayContaining(GONE));

  expect((await render({ a: { ...ONE, dashboard: { uid: 'new' } } }, { only, prune: true })).err).toBe('');
  const renamed = workplace.read('out/kubernetes/configmap-orchestrator-new-alerting-provisioning.yaml');
  expect(renamed).toContain('no-workers');
  const [given = ''] = Object.values((parse(renamed) as { data: Record<string, string> }).data);
  expect(deleted(given)).toEqual(expect.arrayContaining(GONE));
});

test('each fleet has its own deleted', async () => {
  const fleet = (name: string, props: MonitoringProps): MonitoringProps => ({
    ...props,
    dashboard: { uid: name },
    selector: { job: name },
  });
  const read = (name: string) => workplace.read(`out/${name}/grafana/provisioning/alerting/orchestrator-${name}.yaml`);
  await render({ eu: fleet('eu', TWO), us: fleet('us', TWO) });
  const before = read('us');
  await render({ eu: fleet('eu', ONE), us: fleet('us', TWO) });

  expect(deleted(read('eu'))).toEqual(expect.arrayContaining(GONE));
  expect(read('us')).toBe(before);
});

test('those of a fleet that was called otherwise, when its files are pruned', async () => {
  const count = () => deleted(workplace.read(FILE)).length;
  await render({ a: ONE });
  const own = count();
  await render({ a: { ...ONE, dashboard: { uid: 'old' } } }, { prune: true });
  const { err } = await render({ a: ONE });
  expect(count()).toBe(own);
  expect(err).toMatch(/^warning: out gave \d+ rules to Grafana of .*uid old.*; --prune has them deleted$/m);

  expect((await render({ a: ONE }, { prune: true })).err).toBe('');
  expect(count()).toBeGreaterThan(own + 10);
  expect((await render({ a: ONE }, { check: true })).code).toBe(0);
});
