import * as pulumi from '@pulumi/pulumi';
import { Folder } from '@pulumiverse/grafana/oss/folder';
import { Provider } from '@pulumiverse/grafana/provider';
import { OrchestratorMonitoring, type OrchestratorMonitoringArgs } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { createMixin, renderGrafanaDashboard, type MonitoringProps } from '../../lib';
import { grafanaRuleUid, renderGrafanaRuleGroups } from '../../lib/render';
import { grafanaRuleUidIn } from '../../lib/render/grafana/rule-identity';
import { OWN_RECORD, runStack, UNKNOWN, type Registered, type StackOptions } from './stack';
import { grafanaAlertsOf } from '../render/grafana/grafana-alerts';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const FLEET = {
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
  recordingRules: true,
} satisfies MonitoringProps;

const ARGS: OrchestratorMonitoringArgs = { ...FLEET, datasourceUid: 'metrics' };

/** What the component calls the dashboard and the fleet, unless it is told otherwise. */
const DASHBOARD = grafanaRuleUid('shop', 'orchestrator', 'prod');
const NAMESPACE = `shop-prod-${DASHBOARD}`;
const FOLDER = grafanaRuleUid(NAMESPACE, 'folder');

/** The fleet as the component describes it. */
const DESCRIBED = {
  ...FLEET,
  dashboard: { uid: DASHBOARD, title: 'Pupsourcing Orchestrator (shop/prod)' },
} satisfies MonitoringProps;

const run = (args: OrchestratorMonitoringArgs, opts?: pulumi.ComponentResourceOptions, options?: StackOptions) =>
  runStack(() => {
    const { urn: _urn, ...made } = new OrchestratorMonitoring('orders', args, opts);
    return made;
  }, options);

async function resourcesOf(
  args: OrchestratorMonitoringArgs,
  opts?: pulumi.ComponentResourceOptions,
  options?: StackOptions,
): Promise<readonly Registered[]> {
  return (await run(args, opts, options)).resources;
}

const ofType = (resources: readonly Registered[], type: string) => resources.filter((one) => one.type.endsWith(type));

/** Rules as Pulumi was given them, their queries read. */
function rulesOf(resources: readonly Registered[]): readonly Readonly<Record<string, unknown>>[] {
  return ofType(resources, ':RuleGroup').flatMap(({ inputs }) =>
    (inputs['rules'] as { datas: { model: string }[] }[]).map((rule) => ({
      ...rule,
      datas: rule.datas.map((step) => ({ ...step, model: JSON.parse(step.model) as unknown })),
    })),
  );
}

