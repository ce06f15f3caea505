/** What is wrong with arguments is said before anything is made, all at once, each by the name of its prop. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import {
  createDescribedResources,
  OrchestratorMonitoring,
  type OrchestratorMonitoringArgs,
} from 'pupsourcing-orchestrator-monitoring/pulumi';
import { DESCRIPTION } from '../../lib/orchestrator/fleet/schema';
import { checkDescribed } from '../../lib/pulumi/grafana/checked-args';
import { GRAFANA_KEYS } from '../../lib/pulumi/grafana/grafana-checks';
import { checkLabelWhenKnown, checkWhenKnown } from '../../lib/pulumi/grafana/known-later';
import { KUBERNETES_KEYS } from '../../lib/pulumi/kubernetes/kubernetes-objects-args';
import { DURATION, LATER, LINE } from '../validation/refused';
import { OWN_RECORD, runStack } from './stack';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const GOOD = {
  datasourceUid: 'metrics',
  targetDatasourceUid: 'mimir',
  folder: { title: 'Shop', uid: 'shop', parentFolderUid: 'all' },
  namespace: 'shop',
  contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example/T0' }] } },
  notifications: { contactPoint: 'Team', groupBys: ['replica_set'], groupWait: '30s', muteTimings: ['Nights'] },
  notificationsBySeverity: { critical: { contactPoint: 'Pager' } },
  editableInUi: false,
  orgId: 1,
} satisfies OrchestratorMonitoringArgs;

/** What the engine is told is wrong; nothing may have been made. */
async function mistakesOf(args: unknown): Promise<readonly { propertyPath: string; reason: string }[]> {
  let caught: unknown;
  const { resources } = await runStack(() => {
    try {
      new OrchestratorMonitoring('orders', args as OrchestratorMonitoringArgs);
    } catch (error) {
      caught = error;
    }
  });
  if (caught === undefined) {
    return [];
  }
  expect(resources).toEqual([]);
  if (!pulumi.InputPropertiesError.isInstance(caught)) {
    throw new Error('another error', { cause: caught });
  }
  return caught.errors;
}

test('the good ones are good', async () => {
  expect(await mistakesOf(GOOD)).toEqual([]);
});

const UID = '1 to 40 letters, digits, - and _';
const NO_UID = `allowed: ${UID}`;
const TITLE = 'a non-empty text of at most 189 characters';
const SECRET = 'found a text, which may be a secret and is not shown';
const MISSING = `missing; ${NO_UID}`;
const NOTIFICATION = 'contactPoint, groupBys, groupWait, groupInterval, repeatInterval, muteTimings, activeTimings';
const ARGUMENTS = [...GRAFANA_KEYS, ...Object.keys(DESCRIPTION)].join(', ');
const later = pulumi.output('x');
const cannotSay = 'top: {{ query "up" }}';

