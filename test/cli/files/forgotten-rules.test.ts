import { createMixin, type MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import { renderGrafanaAlertingFile } from '../../../lib/render';
import { forgottenRules } from '../../../lib/cli/files/forgotten-rules';
import { Workplace } from '../command';

// The command runs in a process of its own, twice.
jest.setTimeout(60_000);

const PATH = 'grafana/provisioning/alerting/orchestrator.yaml';
const FILE = `out/${PATH}`;
const grafana = { evaluatedBy: 'grafana' } as const;
/** The one file of all that matters here. */
const filesOf = (props: MonitoringProps) => [{ path: PATH, content: renderGrafanaAlertingFile(createMixin(props)) }];

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

/** Writes what one configuration gives, and looks at it with the eyes of the next. */
async function forgotten(before: MonitoringProps, after: MonitoringProps): Promise<readonly string[]> {
  workplace.write(FILE, filesOf(before)[0]?.content ?? '');
  return forgottenRules(`${workplace.folder}/out`, filesOf(after));
}

const TWO: MonitoringProps = {
  alerts: grafana,
  replicaSets: [
    { name: 'orders', workers: 3 },
    {
      name: 'billing',
      workers: 7,
      alerts: { OrchestratorWorkerMismatch: { for: '20m' }, OrchestratorTooManyWorkers: { for: '20m' } },
    },
  ],
};
const ONE: MonitoringProps = { alerts: grafana, replicaSets: [{ name: 'orders', workers: 3 }] };

test('the rules of a replica set that is gone, with settings of its own', async () => {
  const uids = await forgotten(TWO, ONE);

  expect(uids.map((uid) => uid.replace(/-[^-]*$/, ''))).toEqual(['worker-mismatch', 'too-many-workers']);
});

test('until they are listed', async () => {
  const deleteRules = await forgotten(TWO, ONE);

  expect(await forgotten(TWO, { ...ONE, alerts: { ...grafana, grafana: { deleteRules } } })).toEqual([]);
});

test('those of a file that was called otherwise, because the fleet was', async () => {
  const path = PATH.replace('orchestrator.yaml', 'orchestrator-old.yaml');
  const old = createMixin({ ...ONE, dashboard: { uid: 'old' } });
  workplace.write(`out/${path}`, renderGrafanaAlertingFile(old));
  const found = () => forgottenRules(`${workplace.folder}/out`, filesOf(ONE));

  // Without a record, it is somebody else's.
  expect(await found()).toEqual([]);
  workplace.write('out/.orchestrator-monitoring.json', JSON.stringify({ writtenFiles: { [path]: '' } }));
  expect(await found()).toHaveLength(old.alerts.length);
});

test.each<[string, MonitoringProps, MonitoringProps]>([
  ['the same', TWO, TWO],
  ['a replica set more', ONE, TWO],
  [
    'an alert switched off',
    ONE,
    { ...ONE, alerts: { ...grafana, overrides: { OrchestratorNoWorkers: { enabled: false } } } },
  ],
  ['Prometheus evaluates again', ONE, { replicaSets: ONE.replicaSets! }],
])('none: %s', async (_what, before, after) => {
  expect(await forgotten(before, after)).toEqual([]);
});

test.each([
  ['no file of an earlier run', undefined],
  ['a file that is no YAML', 'groups: [{ rules: [{ uid: x }] }]\na: [b'],
  ['a file of somebody else', 'groups: text\n'],
])('none: %s', async (_what, content) => {
  if (content !== undefined) {
    workplace.write(FILE, content);
  }

  expect(await forgottenRules(`${workplace.folder}/out`, filesOf(ONE))).toEqual([]);
});

test('a list that holds itself is looked at once', async () => {
  workplace.write(FILE, 'groups:\n  - rules: &a [{ uid: x, rules: *a }]\n    others: { rules: *a }\n');

  expect(new Set(await forgottenRules(`${workplace.folder}/out`, filesOf(ONE)))).toEqual(new Set(['x']));
});

test('render says so', () => {
  const [before, after] = [
    workplace.write('two.yaml', JSON.stringify(TWO)),
    workplace.write('one.yaml', JSON.stringify(ONE)),
  ];
  workplace.run('render', '--config', before, '--out', 'out', '--only', 'grafana');

  const { code, err } = workplace.run('render', '--config', after, '--out', 'out', '--only', 'grafana');

  expect(code).toBe(0);
  expect(err).toMatch(
    /^info: one\.yaml:1:1: grafanaUrl: [^\n]*\nwarning: the rule worker-mismatch-\w+ is gone, but Grafana keeps evaluating it; add it to alerts\.grafana\.deleteRules\nwarning: the rule too-many-workers-\w+ is gone/,
  );
});
