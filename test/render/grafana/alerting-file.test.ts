import { parse } from 'yaml';

import { createMixin, renderGrafanaAlerting, type MonitoringProps } from '../../../lib';
import { renderGrafanaAlertingFile } from '../../../lib/render';

interface File {
  readonly groups?: readonly {
    readonly orgId: number;
    readonly folder: string;
    readonly rules: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly deleteRules?: readonly { readonly orgId: number; readonly uid: string }[];
}

const fileOf = (props: MonitoringProps): File => renderGrafanaAlerting(createMixin(props));
const uidsOf = ({ groups = [] }: File) => groups.flatMap(({ rules }) => rules.map(({ uid }) => uid));
const deletedOf = ({ deleteRules = [] }: File) => deleteRules.map(({ uid }) => uid);

const GRAFANA = { evaluatedBy: 'grafana' } as const;

/** What Grafana makes of a text of a provisioning file, where it looks for variables of its environment (which has none). */
const interpolate = (text: string) =>
  text
    .split('$$')
    .map((part) => part.replace(/\$\{[^}]*\}|\$\w+/g, ''))
    .join('$');

describe('where Prometheus evaluates', () => {
  test('Grafana deletes what it would otherwise evaluate as well', () => {
    const without = fileOf({});

    expect(without.groups).toBeUndefined();
    expect(deletedOf(without)).toEqual(expect.arrayContaining(uidsOf(fileOf({ alerts: GRAFANA }))));
  });

  test('the file says so, and how to have it otherwise', () => {
    expect(renderGrafanaAlertingFile(createMixin())).toMatch(
      /^# Prometheus evaluates the alerts, so that Grafana must not.*\n# To have them here.*evaluatedBy to grafana\.\napiVersion: 1\ndeleteRules:\n {2}- orgId: 1\n/,
    );
  });
});

