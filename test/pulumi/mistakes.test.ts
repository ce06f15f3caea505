/** What is wrong with arguments is said before anything is made, all at once, each by the name of its prop. */
import * as pulumi from '@pulumi/pulumi';
import { OrchestratorMonitoring, type OrchestratorMonitoringArgs } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { runStack } from './stack';

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
const DURATION = 'a Prometheus duration, such as 30s, 5m or 1h30m';
const NOTIFICATION = 'contactPoint, groupBys, groupWait, groupInterval, repeatInterval, muteTimings, activeTimings';

test.each<[string, object, string, string]>([
  ['no data source', { datasourceUid: undefined }, 'datasourceUid', `found nothing; allowed is ${UID}`],
  ['a name for a uid', { datasourceUid: 'My metrics' }, 'datasourceUid', `found "My metrics"; allowed is ${UID}`],
  [
    'a uid that is too long',
    { targetDatasourceUid: 'x'.repeat(41) },
    'targetDatasourceUid',
    `found "${'x'.repeat(41)}"; allowed is ${UID}`,
  ],
  [
    'a folder that is a text',
    { folder: 'Shop' },
    'folder',
    'found "Shop"; allowed is an object with title, uid, parentFolderUid',
  ],
  [
    'an unknown key of the folder',
    { folder: { name: 'x' } },
    'folder.name',
    'found an unknown key; allowed is title, uid, parentFolderUid',
  ],
  ['a folder without a title', { folder: { title: ' ' } }, 'folder.title', 'found " "; allowed is a non-empty text'],
  ['a wrong uid of a folder', { folder: { uid: 'a b' } }, 'folder.uid', `found "a b"; allowed is ${UID}`],
  [
    'two folders',
    { folderUid: 'team' },
    'folder',
    'found an object; allowed is one of folder, which is made, and folderUid, which there is',
  ],
  [
    'a namespace that no uid can hold',
    { namespace: 'a/b' },
    'namespace',
    'found "a/b"; allowed is plain text of 1 to 100 letters, digits, - and _',
  ],
  ['an organization by its name', { orgId: 'Main' }, 'orgId', 'found "Main"; allowed is a whole number from 1'],
  ['a text for a flag', { editableInUi: 'yes' }, 'editableInUi', 'found "yes"; allowed is true or false'],
  [
    'a list of contact points',
    { contactPoints: [] },
    'contactPoints',
    'found a list; allowed is an object with names of contact points and what they send to',
  ],
  [
    'a contact point that sends nowhere',
    { contactPoints: { Team: {} } },
    'contactPoints["Team"]',
    'found an object; allowed is an object with at least one list, such as webhooks, slacks or emails',
  ],
  [
    'a contact point with a second name',
    { contactPoints: { Team: { emails: [], name: 'x' } } },
    'contactPoints["Team"].name',
    'found "x"; allowed is nothing here: the component sets it',
  ],
  [
    'a notification to nobody',
    { notifications: {} },
    'notifications.contactPoint',
    'found nothing; allowed is a non-empty text',
  ],
  [
    'a notification that is a text',
    { notifications: 'Team' },
    'notifications',
    `found "Team"; allowed is an object with ${NOTIFICATION}`,
  ],
  [
    'an unknown key of a notification',
    { notifications: { contactPoint: 'a', groupBy: [] } },
    'notifications.groupBy',
    `found an unknown key; allowed is ${NOTIFICATION}`,
  ],
  [
    'a duration in words',
    { notifications: { contactPoint: 'a', groupWait: '1 minute' } },
    'notifications.groupWait',
    `found "1 minute"; allowed is ${DURATION}`,
  ],
  [
    'a timing that is no text',
    { notifications: { contactPoint: 'a', muteTimings: [1] } },
    'notifications.muteTimings[0]',
    'found 1; allowed is a non-empty text',
  ],
  [
    'a severity that there is not',
    { notificationsBySeverity: { page: { contactPoint: 'a' } } },
    'notificationsBySeverity.page',
    'found an unknown key; allowed is critical, warning, info',
  ],
  [
    'a mistake for one severity',
    { notificationsBySeverity: { info: { contactPoint: '' } } },
    'notificationsBySeverity.info.contactPoint',
    'found ""; allowed is a non-empty text',
  ],
  [
    'settings of provisioning files',
    { alerts: { grafana: { orgId: 1 } } },
    'alerts.grafana',
    'found an object; allowed is nothing here: say datasourceUid, targetDatasourceUid and folder instead',
  ],
  [
    'an interval that Grafana does not have',
    { evaluationInterval: '15s' },
    'evaluationInterval',
    'found 15s; Grafana, which evaluates the alerts, refuses an interval that is no multiple of 10s; set 20s, or let Prometheus evaluate the alerts',
  ],
  [
    'a text that Grafana cannot say',
    { alerts: { annotations: { note: '{{ query "up" }}' } } },
    'alerts.annotations.note',
    `found "{{ query \\"up\\" }}"; it cannot be said in the templates of Grafana, which evaluates the alerts: query is unknown there, or does something else; use $value, labels by their name ($labels.replica_set) and functions of text and numbers, or let Prometheus evaluate the alerts`,
  ],
  [
    'an unknown key',
    { replicaSet: [] },
    'replicaSet',
    'found the unknown key "replicaSet"; allowed is profile, selector, aggregateBy, replicaSets, watchUnlisted, scrapeInterval, evaluationInterval, scrape, alerts, recordingRules, dashboard, runbookBaseUrl, grafanaUrl; did you mean replicaSets?',
  ],
])('%s', async (_what, changes, propertyPath, reason) => {
  expect(await mistakesOf({ ...GOOD, ...changes })).toEqual([{ propertyPath, reason }]);
});

test('no arguments at all', async () => {
  expect(await mistakesOf(undefined)).toEqual([
    { propertyPath: '', reason: 'found nothing; allowed is an object with at least datasourceUid' },
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
      `  - datasourceUid: found ""; allowed is ${UID}\n` +
      '  - orgId: found 0; allowed is a whole number from 1',
  );
});

test('a label may not be one that alerts have already, also where its value is known later', async () => {
  const later = pulumi.output('x');

  expect(await mistakesOf({ ...GOOD, aggregateBy: ['team'], alerts: { labels: { team: later } } })).toEqual([
    {
      propertyPath: 'alerts.labels.team',
      reason:
        'found the key "team", which stands in aggregateBy, so that every alert carries it already; allowed is any other label; rename it',
    },
  ]);
});
