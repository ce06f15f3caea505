/**
 * A Grafana in memory, for as much of it as the components talk to. Each rule has its source: files of github.com/grafana/grafana 12, its pull
 * requests (PR), or what was seen when the real provider was run.
 */

export interface Folder {
  readonly uid: string;
  readonly title: string;
  readonly parentUid: string;
}

export interface Dashboard {
  readonly uid: string;
  readonly folderUid: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly version: number;
}

export interface NotificationSettings {
  readonly receiver: string;
  readonly groupBy?: readonly string[];
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
}

/** A rule. Whatever Grafana hands back as it was given is in `rest`. */
export interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly folderUid: string;
  readonly group: string;
  readonly provenance: '' | 'api';
  readonly notification?: NotificationSettings | undefined;
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface Integration {
  readonly uid: string;
  readonly name: string;
  readonly provenance: '' | 'api';
  readonly settings: unknown;
}

/** What Grafana answers instead of doing it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(`${message} (status ${String(status)})`);
  }
}

interface Organization {
  readonly folders: Map<string, Folder>;
  readonly dashboards: Map<string, Dashboard>;
  readonly rules: Map<string, Rule>;
  /** Seconds, by folder and name. */
  readonly intervals: Map<string, number>;
  integrations: readonly Integration[];
}

/** What is called after each request that changed something. */
export type Watch = (what: {
  readonly deletedRules: readonly Rule[];
  readonly deletedDashboards: readonly Dashboard[];
}) => void;

export class GrafanaServer {
  private readonly organizations = new Map<string, Organization>();
  private failing = Infinity;
  private count = 0;

  watch: Watch = () => undefined;

  /** From the given write on, all are answered with 500: the first is 1. */
  failFrom(write: number): void {
    this.count = 0;
    this.failing = write;
  }

  recover(): void {
    this.failing = Infinity;
  }

  in(orgId: string): Organization {
    const known = this.organizations.get(orgId);
    const organization = known ?? {
      folders: new Map(),
      dashboards: new Map(),
      rules: new Map(),
      intervals: new Map(),
      integrations: [],
    };
    this.organizations.set(orgId, organization);
    return organization;
  }

  /** Rules and dashboards of all organizations, by the words that people know them by. */
  words(): readonly string[] {
    return [...this.organizations.values()].flatMap(({ rules, dashboards }) => [
      ...[...rules.values()].map(({ title }) => `rule ${title}`),
      ...[...dashboards.values()].map(({ json }) => `dashboard ${String(json['title'])}`),
    ]);
  }

  createFolder(orgId: string, { uid, title, parentUid }: Folder): void {
    this.write();
    const { folders, dashboards } = this.in(orgId);
    checkUid(uid);
    // Folders and dashboards share their uids (one table). Titles need not differ since Grafana 11.3 (PR 90687).
    if (folders.has(uid) || dashboards.has(uid)) {
      throw new Refused(412, `createFolder: the folder ${uid} has been changed by someone else`);
    }
    if (parentUid !== '' && !folders.has(parentUid)) {
      throw new Refused(404, `parent folder ${parentUid} not found`);
    }
    // Titles are trimmed (pkg/services/dashboards/service, as for dashboards).
    folders.set(uid, { uid, title: title.trim(), parentUid });
  }

  updateFolder(orgId: string, folder: Folder): void {
    this.write();
    const { folders } = this.in(orgId);
    this.folder(orgId, folder.uid);
    folders.set(folder.uid, { ...folder, title: folder.title.trim() });
  }

  /** Without force, a folder that holds rules stays (pkg/services/folder/folderimpl). */
  deleteFolder(orgId: string, uid: string, force: boolean): void {
    this.write();
    const { folders, dashboards, rules } = this.in(orgId);
    if (!folders.has(uid)) {
      throw new Refused(404, `folder ${uid} not found`);
    }
    const inside = [...rules.values()].filter(({ folderUid }) => folderUid === uid);
    if (inside.length > 0 && !force) {
      throw new Refused(400, `folder ${uid} is not empty: it holds ${String(inside.length)} alert rules`);
    }
    const boards = [...dashboards.values()].filter(({ folderUid }) => folderUid === uid);
    inside.forEach((rule) => rules.delete(rule.uid));
    boards.forEach((board) => dashboards.delete(board.uid));
    folders.delete(uid);
    this.watch({ deletedRules: inside, deletedDashboards: boards });
  }

  /** Dashboards and folders inside; rules are in no search. */
  search(orgId: string, folderUid: string): readonly string[] {
    const { folders, dashboards } = this.in(orgId);
    return [
      ...[...dashboards.values()].filter((one) => one.folderUid === folderUid),
      ...[...folders.values()].filter((one) => one.parentUid === folderUid),
    ].map(({ uid }) => uid);
  }