describe('what is made', () => {
  test('folder, dashboards and rule groups, as children of the component', async () => {
    const resources = await resourcesOf(ARGS);

    expect(resources.map(({ type, name, parent }) => [type, name, parent])).toEqual([
      ['pupsourcing-orchestrator-monitoring:index:OrchestratorMonitoring', 'orders', ''],
      ['grafana:oss/dashboard:Dashboard', 'orders-dashboard', 'orders'],
      ['grafana:oss/dashboard:Dashboard', 'orders-dashboard-fleet', 'orders'],
      ['grafana:oss/dashboard:Dashboard', 'orders-dashboard-runbook', 'orders'],
      ['grafana:oss/folder:Folder', 'orders-folder', 'orders'],
      ['grafana:alerting/ruleGroup:RuleGroup', 'orders-rules-coordination', 'orders'],
      ['grafana:alerting/ruleGroup:RuleGroup', 'orders-rules-heartbeats', 'orders'],
      ['grafana:alerting/ruleGroup:RuleGroup', 'orders-rules-processes', 'orders'],
      ['grafana:alerting/ruleGroup:RuleGroup', 'orders-rules-projections', 'orders'],
      ['grafana:alerting/ruleGroup:RuleGroup', 'orders-rules-throughput', 'orders'],
      ['grafana:alerting/ruleGroup:RuleGroup', 'orders-rules-workers', 'orders'],
    ]);
    for (const { name, dependencies, deleteBeforeReplace } of resources.slice(1)) {
      expect({ name, dependencies, deleteBeforeReplace }).toEqual({
        name,
        dependencies: name === 'orders-folder' ? [] : ['orders-folder'],
        deleteBeforeReplace: false,
      });
    }
  });

  test('the folder', async () => {
    const [folder] = ofType(await resourcesOf(ARGS), ':Folder');

    expect(folder?.inputs).toEqual({
      title: 'Pupsourcing Orchestrator (shop/prod)',
      uid: FOLDER,
      preventDestroyIfNotEmpty: true,
    });
  });

  test('the folder of a dashboard whose uid is given is called after that, too', async () => {
    const [folder] = ofType(await resourcesOf({ ...ARGS, dashboard: { uid: 'billing' } }), ':Folder');

    expect(folder?.inputs).toMatchObject({ title: 'Pupsourcing Orchestrator billing (shop/prod)' });
  });

  test('titles that project and stack make too long are shortened, and tell stacks apart', async () => {
    const titlesOf = async (stack: string) => {
      const { resources } = await run(ARGS, undefined, { project: 'p'.repeat(100), stack });
      return [
        ...ofType(resources, ':Folder').map(({ inputs }) => String(inputs['title'])),
        ...ofType(resources, ':Dashboard').map(
          ({ inputs }) => (JSON.parse(String(inputs['configJson'])) as { title: string }).title,
        ),
      ];
    };
    const titles = [...(await titlesOf(`${'s'.repeat(99)}a`)), ...(await titlesOf(`${'s'.repeat(99)}b`))];

    // A folder and three dashboards each; the folder and the main dashboard are of one name.
    expect(titles).toHaveLength(8);
    expect(new Set(titles).size).toBe(6);
    expect(titles.filter((title) => title.length > 189)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['that the rules ask', {}, 'metrics'],
    ['that the rules ask, known later', { datasourceUid: pulumi.output(Promise.resolve('later')) }, 'later'],
    ['that the description names', { dashboard: { ...DESCRIBED.dashboard, datasource: 'Other' } }, 'Other'],
  ])('the dashboards are those of the renderer, and open the data source %s', async (_what, args, datasource) => {
    const dashboards = ofType(await resourcesOf({ ...ARGS, ...args }), ':Dashboard');

    expect(dashboards.map(({ inputs }) => JSON.parse(String(inputs['configJson'])) as unknown)).toEqual(
      createMixin({ ...DESCRIBED, alerts: { evaluatedBy: 'grafana' } }).dashboards.map((dashboard) =>
        renderGrafanaDashboard({ ...dashboard, datasource }),
      ),
    );
    expect(dashboards.map(({ inputs }) => inputs['folder'])).toEqual(dashboards.map(() => FOLDER));
  });

  test.each<[string, OrchestratorMonitoringArgs['dashboard'], string]>([
    ['where it says nothing, after project and stack', undefined, 'Pupsourcing Orchestrator (shop/prod)'],
    ['as it says', { title: 'Shop' }, 'Shop'],
    ['after its uid', { uid: 'billing' }, 'Pupsourcing Orchestrator billing'],
  ])('the dashboard is called %s', async (_what, dashboard, title) => {
    const [main] = ofType(await resourcesOf({ ...FLEET, datasourceUid: 'metrics', dashboard }), ':Dashboard');

    expect(JSON.parse(String(main?.inputs['configJson']))).toMatchObject({ title });
  });

  test('the rules are those of the renderer', async () => {
    const resources = await resourcesOf({ ...ARGS, alerts: { labels: { team: 'shop' } } });
    const groups = grafanaAlertsOf(createMixin({ ...DESCRIBED, alerts: { labels: { team: 'shop' } } }), {
      datasourceUid: 'metrics',
      namespace: NAMESPACE,
    }).toSorted((a, b) => (a.name < b.name ? -1 : 1));

    expect(ofType(resources, ':RuleGroup').map(({ inputs: { rules: _rules, ...inputs } }) => inputs)).toEqual(
      groups.map(({ name }) => ({
        name,
        folderUid: FOLDER,
        intervalSeconds: name.endsWith('throughput') ? 60 : 30,
        disableProvenance: false,
      })),
    );
    expect(rulesOf(resources)).toEqual(
      groups.flatMap(({ name: group, rules }) =>
        rules.map(({ title: name, data: datas, uid, ...rule }) => ({
          ...rule,
          uid: grafanaRuleUidIn(uid, FOLDER, group),
          name,
          datas,
        })),
      ),
    );
  });

  test('the recording rules, where it is said what they are written to', async () => {
    const resources = await resourcesOf({ ...ARGS, targetDatasourceUid: 'mimir' });
    const described = createMixin(DESCRIBED);
    const expected = renderGrafanaRuleGroups(described, described.recordingRules, {
      datasourceUid: 'metrics',
      targetDatasourceUid: 'mimir',
      namespace: NAMESPACE,
    })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ name: group, rules }) =>
        rules.map(({ uid, ...rule }) => ({ ...rule, uid: grafanaRuleUidIn(uid, FOLDER, group) })),
      );
    const recordings = rulesOf(resources).filter((rule) => 'record' in rule);

    // A group each: what an area records, then its alerts; and the one of quantiles, which is evaluated less often.
    expect(ofType(resources, ':RuleGroup')).toHaveLength(7);
    expect(recordings).toEqual(expected.map(({ title: name, data: datas, ...rule }) => ({ ...rule, name, datas })));
    // The provider refuses these beside a record.
    for (const rule of recordings) {
      expect(Object.keys(rule).sort()).toEqual(['datas', 'isPaused', 'name', 'record', 'uid']);
    }
  });

  test('upstream: one dashboard, one group', async () => {
    const names = (await resourcesOf({ ...ARGS, profile: 'upstream' })).map(({ name }) => name);

    expect(names).toEqual(['orders', 'orders-dashboard', 'orders-folder', 'orders-rules-alerts']);
  });

  test.each<[string, Partial<OrchestratorMonitoringArgs>, readonly string[]]>([
    ['alerts are switched off', { alerts: { enabled: false } }, []],
    ['Prometheus evaluates', { alerts: { evaluatedBy: 'prometheus' } }, ['orders-dashboard-runbook']],
  ])('no rules where %s', async (_what, changes, runbook) => {
    expect((await resourcesOf({ ...ARGS, ...changes })).map(({ name }) => name)).toEqual([
      'orders',
      'orders-dashboard',
      'orders-dashboard-fleet',
      ...runbook,
      'orders-folder',
    ]);
  });

  test('into a folder that there is', async () => {
    const resources = await resourcesOf({ ...ARGS, folderUid: 'team' });

    expect(ofType(resources, ':Folder')).toEqual([]);
    expect(ofType(resources, ':Dashboard').map(({ inputs }) => inputs['folder'])).toEqual(['team', 'team', 'team']);
    expect(new Set(ofType(resources, ':RuleGroup').map(({ inputs }) => inputs['folderUid']))).toEqual(
      new Set(['team']),
    );
  });

  test('organization, folder and provenance as they are set', async () => {
    const resources = await resourcesOf({
      ...ARGS,
      orgId: pulumi.output(7),
      folder: { title: 'Shop', uid: 'shop', parentFolderUid: 'all' },
      editableInUi: true,
      namespace: 'shop',
    });

    for (const { inputs } of resources.slice(1)) {
      expect(inputs['orgId']).toBe('7');
    }
    expect(ofType(resources, ':Folder')[0]?.inputs).toMatchObject({
      title: 'Shop',
      uid: 'shop',
      parentFolderUid: 'all',
    });
    expect(ofType(resources, ':RuleGroup')[0]?.inputs).toMatchObject({
      name: 'shop-coordination',
      disableProvenance: true,
    });
  });

  test('outputs', async () => {
    const { outputs, resources } = await run(ARGS);

    const uid = DASHBOARD;
    expect(outputs).toMatchObject({
      folderUid: FOLDER,
      dashboardUid: uid,
      dashboardUrl: `https://grafana.example/d/${uid}`,
      dashboardUids: [uid, `${uid}-fleet`, `${uid}-runbook`],
      dashboardUrls: [
        `https://grafana.example/d/${uid}`,
        `https://grafana.example/d/${uid}-fleet`,
        `https://grafana.example/d/${uid}-runbook`,
      ],
    });
    const preview = await run(ARGS, undefined, { preview: true });
    expect(preview.outputs).toMatchObject({ dashboardUid: uid, dashboardUids: outputs['dashboardUids'] });
    expect(outputs['ruleUids']).toEqual(
      Object.fromEntries(rulesOf(resources).map(({ name, uid: ruleUid }) => [name, ruleUid])),
    );
  });
});

