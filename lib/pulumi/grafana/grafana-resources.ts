/** Everything of a fleet's monitoring that Grafana holds, as children of a component. */
import * as pulumi from '@pulumi/pulumi';
import { ContactPoint } from '@pulumiverse/grafana/alerting/contactPoint';
import { RuleGroup } from '@pulumiverse/grafana/alerting/ruleGroup';
import { Dashboard } from '@pulumiverse/grafana/oss/dashboard';
import { Folder } from '@pulumiverse/grafana/oss/folder';
import type { Mixin, Severity } from '../../orchestrator';
// Not by the index: what else is rendered takes a third of the time to load, for nothing.
import { renderGrafanaRuleGroups, type GrafanaRuleGroup } from '../../render/grafana/alerting';
import { renderGrafanaDashboard } from '../../render/grafana/dashboard';
import { grafanaRuleUid } from '../../render/grafana/rule-identity';
import { stated } from '../../validation';
import type { CheckedArgs } from './checked-args';
import { claimNames, logOthers, GRAFANA, type ClaimedName } from '../claimed-names';
import type { GrafanaArgs, GrafanaResources, NotificationArgs } from '../orchestrator-monitoring-args';
import { findTokenOfOneOrganization } from './grafana-checks';
import { checkWhenKnown } from './known-later';
import { isKnown, logFindings, refuseMistakes } from '../property-checks';
import { ruleGroupArgs, ruleUid, type RuleGroupContext } from './rule-group-args';
import { contactPointId, stackName, stackNamespace, stackTitle } from '../stack-names';

export { checkArgs, checkDescribed } from './checked-args';

/** Makes everything, with arguments that were checked: a component checks them before it comes into being itself. */
export function createChecked(
  component: pulumi.ComponentResource,
  name: string,
  { own, mixin, findings, pendingLabels }: CheckedArgs,
  opts: Pick<pulumi.ComponentResourceOptions, 'dependsOn'> = {},
): GrafanaResources {
  logFindings(component, findings);
  const args = checkWhenKnown(component.constructor.name, own);
  const options: pulumi.CustomResourceOptions = {
    parent: component,
    // Whatever replaces something has other names than that, so that nobody is without dashboards and alerts in between, and no folder has to
    // go while somebody's things are in it. The bridge of the provider would delete first what has a name.
    deleteBeforeReplace: false,
    // Children inherit everything of their component but this.
    ...stated({ dependsOn: opts.dependsOn }),
  };
  const organization = organizationOf(args);
  const namespace = args.namespace ?? stackNamespace(mixin.config.dashboard.uid);
  // Of an organization that is known later, it cannot be told what else is in it. Where nobody says one, the provider takes the first.
  const within = isKnown(args.orgId) ? String(args.orgId ?? 1) : undefined;
  refuseMistakes(component.constructor.name, [
    ...findTokenOfOneOrganization(component, args),
    ...(within === undefined ? [] : claimNames(component, name, within, namesOf(args, mixin, namespace), GRAFANA)),
  ]);
  const groups = ruleGroups(mixin, namespace, args);
  // As they were given: an Output is certainly the same as itself, and may be any other.
  const { datasourceUid: asked, targetDatasourceUid: recorded = asked } = own;
  const mayRecord = args.targetDatasourceUid !== undefined;
  logOthers(component, name, within, {
    mixin,
    type: GRAFANA,
    rules: groups.length > 0,
    scrapes: false,
    stores: { asked, recorded },
    bringsAlerts: mixin.config.alerts.evaluatedBy === 'grafana',
    bringsRecords: mayRecord && mixin.recordingRules.length > 0,
    mayRecord,
  });
  const place: Place = { name, organization, options };
  const folderUid = args.folderUid ?? createFolder(place, namespace, mixin, args).uid;
  const dashboards = createDashboards(place, mixin, folderUid, args);
  const contactPoints = createContactPoints(place, args);
  const context: RuleGroupContext = {
    folderUid,
    organization,
    editableInUi: args.editableInUi ?? false,
    pendingLabels,
    notificationOf: notifications(args, contactPoints),
  };
  for (const group of groups) {
    new RuleGroup(`${name}-rules-${group.key === '' ? 'alerts' : group.key}`, ruleGroupArgs(group, context), options);
  }
  // What the provider gives back of a dashboard is not known at preview: of its urn, which is, they wait for the resource all the same.
  const dashboardUids = pulumi.all(
    mixin.dashboards.map(({ uid }, index) => pulumi.output(dashboards[index]?.urn).apply(() => uid)),
  );
  const dashboardUrls = pulumi.all(dashboards.map(({ url }) => url));
  return {
    folderUid: pulumi.output(folderUid),
    dashboardUid: dashboardUids.apply(first),
    dashboardUrl: dashboardUrls.apply(first),
    dashboardUids,
    dashboardUrls,
    ruleUids: pulumi.output(
      Object.fromEntries(
        groups.flatMap((group) => group.rules.map(({ title, uid }) => [title, ruleUid(uid, group.name, folderUid)])),
      ),
    ),
  };
}

const first = (all: readonly string[]): string => all[0] ?? '';

