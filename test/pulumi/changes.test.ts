/** What comes of changes: each is made, made again, undone, and destroyed, before a Grafana and a cluster in memory. */
import { OrchestratorMonitoring, type OrchestratorMonitoringArgs } from 'pupsourcing-orchestrator-monitoring/pulumi';
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