describe('what is known later', () => {
  test('the data source, the folder, the target and labels, at preview', async () => {
    const { resources, outputs } = await run(
      {
        ...ARGS,
        datasourceUid: unknown(),
        folderUid: unknown(),
        targetDatasourceUid: unknown(),
        alerts: { labels: { team: 'shop', region: unknown() } },
      },
      {},
      { preview: true },
    );
    const groups = ofType(resources, ':RuleGroup');
    const records = ({ inputs }: Registered) => 'record' in (inputs['rules'] as object[])[0]!;
    const [recording] = groups.filter(records);
    const alerts = groups.filter((group) => !records(group));

    expect(outputs['folderUid']).toBe(UNKNOWN);
    expect(recording?.inputs['folderUid']).toBe(UNKNOWN);
    expect((recording?.inputs['rules'] as unknown[])[0]).toMatchObject({
      datas: [{ refId: 'A', datasourceUid: UNKNOWN, model: UNKNOWN }],
      record: { targetDatasourceUid: UNKNOWN },
    });
    for (const { inputs } of alerts) {
      for (const rule of inputs['rules'] as Record<string, unknown>[]) {
        // All the rest can be seen.
        expect(rule).toMatchObject({
          name: expect.stringMatching(/^Orchestrator/) as string,
          labels: { team: 'shop', region: UNKNOWN },
          datas: [
            { refId: 'A', datasourceUid: UNKNOWN, model: UNKNOWN },
            { refId: 'C', datasourceUid: '__expr__' },
          ],
        });
      }
    }
  });

  test('then they stand where they belong', async () => {
    const resources = await resourcesOf({
      ...ARGS,
      datasourceUid: pulumi.output('metrics'),
      folderUid: Promise.resolve('team'),
      alerts: { labels: { region: pulumi.output('eu') } },
    });

    expect(ofType(resources, ':RuleGroup')[0]?.inputs['folderUid']).toBe('team');
    expect(rulesOf(resources)[0]).toMatchObject({
      labels: { region: 'eu' },
      datas: [{ datasourceUid: 'metrics', model: { datasource: { type: 'prometheus', uid: 'metrics' } } }, {}],
    });
  });

  test('what is to be plain is not taken otherwise, so that mistakes are found at preview', async () => {
    const replicaSets = pulumi.output([{ name: 'orders' }]) as never;

    await expect(run({ ...ARGS, replicaSets })).rejects.toThrow(
      /replicaSets: found .*; allowed: a list of replica sets/,
    );
  });
});

