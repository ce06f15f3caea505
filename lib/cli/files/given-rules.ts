/** Rules that Grafana was given: it goes on evaluating those that a provisioning file no longer has, until one says that they are to be deleted. */
import { renderGrafanaRules } from '../../render/grafana/alerting';
import { placedRule } from '../../render/grafana/rule-identity';
import type { SoundConfiguration } from '../config/configuration';

/** The `dashboard.uid` of a fleet by the organization and the uid of each rule that Grafana was ever given of it: `1/no-workers-0ghhzeetdqtil`. */
export type GivenRules = Readonly<Record<string, string>>;

/** Those of earlier runs, and those of these configurations, of which the first takes over the rules of fleets that are given up. */
export function givenRules(
  before: GivenRules,
  configurations: readonly SoundConfiguration[],
  givesUp: boolean,
): GivenRules {
  const [first = '', ...others] = configurations.map(({ mixin }) => mixin.config.dashboard.uid);
  const isThere = (fleet: string): boolean => !givesUp || [first, ...others].includes(fleet);
  return Object.fromEntries([
    ...Object.entries(before).map(([uid, fleet]) => [uid, isThere(fleet) ? fleet : first] as const),
    ...configurations.flatMap(({ mixin }) =>
      renderGrafanaRules(mixin).flatMap(({ rules }) =>
        rules.map(({ uid }) => [placedRule(mixin, uid), mixin.config.dashboard.uid] as const),
      ),
    ),
  ]);
}

/** The same configuration, whose files also have Grafana delete what it was given before. Those of these rules that are there stay. */
export function deletingGiven(configuration: SoundConfiguration, rules: GivenRules): SoundConfiguration {
  const { config } = configuration.mixin;
  const { grafana } = config.alerts;
  const own = Object.keys(rules).filter((uid) => rules[uid] === config.dashboard.uid);
  const alerts = { ...config.alerts, grafana: { ...grafana, deleteRules: [...grafana.deleteRules, ...own] } };
  return { ...configuration, mixin: { ...configuration.mixin, config: { ...config, alerts } } };
}
