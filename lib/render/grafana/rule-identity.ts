/** What Grafana knows rules by: uids and titles, derived from names alone. */
import type { Alert } from '../../orchestrator';

/** Longest uid that Grafana takes. */
export const MAXIMUM_UID = 40;

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
    .slice(0, MAXIMUM_UID - HASH - 1)
    .replace(/^-|-$/g, '');
  return `${words}-${hash(JSON.stringify([namespace, name, key]))}`;
}

/**
 * Uid of the same rule in one group of one folder, for whoever makes the successor of a group before it deletes the group: a uid that is
 * already somewhere else moves the rule here, and what is left of its group can no longer be deleted.
 */
export function grafanaRuleUidIn(uid: string, folderUid: string, group: string): string {
  return grafanaRuleUid(`${folderUid}/${group}`, uid.slice(0, -HASH - 1), uid);
}

/** FNV-1a of 64 bits, always of the same length. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  }
  return value.toString(36).padStart(HASH, '0');
}

/**
 * Titles of alerts' rules, which are the `alertname` of what they raise. Grafana before 12 and Pulumi's provider want them to differ: the
 * first alert of a name keeps it, as it keeps its labels, the others have their key behind it.
 */
export function grafanaAlertTitles(alerts: readonly Alert[]): ReadonlyMap<Alert, string> {
  const taken = new Set<string>();
  return new Map(
    alerts.map((alert) => {
      const title = taken.has(alert.name) ? `${alert.name} (${alert.key})` : alert.name;
      taken.add(alert.name);
      return [alert, title];
    }),
  );
}

/** Name of a rule group, which two fleets in one folder may not share, and the part of it that is the same for all fleets. */
export function grafanaGroupName(namespace: string, group: string): { readonly key: string; readonly name: string } {
  const key = group.replace(/^orchestrator_?/, '').replace(/_/g, '-');
  return { key, name: key === '' ? namespace : `${namespace}-${key}` };
}