  saveDashboard(orgId: string, json: Readonly<Record<string, unknown>>, folderUid: string, overwrite: boolean): string {
    this.write();
    const { dashboards, folders } = this.in(orgId);
    const uid = String(json['uid']);
    checkUid(uid);
    const old = dashboards.get(uid);
    if ((old !== undefined && !overwrite) || folders.has(uid)) {
      throw new Refused(412, `a dashboard with the uid ${uid} already exists`);
    }
    this.folder(orgId, folderUid);
    const version = (old?.version ?? 0) + 1;
    // The title is trimmed, id and version are Grafana's (pkg/services/dashboards/service/dashboard_service.go).
    const kept = { ...json, title: String(json['title']).trim(), id: dashboards.size + 1, version };
    dashboards.set(uid, { uid, folderUid, json: kept, version });
    return uid;
  }

  deleteDashboard(orgId: string, uid: string): void {
    this.write();
    const { dashboards } = this.in(orgId);
    const board = dashboards.get(uid);
    if (board === undefined) {
      throw new Refused(404, `dashboard ${uid} not found`);
    }
    dashboards.delete(uid);
    this.watch({ deletedRules: [], deletedDashboards: [board] });
  }

  /**
   * The rules of a group become these. A rule whose uid is elsewhere moves here (pkg/services/ngalert/store/deltas.go); titles need not differ since
   * Grafana 12 (PR 102067).
   */
  putRuleGroup(orgId: string, folderUid: string, group: string, interval: number, given: readonly Rule[]): void {
    this.write();
    this.folder(orgId, folderUid);
    const { rules, intervals, integrations } = this.in(orgId);
    // pkg/services/ngalert/models: the scheduler's tick is ten seconds; names are columns of 190 characters.
    if (interval <= 0 || interval % 10 !== 0) {
      throw new Refused(400, `interval ${String(interval)}s is no multiple of 10s`);
    }
    if (group.length > 190) {
      throw new Refused(400, 'the name of the group is longer than 190 characters');
    }
    for (const { uid, title, notification, provenance } of given) {
      checkUid(uid);
      if (title.length > 190) {
        throw new Refused(400, 'the title of the rule is longer than 190 characters');
      }
      if (notification !== undefined) {
        checkNotification(notification, integrations);
      }
      const stored = rules.get(uid)?.provenance;
      // From the API's to none is allowed, from none to any (pkg/services/ngalert/provisioning/validation).
      if (stored !== undefined && stored !== provenance && stored !== '' && provenance !== '') {
        throw new Refused(409, `cannot change provenance from '${stored}' to '${provenance}'`);
      }
    }
    const kept = new Set(given.map(({ uid }) => uid));
    const deleted = this.rulesOf(orgId, folderUid, group).filter(({ uid }) => !kept.has(uid));
    deleted.forEach(({ uid }) => rules.delete(uid));
    // Last, so that the group has them in the order in which they were given.
    for (const rule of given) {
      rules.delete(rule.uid);
      rules.set(rule.uid, { ...rule, folderUid, group, notification: normalNotification(rule.notification) });
    }
    intervals.set(`${folderUid}/${group}`, interval);
    this.watch({ deletedRules: deleted, deletedDashboards: [] });
  }

  /** A group without rules is none (pkg/services/ngalert/provisioning/alert_rules.go). */
  ruleGroup(
    orgId: string,
    folderUid: string,
    group: string,
  ): { readonly interval: number; readonly rules: readonly Rule[] } {
    const rules = this.rulesOf(orgId, folderUid, group);
    if (rules.length === 0) {
      throw new Refused(404, `rule group ${group} not found`);
    }
    return { interval: this.in(orgId).intervals.get(`${folderUid}/${group}`) ?? 0, rules };
  }

  rulesOf(orgId: string, folderUid: string, group: string): readonly Rule[] {
    return [...this.in(orgId).rules.values()].filter((rule) => rule.folderUid === folderUid && rule.group === group);
  }

  deleteRule(orgId: string, uid: string): void {
    this.write();
    const { rules } = this.in(orgId);
    const rule = rules.get(uid);
    rules.delete(uid);
    this.watch({ deletedRules: rule === undefined ? [] : [rule], deletedDashboards: [] });
  }

  /** A contact point is a name: integrations of the same name stand side by side. */
  addIntegration(orgId: string, integration: Omit<Integration, 'uid'>): string {
    this.write();
    const organization = this.in(orgId);
    this.count += 1;
    const uid = `integration-${String(this.count)}-${String(organization.integrations.length)}-${integration.name}`;
    organization.integrations = [...organization.integrations, { ...integration, uid }];
    return uid;
  }

