/** Checks of the arguments that say where in Grafana things are kept: what the provider, or Grafana itself, would refuse at apply only. */
import type { OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';
import { isRecord, PropertyChecks, type PropertyMistake } from './property-checks';

/** Arguments beside the mixin's. */
export const GRAFANA_KEYS: readonly string[] = [
  'datasourceUid',
  'targetDatasourceUid',
  'folder',
  'folderUid',
  'namespace',
  'contactPoints',
  'notifications',
  'notificationsBySeverity',
  'editableInUi',
  'orgId',
];

const SEVERITIES: readonly string[] = ['critical', 'warning', 'info'];

const NOTIFICATION_KEYS: readonly string[] = [
  'contactPoint',
  'groupBys',
  'groupWait',
  'groupInterval',
  'repeatInterval',
  'muteTimings',
  'activeTimings',
];

/** What is wrong with them. */
export function checkGrafanaArgs(args: OrchestratorMonitoringArgs): readonly PropertyMistake[] {
  const checks = new PropertyChecks();
  const given: unknown = args;
  if (!isRecord(given)) {
    checks.refuse('', given, 'an object with at least datasourceUid');
    return checks.mistakes;
  }
  checks.uid('datasourceUid', given['datasourceUid']);
  optional(given, 'targetDatasourceUid', (value) => {
    checks.uid('targetDatasourceUid', value);
  });
  optional(given, 'folderUid', (value) => {
    checks.uid('folderUid', value);
  });
  optional(given, 'namespace', (value) => {
    checks.check(
      'namespace',
      value,
      'plain text of 1 to 100 letters, digits, - and _',
      (known) => typeof known === 'string' && /^[a-zA-Z0-9_-]{1,100}$/.test(known),
    );
  });
  optional(given, 'editableInUi', (value) => {
    checks.flag('editableInUi', value);
  });
  optional(given, 'orgId', (value) => {
    checks.check('orgId', value, 'a whole number from 1', (known) => Number.isInteger(known) && Number(known) > 0);
  });
  checkFolder(given, checks);
  checkContactPoints(given['contactPoints'], checks);
  optional(given, 'notifications', (value) => {
    checkNotification('notifications', value, checks);
  });
  optional(given, 'notificationsBySeverity', (value) => {
    for (const [severity, one] of Object.entries(checks.object('notificationsBySeverity', value, SEVERITIES) ?? {})) {
      if (SEVERITIES.includes(severity) && one !== undefined) {
        checkNotification(`notificationsBySeverity.${severity}`, one, checks);
      }
    }
  });
  const alerts = given['alerts'];
  if (isRecord(alerts) && alerts['grafana'] !== undefined) {
    checks.refuse(
      'alerts.grafana',
      alerts['grafana'],
      'nothing here: say datasourceUid, targetDatasourceUid and folder instead',
    );
  }
  return checks.mistakes;
}

function optional(given: Readonly<Record<string, unknown>>, key: string, checkValue: (value: unknown) => void): void {
  if (given[key] !== undefined) {
    checkValue(given[key]);
  }
}

function checkFolder(given: Readonly<Record<string, unknown>>, checks: PropertyChecks): void {
  if (given['folder'] === undefined) {
    return;
  }
  const folder = checks.object('folder', given['folder'], ['title', 'uid', 'parentFolderUid']) ?? {};
  optional(folder, 'title', (value) => {
    checks.text('folder.title', value);
  });
  optional(folder, 'uid', (value) => {
    checks.uid('folder.uid', value);
  });
  optional(folder, 'parentFolderUid', (value) => {
    checks.uid('folder.parentFolderUid', value);
  });
  if (given['folderUid'] !== undefined) {
    checks.refuse('folder', given['folder'], 'one of folder, which is made, and folderUid, which there is');
  }
}

function checkContactPoints(contactPoints: unknown, checks: PropertyChecks): void {
  if (contactPoints === undefined) {
    return;
  }
  if (!isRecord(contactPoints)) {
    checks.refuse('contactPoints', contactPoints, 'an object with names of contact points and what they send to');
    return;
  }
  for (const [name, settings] of Object.entries(contactPoints)) {
    const path = `contactPoints[${JSON.stringify(name)}]`;
    if (name.trim() === '') {
      checks.refuse(path, name, 'a name that is not empty');
    } else if (!isRecord(settings) || Object.values(settings).every((value) => value === undefined)) {
      checks.refuse(path, settings, 'an object with at least one list, such as webhooks, slacks or emails');
    } else {
      for (const key of ['name', 'orgId', 'disableProvenance'].filter((known) => settings[known] !== undefined)) {
        checks.refuse(`${path}.${key}`, settings[key], 'nothing here: the component sets it');
      }
    }
  }
}

function checkNotification(path: string, value: unknown, checks: PropertyChecks): void {
  const notification = checks.object(path, value, NOTIFICATION_KEYS);
  if (notification === undefined) {
    return;
  }
  checks.text(`${path}.contactPoint`, notification['contactPoint']);
  for (const key of ['groupWait', 'groupInterval', 'repeatInterval']) {
    optional(notification, key, (duration) => {
      checks.duration(`${path}.${key}`, duration);
    });
  }
  for (const key of ['groupBys', 'muteTimings', 'activeTimings']) {
    optional(notification, key, (texts) => {
      checks.texts(`${path}.${key}`, texts);
    });
  }
}