/** An output that nobody knows yet, as of a resource that is not made yet. */
function unknown(): pulumi.Output<string> {
  return pulumi.output(pulumi.unknown) as never;
}

describe('where alerts go', () => {
  const webhook = { url: pulumi.secret('https://hooks.example/T0') };
  const contactPoints = { Team: { webhooks: [webhook] } };

  const settingsOf = async (args: Partial<OrchestratorMonitoringArgs>) =>
    rulesOf(await resourcesOf({ ...ARGS, ...args })).map(({ labels, notificationSettings }) => ({
      severity: (labels as { severity: string }).severity,
      notificationSettings,
    }));

  test('the contact point is made, its settings are secret, also in the state', async () => {
    const resources = await resourcesOf({ ...ARGS, contactPoints });
    const [contactPoint] = ofType(resources, ':ContactPoint');

    expect(contactPoint).toMatchObject({
      name: 'orders-contact-Team',
      parent: 'orders',
      deleteBeforeReplace: false,
      inputs: { name: 'Team (shop/prod)', webhooks: [{ url: 'https://hooks.example/T0' }] },
      secretOutputs: ['webhooks'],
    });
    expect(contactPoint?.secrets).toContain('webhooks');
  });

  test('an address that is not marked as secret is kept secret all the same', async () => {
    const [contactPoint] = ofType(
      await resourcesOf({ ...ARGS, contactPoints: { Team: { slacks: [{ url: 'https://hooks.example/T1' }] } } }),
      ':ContactPoint',
    );

    expect(contactPoint?.secrets).toEqual(['slacks']);
  });

  test('rules wait for a contact point that is made', async () => {
    const resources = await resourcesOf({ ...ARGS, contactPoints, notifications: { contactPoint: 'Team' } });

    for (const { dependencies } of ofType(resources, ':RuleGroup')) {
      expect(dependencies).toEqual(['orders-contact-Team', 'orders-folder']);
    }
  });

  test('links name the organization', async () => {
    const rules = rulesOf(await resourcesOf({ ...ARGS, orgId: 2, grafanaUrl: 'https://grafana.example' }));

    for (const { annotations } of rules) {
      expect(JSON.stringify(annotations)).toMatch(/\/d\/[^?]*\?orgId=2&.*\/d\/[^?]*\?orgId=2&/);
    }
  });

  test('also where it goes by its name in Grafana, and the key of another comes before that', async () => {
    const { resources, infos } = await run({
      ...ARGS,
      grafanaUrl: 'https://grafana.example',
      contactPoints: {
        Team: { ...contactPoints.Team, name: 'On call' },
        Other: { webhooks: [webhook], name: 'Pager' },
        Pager: { webhooks: [webhook] },
        'named-Pager': { webhooks: [webhook] },
      },
      notifications: { contactPoint: 'On call' },
      notificationsBySeverity: { critical: { contactPoint: 'Pager' } },
    });

    expect(infos).toEqual([]);
    // One URN each.
    expect(new Set(ofType(resources, ':ContactPoint').map(({ name }) => name)).size).toBe(4);
    expect(new Set(rulesOf(resources).map(({ notificationSettings }) => JSON.stringify(notificationSettings)))).toEqual(
      new Set(['{"contactPoint":"On call"}', '{"contactPoint":"Pager (shop/prod)"}']),
    );
    expect(ofType(resources, ':RuleGroup')[0]?.dependencies).toEqual([
      'orders-contact-Pager',
      'orders-contact-named-On call',
      'orders-folder',
    ]);
  });

  test.each([
    ['Team', 'Team (shop/prod)'],
    ['Everybody', 'Everybody'],
  ])('a contact point %s that is known later is %s, and rules wait for all that are made', async (key, name) => {
    const resources = await resourcesOf({
      ...ARGS,
      contactPoints: { ...contactPoints, Pager: { webhooks: [webhook] } },
      notifications: { contactPoint: pulumi.output(key) },
    });

    for (const { notificationSettings } of rulesOf(resources)) {
      expect(notificationSettings).toEqual({ contactPoint: name });
    }
    for (const { dependencies } of ofType(resources, ':RuleGroup')) {
      expect(dependencies).toEqual(['orders-contact-Pager', 'orders-contact-Team', 'orders-folder']);
    }
  });

  test('nothing said: the notification policy decides', async () => {
    const settings = await settingsOf({});

    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter(({ notificationSettings }) => notificationSettings !== undefined)).toEqual([]);
  });

  test('by severity, with all that can be set', async () => {
    const settings = await settingsOf({
      notifications: { contactPoint: 'Everybody' },
      notificationsBySeverity: {
        critical: {
          contactPoint: pulumi.output('Pager'),
          groupBys: ['replica_set', 'alertname'],
          groupWait: '60s',
          groupInterval: '5m',
          repeatInterval: '4h',
          muteTimings: ['Nights', pulumi.output('Weekends')],
          activeTimings: ['Days'],
        },
      },
    });

    for (const { severity, notificationSettings } of settings) {
      expect(notificationSettings).toEqual(
        severity === 'critical'
          ? {
              contactPoint: 'Pager',
              groupBies: ['grafana_folder', 'alertname', 'replica_set'],
              groupWait: '1m',
              groupInterval: '5m',
              repeatInterval: '4h',
              muteTimings: ['Nights', 'Weekends'],
              activeTimings: ['Days'],
            }
          : { contactPoint: 'Everybody' },
      );
    }
    expect(new Set(settings.map(({ severity }) => severity))).toEqual(new Set(['critical', 'warning', 'info']));
  });

  test('a contact point that is undefined is one that is not there, and known to nobody', async () => {
    const { resources, infos } = await run({
      ...ARGS,
      contactPoints: { ...contactPoints, Pager: undefined },
      notifications: { contactPoint: 'Pager' },
    });

    expect(ofType(resources, ':ContactPoint').map(({ name }) => name)).toEqual(['orders-contact-Team']);
    expect(infos.join()).toContain('notifications.contactPoint: found "Pager", which is not among contactPoints');
  });

  test('a severity with undefined is one that is not there', async () => {
    const args = { contactPoints, notifications: { contactPoint: 'Team' } };

    expect(await settingsOf({ ...args, notificationsBySeverity: { critical: undefined } })).toEqual(
      await settingsOf(args),
    );
  });

  test('all labels together stand alone', async () => {
    const [settings] = await settingsOf({ notifications: { contactPoint: 'Team', groupBys: ['...'] } });

    expect(settings?.notificationSettings).toEqual({ contactPoint: 'Team', groupBies: ['...'] });
  });
});

