/** Checks of the arguments that say where in Grafana things are kept: what the provider, or Grafana itself, would refuse at apply only. */
import * as pulumi from '@pulumi/pulumi';
import { parseDuration, seconds, type MonitoringProps, type Problem, type Severity } from '../orchestrator';
import {
  allowed,
  anything,
  eachField,
  fields,
  flag,
  line,
  soundData,
  text,
  type Check,
  type Checks,
} from '../render/kubernetes/objects/field-checks';
import type { FolderArgs, NotificationArgs, OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';
import { input, isRecord, listOf, peek, pick, plain, uid } from './property-checks';
import { MAXIMUM_NAMESPACE } from './stack-names';

const duration: Check = allowed(
  'a Prometheus duration, such as 30s, 5m or 1h30m',
  (value) => typeof value === 'string' && parseDuration(value) !== undefined,
);

/** Grafana refuses none at all between two notifications. */
const positiveDuration: Check = (value, path) =>
  duration(value, path).length === 0 && seconds(String(value)) === 0
    ? [{ path, message: `found ${JSON.stringify(value)}; allowed is more than nothing` }]
    : duration(value, path);

const FOLDER_CHECKS: Checks<FolderArgs> = {
  title: plain(line),
  uid: plain(uid),
  parentFolderUid: input(uid),
};

const NOTIFICATION_CHECKS: Checks<NotificationArgs> = {
  contactPoint: input(line),
  groupBys: plain(listOf(line)),
  groupWait: plain(duration),
  groupInterval: plain(positiveDuration),
  repeatInterval: plain(positiveDuration),
  muteTimings: plain(listOf(input(line))),
  activeTimings: plain(listOf(input(line))),
};

const notification: Check = plain(fields(NOTIFICATION_CHECKS, ['contactPoint']));

const SEVERITY_CHECKS: Checks<Record<Severity, NotificationArgs>> = {
  critical: notification,
  warning: notification,
  info: notification,
};

/** Fields of a contact point that are the component's to set. */
const OWN_SETTINGS: readonly string[] = ['orgId', 'disableProvenance'];

const contactPoint: Check = (value, path) => {
  const unsound = soundData(value, path);
  if (unsound.length > 0) {
    return unsound;
  }
  if (!isRecord(value) || Object.entries(value).every(([key, setting]) => key === 'name' || setting === undefined)) {
    return [
      { path, message: 'found nothing that it sends to; allowed is at least one list, such as webhooks or emails' },
    ];
  }
  return [
    ...(value['name'] === undefined ? [] : plain(line)(value['name'], `${path}.name`)),
    ...OWN_SETTINGS.filter((key) => value[key] !== undefined).map((key) => ({
      path: `${path}.${key}`,
      message: 'found a value; the component sets it: remove it',
    })),
  ];
};

const contactPoints: Check = (value, path) =>
  isRecord(value)
    ? eachField(
        value,
        path,
        (name) => `${path}[${JSON.stringify(name)}]`,
        (name, settings, place) => [...line(name, place), ...contactPoint(settings, place)],
      )
    : [{ path, message: 'found no object; allowed is an object with names of contact points and what they send to' }];

const GRAFANA_CHECKS: Checks<Pick<OrchestratorMonitoringArgs, GrafanaKey>> = {
  datasourceUid: input(uid),
  targetDatasourceUid: input(uid),
  folder: plain(fields(FOLDER_CHECKS)),
  folderUid: input(uid),
  namespace: plain(
    text(
      `1 to ${String(MAXIMUM_NAMESPACE)} letters, digits, - and _`,
      new RegExp(`^[a-zA-Z0-9_-]{1,${String(MAXIMUM_NAMESPACE)}}$`),
    ),
  ),
  contactPoints: plain(contactPoints),
  notifications: notification,
  notificationsBySeverity: plain(fields(SEVERITY_CHECKS)),
  editableInUi: plain(flag),
  orgId: input(allowed('a whole number from 1', (value) => Number.isInteger(value) && Number(value) > 0)),
};

/** An argument beside the mixin's. */
export type GrafanaKey = Exclude<keyof OrchestratorMonitoringArgs, keyof MonitoringProps>;

/** All of them. */
export const GRAFANA_KEYS: readonly string[] = Object.keys(GRAFANA_CHECKS);

/** What is wrong with them. */
export function checkGrafanaArgs(args: unknown): readonly Problem[] {
  const own = isRecord(args) ? pick(args, (key) => GRAFANA_KEYS.includes(key)) : {};
  return [
    ...plain(isRecord(args) ? anything : fields(GRAFANA_CHECKS))(args, ''),
    ...fields(GRAFANA_CHECKS, ['datasourceUid'])(own, ''),
    ...(peek(args, 'folder') === undefined || peek(args, 'folderUid') === undefined
      ? []
      : [{ path: 'folder', message: 'found beside folderUid; one is made, the other there is: remove one of them' }]),
    ...(peek(peek(args, 'alerts'), 'grafana') !== undefined
      ? [
          {
            path: 'alerts.grafana',
            message: 'found settings of provisioning files; say datasourceUid, targetDatasourceUid and folder instead',
          },
        ]
      : []),
  ];
}

/** What is wrong with a description that is an argument of its own, before it is looked into. */
export function findWrongDescription(monitoring: unknown): readonly Problem[] {
  if (!isRecord(monitoring)) {
    const message =
      'found no object whose keys are known when the program runs; allowed is one with the keys of the configuration file';
    return [{ path: 'monitoring', message }];
  }
  return GRAFANA_KEYS.filter((key) => key in monitoring).map((key) => ({
    path: `monitoring.${key}`,
    message: 'found an argument of the component; it stands beside monitoring, not in it: move it',
  }));
}

/** The provider takes an organization together with user and password only, and says so when it makes the first thing. */
export function findTokenOfOneOrganization(
  component: pulumi.ComponentResource,
  { orgId }: OrchestratorMonitoringArgs,
): readonly Problem[] {
  const isDefault = component.getProvider('grafana:oss/folder:Folder') === undefined;
  const auth = isDefault ? (pulumi.runtime.getConfig('grafana:auth') ?? process.env['GRAFANA_AUTH']) : undefined;
  return orgId === undefined || auth === undefined || auth.includes(':')
    ? []
    : [
        {
          path: 'orgId',
          message:
            'found an organization, while grafana:auth is a token, which is of one organization; remove orgId, or give user:password',
        },
      ];
}
