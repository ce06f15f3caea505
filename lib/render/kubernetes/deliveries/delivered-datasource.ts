import { DEFAULT_DATASOURCE_UID, warningAt, type Finding, type Mixin } from '../../../orchestrator';
import { LIMITS, shortened, stated } from '../../../validation';
import type { DatasourceProps } from '../../grafana/provisioning';
import { nameOfFleet } from './render-delivery';

/**
 * The data source that a delivery brings. Where nobody gives its uid, it is the one that Grafana's alerts were told to ask.
 *
 * @param isOfFleet whether it is one among others of its Grafana: two of one name or uid overwrite each other, and so do two defaults
 * @param there uid of a Helm chart's own data source beside it, which is Grafana's default and called Prometheus
 */
export function deliveredDatasource(
  delivery: string,
  mixin: Mixin,
  given: DatasourceProps,
  { isOfFleet = false, there }: { readonly isOfFleet?: boolean; readonly there?: string | undefined } = {},
): { readonly datasource: DatasourceProps; readonly findings: readonly Finding[] } {
  const { orgId, datasourceUid: asked } = mixin.config.alerts.grafana;
  const { scrapeInterval } = mixin.config;
  const isAsked = mixin.grafanaRuleGroups.length > 0;
  const fleet = nameOfFleet(mixin);
  const own = isOfFleet ? shortened(`${fleet}-prometheus`, LIMITS.grafanaUid) : DEFAULT_DATASOURCE_UID;
  const uid = given.uid ?? (isAsked && asked !== DEFAULT_DATASOURCE_UID ? asked : own);
  const unlike = isOfFleet ? { name: `Prometheus (${fleet})`, isDefault: false } : {};
  const datasource: DatasourceProps = { scrapeInterval, orgId, ...unlike, ...stated(given), uid };
  const taken = [
    ...(uid === there ? [`the uid '${uid}'`] : []),
    ...(datasource.name === 'Prometheus' ? ["the name 'Prometheus'"] : []),
    ...(datasource.isDefault === true ? ['isDefault: true'] : []),
  ];
  const other = warningAt(`${delivery}.datasource.uid`, {
    what: `found '${uid}', and alerts that ask '${asked}'`,
    why: 'the alerts that Grafana evaluates would not ask the data source that is delivered',
    fix: `set alerts.grafana.datasourceUid: '${uid}', or uid: '${asked}' here where Grafana has no other of that uid`,
  });
  const meeting = warningAt(`${delivery}.datasource`, {
    what: `found ${taken.join(', ')}`,
    why: 'the data source of the chart has it, and with both Grafana keeps one of the two, or does not start',
    fix: "leave it out; where the chart's own is off (grafana.sidecar.datasources.defaultDatasourceEnabled: false), let sidecar({ datasource }) bring it, with combineDeliveries",
  });
  return {
    datasource,
    findings: [
      ...(!isAsked || uid === asked || asked === there ? [] : [other]),
      ...(there === undefined || taken.length === 0 ? [] : [meeting]),
    ],
  };
}