describe('options of the component reach everything that it makes', () => {
  test('provider, protection, and what it waits for', async () => {
    const { resources } = await runStack(() => {
      const provider = new Provider('grafana-prod', { url: 'https://grafana.example', auth: pulumi.secret('token') });
      const first = new Folder('first', { title: 'First', uid: 'first' });
      new OrchestratorMonitoring('orders', ARGS, { providers: { grafana: provider }, protect: true, dependsOn: first });
    });
    const children = resources.filter(({ parent }) => parent === 'orders');

    expect(children).toHaveLength(10);
    for (const { name, provider, protect, dependencies } of children) {
      expect({ name, provider, protect }).toEqual({ name, provider: 'grafana-prod', protect: true });
      expect(dependencies).toContain('first');
    }
    expect(resources.find(({ name }) => name === 'orders')?.dependencies).toEqual(['first']);
  });

  test.each<[string, (provider: Provider) => pulumi.ComponentResourceOptions]>([
    ['provider', (provider) => ({ provider })],
    ['providers', (provider) => ({ providers: [provider] })],
  ])('given as %s', async (_what, opts) => {
    const { resources } = await runStack(() => {
      new OrchestratorMonitoring('orders', ARGS, opts(new Provider('p', {})));
    });

    expect(new Set(resources.filter(({ parent }) => parent === 'orders').map(({ provider }) => provider))).toEqual(
      new Set(['p']),
    );
  });

  test('transformations', async () => {
    const transformations: pulumi.ResourceTransformation[] = [
      ({ type, props, opts }) => ({
        props: type.endsWith(':RuleGroup') ? { ...(props as object), intervalSeconds: 120 } : props,
        opts,
      }),
    ];

    const groups = ofType(await resourcesOf(ARGS, { transformations }), ':RuleGroup');
    expect(groups.map(({ inputs }) => inputs['intervalSeconds'])).toEqual(groups.map(() => 120));
  });

  test('aliases: the engine hands them on to children whose names begin with that of the component', async () => {
    const resources = await resourcesOf(ARGS, { aliases: [{ name: 'old' }] });

    expect(resources[0]).toMatchObject({ name: 'orders', aliases: ['old'] });
    for (const { name } of resources) {
      expect(name).toMatch(/^orders(?:-|$)/);
    }
  });
});

