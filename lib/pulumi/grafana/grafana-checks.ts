/** Checks of the arguments that say where in Grafana things are kept: what the provider, or Grafana itself, would refuse at apply only. */
import * as pulumi from '@pulumi/pulumi';
import { DURATION_FORM, parseDuration, seconds, type Problem, type Severity } from '../../orchestrator';
import { grafanaTitle, grafanaUid } from '../../orchestrator/fleet/schema';
import {
  also,
  either,
  fields,
  flag,
  given,
  isPlainObject,
  list,
  oneLine,
  valueAt,
  plainObject,
  problemsOf,
  record,
  shown,
  text,
  withheld,
  type Shape,
  type Shapes,
} from '../../validation';
import { GRAFANA } from '../claimed-names';
import type { ContactPointSettings, FolderArgs, GrafanaArgs, NotificationArgs } from '../orchestrator-monitoring-args';
import { input, ownArgs } from '../property-checks';
import { MAXIMUM_NAMESPACE } from '../stack-names';

const duration: Shape = given(
  DURATION_FORM,
  (value) => typeof value === 'string' && parseDuration(value) !== undefined,
);

/** Grafana refuses none at all between two notifications. */
const positiveDuration: Shape = given(
  'a Prometheus duration of more than nothing, such as 30s, 5m or 1h30m',
  (value) => typeof value === 'string' && parseDuration(value) !== undefined && seconds(value) > 0,
);

const FOLDER_CHECKS: Shapes<FolderArgs> = {
  title: grafanaTitle,
  uid: grafanaUid,
  parentFolderUid: input(grafanaUid),
};

const NOTIFICATION_CHECKS: Shapes<NotificationArgs> = {
  contactPoint: input(oneLine),
  groupBys: list('a list', oneLine),
  groupWait: duration,
  groupInterval: positiveDuration,
  repeatInterval: positiveDuration,
  muteTimings: list('a list', input(oneLine)),
  activeTimings: list('a list', input(oneLine)),
};

const notification: Shape = fields(NOTIFICATION_CHECKS, ['contactPoint']);

/** One of the lists of a contact point. What is in the settings is the provider's to check. */
const integrations: Shape = input(
  list('a list of objects', input(plainObject('an object with settings, such as url'))),
);

/** What a contact point sends to, as the provider calls it. */
const LISTS = [
  ...['alertmanagers', 'dingdings', 'discords', 'emails', 'googlechats', 'jiras', 'kafkas', 'lines', 'oncalls'],
  ...['opsgenies', 'pagerduties', 'pushovers', 'sensugos', 'slacks', 'sns', 'teams', 'telegrams', 'threemas'],
  ...['victorops', 'webexes', 'webhooks', 'wecoms'],
] as const satisfies readonly (keyof ContactPointSettings)[];

/** What the provider does not know, it would leave out without a word. */
const CONTACT_POINT_CHECKS: Shapes<ContactPointSettings> = {
  name: shown(oneLine),
  ...(Object.fromEntries(LISTS.map((name) => [name, integrations])) as Record<(typeof LISTS)[number], Shape>),
};

const contactPoint: Shape = also(fields(CONTACT_POINT_CHECKS), (value: unknown, report) => {
  const sends = (setting: unknown): boolean =>
    setting !== undefined && !(Array.isArray(setting) && setting.length === 0);
  if (isPlainObject(value) && !Object.entries(value).some(([key, setting]) => key !== 'name' && sends(setting))) {
    report({ found: 'nothing that it sends to', allowed: 'at least one list, such as webhooks or emails' });
  }
});

/** Whether it is the number of an organization, and known. */
export const isOrganization = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;

const GRAFANA_CHECKS: Shapes<GrafanaArgs> = {
  datasourceUid: input(grafanaUid),
  targetDatasourceUid: input(grafanaUid),
  folder: fields(FOLDER_CHECKS),
  folderUid: input(grafanaUid),
  namespace: text(
    `1 to ${String(MAXIMUM_NAMESPACE)} letters, digits, - and _`,
    new RegExp(`^[a-zA-Z0-9_-]{1,${String(MAXIMUM_NAMESPACE)}}$`),
  ),
  contactPoints: withheld(
    record(
      'an object with names of contact points and what they send to',
      oneLine,
      either((value) => value === undefined, contactPoint),
    ),
  ),
  // Somebody may write what a contact point sends to in the place of its name.
  notifications: shown(notification),
  notificationsBySeverity: shown(
    fields({ critical: notification, warning: notification, info: notification } satisfies Record<Severity, Shape>),
  ),
  editableInUi: flag,
  orgId: input(given('a whole number from 1', isOrganization)),
};

export const GRAFANA_KEYS: readonly string[] = Object.keys(GRAFANA_CHECKS);

export function checkGrafanaArgs(args: unknown): readonly Problem[] {
  return [...problemsOf(ownArgs(GRAFANA_CHECKS, ['datasourceUid']), args), ...findTwoFolders(args)];
}

/** The same of arguments that have the description in one of their own. What is in it is looked at as a description. */
export function checkDescribedArgs(args: unknown): readonly Problem[] {
  const monitoring = plainObject('an object with the keys of the configuration file');
  return [...problemsOf(fields({ monitoring, ...GRAFANA_CHECKS }, ['datasourceUid']), args), ...findTwoFolders(args)];
}

function findTwoFolders(args: unknown): readonly Problem[] {
  const areBoth = valueAt(args, 'folder') !== undefined && valueAt(args, 'folderUid') !== undefined;
  const message = 'found beside folderUid; folder is created, folderUid already exists: remove one of them';
  return areBoth ? [{ path: 'folder', message }] : [];
}

/** The provider takes an organization together with user and password only, and says so when it makes the first thing. */
export function findTokenOfOneOrganization(
  component: pulumi.ComponentResource,
  { orgId }: GrafanaArgs,
): readonly Problem[] {
  const isDefault = component.getProvider(GRAFANA) === undefined;
  const auth = isDefault ? (pulumi.runtime.getConfig('grafana:auth') ?? process.env['GRAFANA_AUTH']) : undefined;
  const message =
    'found an organization, while grafana:auth is a token, which is of one organization; remove orgId, or give user:password';
  return orgId === undefined || auth === undefined || auth.includes(':') ? [] : [{ path: 'orgId', message }];
}
