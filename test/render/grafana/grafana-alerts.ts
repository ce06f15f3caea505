import type { Mixin } from '../../../lib';
import { renderGrafanaRuleGroups, type GrafanaRuleGroup, type GrafanaRulesOptions } from '../../../lib/render';

/** All alerts of a mixin as Grafana would evaluate them, whoever does. */
export function grafanaAlertsOf<TUid>(
  mixin: Mixin,
  options: GrafanaRulesOptions<TUid>,
): readonly GrafanaRuleGroup<TUid>[] {
  return renderGrafanaRuleGroups(mixin, mixin.alerts, options);
}