describe('recorded series are read where somebody records them', () => {
  const RECORDED = /(?:job|instance):orchestrator_\w+/;
  const { recordingRules: _said, ...UNSAID } = ARGS;

  test.each<[string, Partial<OrchestratorMonitoringArgs>, boolean]>([
    ['nobody does', {}, false],
    ['Grafana does', { targetDatasourceUid: 'mimir' }, true],
    ['Prometheus, which evaluates the alerts, does', { alerts: { evaluatedBy: 'prometheus' } }, true],
    ['somebody does, as it is said', { recordingRules: true }, true],
    ['Grafana could, and is not to', { targetDatasourceUid: 'mimir', recordingRules: false }, false],
  ])('%s', async (_what, changes, expected) => {
    const resources = await resourcesOf({ ...UNSAID, ...changes });
    const dashboards = JSON.stringify(ofType(resources, ':Dashboard'));
    const asked = rulesOf(resources).filter((rule) => !('record' in rule));

    expect(RECORDED.test(dashboards)).toBe(expected);
    // Grafana's rules of a group are evaluated beside each other: none reads what another records.
    expect(RECORDED.test(JSON.stringify(asked))).toBe(false);
  });
});

test('two components in one stack share nothing', async () => {
  const { resources } = await runStack(() => {
    new OrchestratorMonitoring('orders', ARGS);
    new OrchestratorMonitoring('billing', { ...ARGS, dashboard: { uid: 'billing' } });
  });
  const names = resources.map(({ type, name }) => `${type} ${name}`);
  const groups = ofType(resources, ':RuleGroup').map(({ inputs }) => inputs['name']);
  const uids = rulesOf(resources).map(({ uid }) => uid);

  for (const all of [names, groups, uids]) {
    expect(new Set(all).size).toBe(all.length);
  }
});

