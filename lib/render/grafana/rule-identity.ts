/** What Grafana knows rules by: uids and titles, derived from names alone. */
import type { Alert, Mixin } from '../../orchestrator';
import { contentHash, LIMITS, shortened } from '../../validation';

/** Characters of a hash of 64 bits, written with 36 digits. */
const HASH = 13;

/**
 * Uid of a rule: words of its name, for people, and a hash of everything that tells it from others. Grafana keeps the history of an alert
 * under it. `namespace` tells fleets apart that share a Grafana. At most 40 letters, digits and `-`.
 */
export function grafanaRuleUid(namespace: string, name: string, key = ''): string {
  const words = name
    .replace(/^Orchestrator(?=[A-Z])/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
    .slice(0, LIMITS.grafanaUid.maximum - HASH - 1)
    .replace(/^-|-$/g, '');
  return `${words}-${contentHash(JSON.stringify([namespace, name, key]))}`;
}

/**
 * Uid of the same rule in one group of one folder, for whoever makes the successor of a group before it deletes the group: a uid that is
 * already somewhere else moves the rule here, and what is left of its group can no longer be deleted.
 */
export function grafanaRuleUidIn(uid: string, folderUid: string, group: string): string {
  return grafanaRuleUid(`${folderUid}/${group}`, uid.slice(0, -HASH - 1), uid);
}

/**
 * Title of an alert's rule, which is the `alertname` of what it raises. Grafana before 12 and Pulumi's provider want titles to differ: a rule
 * whose settings are not the fleet's has behind its name what is different about them.
 */
export function grafanaAlertTitle({ name, key }: Pick<Alert, 'name' | 'key'>): string {
  return key === '' ? name : shortened(`${name} (${key})`, LIMITS.grafanaRuleTitle);
}

/** The alert's name in the title of its rule, whose `rule_scope` is its key; the whole title of a rule that somebody else named. */
export function grafanaAlertName(title: string, key = ''): string {
  const name = title.replace(/ \(.*/s, '');
  return grafanaAlertTitle({ name, key }) === title ? name : title;
}

/** Name of a rule group, which two fleets in one folder may not share, and the part of it that is the same for all fleets. */
export function grafanaGroupName(namespace: string, group: string): { readonly key: string; readonly name: string } {
  const key = group.replace(/^orchestrator_?/, '').replace(/_/g, '-');
  return { key, name: key === '' ? namespace : `${namespace}-${key}` };
}

/** A rule in one of Grafana's organizations, as `render` remembers it: `1/no-workers-0ghhzeetdqtil`. */
export const placedRule = ({ config }: Pick<Mixin, 'config'>, uid: string): string =>
  `${String(config.alerts.grafana.orgId)}/${uid}`;
