/** Everything of a fleet's monitoring that Grafana holds, as children of a component. */
import * as pulumi from '@pulumi/pulumi';
import { ContactPoint } from '@pulumiverse/grafana/alerting/contactPoint';
import { RuleGroup } from '@pulumiverse/grafana/alerting/ruleGroup';
import { Dashboard } from '@pulumiverse/grafana/oss/dashboard';
import { Folder } from '@pulumiverse/grafana/oss/folder';
import type { Mixin, Severity } from '../orchestrator';
// Not by the index: what else is rendered takes a third of the time to load, for nothing.
import { renderGrafanaAlerts, renderGrafanaRecordingRules, type GrafanaRuleGroup } from '../render/grafana/alerting';
import { renderGrafanaDashboard } from '../render/grafana/dashboard';
import { grafanaRuleUid } from '../render/grafana/rule-identity';
import { checkArgs, type CheckedArgs } from './checked-args';
import type { NotificationArgs, OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';
import { isKnown } from './property-checks';
import { ruleGroupArgs, type RuleGroupContext } from './rule-group-args';

/** What came of it. Everything is in the order of the model, the main dashboard first. */
export interface GrafanaResources {
  readonly folderUid: pulumi.Output<string>;
  readonly dashboardUids: pulumi.Output<string[]>;
  readonly dashboardUrls: pulumi.Output<string[]>;
  /** Uids of the rules, by their titles. */
  readonly ruleUids: pulumi.Output<Record<string, string>>;
}

/**
 * Makes the folder, the dashboards, the rule groups and the contact points as children of `component`, with names that begin with `name`.
 * OrchestratorMonitoring does no more than this; it is here for components of one's own. What the component depends on, they do.
 *
 * @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop, before anything is made
 */
export function createGrafanaResources(
  component: pulumi.ComponentResource,
  name: string,
  args: OrchestratorMonitoringArgs,
  opts?: Pick<pulumi.ComponentResourceOptions, 'dependsOn'>,
): GrafanaResources {
  return createChecked(component, name, args, checkArgs(component.constructor.name, args), opts);
}

/** The same with arguments that were checked: a component checks them before it comes into being itself. */
export function createChecked(
  component: pulumi.ComponentResource,
  name: string,
  args: OrchestratorMonitoringArgs,
  { mixin, warnings, pendingLabels }: CheckedArgs,
  opts: Pick<pulumi.ComponentResourceOptions, 'dependsOn'> = {},
): GrafanaResources {
  for (const { path, what, why, mend } of warnings) {
    void pulumi.log.warn(`${path}: ${what}; ${why}; ${mend}`, component);
  }
  // Two of one name cannot be in Grafana at the same time: what is replaced goes first.
  const options: pulumi.CustomResourceOptions = {
    parent: component,
    deleteBeforeReplace: true,
    // Children inherit everything of their component but this.
    ...(opts.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }),
  };
  const orgId = args.orgId === undefined ? undefined : organization(args.orgId);
  const namespace = args.namespace ?? defaultNamespace(mixin);
  const folderUid = args.folderUid ?? createFolder(name, namespace, args, orgId, options).uid;
  const dashboards = createDashboards(name, mixin, folderUid, orgId, options);
  const contactPoints = createContactPoints(name, args, orgId, options);
  const context: RuleGroupContext = {
    folderUid,
    orgId,
    editableInUi: args.editableInUi ?? false,
    pendingLabels,
    notificationOf: notifications(args, contactPoints),
  };
  const groups = ruleGroups(mixin, namespace, args);
  for (const group of groups) {
    new RuleGroup(`${name}-rules-${group.key === '' ? 'alerts' : group.key}`, ruleGroupArgs(group, context), options);
  }
  return {
    folderUid: pulumi.output(folderUid),
    dashboardUids: pulumi.all(dashboards.map(({ uid }) => uid)),
    dashboardUrls: pulumi.all(dashboards.map(({ url }) => url)),
    ruleUids: pulumi.output(
      Object.fromEntries(groups.flatMap(({ rules }) => rules.map(({ title, uid }) => [title, uid]))),
    ),
  };
}