test('two stacks in one Grafana share no rule and no group', async () => {
  const namesOf = async (stack: string) => {
    const resources = await resourcesOf(ARGS, {}, { stack });
    return [
      ...rulesOf(resources).map(({ uid }) => uid),
      ...ofType(resources, ':RuleGroup').map(({ inputs }) => inputs['name']),
    ];
  };
  const [dev, prod] = [await namesOf('dev'), await namesOf('prod')];

  expect(dev.filter((name) => prod.includes(name))).toEqual([]);
});

describe('suggestions are logged, and are no warnings', () => {
  const infosOf = async (args: Partial<OrchestratorMonitoringArgs>) => {
    const { warnings, infos } = await run({ ...ARGS, ...args });
    expect(warnings).toEqual([]);
    return infos;
  };

  test('alerts without a link to the runbook', async () => {
    expect(await infosOf({})).toEqual([
      'grafanaUrl: is not set, and neither is runbookBaseUrl; notifications link to no runbook; set grafanaUrl, for links to the runbook dashboard, or runbookBaseUrl, for links to a runbook of your own',
    ]);
  });

  test.each<[string, Partial<OrchestratorMonitoringArgs>]>([
    ['with such a link', { grafanaUrl: 'https://grafana.example' }],
    ['where others evaluate the alerts', { alerts: { evaluatedBy: 'prometheus' } }],
  ])('none %s', async (_what, args) => {
    expect(await infosOf(args)).toEqual([]);
  });
});

