/** Checks of the arguments that say where in Grafana things are kept: what the provider, or Grafana itself, would refuse at apply only. */
import { parseDuration, type MonitoringProps, type Problem, type Severity } from '../mixin';
import { allowed, anything, fields, flag, text, type Check, type Checks } from '../render/kubernetes/field-checks';
import type { FolderArgs, NotificationArgs, OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';
import { input, isRecord, listOf, plain, someText, uid } from './property-checks';

const duration: Check = allowed(
  'a Prometheus duration, such as 30s, 5m or 1h30m',
  (value) => typeof value === 'string' && parseDuration(value) !== undefined,
);

const FOLDER_CHECKS: Checks<FolderArgs> = {
  title: plain(someText),
  uid: plain(uid),
  parentFolderUid: input(uid),
};

const NOTIFICATION_CHECKS: Checks<NotificationArgs> = {
  contactPoint: input(someText),
  groupBys: plain(listOf(someText)),
  groupWait: plain(duration),
  groupInterval: plain(duration),
  repeatInterval: plain(duration),
  muteTimings: plain(listOf(input(someText))),
  activeTimings: plain(listOf(input(someText))),
};

const notification: Check = plain(fields(NOTIFICATION_CHECKS, ['contactPoint']));

const SEVERITY_CHECKS: Checks<Record<Severity, NotificationArgs>> = {
  critical: notification,
  warning: notification,
  info: notification,
};

/** Fields of a contact point that are the component's to set. */
const OWN_SETTINGS: readonly string[] = ['name', 'orgId', 'disableProvenance'];

const contactPoint: Check = (value, path) => {
  if (!isRecord(value) || Object.values(value).every((setting) => setting === undefined)) {
    return [
      { path, message: 'found nothing that it sends to; allowed is at least one list, such as webhooks or emails' },
    ];
  }
  return OWN_SETTINGS.filter((key) => value[key] !== undefined).map((key) => ({
    path: `${path}.${key}`,
    message: 'found a value; the component sets it: remove it',
  }));
};

const contactPoints: Check = (value, path) =>
  isRecord(value)
    ? Object.entries(value).flatMap(([name, settings]) => {
        const place = `${path}[${JSON.stringify(name)}]`;
        return [...someText(name, place), ...contactPoint(settings, place)];
      })
    : [{ path, message: 'found no object; allowed is an object with names of contact points and what they send to' }];

const GRAFANA_CHECKS: Checks<Omit<OrchestratorMonitoringArgs, keyof MonitoringProps>> = {
  datasourceUid: input(uid),
  targetDatasourceUid: input(uid),
  folder: plain(fields(FOLDER_CHECKS)),
  folderUid: input(uid),
  namespace: plain(text('1 to 100 letters, digits, - and _', /^[a-zA-Z0-9_-]{1,100}$/)),
  contactPoints: plain(contactPoints),
  notifications: notification,
  notificationsBySeverity: plain(fields(SEVERITY_CHECKS)),
  editableInUi: plain(flag),
  orgId: input(allowed('a whole number from 1', (value) => Number.isInteger(value) && Number(value) > 0)),
};

/** Arguments beside the mixin's. */
export const GRAFANA_KEYS: readonly string[] = Object.keys(GRAFANA_CHECKS);

/** What is wrong with them. */
export function checkGrafanaArgs(args: unknown): readonly Problem[] {
  const known = isRecord(args) ? args : {};
  const own = Object.fromEntries(Object.entries(known).filter(([key]) => GRAFANA_KEYS.includes(key)));
  const { alerts, folder, folderUid } = known;
  return [
    ...plain(isRecord(args) ? anything : fields(GRAFANA_CHECKS))(args, ''),
    ...fields(GRAFANA_CHECKS, ['datasourceUid'])(own, ''),
    ...(folder === undefined || folderUid === undefined
      ? []
      : [{ path: 'folder', message: 'found beside folderUid; one is made, the other there is: remove one of them' }]),
    ...(isRecord(alerts) && alerts['grafana'] !== undefined
      ? [
          {
            path: 'alerts.grafana',
            message: 'found settings of provisioning files; say datasourceUid, targetDatasourceUid and folder instead',
          },
        ]
      : []),
  ];
}
