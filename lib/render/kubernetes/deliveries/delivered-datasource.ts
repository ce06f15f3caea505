/** The data source that a delivery brings, and the one that Grafana's alerts ask: the same, unless somebody says otherwise. */
import type { Finding, Mixin } from '../../../orchestrator';
import type { DatasourceProps } from '../../grafana/provisioning';

/** A data source with what the fleet's description says about it, and what is to know about it. */
export interface DeliveredDatasource {
  readonly datasource: DatasourceProps;
  readonly findings: readonly Finding[];
}

/**
 * The data source that a delivery brings: where nobody gives its uid, the one that Grafana's alerts ask.
 *
 * @param unasked its uid where Grafana evaluates nothing
 */
export function deliveredDatasource(
  delivery: string,
  { config, grafanaRuleGroups }: Mixin,
  given: DatasourceProps,
  unasked = config.alerts.grafana.datasourceUid,
): DeliveredDatasource {
  const isAsked = grafanaRuleGroups.length > 0;
  const asked = config.alerts.grafana.datasourceUid;
  const { uid = isAsked ? asked : unasked, scrapeInterval = config.scrapeInterval } = given;
  return {
    datasource: { ...given, uid, scrapeInterval },
    findings:
      !isAsked || uid === asked
        ? []
        : [
            {
              severity: 'warning',
              path: `${delivery}.datasource.uid`,
              what: `found '${uid}', and alerts that ask '${asked}'`,
              why: 'the alerts that Grafana evaluates would not ask the data source that is delivered',
              fix: `set alerts.grafana.datasourceUid: '${uid}', or leave out uid here`,
            },
          ],
  };
}