function namesOf(args: GrafanaArgs, mixin: Mixin, namespace: string): readonly ClaimedName[] {
  return [
    ...mixin.dashboards.map(({ uid }) => ({ kind: 'dashboard', name: uid, path: 'dashboard.uid' })),
    // Those that are made up differ where the uids of the dashboards do.
    ...(args.namespace === undefined ? [] : [{ kind: 'namespace', name: namespace, path: 'namespace' }]),
    ...(args.folder?.uid === undefined ? [] : [{ kind: 'dashboard', name: args.folder.uid, path: 'folder.uid' }]),
    ...Object.entries(args.contactPoints ?? {}).map(([key, settings]) => ({
      kind: 'contact point',
      name: settings.name ?? stackName(key),
      path: `contactPoints[${JSON.stringify(key)}]`,
    })),
  ];
}

/** The organization of every resource, where the arguments name one. */
function organizationOf({ orgId }: GrafanaArgs): { readonly orgId?: pulumi.Input<string> } {
  return orgId === undefined ? {} : { orgId: isKnown(orgId) ? String(orgId) : pulumi.output(orgId).apply(String) };
}

/** What all resources of a component have in common. */
interface Place {
  /** What their names begin with. */
  readonly name: string;
  readonly organization: ReturnType<typeof organizationOf>;
  readonly options: pulumi.CustomResourceOptions;
}

function createFolder(
  { name, organization, options }: Place,
  namespace: string,
  { config }: Mixin,
  { folder = {} }: GrafanaArgs,
): Folder {
  return new Folder(
    `${name}-folder`,
    {
      // Grafana trims it.
      title: folder.title?.trim() ?? stackTitle(config.dashboard.uid),
      // Folders and dashboards share their uids.
      uid: folder.uid ?? grafanaRuleUid(namespace, 'folder'),
      ...stated({ parentFolderUid: folder.parentFolderUid }),
      // Grafana would delete what others put into it, their rules with it.
      preventDestroyIfNotEmpty: true,
      ...organization,
    },
    options,
  );
}

function createDashboards(
  { name, organization, options }: Place,
  { config, dashboards }: Mixin,
  folder: pulumi.Input<string>,
  { datasourceUid }: GrafanaArgs,
): readonly Dashboard[] {
  // Links of alerts open what the rules asked: Grafana takes the uid of a data source, too.
  const datasource = config.dashboard.datasource ?? datasourceUid;
  return dashboards.map((dashboard) => {
    // `-fleet` of the second one: what its uid has behind that of the main dashboard.
    const suffix = dashboard.uid.startsWith(config.dashboard.uid)
      ? dashboard.uid.slice(config.dashboard.uid.length)
      : `-${dashboard.uid}`;
    // Grafana trims titles: with spaces around it, the title would differ at every preview.
    const title = dashboard.title.trim();
    const render = (selected: string): string =>
      JSON.stringify({ ...renderGrafanaDashboard({ ...dashboard, datasource: selected }), title });
    const configJson = isKnown(datasource) ? render(datasource) : pulumi.output(datasource).apply(render);
    return new Dashboard(`${name}-dashboard${suffix}`, { configJson, folder, ...organization }, options);
  });
}

/** Contact points by what notifications may call them: their names in Grafana, and before that their keys. */
function createContactPoints(
  { name: component, organization, options }: Place,
  { contactPoints = {} }: GrafanaArgs,
): ReadonlyMap<string, ContactPoint> {
  const made = Object.entries(contactPoints).map(([contactPoint, { name = stackName(contactPoint), ...settings }]) => {
    // Any of them may hold an address or a token that lets its owner in.
    const secret = Object.entries(settings).filter(([, value]: [string, unknown]) => value !== undefined);
    const resource = new ContactPoint(
      `${component}-contact-${contactPointId(name)}`,
      { ...Object.fromEntries(secret.map(([key, value]) => [key, pulumi.secret(value)])), name, ...organization },
      { ...options, additionalSecretOutputs: secret.map(([key]) => key) },
    );
    return { contactPoint, name, resource };
  });
  return new Map([
    ...made.map(({ name, resource }) => [name, resource] as const),
    ...made.map(({ contactPoint, resource }) => [contactPoint, resource] as const),
  ]);
}

/** Where alerts of a severity go; a contact point that is made here is made before the rules that name it. */
function notifications(
  { notifications: ofAll, notificationsBySeverity: bySeverity = {} }: GrafanaArgs,
  contactPoints: ReadonlyMap<string, ContactPoint>,
): (severity: Severity) => NotificationArgs | undefined {
  const keys = [...contactPoints.keys()];
  const names = pulumi.all([...contactPoints.values()].map(({ name }) => name));
  // Of a key that is known later, rules wait for all contact points: it may be any of them.
  const nameOf = (contactPoint: pulumi.Input<string>): pulumi.Input<string> =>
    isKnown(contactPoint)
      ? (contactPoints.get(contactPoint)?.name ?? contactPoint)
      : pulumi.all([contactPoint, names]).apply(([key, made]) => made[keys.indexOf(key)] ?? key);
  return (severity) => {
    const notification = bySeverity[severity] ?? ofAll;
    return notification === undefined
      ? undefined
      : { ...notification, contactPoint: nameOf(notification.contactPoint) };
  };
}

function ruleGroups(
  mixin: Mixin,
  namespace: string,
  { datasourceUid, targetDatasourceUid }: GrafanaArgs,
): readonly GrafanaRuleGroup<pulumi.Input<string>>[] {
  const rules = [
    ...(targetDatasourceUid === undefined ? [] : mixin.recordingRules),
    ...(mixin.config.alerts.evaluatedBy === 'grafana' ? mixin.alerts : []),
  ];
  return renderGrafanaRuleGroups(mixin, rules, { datasourceUid, namespace, targetDatasourceUid });
}