  putIntegration(orgId: string, integration: Integration): void {
    this.write();
    const organization = this.in(orgId);
    const stored = organization.integrations.find(({ uid }) => uid === integration.uid);
    if (stored === undefined) {
      throw new Refused(404, `contact point ${integration.uid} not found`);
    }
    if (stored.provenance !== integration.provenance) {
      throw new Refused(409, `cannot change provenance from '${stored.provenance}' to '${integration.provenance}'`);
    }
    organization.integrations = organization.integrations.map((one) => (one === stored ? integration : one));
  }

  /** The last one of a name that a rule sends to stays (ErrContactPointReferenced of pkg/services/ngalert/provisioning/contactpoints.go). */
  deleteIntegration(orgId: string, uid: string): void {
    this.write();
    const organization = this.in(orgId);
    const stored = organization.integrations.find((one) => one.uid === uid);
    if (stored === undefined) {
      throw new Refused(404, `contact point ${uid} not found`);
    }
    const isLast = organization.integrations.filter(({ name }) => name === stored.name).length === 1;
    const users = [...organization.rules.values()].filter(({ notification }) => notification?.receiver === stored.name);
    if (isLast && users.length > 0) {
      throw new Refused(409, `contact point '${stored.name}' is used by ${String(users.length)} rules`);
    }
    organization.integrations = organization.integrations.filter((one) => one !== stored);
  }

  private folder(orgId: string, uid: string): Folder {
    const folder = this.in(orgId).folders.get(uid);
    if (folder === undefined) {
      throw new Refused(400, `folder ${uid} not found`);
    }
    return folder;
  }

  private write(): void {
    this.count += 1;
    if (this.count >= this.failing) {
      throw new Refused(500, 'internal server error');
    }
  }
}

/** pkg/util/shortid_generator.go: at most 40 letters, digits, `-` and `_`. */
function checkUid(uid: string): void {
  if (!/^[a-zA-Z0-9_-]{1,40}$/.test(uid)) {
    throw new Refused(400, `invalid uid ${uid}`);
  }
}

/** pkg/services/ngalert/models/notifications.go. */
function checkNotification(
  { receiver, groupBy = [], groupInterval, repeatInterval }: NotificationSettings,
  integrations: readonly Integration[],
): void {
  if (!integrations.some(({ name }) => name === receiver)) {
    throw new Refused(400, `receiver '${receiver}' does not exist`);
  }
  const isGroupedWell =
    groupBy.length === 0 ||
    groupBy.includes('...') ||
    ['alertname', 'grafana_folder'].every((label) => groupBy.includes(label));
  if (!isGroupedWell || new Set(groupBy).size < groupBy.length) {
    throw new Refused(
      400,
      `group by [${groupBy.join(', ')}] lacks alertname or grafana_folder, or names a label twice`,
    );
  }
  for (const time of [groupInterval, repeatInterval]) {
    if (time !== undefined && milliseconds(time) === 0) {
      throw new Refused(400, 'group interval and repeat interval must be positive');
    }
  }
}

function normalNotification(settings: NotificationSettings | undefined): NotificationSettings | undefined {
  if (settings === undefined) {
    return undefined;
  }
  const times = (['groupWait', 'groupInterval', 'repeatInterval'] as const).flatMap((key) =>
    settings[key] === undefined ? [] : [[key, prometheusDuration(settings[key])] as const],
  );
  return { ...settings, ...Object.fromEntries(times) };
}

const UNITS: readonly (readonly [unit: string, size: number, isExact: boolean])[] = [
  ['y', 31_536_000_000, true],
  ['w', 604_800_000, true],
  ['d', 86_400_000, false],
  ['h', 3_600_000, false],
  ['m', 60_000, false],
  ['s', 1_000, false],
  ['ms', 1, false],
];

/** Milliseconds of a duration of Prometheus, or of Go. */
export function milliseconds(text: string): number {
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[ywdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? NaN),
    0,
  );
}

/** `String` of github.com/prometheus/common/model/time.go: years and weeks only where nothing is left over. */
export function prometheusDuration(text: string): string {
  let rest = milliseconds(text);
  let written = '';
  for (const [unit, size, isExact] of UNITS) {
    if (isExact && rest % size !== 0) {
      continue;
    }
    const count = Math.floor(rest / size);
    if (count > 0) {
      written += `${String(count)}${unit}`;
      rest -= count * size;
    }
  }
  return written === '' ? '0s' : written;
}

/** `String` of Go's time.Duration, for a whole number of milliseconds: `1h0m0s`. */
export function goDuration(text: string): string {
  const all = milliseconds(text);
  const [hours, minutes, seconds] = [
    Math.floor(all / 3_600_000),
    Math.floor(all / 60_000) % 60,
    (all % 60_000) / 1_000,
  ];
  if (all > 0 && all < 1_000) {
    return `${String(all)}ms`;
  }
  return `${hours > 0 ? `${String(hours)}h` : ''}${hours > 0 || minutes > 0 ? `${String(minutes)}m` : ''}${String(seconds)}s`;
}
