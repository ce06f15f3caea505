/** What tells alerts of the same name apart: a key for us, a label for Prometheus. */
import type { AlertScope, Condition } from './alert-definition';

/** Label of an alert that would otherwise equal another one in name and labels. Its value is the alert's key. */
export const SCOPE_LABEL = 'rule_scope';

/**
 * Identity among the alerts of the same name: the replica set that the condition is about, or the first one of the scope (empty for the
 * fleet's), and `/` and the condition's key where it has one. No two scopes share a replica set, and a `/` in a name is percent-encoded,
 * so that no two alerts share a key.
 */
export function alertKey(scope: AlertScope, condition: Pick<Condition, 'key' | 'replicaSet'>): string {
  const first = condition.replicaSet ?? (scope.unlisted ? '' : (scope.replicaSets[0] ?? ''));
  // Braces, too: the key is the value of a label, and Prometheus reads those as templates.
  const name = first.replace(/[%/{}]/g, encodeURIComponent);
  return condition.key === '' ? name : `${name}/${condition.key}`;
}

/**
 * Gives an alert that equals an earlier one in name and labels a label of its own. Prometheus carries pending and firing alerts over a reload
 * by name and labels, and `promtool check rules --lint=all` refuses two that agree. The first keeps its labels: another replica set
 * with other settings changes nothing about the alerts that were there.
 */
export function tellApart<
  TAlert extends { readonly name: string; readonly key: string; readonly labels: Readonly<Record<string, string>> },
>(alerts: readonly TAlert[]): readonly TAlert[] {
  const seen = new Set<string>();
  return alerts.map((alert) => {
    const labels = Object.entries(alert.labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const identity = JSON.stringify([alert.name, labels]);
    if (!seen.has(identity)) {
      seen.add(identity);
      return alert;
    }
    return { ...alert, labels: { ...alert.labels, [SCOPE_LABEL]: alert.key } };
  });
}
