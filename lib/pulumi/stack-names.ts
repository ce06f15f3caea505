/**
 * Names in Grafana that no other stack has. Stacks, projects and even organizations share a Grafana more often than not, where a uid is
 * refused the second time, and a contact point of the same name joined without a word.
 */
import * as pulumi from '@pulumi/pulumi';
import { DEFAULT_DASHBOARD_UID, fleetTitle } from '../orchestrator';
import { grafanaRuleUid } from '../render/grafana/rule-identity';
import { LIMITS, shortened } from '../validation';

/** Longest namespace that may be given, and that is made up. */
export const MAXIMUM_NAMESPACE = 100;

/** Uid of the main dashboard, unless the program gives one. */
export function stackDashboardUid(): string {
  return grafanaRuleUid(pulumi.getProject(), 'orchestrator', pulumi.getStack());
}

/**
 * Title of the folder, and of the main dashboard where its uid is the stack's, which nobody could read. Dashboards are called after the main one:
 * what stands behind its title has to fit, too.
 */
export function stackTitle(dashboardUid = stackDashboardUid()): string {
  const fleet = dashboardUid === stackDashboardUid() ? DEFAULT_DASHBOARD_UID : dashboardUid;
  const { maximum, receiver } = LIMITS.grafanaTitle;
  return shortened(stackName(fleetTitle(fleet)), { maximum: maximum - ': Runbook'.length, receiver });
}

/** What tells the fleets of a Grafana apart, unless the program says. */
export function stackNamespace(dashboardUid: string): string {
  const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${dashboardUid}`;
  return whole.length <= MAXIMUM_NAMESPACE && /^[a-zA-Z0-9_-]+$/.test(whole)
    ? whole
    : grafanaRuleUid(pulumi.getProject(), whole, pulumi.getStack());
}

/** A name with project and stack behind it: that of a contact point, unless the program insists on one. */
export function stackName(name: string): string {
  return `${name} (${pulumi.getProject()}/${pulumi.getStack()})`;
}

/**
 * What tells the resource of a contact point from others. Whatever key it is under, and whoever says its name, the same name must give the same
 * resource: whatever deletes it deletes all of that name.
 */
export function contactPointId(name: string): string {
  const suffix = stackName('');
  return name.endsWith(suffix) && !name.startsWith('named-') ? name.slice(0, -suffix.length) : `named-${name}`;
}