/** Stacks of one program share a Grafana more often than not. */
function defaultNamespace({ config }: Mixin): string {
  return `${pulumi.getStack().replace(/[^a-zA-Z0-9_-]/g, '-')}-${config.dashboard.uid}`;
}

function organization(orgId: pulumi.Input<number>): pulumi.Input<string> {
  return isKnown(orgId) ? String(orgId) : pulumi.output(orgId).apply(String);
}

/** Fields that may be absent, without those that are. */
function withOrganization(orgId: pulumi.Input<string> | undefined): { orgId?: pulumi.Input<string> } {
  return orgId === undefined ? {} : { orgId };
}

function createFolder(
  name: string,
  namespace: string,
  { folder = {} }: OrchestratorMonitoringArgs,
  orgId: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): Folder {
  return new Folder(
    `${name}-folder`,
    {
      title: folder.title ?? 'Pupsourcing Orchestrator',
      // Folders and dashboards share their uids.
      uid: folder.uid ?? grafanaRuleUid(namespace, 'folder'),
      ...(folder.parentFolderUid === undefined ? {} : { parentFolderUid: folder.parentFolderUid }),
      // Grafana would delete what others put into it, their rules with it.
      preventDestroyIfNotEmpty: true,
      ...withOrganization(orgId),
    },
    options,
  );
}

function createDashboards(
  name: string,
  { config, dashboards }: Mixin,
  folder: pulumi.Input<string>,
  orgId: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): readonly Dashboard[] {
  return dashboards.map((dashboard) => {
    // `-fleet` of the second one: what its uid has behind that of the main dashboard.
    const suffix = dashboard.uid.startsWith(config.dashboard.uid)
      ? dashboard.uid.slice(config.dashboard.uid.length)
      : `-${dashboard.uid}`;
    const configJson = JSON.stringify(renderGrafanaDashboard(dashboard));
    return new Dashboard(`${name}-dashboard${suffix}`, { configJson, folder, ...withOrganization(orgId) }, options);
  });
}

function createContactPoints(
  name: string,
  { contactPoints = {}, editableInUi = false }: OrchestratorMonitoringArgs,
  orgId: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, ContactPoint> {
  return new Map(
    Object.entries(contactPoints).map(([contactPoint, settings]) => {
      // Any of them may hold an address or a token that lets its owner in.
      const secret = Object.entries(settings).filter(([, value]: [string, unknown]) => value !== undefined);
      const made = new ContactPoint(
        `${name}-contact-${contactPoint}`,
        {
          ...Object.fromEntries(secret.map(([key, value]) => [key, pulumi.secret(value)])),
          name: contactPoint,
          disableProvenance: editableInUi,
          ...withOrganization(orgId),
        },
        { ...options, additionalSecretOutputs: secret.map(([key]) => key) },
      );
      return [contactPoint, made];
    }),
  );
}

/** Where alerts of a severity go; a contact point that is made here is made before the rules that name it. */
function notifications(
  { notifications: ofAll, notificationsBySeverity: bySeverity = {} }: OrchestratorMonitoringArgs,
  contactPoints: ReadonlyMap<string, ContactPoint>,
): (severity: Severity) => NotificationArgs | undefined {
  return (severity) => {
    const notification = bySeverity[severity] ?? ofAll;
    if (notification === undefined) {
      return undefined;
    }
    const { contactPoint } = notification;
    const made = isKnown(contactPoint) ? contactPoints.get(contactPoint) : undefined;
    return made === undefined ? notification : { ...notification, contactPoint: made.name };
  };
}

function ruleGroups(
  mixin: Mixin,
  namespace: string,
  { datasourceUid, targetDatasourceUid }: OrchestratorMonitoringArgs,
): readonly GrafanaRuleGroup<pulumi.Input<string>>[] {
  const alerts =
    mixin.config.alerts.evaluatedBy === 'grafana' ? renderGrafanaAlerts(mixin, { datasourceUid, namespace }) : [];
  return targetDatasourceUid === undefined
    ? alerts
    : [...renderGrafanaRecordingRules(mixin, { datasourceUid, targetDatasourceUid, namespace }), ...alerts];
}