describe('where Grafana evaluates', () => {
  test('the file says so, and is what the object says', () => {
    const mixin = createMixin({ alerts: GRAFANA });
    const file = renderGrafanaAlertingFile(mixin);

    expect(file).toMatch(/^# Grafana evaluates the alerts .*\n# Grafana 12\.1\.2 or newer.*\napiVersion: 1\ngroups:\n/);
    expect(parse(file)).toEqual(renderGrafanaAlerting(mixin));
  });

  const objectives = [{ name: 'handled', successRatio: true, target: 0.99 }] as const;

  test('and sends those who have objectives to the Prometheus rules, which their alerts read', () => {
    expect(renderGrafanaAlertingFile(createMixin({ objectives, alerts: GRAFANA }))).toContain(
      '\n# The alerts of objectives read series that Prometheus records',
    );
  });

  test.each<[string, MonitoringProps]>([
    ['nothing is recorded', { recordingRules: false, alerts: GRAFANA }],
    ['Grafana records', { alerts: { ...GRAFANA, grafana: { targetDatasourceUid: 'mimir' } } }],
  ])('and does not send anybody else there, as where %s', (_what, props) => {
    expect(renderGrafanaAlertingFile(createMixin(props))).not.toContain('Prometheus records');
  });

  test('the fields that the provisioning reads, by its names for them', () => {
    const [group] = fileOf({
      alerts: { ...GRAFANA, grafana: { orgId: 3, folder: 'Teams/Shop', datasourceUid: 'metrics' } },
    }).groups!;

    expect(group).toMatchObject({ orgId: 3, folder: 'Teams/Shop' });
    expect(Object.keys(group!.rules[0]!)).toEqual([
      'uid',
      'title',
      'condition',
      'data',
      'dashboardUid',
      'panelId',
      'noDataState',
      'execErrState',
      'for',
      'keepFiringFor',
      'missing_series_evals_to_resolve',
      'annotations',
      'labels',
      'isPaused',
    ]);
    expect(group!.rules[0]).toMatchObject({
      dashboardUid: 'pupsourcing-orchestrator',
      panelId: 967_350,
      annotations: { __dashboardUid__: 'pupsourcing-orchestrator', __panelId__: '967350' },
      data: [{ datasourceUid: 'metrics' }, { datasourceUid: '__expr__' }],
    });
  });

  test('a dollar sign is escaped where Grafana takes it for a variable, and nowhere else', () => {
    const team = '$HOME $$ {{ $labels.replica_set }} ${x}';
    const note = `${team} {{ "\${y}" }}`;
    const { groups } = fileOf({
      replicaSets: [
        { name: 'a', workers: 4 },
        { name: 'b$c', workers: 2, alerts: { OrchestratorWorkerMismatch: { labels: { cost: '$5' } } } },
      ],
      alerts: { ...GRAFANA, labels: { team }, annotations: { note }, grafana: { folder: 'A $FOLDER' } },
    });
    const rules = groups!.flatMap((group) => group.rules);

    expect(interpolate(groups![0]!.folder)).toBe('A $FOLDER');
    for (const { labels, annotations } of rules) {
      expect(interpolate((labels as Record<string, string>)['team']!)).toBe(team);
      expect((annotations as Record<string, string>)['note']).toBe(
        '$HOME $$ {{ $labels.replica_set }} {{ "$" }}{x} {{ "${y}" }}',
      );
    }
    const [query] = rules.find(({ title }) => String(title).startsWith('OrchestratorWorkerMismatch ('))!['data'] as {
      model: { expr: string };
    }[];
    expect(query!.model.expr).toContain('replica_set="b$c"');
  });

  test('recorded series go where it is said', () => {
    const rules = fileOf({ alerts: { ...GRAFANA, grafana: { targetDatasourceUid: 'mimir' } } }).groups!.flatMap(
      (group) => group.rules,
    );
    const recordings = rules.filter((rule) => 'record' in rule);

    expect(recordings.length).toBe(createMixin().recordingRules.length);
    expect(recordings[0]).toMatchObject({ record: { from: 'A', targetDatasourceUid: 'mimir' } });
    expect(Object.keys(recordings[0]!)).toEqual(['uid', 'title', 'data', 'record', 'isPaused']);
  });
});

describe('rules to delete', () => {
  const everything = fileOf({ alerts: GRAFANA });

  test('never one that is there', () => {
    expect(deletedOf(everything).filter((uid) => uidsOf(everything).includes(uid))).toEqual([]);
  });

  test('an alert that is switched off', () => {
    const file = fileOf({
      alerts: { ...GRAFANA, overrides: { OrchestratorSlowHeartbeat: { enabled: false } } },
    });

    expect(deletedOf(file)).toContain('slow-heartbeat-2trn6xlpdzkha');
    expect(uidsOf(file)).not.toContain('slow-heartbeat-2trn6xlpdzkha');
    expect(deletedOf(everything)).not.toContain('slow-heartbeat-2trn6xlpdzkha');
  });

  test('an alert that is switched off for a replica set with settings of its own', () => {
    const props = (enabled: boolean): MonitoringProps => ({
      alerts: GRAFANA,
      replicaSets: [{ name: 'a' }, { name: 'b', alerts: { OrchestratorNoWorkers: { for: '10m', enabled } } }],
    });
    const [own, ...others] = uidsOf(fileOf(props(true))).filter((uid) => !uidsOf(fileOf(props(false))).includes(uid));

    expect(others).toEqual([]);
    expect(deletedOf(fileOf(props(false)))).toContain(own);
    expect(deletedOf(fileOf(props(true)))).not.toContain(own);
  });

  test('all alerts, where there are to be none', () => {
    const file = fileOf({ alerts: { ...GRAFANA, enabled: false } });

    expect(file.groups).toBeUndefined();
    expect(deletedOf(file)).toEqual(expect.arrayContaining(uidsOf(everything)));
  });

  test('alerts of the other profile', () => {
    const upstream = fileOf({ profile: 'upstream', alerts: GRAFANA });

    const left = uidsOf(everything).filter((uid) => !uidsOf(upstream).includes(uid));
    expect(left.length).toBeGreaterThan(10);
    expect(deletedOf(upstream)).toEqual(expect.arrayContaining(left));
  });

  test('what the user lists, in the organization of the rules', () => {
    const file = fileOf({ alerts: { ...GRAFANA, grafana: { orgId: 7, deleteRules: ['gone'] } } });

    expect(file.deleteRules).toContainEqual({ orgId: 7, uid: 'gone' });
  });
});
