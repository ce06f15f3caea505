/** The Grafana and the cluster in memory themselves: what they refuse, and what they hand back in another form. */
import type { Provider, ResourceState } from './engine';
import { grafanaProvider } from './grafana-provider';
import { GrafanaServer } from './grafana-server';
import { Cluster, kubernetesProvider } from './kubernetes-provider';

type Inputs = Readonly<Record<string, unknown>>;

const FOLDER = 'grafana:oss/folder:Folder';
const DASHBOARD = 'grafana:oss/dashboard:Dashboard';
const GROUP = 'grafana:alerting/ruleGroup:RuleGroup';
const POINT = 'grafana:alerting/contactPoint:ContactPoint';

const rule = (more: Inputs = {}) => ({ uid: 'rule', name: 'Rule', condition: 'C', datas: [], ...more });
const folder = (more: Inputs = {}) => ({ uid: 'shop', title: 'Shop', ...more });
const board = (json: Inputs = {}) => ({
  folder: 'shop',
  configJson: JSON.stringify({ uid: 'board', title: 'B', ...json }),
});
const group = (more: Inputs = {}) => ({
  folderUid: 'shop',
  name: 'group',
  intervalSeconds: 30,
  rules: [rule()],
  ...more,
});
const point = (more: Inputs = {}) => ({ name: 'Team', webhooks: [{ url: 'https://hooks.example/T0' }], ...more });
const sendingTo = (contactPoint: string, more: Inputs = {}) =>
  group({ rules: [rule({ notificationSettings: { contactPoint, ...more } })] });

let provider: Provider;
beforeEach(() => {
  provider = grafanaProvider(new GrafanaServer());
});

/** Makes something, and returns what the state holds of it. */
function make(type: string, inputs: Inputs, by: Provider = provider): ResourceState {
  return {
    urn: type,
    type,
    custom: true,
    inputs,
    outputs: by.create(type, inputs),
    parentUrn: '',
    dependencyUrns: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    condemned: false,
    pendingReplacement: false,
  };
}

test.each<[string, () => unknown, string]>([
  ['a folder twice', () => make(FOLDER, folder()), '(status 412)'],
  ['a folder with the uid of a dashboard', () => make(FOLDER, folder({ uid: 'board' })), '(status 412)'],
  ['a folder in one that there is not', () => make(FOLDER, folder({ uid: 'a', parentFolderUid: 'b' })), 'b not found'],
  ['a uid of 41 characters', () => make(FOLDER, folder({ uid: 'a'.repeat(41) })), 'invalid uid'],
  ['a dashboard twice', () => make(DASHBOARD, board()), 'board already exists'],
  ['a dashboard with the uid of a folder', () => make(DASHBOARD, board({ uid: 'shop' })), 'shop already exists'],
  ['a dashboard in no folder', () => make(DASHBOARD, { ...board({ uid: 'a' }), folder: 'b' }), 'folder b not found'],
  ['a group twice', () => make(GROUP, group()), 'rule group with name "group" already exists'],
  [
    'two rules of one title',
    () => make(GROUP, group({ name: 'a', rules: [rule({ uid: 'a' }), rule({ uid: 'b' })] })),
    'rule with title "Rule" is defined more than once',
  ],
  [
    'two rules of one uid',
    () => make(GROUP, group({ name: 'a', rules: [rule(), rule({ name: 'b' })] })),
    'rule with uid "rule" is defined more than once',
  ],
  ['15 seconds', () => make(GROUP, group({ name: 'a', intervalSeconds: 15 })), 'no multiple of 10s'],
  [
    'a title of 191 characters',
    () => make(GROUP, group({ name: 'a', rules: [rule({ name: 'a'.repeat(191) })] })),
    'longer than 190 characters',
  ],
  ['nobody to send to', () => make(GROUP, { ...sendingTo('Nobody'), name: 'a' }), "'Nobody' does not exist"],
  [
    'alerts put together without the folder',
    () => make(GROUP, { ...sendingTo('Team', { groupBies: ['alertname'] }), name: 'a' }),
    'lacks alertname or grafana_folder',
  ],
  [
    'a record with a condition',
    () => make(GROUP, group({ name: 'a', rules: [rule({ record: { metric: 'm' } })] })),
    'conflicting fields "record" and "condition"',
  ],
])('refused: %s', (_what, action, message) => {
  make(FOLDER, folder());
  make(DASHBOARD, board());
  make(GROUP, group());
  make(POINT, point());

  expect(action).toThrow(message);
});

