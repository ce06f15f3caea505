/** Checks of the arguments that say where in Grafana things are kept: what the provider, or Grafana itself, would refuse at apply only. */
import { parseDuration, type MonitoringProps, type Problem, type Severity } from '../orchestrator';
import {
  also,
  fields,
  flag,
  given,
  isPlainObject,
  list,
  oneLine,
  problemsOf,
  readable,
  record,
  text,
  type Shape,
  type Shapes,
} from '../validation';
import type { FolderArgs, NotificationArgs, OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';
import { input, isRecord, peek, pick, uid } from './property-checks';

const duration: Shape = given(
  'a Prometheus duration, such as 30s, 5m or 1h30m',
  (value) => typeof value === 'string' && parseDuration(value) !== undefined,
);

const FOLDER_CHECKS: Shapes<FolderArgs> = {
  title: oneLine,
  uid,
  parentFolderUid: input(uid),
};

const NOTIFICATION_CHECKS: Shapes<NotificationArgs> = {
  contactPoint: input(oneLine),
  groupBys: list('a list', oneLine),
  groupWait: duration,
  groupInterval: duration,
  repeatInterval: duration,
  muteTimings: list('a list', input(oneLine)),
  activeTimings: list('a list', input(oneLine)),
};

const notification: Shape = fields(NOTIFICATION_CHECKS, ['contactPoint']);

const SEVERITY_CHECKS: Shapes<Record<Severity, NotificationArgs>> = {
  critical: notification,
  warning: notification,
  info: notification,
};

/** Fields of a contact point that are the component's to set. */
const OWN_SETTINGS: readonly string[] = ['name', 'orgId', 'disableProvenance'];

const contactPoint = also(readable, (value, report) => {
  if (!isPlainObject(value) || Object.values(value).every((setting) => setting === undefined)) {
    report({ found: 'nothing that it sends to', allowed: 'at least one list, such as webhooks or emails' });
    return;
  }
  for (const key of OWN_SETTINGS.filter((name) => value[name] !== undefined)) {
    report({ keys: [key], found: 'a value', allowed: 'none, since the component sets it', fix: 'remove it' });
  }
});

const contactPoints = record('an object with names of contact points and what they send to', oneLine, contactPoint);

const GRAFANA_CHECKS: Shapes<Omit<OrchestratorMonitoringArgs, keyof MonitoringProps>> = {
  datasourceUid: input(uid),
  targetDatasourceUid: input(uid),
  folder: fields(FOLDER_CHECKS),
  folderUid: input(uid),
  namespace: text('1 to 100 letters, digits, - and _', /^[a-zA-Z0-9_-]{1,100}$/),
  contactPoints,
  notifications: notification,
  notificationsBySeverity: fields(SEVERITY_CHECKS),
  editableInUi: flag,
  orgId: input(given('a whole number from 1', (value) => Number.isInteger(value) && Number(value) > 0)),
};

/** Arguments beside the mixin's. */
export const GRAFANA_KEYS: readonly string[] = Object.keys(GRAFANA_CHECKS);

/** What is wrong with them. */
export function checkGrafanaArgs(args: unknown): readonly Problem[] {
  const own = isRecord(args) ? pick(args, (key) => GRAFANA_KEYS.includes(key)) : args;
  return [
    ...problemsOf(fields(GRAFANA_CHECKS, ['datasourceUid']), own),
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