test.each<[string, object, string, string]>([
  ['no data source', { datasourceUid: undefined }, 'datasourceUid', MISSING],
  ['a name for a uid', { datasourceUid: 'My metrics' }, 'datasourceUid', `found "My metrics"; ${NO_UID}`],
  [
    'a long uid',
    { targetDatasourceUid: 'x'.repeat(41) },
    'targetDatasourceUid',
    `found "${'x'.repeat(41)}"; ${NO_UID}`,
  ],
  [
    'a folder by its name',
    { folder: 'Shop' },
    'folder',
    'found "Shop"; allowed: an object with title, uid, parentFolderUid',
  ],
  [
    'a key of the folder',
    { folder: { name: 'x' } },
    'folder.name',
    'unknown key `name`; allowed: title, uid, parentFolderUid',
  ],
  ['a folder without title', { folder: { title: ' ' } }, 'folder.title', `found " "; allowed: ${TITLE}`],
  [
    'a title that is longer than Grafana takes',
    { folder: { title: 'x'.repeat(190) } },
    'folder.title',
    `found "${'x'.repeat(40)}"... (190 characters); allowed: ${TITLE}`,
  ],
  [
    'objectives of which nobody records the error budgets',
    { targetDatasourceUid: undefined, objectives: [{ name: 'right', successRatio: true, target: 0.99 }] },
    'recordingRules',
    'missing beside objectives, whose error budgets have to be recorded; allowed: true, where Prometheus has the recording rules (see OrchestratorKubernetesObjects), or targetDatasourceUid, for Grafana to record them',
  ],
  ...([undefined, false] as const).map((recordingRules): [string, object, string, string] => [
    `own recording rules that nobody evaluates, with ${String(recordingRules)}`,
    { targetDatasourceUid: undefined, extend: { recordingRules: [OWN_RECORD] }, recordingRules },
    'recordingRules',
    `${recordingRules === undefined ? 'missing' : 'found false'} beside extend.recordingRules, which nobody would record; allowed: true, where Prometheus has the recording rules (see OrchestratorKubernetesObjects), or targetDatasourceUid, for Grafana to record them`,
  ]),
  ['a uid of a folder', { folder: { uid: 'a b' } }, 'folder.uid', `found "a b"; ${NO_UID}`],
  ['a title that is known later', { folder: { title: later } }, 'folder.title', LATER],
  ['a folder that is known later', { folder: pulumi.output({}) }, 'folder', LATER],
  [
    'two folders',
    { folderUid: 'team' },
    'folder',
    'found beside folderUid; folder is created, folderUid already exists: remove one of them',
  ],
  ['a namespace', { namespace: 'a/b' }, 'namespace', 'found "a/b"; allowed: 1 to 100 letters, digits, - and _'],
  ['an organization by its name', { orgId: 'Main' }, 'orgId', 'found "Main"; allowed: a whole number from 1'],
  ['a text for a flag', { editableInUi: 'yes' }, 'editableInUi', 'found "yes"; allowed: true or false'],
  [
    'a list of contact points',
    { contactPoints: [] },
    'contactPoints',
    'found an empty list; allowed: an object with names of contact points and what they send to',
  ],
  [
    'a contact point to nowhere',
    { contactPoints: { Team: {} } },
    'contactPoints.Team',
    'found nothing that it sends to; allowed: at least one list, such as webhooks or emails',
  ],
  ...(
    [
      ['an empty list', { webhooks: [] }],
      ['a name', { name: 'Team' }],
    ] as const
  ).map(([what, settings]): [string, object, string, string] => [
    `a contact point with nothing but ${what}`,
    { contactPoints: { Team: settings } },
    'contactPoints.Team',
    'found nothing that it sends to; allowed: at least one list, such as webhooks or emails',
  ]),
  [
    'a list that the provider does not know',
    { contactPoints: { Team: { emails: [{ addresses: ['a@b.example'] }], webhook: [{ url: 'x' }] } } },
    'contactPoints.Team.webhook',
    expect.stringMatching(
      /^unknown key `webhook`; allowed: name, alertmanagers, .* did you mean `webhooks`\?$/,
    ) as string,
  ],
  [
    'an address instead of a list',
    { contactPoints: { Team: { webhooks: 'https://hooks.example/T0' } } },
    'contactPoints.Team.webhooks',
    `${SECRET}; allowed: a list of objects`,
  ],
  [
    'an address in a list',
    { contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example/T0' }, 'https://hooks.example/T1'] } } },
    'contactPoints.Team.webhooks[1]',
    `${SECRET}; allowed: an object with settings, such as url`,
  ],
  [
    'an address instead of a contact point',
    { contactPoints: { Team: 'https://hooks.example/T0' } },
    'contactPoints.Team',
    expect.stringMatching(new RegExp(`^${SECRET}; allowed: an object with name, alertmanagers, `)) as string,
  ],
  [
    'an address instead of contact points',
    { contactPoints: 'https://hooks.example/T0' },
    'contactPoints',
    `${SECRET}; allowed: an object with names of contact points and what they send to`,
  ],
  [
    'a name of a contact point that is a number',
    { contactPoints: { Team: { name: 5, webhooks: [{ url: 'https://hooks.example/T0' }] } } },
    'contactPoints.Team.name',
    `found 5; allowed: ${LINE}; write "5"`,
  ],
  [
    'an address instead of the name of a contact point',
    { contactPoints: { Team: { name: 'https://hooks.example/T0\n', webhooks: [{ url: 'x' }] } } },
    'contactPoints.Team.name',
    `${SECRET}; allowed: ${LINE}`,
  ],
  ['a contact point that is known later', { contactPoints: { Team: pulumi.output({}) } }, 'contactPoints.Team', LATER],
  [
    'a contact point without name',
    { contactPoints: { ' ': { emails: [{ addresses: ['a@b.example'] }] } } },
    'contactPoints[" "]',
    'found the key " "; allowed: a text of one line that is not empty, without control characters; rename it',
  ],
  ['a notification to nobody', { notifications: {} }, 'notifications.contactPoint', `missing; allowed: ${LINE}`],
  [
    'a notification that is a text',
    { notifications: 'Team' },
    'notifications',
    `found "Team"; allowed: an object with ${NOTIFICATION}`,
  ],
  [
    'a notification that is an address',
    { notifications: 'https://hooks.example/T0' },
    'notifications',
    `${SECRET}; allowed: an object with ${NOTIFICATION}`,
  ],
  [
    'a notification of a severity that is an address',
    { notificationsBySeverity: { critical: 'https://hooks.example/T0' } },
    'notificationsBySeverity.critical',
    `${SECRET}; allowed: an object with ${NOTIFICATION}`,
  ],
  [
    'an address for all severities',
    { notificationsBySeverity: 'https://hooks.example/T0' },
    'notificationsBySeverity',
    `${SECRET}; allowed: an object with critical, warning, info`,
  ],
  [
    'a notification to an address with a line feed',
    { notifications: { contactPoint: 'https://hooks.example/T0\n' } },
    'notifications.contactPoint',
    `${SECRET}; allowed: ${LINE}`,
  ],
  [
    'an address for a list, where it would be written into one',
    { notifications: { contactPoint: 'a', activeTimings: 'https://hooks.example/T0' } },
    'notifications.activeTimings',
    `${SECRET}; allowed: a list`,
  ],
  [
    'a key of a notification',
    { notifications: { contactPoint: 'a', groupBy: [] } },
    'notifications.groupBy',
    `unknown key \`groupBy\`; allowed: ${NOTIFICATION}; did you mean \`groupBys\`?`,
  ],
  [
    'a duration in words',
    { notifications: { contactPoint: 'a', groupWait: '1 minute' } },
    'notifications.groupWait',
    `found "1 minute"; allowed: ${DURATION}; write "1m"`,
  ],
  [
    'a timing that is no text',
    { notifications: { contactPoint: 'a', muteTimings: [1] } },
    'notifications.muteTimings[0]',
    'found 1; allowed: a text of one line that is not empty, without control characters; write "1"',
  ],
  [
    'timings that are no list',
    { notifications: { contactPoint: 'a', muteTimings: 'b' } },
    'notifications.muteTimings',
    'found "b"; allowed: a list; write ["b"]',
  ],
  [
    'a severity',
    { notificationsBySeverity: { page: { contactPoint: 'a' } } },
    'notificationsBySeverity.page',
    'unknown key `page`; allowed: critical, warning, info',
  ],
  [
    'a mistake for one severity',
    { notificationsBySeverity: { info: { contactPoint: '' } } },
    'notificationsBySeverity.info.contactPoint',
    'found ""; allowed: a text of one line that is not empty, without control characters',
  ],
  ['a bigint', { datasourceUid: 10n }, 'datasourceUid', `found 10n; ${NO_UID}`],
  [
    'contact points that are a Map',
    { contactPoints: new Map() },
    'contactPoints',
    'found an instance of Map; allowed: an object with names of contact points and what they send to',
  ],
  [
    'a folder that is a Date',
    { folder: new Date() },
    'folder',
    'found an instance of Date; allowed: an object with title, uid, parentFolderUid',
  ],
  [
    'a control character',
    { folder: { title: '\x00' } },
    'folder.title',
    `found "\\u0000"; allowed: ${TITLE}, without control characters`,
  ],
  [
    'half a surrogate pair',
    { folder: { title: '\ud800' } },
    'folder.title',
    `found "\\ud800"; allowed: ${TITLE}, in well-formed Unicode`,
  ],
  ['null for the alerts', { alerts: null }, 'alerts', expect.stringMatching(/^found null; allowed: /) as string],
  [
    'nobody to evaluate the alerts',
    { alerts: { evaluatedBy: null } },
    'alerts.evaluatedBy',
    expect.stringMatching(/^found null; allowed: /) as string,
  ],
  [
    'null for the uid of the dashboard',
    { dashboard: { uid: null } },
    'dashboard.uid',
    expect.stringMatching(/^found null; allowed: /) as string,
  ],
  [
    'null for the recording rules',
    { recordingRules: null },
    'recordingRules',
    expect.stringMatching(/^found null; allowed: /) as string,
  ],
  [
    'settings of files',
    { alerts: { grafana: { orgId: 1 } } },
    'alerts.grafana',
    'found settings of provisioning files; say datasourceUid, targetDatasourceUid and folder instead',
  ],
  [
    'an interval that Grafana does not have',
    { evaluationInterval: '15s' },
    'evaluationInterval',
    'found 15s; Grafana, which evaluates rules, refuses an interval that is not a multiple of 10s; set 20s, or let Prometheus evaluate all rules',
  ],
  [
    'the same where it records, and Prometheus evaluates the alerts',
    {
      evaluationInterval: '15s',
      alerts: { evaluatedBy: 'prometheus' },
      notifications: undefined,
      notificationsBySeverity: undefined,
    },
    'evaluationInterval',
    'found 15s; Grafana, which evaluates rules, refuses an interval that is not a multiple of 10s; set 20s, or let Prometheus evaluate all rules',
  ],
  [
    'a text that Grafana cannot say',
    { alerts: { annotations: { note: cannotSay } } },
    'alerts.annotations.note',
    `found ${JSON.stringify(cannotSay)}; Grafana, which evaluates the alerts, has no template for it: query is unknown there, or does something else; use $value, labels by their name ($labels.replica_set) and functions of text and numbers, or let Prometheus evaluate the alerts`,
  ],
  [
    'an unknown key',
    { replicaSet: [] },
    'replicaSet',
    `unknown key \`replicaSet\`; allowed: ${ARGUMENTS}; did you mean \`replicaSets\`?`,
  ],
  [
    'an unknown key of the component itself',
    { contactPoint: {} },
    'contactPoint',
    `unknown key \`contactPoint\`; allowed: ${ARGUMENTS}; did you mean \`contactPoints\`?`,
  ],
])('%s', async (_what, changes, propertyPath, reason) => {
  expect(await mistakesOf({ ...GOOD, ...changes })).toEqual([{ propertyPath, reason }]);
});

test('no arguments at all', async () => {
  expect(await mistakesOf(undefined)).toEqual([
    {
      propertyPath: '',
      reason: `found undefined; allowed: an object with ${ARGUMENTS}`,
    },
  ]);
});

test('all mistakes at once, those of the description first, and a message that names them', async () => {
  const args = {
    replicaSets: [{ name: 'a', workers: -1 }, { name: 'a' }],
    alerts: { labels: { severity: 'x' } },
    orgId: 0,
  };
  const mistakes = await mistakesOf(args);

  expect(mistakes.map(({ propertyPath }) => propertyPath)).toEqual([
    'replicaSets[0].workers',
    'replicaSets[1].name',
    'alerts.labels.severity',
    'datasourceUid',
    'orgId',
  ]);
  expect(() => new OrchestratorMonitoring('orders', { datasourceUid: '', orgId: 0 })).toThrow(
    '2 problems in the arguments of OrchestratorMonitoring:\n' +
      `  - datasourceUid: found ""; ${NO_UID}\n` +
      '  - orgId: found 0; allowed: a whole number from 1',
  );
});

test('a label may not be one that alerts have already, also where its value is known later', async () => {
  expect(await mistakesOf({ ...GOOD, aggregateBy: ['team'], alerts: { labels: { team: later } } })).toEqual([
    {
      propertyPath: 'alerts.labels.team',
      reason:
        'found the key `team`, which stands in aggregateBy, so that every alert carries it already; allowed: any other label; rename it',
    },
  ]);
});

describe('what is known later is checked once it is known, and not told, since it may be a secret', () => {
  const nothing = pulumi.output<string | undefined>(undefined) as pulumi.Output<string>;
  const UID = 'became something else once it was known; allowed: 1 to 40 letters, digits, - and _';
  const NUMBER = 'allowed: a whole number from 1';

  /** Why an output fails, of which all promises are waited for. */
  const failureOf = async (value: unknown): Promise<unknown> => {
    const { promise, isKnown, isSecret, allResources } = value as Record<string, Promise<unknown>> & {
      readonly promise: () => Promise<unknown>;
      readonly allResources: () => Promise<unknown>;
    };
    const [failed] = await Promise.allSettled([promise(), isKnown, isSecret, allResources()]);
    return failed.status === 'rejected' ? failed.reason : failed.value;
  };
  const argsOf = (changes: object) => checkWhenKnown('Own', { ...GOOD, ...changes });

  test.each<[string, () => unknown, string, string]>([
    [
      'no output',
      () => argsOf({ datasourceUid: nothing }).datasourceUid,
      'datasourceUid',
      UID.replace('something else', 'undefined'),
    ],
    ['no uid', () => argsOf({ datasourceUid: pulumi.output('a b') }).datasourceUid, 'datasourceUid', UID],
    ['a secret', () => argsOf({ folderUid: pulumi.secret('a b') }).folderUid, 'folderUid', UID],
    [
      'a Promise',
      () => argsOf({ folder: { parentFolderUid: Promise.resolve('') } }).folder?.parentFolderUid,
      'folder.parentFolderUid',
      UID,
    ],
    [
      'no organization',
      () => argsOf({ orgId: nothing }).orgId,
      'orgId',
      `became undefined once it was known; ${NUMBER}`,
    ],
    [
      'a number in quotes, for which there is something to write instead',
      () => argsOf({ orgId: pulumi.secret('7') }).orgId,
      'orgId',
      `became something else once it was known; ${NUMBER}`,
    ],
    [
      'a list of addresses',
      () =>
        (
          argsOf({ contactPoints: { Team: { webhooks: pulumi.secret(['https://hooks.example/T0']) } } })
            .contactPoints?.['Team'] as { webhooks: unknown }
        ).webhooks,
      'contactPoints.Team.webhooks',
      'became something else once it was known; allowed: a list of objects',
    ],
    [
      'a secret in the words of messages',
      () => argsOf({ folderUid: pulumi.secret('allowed: x') }).folderUid,
      'folderUid',
      UID,
    ],
    [
      'a timing',
      () =>
        argsOf({ notifications: { contactPoint: 'a', muteTimings: ['b', pulumi.output('')] } }).notifications
          ?.muteTimings?.[1],
      'notifications.muteTimings[1]',
      `became something else once it was known; allowed: ${LINE}`,
    ],
    [
      'a label',
      () => checkLabelWhenKnown('Own', 'alerts.labels.team', pulumi.output('')),
      'alerts.labels.team',
      "became something else once it was known; allowed: a non-empty text without '{{' of at most 1000 characters",
    ],
    [
      'a template in a label, which at once is held against what Grafana knows',
      () => checkLabelWhenKnown('Own', 'alerts.labels.team', pulumi.output('{{ $value }}')),
      'alerts.labels.team',
      "became something else once it was known; allowed: a non-empty text without '{{' of at most 1000 characters",
    ],
  ])('%s', async (_what, made, propertyPath, reason) => {
    const failure = await failureOf(made());

    expect(failure).toMatchObject({ errors: [{ propertyPath, reason }] });
    expect(failure).toBeInstanceOf(pulumi.InputPropertiesError);
  });

  test.each<[string, () => unknown, unknown]>([
    ['a uid', () => argsOf({ datasourceUid: pulumi.output('metrics') }).datasourceUid, 'metrics'],
    [
      'a setting of a contact point, which may be left out',
      () =>
        (argsOf({ contactPoints: { Team: { webhooks: nothing } } }).contactPoints?.['Team'] as { webhooks: unknown })
          .webhooks,
      undefined,
    ],
    ['a label', () => checkLabelWhenKnown('Own', 'alerts.labels.team', pulumi.output('shop')), 'shop'],
  ])('%s passes', async (_what, made, expected) => {
    expect(await failureOf(made())).toBe(expected);
  });

  test('a label of a description that is an argument of its own is named by where it is', async () => {
    const monitoring = { alerts: { labels: { team: pulumi.output('') } } };
    let labels: readonly unknown[] = [];
    await runStack(() => {
      labels = [...checkDescribed('Own', { datasourceUid: 'metrics', monitoring }).pendingLabels.values()];
    });

    expect(await failureOf(labels[0])).toMatchObject({ errors: [{ propertyPath: 'monitoring.alerts.labels.team' }] });
  });
});

test.each([null, undefined, 'x', 1])('%j for the arguments of a component of one’s own', async (args) => {
  await runStack(() => {
    const component = new pulumi.ComponentResource('own:index:Own', 'own');

    expect(() => createDescribedResources(component, 'own', args as never)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('the arguments of ComponentResource') as string }),
    );
  });
});

test.each([
  ['Start: into Grafana', GRAFANA_KEYS],
  ['Into a cluster', KUBERNETES_KEYS],
])('docs/pulumi.md, %s: the table has every argument', (heading, keys) => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'pulumi.md'), 'utf8');
  const [section = ''] = page.slice(page.indexOf(`## ${heading}`) + 3).split('\n## ');
  const rows = section.split('\n').flatMap((line) => /^\| (`[^|]*)\|/.exec(line)?.[1] ?? []);
  const listed = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

  expect(keys.filter((key) => !listed.includes(key))).toEqual([]);
});