describe('refused to go', () => {
  test('a folder with a dashboard in it, and the dashboard with it where nobody is careful', () => {
    const [careful, careless] = [true, undefined].map((preventDestroyIfNotEmpty, index) => {
      const uid = `folder-${String(index)}`;
      const made = make(FOLDER, folder({ uid, ...(preventDestroyIfNotEmpty ? { preventDestroyIfNotEmpty } : {}) }));
      const inside = make(DASHBOARD, { ...board({ uid: `board-${String(index)}` }), folder: uid });
      return { made, inside };
    });

    expect(() => {
      provider.delete(careful!.made);
    }).toThrow('is not empty');
    provider.delete(careless!.made);
    expect([provider.read(careful!.inside), provider.read(careless!.inside)]).toEqual([expect.anything(), undefined]);
  });

  test('a folder with rules in it', () => {
    const made = make(FOLDER, folder({ preventDestroyIfNotEmpty: true }));
    make(GROUP, group());

    expect(() => {
      provider.delete(made);
    }).toThrow('it holds 1 alert rules');
  });

  test('a group that is gone', () => {
    make(FOLDER, folder());
    const made = make(GROUP, group());
    provider.delete(made);

    expect(() => {
      provider.delete(made);
    }).toThrow('rule group group not found');
  });

  test('a contact point that a rule sends to', () => {
    make(FOLDER, folder());
    const made = make(POINT, point());
    make(GROUP, sendingTo('Team'));

    expect(() => {
      provider.delete(made);
    }).toThrow("contact point 'Team' is used by 1 rules");
  });
});

test('the provenance of a contact point stays', () => {
  const made = make(POINT, point());

  expect(() => provider.update(made, point({ disableProvenance: true }))).toThrow('cannot change provenance');
});

test('a rule of the same uid moves', () => {
  make(FOLDER, folder());
  const made = make(GROUP, group());
  make(GROUP, group({ name: 'other' }));

  expect(provider.read(made)).toBeUndefined();
});

test('contact points of one name are one, and go together', () => {
  const [one, two] = [make(POINT, point()), make(POINT, point())];

  expect(two.outputs['webhooks']).toHaveLength(2);
  provider.delete(one);
  expect(provider.read(two)).toBeUndefined();
});

test('what comes back in another form', () => {
  const made = make(FOLDER, folder({ title: ' Shop ' }));
  make(POINT, point());
  const times = { groupWait: '90s', groupInterval: '7d', repeatInterval: '365d' };
  const rules = make(GROUP, {
    ...sendingTo('Team', times),
    rules: [rule({ for: '7d', notificationSettings: { contactPoint: 'Team', ...times } })],
  });
  const dashboard = make(DASHBOARD, board({ title: ' B ' }));

  expect(made.outputs['title']).toBe('Shop');
  expect(JSON.parse(String(dashboard.outputs['configJson']))).toMatchObject({ title: 'B', version: 1 });
  expect(rules.outputs['rules']).toMatchObject([
    {
      for: '168h0m0s',
      notificationSettings: { groupWait: '1m30s', groupInterval: '1w', repeatInterval: '1y' },
    },
  ]);
  // Of these, notification times and titles alone are differences.
  expect(provider.diff(rules, rules.inputs).changed).toEqual(['rules']);
  expect(provider.diff(dashboard, dashboard.inputs).changed).toEqual(['configJson']);
});

test('the cluster: an object that is there is not taken over, and a ConfigMap changes in place only where the provider may', () => {
  const cluster = new Cluster();
  const type = 'kubernetes:core/v1:ConfigMap';
  const inputs = { metadata: { name: 'a', namespace: 'b' }, data: { x: '1' } };
  const state = make(type, inputs, kubernetesProvider(cluster));
  const differenceOf = (options: object) => kubernetesProvider(cluster, options).diff(state, { ...inputs, data: {} });

  expect(() => kubernetesProvider(cluster).create(type, inputs)).toThrow('ConfigMap b/a already exists');
  expect(differenceOf({})).toEqual({ changed: ['data'], replacing: ['data'], deleteBeforeReplace: true });
  expect(differenceOf({ enableConfigMapMutable: true })).toMatchObject({ changed: ['data'], replacing: [] });
});