test.each([
  ['Taem', 'warnings', 'did you mean `Team`?'],
  ['Pager', 'infos', 'add it to contactPoints, unless Grafana has it already'],
] as const)('a contact point %s beside Team is one of the %s', async (contactPoint, where, fix) => {
  const logged = await run({
    ...ARGS,
    grafanaUrl: 'https://grafana.example',
    contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example/T0' }] } },
    notifications: { contactPoint: 'Team' },
    notificationsBySeverity: { critical: { contactPoint } },
  });

  expect([...logged.warnings, ...logged.infos]).toEqual(logged[where]);
  expect(logged[where]).toEqual([
    `notificationsBySeverity.critical.contactPoint: found "${contactPoint}", which is not among contactPoints; Grafana refuses rules that name a contact point which it does not have; ${fix}`,
  ]);
});

test.each(['https://hooks.example/T0', 'hooks.example/services/T0'])(
  'an address in the place of a contact point is not shown, %s: it may be a secret',
  async (webhook) => {
    const { warnings, infos } = await run({
      ...ARGS,
      grafanaUrl: 'https://grafana.example',
      contactPoints: { Team: { name: `${webhook}/Team`, webhooks: [{ url: webhook }] } },
      notifications: { contactPoint: webhook },
    });

    expect(infos).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^contactPoints\["Team"\]\.name: found a text, which may be a secret and is not shown; where /,
      ),
      'notifications.contactPoint: found a text, which may be a secret and is not shown; Grafana refuses rules that name a contact point which it does not have; put an address into contactPoints, and the name of that contact point here',
    ]);
  },
);

test('a target of records that the description switches off: nothing would be recorded', async () => {
  expect((await run({ ...ARGS, targetDatasourceUid: 'mimir', recordingRules: false })).warnings).toEqual([
    'targetDatasourceUid: found beside a description that records nothing; nothing would be written there; leave it out, or set recordingRules: true',
  ]);
});

test.each<[string, Partial<OrchestratorMonitoringArgs>, readonly string[]]>([
  [
    'another data source than the rules ask',
    { targetDatasourceUid: 'mimir' },
    [
      'targetDatasourceUid: found "mimir", beside the datasourceUid "metrics"; panels and alerts of objectives ask that one for recorded series, and find none unless it shows what this one takes in; give both the same uid, unless they are two ways to one store',
    ],
  ],
  ['the same', { targetDatasourceUid: 'metrics' }, []],
  ['one that is known later', { targetDatasourceUid: pulumi.output('mimir') }, []],
])('a target of records: %s', async (_what, args, warnings) => {
  expect((await run({ ...ARGS, recordingRules: true, ...args })).warnings).toEqual(warnings);
});

test('a target of records of the extension, which are made whatever recordingRules says', async () => {
  const args = {
    ...ARGS,
    targetDatasourceUid: 'metrics',
    recordingRules: false,
    extend: { recordingRules: [OWN_RECORD] },
  };

  expect((await run(args)).warnings).toEqual([]);
});

test('notifications about alerts that Prometheus evaluates: nobody here would send them', async () => {
  const notifications = { contactPoint: 'Team' };
  const args = { ...ARGS, notifications, notificationsBySeverity: { critical: notifications } };
  const idle = (path: string) =>
    `${path}: found beside alerts.evaluatedBy: 'prometheus'; it is part of rules that Grafana evaluates, and Alertmanager notifies in their place; leave it out, or let Grafana evaluate the alerts`;

  expect((await run(args)).warnings).toEqual([]);
  expect((await run({ ...args, alerts: { evaluatedBy: 'prometheus' } })).warnings).toEqual([
    idle('notifications'),
    idle('notificationsBySeverity'),
  ]);
});

test('warnings are logged', async () => {
  const { warnings } = await run({ ...ARGS, scrape: { jobName: 'other' } });

  expect(warnings).toEqual([
    'scrape.jobName: found "other", while the selector asks for the job "projection-workers"; no rule and no panel would find the series of this scrape job; give both the same name, or leave scrape.jobName out',
  ]);
});
